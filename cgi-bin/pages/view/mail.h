/* Views of mails. */
#ifndef AINA_PAGES_VIEW_MAIL_H
#define AINA_PAGES_VIEW_MAIL_H

#include "pages/view/page.h"

struct mail_line { struct str title, label; int64_t quantity; struct money total; bool made_to_order; bool making_one; int64_t making_min, making_max; };
struct mail_part {
	struct str number, creator;
	struct mail_line *lines; size_t line_count;
	struct message delivery_kind; struct money delivery; bool delivery_free, has_days, days_one; int64_t days_min, days_max;
	struct str pickup; /* where to collect; may be absent */
};
/* What every mail says: the goods, the sums, the way to the order. */
struct mail_order {
	struct mail_part *parts; size_t part_count; /* all of the order, or the one that the mail is about */
	bool whole; struct money items, delivery, total;
	struct url page; /* absolute, with the token that opens it */
	struct str contact_email, site_name, operator_name;
};
struct mail_view {
	enum lang lang;
	struct str number; /* of the order, or of its part */
	struct mail_order order;
	struct url pay; bool may_pay; struct moment pay_until;
	bool nothing_to_pay;
	struct str creator; bool is_pickup; struct str pickup; struct message carrier; struct str tracking; bool has_tracking;
};

#endif

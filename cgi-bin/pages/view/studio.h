/* Views of the creator's studio. */
#ifndef AINA_PAGES_VIEW_STUDIO_H
#define AINA_PAGES_VIEW_STUDIO_H

#include "pages/view/checkout.h"

struct studio_head { struct str creator_name; struct url orders, sign_out, shop; int64_t to_do; };

struct sign_in_view { struct page page; struct url action; struct str token; bool usable; }; /* the link opens a page with one button: mail scanners press no buttons */
struct studio_door_view { struct page page; }; /* not signed in: how to get a link */

struct studio_order_row { struct str number; struct url url; struct moment placed; struct message state; struct str state_code; int64_t pieces; struct money total; struct str city; struct str first_title; int64_t more_titles; };
struct studio_orders_view {
	struct page page; struct studio_head studio;
	struct studio_order_row *orders; size_t order_count;
	struct facet_value *filters; size_t filter_count; /* to do, sent, all */
	bool has_next; struct url next; bool is_later_page; struct url first;
};

struct ship_form { struct input_choice carrier; struct input_text tracking; };
struct studio_order_view {
	struct page page; struct studio_head studio;
	struct order_part part; struct moment placed, paid; bool has_address; /* false: not needed any more */
	struct str name, phone; struct str *address_lines; size_t address_line_count; struct str note;
	struct order_event_view *events; size_t event_count;
	bool may_ship; struct ship_form *form; bool refused; struct country_choice *carriers; size_t carrier_count;
	struct url action_ship, slip, back;
	bool just_shipped;
};
struct slip_view { struct page page; struct studio_head studio; struct order_part part; struct moment placed; struct str name, phone; struct str *address_lines; size_t address_line_count; struct str note; struct url back; };

#endif

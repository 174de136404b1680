/* Views of cart, checkout, payment and order; forms that their pages read. */
#ifndef AINA_PAGES_VIEW_CHECKOUT_H
#define AINA_PAGES_VIEW_CHECKOUT_H

#include "pages/view/shop.h"
#include "web/limits.h"

struct cart_line_view {
	struct str variant_id;
	struct str title, label; struct url url;
	bool has_picture; struct picture picture;
	struct money unit, total;
	int64_t quantity; int64_t quantity_max;
	struct str quantity_typed; /* the quantity, or what was typed instead and refused */
	bool quantity_refused;
	bool made_to_order; int64_t making_min, making_max; bool making_one; /* min == max */
	bool price_changed; struct money old_price; /* notice */
	bool stock_lowered; int64_t left;           /* fewer than wanted are left: quantity was lowered */
	bool gone;                                  /* sold out or no longer offered: must be removed */
	bool few_left;
};
struct cart_shop { struct creator_card creator; struct cart_line_view *lines; size_t line_count; struct money items; };
struct cart_view {
	struct page page;
	struct cart_shop *shops; size_t shop_count;
	struct money items; int64_t pieces;
	bool any_notice, any_gone, just_added; struct str added_title;
	struct url action_quantity, action_remove;
	struct url checkout; /* POST form with csrf and the hidden field "seen": going on accepts the prices and quantities shown here */
	struct str seen;     /* digest of what this page shows */
	bool refused; struct message refused_why; /* e.g. quantity of 100 typed */
};

/* POST /{lang}/cart/add */
struct cart_add_form { struct input_id variant; struct input_int quantity; };
/* POST /{lang}/cart/quantity and /remove */
struct cart_line_form { struct input_id variant; struct input_int quantity; };
/* POST /{lang}/checkout/begin: takes the goods into the hold. Pages behind GET never write. */
struct checkout_begin_form { struct input_id seen; };

/* Page 1: contact and address. */
struct address_form {
	struct input_text email, name, phone, region, city, street, building, apartment, postcode, note;
	struct input_choice country; /* index into country table of model/address */
};
struct country_choice { struct str code; struct str name; bool chosen; };
struct checkout_address_view {
	struct page page;
	struct address_form *form; bool refused;
	struct country_choice *countries; size_t country_count;
	bool kazakhstan; /* chosen country: hints for postal index and phone */
	struct url action;
	struct cart_summary *summary;
	struct moment held_until; bool holding;
};
struct cart_summary { struct cart_shop *shops; size_t shop_count; struct money items, delivery, total; bool delivery_known, delivery_free; int64_t pieces; };

/* Page 2: delivery of each creator. */
struct delivery_form { struct input_id creator[LIMIT_CART_CREATORS]; struct input_id method[LIMIT_CART_CREATORS]; };
struct delivery_option { struct str id; struct message kind; struct money price; bool is_free; int64_t days_min, days_max; bool days_one; struct str pickup; bool chosen; };
struct delivery_shop { struct creator_card creator; struct str creator_id; struct str field_creator, field_method; /* "creator-0", "method-0" */
	struct delivery_option *options; size_t option_count; bool none; /* this creator does not deliver there */ struct message error; struct money items; };
struct checkout_delivery_view {
	struct page page;
	struct delivery_shop *shops; size_t shop_count; bool any_none; bool refused;
	struct url action, back;
	struct url without; /* formaction of a button name="maker" value=creator_id: takes that maker's goods out */
	struct cart_summary *summary;
	struct moment held_until; bool holding;
};

/* Page 3: review and pay. */
struct review_form { struct input_id checkout, seen; struct input_choice terms, news; };
struct checkout_review_view {
	struct page page;
	struct review_form *form; bool refused;
	struct str checkout_id; /* hidden field "checkout": the one-time token */
	struct str seen;        /* hidden field "seen": digest of the prices, quantities and delivery shown here */
	struct str email, name, phone; struct str *address_lines; size_t address_line_count;
	struct delivery_shop *shops; size_t shop_count;
	struct cart_summary *summary;
	struct url action, edit_address, edit_delivery;
	struct moment held_until; bool holding;
	bool changed; /* price or stock changed since the last page: look again */
	int64_t return_days; bool any_not_returnable; bool any_made_to_order;
	bool nothing_to_pay;
};

/* GET /{lang}/pay/{id} */
struct pay_view {
	struct page page;
	struct str order_number; struct money total;
	bool preparing, waiting, unknown, paid, failed, expired, cancelled, review;
	struct url go;       /* plain link to our own /go, which leads to the processor */
	struct str processor_host; /* "checkout.stripe.com": where the link leads */
	struct url order;    /* order page */
	struct url again;    /* put the goods into the cart again */
	struct url cancel;   /* POST */
	struct moment expires;
	bool came_back;      /* returned from the processor's page */
};

struct order_event_view { struct message what; struct str detail; struct moment at; bool is_last; };
struct order_line_view { struct str title, label, sku; struct url url; bool has_url; struct money unit, total; int64_t quantity; bool has_picture; struct picture picture; bool made_to_order, returnable; int64_t making_min, making_max; bool making_one; };
struct shipment_view { struct str carrier, tracking; struct moment at; bool has_tracking; };
struct order_part { struct str number; struct creator_card creator; struct message state; struct str state_code; struct order_line_view *lines; size_t line_count;
	struct money items, delivery, total; bool delivery_free; struct message delivery_kind; int64_t days_min, days_max; bool days_one; struct str pickup; struct shipment_view *shipments; size_t shipment_count; };
struct order_view {
	struct page page;
	struct str number; struct moment placed; struct message state; struct message next_step; /* one sentence: what happens now */
	struct order_part *parts; size_t part_count;
	struct order_event_view *events; size_t event_count;
	struct money items, delivery, total; bool delivery_free; struct money tax; bool has_tax;
	struct str email; struct str name, phone; struct str *address_lines; size_t address_line_count; /* masked where design says so: e-mail "a…@example.kz" */
	bool awaiting_payment; struct url pay;
	struct url again; /* of an order that was never paid: POST, the goods into the cart again; s.p NULL: none */
	int64_t return_days; bool any_returnable;
};

#endif

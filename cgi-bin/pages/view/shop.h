/* Views of the shop window. */
#ifndef AINA_PAGES_VIEW_SHOP_H
#define AINA_PAGES_VIEW_SHOP_H

#include "pages/view/page.h"

struct picture { /* /media/<file>-400.webp, -800.webp, -1600.webp and -800.jpg; width and height of the widest, against layout shift */
	struct str file;
	int64_t width, height;
	struct str alt;
	struct str credit; /* photographer; may be absent */
	bool lazy; /* below the first screen: loaded when it comes near */
};

struct card {
	struct url url;
	struct str title;
	struct money price;
	bool price_from; /* variants differ in price */
	struct money compare; bool has_compare;
	struct str creator_name; struct url creator_url;
	struct str city;
	bool has_picture; struct picture picture;
	bool made_to_order, sold_out, few_left; int64_t left;
	bool eager; /* first row: picture not lazy */
};

struct home_view {
	struct page page;
	bool has_lead; struct card lead; /* the large photograph at the top */
	struct card *newest; size_t newest_count;
	struct creator_card *creators; size_t creator_count;
	struct category_tile { struct str name; struct url url; int64_t count; bool has_picture; struct picture picture; } *categories; size_t category_count;
};

struct creator_card { struct str name, craft, city; struct url url; bool has_picture; struct picture picture; int64_t listing_count; };

struct facet_value { struct str name; int64_t count; bool more; /* "240+" */ struct url url; bool chosen; };
struct facet { struct message title; struct facet_value *values; size_t value_count; bool any_chosen; struct url clear; };

/* Category and search share one template. */
struct results_view {
	struct page page;
	bool is_search;
	struct str heading; /* category name or the query */
	int64_t total; bool total_more; /* "240+" */
	struct card *cards; size_t card_count;
	struct facet *facets; size_t facet_count;
	struct str price_min, price_max; /* as typed, whole tenge */
	struct message price_error;
	struct str keep_sort, keep_kind, keep_category, keep_city; /* hidden fields of the price form; empty: absent */
	struct url action; /* of the price form */
	struct facet_value *sorts; size_t sort_count;
	bool has_next; struct url next;
	bool is_later_page; struct url first;
	struct url clear_all; bool any_filter;
	struct results_problem { struct message name, why; } *problems; size_t problem_count; /* what could not be searched for */
};

struct variant_choice { struct str id; /* row id as text, form value */ struct str label; struct money price; struct money compare; bool has_compare;
	bool sold_out; bool few_left; int64_t left; bool chosen; struct str sku; };
struct delivery_row { struct message kind; struct message area; struct money price; bool is_free; struct money free_from; bool has_free_from; int64_t days_min, days_max; bool days_one; /* min == max */ struct str pickup; };

struct listing_view {
	struct page page;
	struct str title;
	struct paragraph { struct str text; bool is_item; bool first_item, last_item; } *description; size_t paragraph_count;
	bool other_language; struct message other_language_note; /* "Shown in Russian: no English text yet" */
	struct str text_lang; /* lang attribute of title and description */
	struct picture *pictures; size_t picture_count;
	bool has_options; struct str option_name;
	struct variant_choice *variants; size_t variant_count;
	struct money price; bool price_from; struct money compare; bool has_compare;
	bool sold_out; bool made_to_order; int64_t making_min, making_max; bool making_one; /* min == max */
	bool few_left; int64_t left;
	bool returnable; int64_t return_days;
	struct delivery_row *delivery; size_t delivery_count;
	struct creator_card creator; struct str creator_bio;
	struct page_link category;
	struct page_link *tags; size_t tag_count;
	struct card *more; size_t more_count; /* from the same creator */
	struct url action; /* POST to the cart */
	bool available;
	/* JSON-LD */
	struct str ld_currency; struct str ld_price; struct str ld_price_high; struct str ld_availability; struct url ld_image; struct str ld_description; struct str ld_sku; bool ld_range; int64_t ld_offers;
};

struct creator_view {
	struct page page;
	struct creator_card creator;
	struct paragraph *bio; size_t bio_count;
	struct card *cards; size_t card_count;
	struct delivery_row *delivery; size_t delivery_count;
	int64_t return_days; struct date since;
	bool has_next; struct url next;
};

struct text_view { struct page page; }; /* privacy, terms, about: each its own template */
struct credits_view { struct page page; struct credit { struct str name; struct url url; struct str title; } *credits; size_t credit_count; };

struct error_view {
	struct page page;
	int64_t status;
	struct message title, text;
	struct str request_id;
	bool has_retry; struct url retry_action; struct form_pair *retry; size_t retry_count; /* "send again" with a fresh token */
};

struct feed_entry { struct str title, summary, id; struct url url; struct str updated; struct url image; struct str price; struct str author; };
struct feed_view { enum lang lang; struct str lang_code, title, subtitle, id, updated; struct url self, html; struct feed_entry *entries; size_t entry_count; };

struct sitemap_entry { struct url kk, ru, en; struct str updated; };
struct sitemap_view { struct sitemap_entry *entries; size_t entry_count; };
struct sitemap_index_view { struct sitemap_part { struct url url; } *parts; size_t part_count; };

struct merchant_entry { struct str id, title, description; struct url link, image; struct str price, availability, brand, condition, category; };
struct merchant_view { struct str title; struct url link; struct merchant_entry *entries; size_t entry_count; };

#endif

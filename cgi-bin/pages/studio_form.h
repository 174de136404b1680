/* Forms of the program `studio`, as data (see pages/checkout_form.h). */
#ifndef AINA_PAGES_STUDIO_FORM_H
#define AINA_PAGES_STUDIO_FORM_H

#include "pages/view/studio.h"

/* GET /studio?show=…&before=<row>: one page of a list. */
struct list_query { struct input_choice show; struct input_id before; };
extern const struct str studio_show_words[]; /* by enum studio_filter */
struct enter_form { struct input_text token; };
/* GET …?sent=1 after sending. */
struct order_query { struct input_choice sent; };
extern const struct form studio_list_form, studio_enter_form, studio_order_form, studio_ship_form;

#endif

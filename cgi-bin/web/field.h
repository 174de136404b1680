/* The rule of each kind of field: from the raw text of one input to its value, or to a message for the person. */
#ifndef AINA_WEB_FIELD_H
#define AINA_WEB_FIELD_H

#include "web/form.h"

/* What every input opens with. */
struct field_input {
	struct str raw; /* p == NULL: nothing came */
	struct message error;
};

/* Bytes of the input that this kind fills. */
size_t field_size(enum field_kind kind);
/* The bounds that hold where a field declares none: code points of texts, values of numbers, minor units of money. */
void field_bounds(const struct field *field, int64_t *ret_min, int64_t *ret_max);
/* Judges `input` (a struct input_* of the field's kind). ERR_MEMORY only; a wrong value becomes input->error. */
MUST_USE enum err field_judge(struct arena *arena, const struct field *field, void *input);

#endif

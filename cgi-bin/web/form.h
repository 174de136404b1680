/* Forms: declared fields in, filled struct out.
 * A form is data: `struct form` lists its fields; form_read() fills the handler's struct, whose members are `struct input_*`
 * at the declared offsets. Undeclared parameters are dropped, repeated ones refused, NUL and bad UTF-8 refused.
 * Each input keeps the raw text, so that a refused form comes back as it was typed, with the message beside the field. */
#ifndef AINA_WEB_FORM_H
#define AINA_WEB_FORM_H

#include "base/arena.h"
#include "base/random.h"
#include "message.h" /* generated: enum message_id, struct message */

struct input_text {   /* FIELD_TEXT, FIELD_MULTILINE, FIELD_EMAIL, FIELD_PHONE, FIELD_TOKEN */
	struct str raw;
	struct message error; /* .id == MESSAGE_NONE: fine */
	struct str value;     /* tidied (NFC, trimmed); e-mail folded domain; phone as typed minus spaces and brackets */
};
struct input_int {    /* FIELD_INT; FIELD_MONEY gives minor units */
	struct str raw;
	struct message error;
	int64_t value;
	bool given;
};
struct input_choice { /* FIELD_CHOICE: one of .choices; value = its index, -1 not given; FIELD_FLAG: checkbox, 0 or 1 */
	struct str raw;
	struct message error;
	int value;
};
struct input_id {     /* FIELD_PUBLIC_ID (22 base64url characters) or FIELD_ROW_ID (decimal int64) */
	struct str raw;
	struct message error;
	bool given;
	struct public_id public_id;
	int64_t row_id;
};

enum field_kind { FIELD_TEXT, FIELD_MULTILINE, FIELD_EMAIL, FIELD_PHONE, FIELD_TOKEN, FIELD_INT, FIELD_MONEY, FIELD_CHOICE, FIELD_FLAG,
	FIELD_PUBLIC_ID, FIELD_ROW_ID };

struct field {
	const char *name;
	enum field_kind kind;
	size_t offset;      /* of the input in the handler's struct; for .repeat > 1 of the first element of an array of inputs */
	bool required;
	bool personal;      /* its name must stand in the rules file as [field form.name]; never logged */
	int64_t min, max;   /* text: code points; numbers: value; 0,0 = the kind's own bounds */
	unsigned repeat;    /* 0 or 1: a single field; n: fields name-0 … name-(n-1) */
	const struct str *choices; /* FIELD_CHOICE: ended by { NULL, 0 } */
};

struct form {
	const char *name;
	const struct field *fields;
	size_t count;
	size_t size; /* of the handler's struct */
};
#define FORM_FIELDS(table) .fields = (table), .count = sizeof(table) / sizeof((table)[0])

struct form_result {
	void *input;  /* the handler's struct, in the arena; zeroed where nothing came */
	bool refused; /* some input has an error */
};

/* `text`: query string or body (application/x-www-form-urlencoded). ERR_INPUT: broken encoding, NUL, a declared field twice;
 * ERR_TOO_LARGE; ERR_MEMORY. A wrong *value* is no error of this function: it is in the input, and result.refused is set. */
MUST_USE enum err form_read(struct arena *arena, const struct form *form, struct str text, struct form_result *ret_result);
/* The raw value of `name`, whether declared or not (the token against forgery). ERR_NONE: absent; ERR_INPUT: twice. */
MUST_USE enum err form_peek(struct str text, struct str name, struct str *ret_value);
/* For the page that a missing token leads to: every declared value again, as name and raw text. */
struct form_pair { struct str name, value; };
MUST_USE enum err form_pairs(struct arena *arena, const struct form *form, const void *input, struct form_pair **ret_pairs, size_t *ret_count);

/* A rule between fields failed: called by handlers, marks the input and the exchange answers 422. */
void form_refuse(struct form_result *result, struct message *input_error, enum message_id id);

#endif

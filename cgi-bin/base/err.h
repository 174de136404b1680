/* Errors: one enum for the whole house.
 * Owns: the list and its names. Promises: a function that returns `enum err` leaves its outputs untouched unless it
 * returns ERR_OK. Never: logs (only the dispatcher and the daemons' main loops do), never carries text. */
#ifndef AINA_BASE_ERR_H
#define AINA_BASE_ERR_H

enum err {
	ERR_OK = 0,
	ERR_NONE,      /* there is no such row, file or thing */
	ERR_INPUT,     /* what came from outside is not acceptable */
	ERR_TOO_LARGE, /* it exceeds a limit of ours */
	ERR_METHOD,    /* HTTP method not declared for this path */
	ERR_FORBIDDEN, /* known, but not allowed (CSRF, role) */
	ERR_CONFLICT,  /* the state changed meanwhile, or a unique key exists */
	ERR_GONE,      /* it was there and is no more */
	ERR_RATE,      /* too many requests */
	ERR_BUSY,      /* a lock could not be had in time */
	ERR_FULL,      /* disk full or quota reached */
	ERR_STORAGE,   /* any other database or file failure */
	ERR_MEMORY,    /* arena cap or allocator */
	ERR_NETWORK,   /* the outside world did not answer */
	ERR_PROTOCOL,  /* the outside world answered nonsense */
	ERR_CONFIG,    /* configuration refuses */
	ERR_INTERNAL,  /* our own bug, kept from spreading */
	ERR__COUNT
};

#define MUST_USE __attribute__((warn_unused_result))

/* Returns at once with the error of `expression` if it is not ERR_OK. */
#define TRY(expression)                                \
	do {                                           \
		enum err try_result_ = (expression);   \
		if (try_result_ != ERR_OK)             \
			return try_result_;            \
	} while (0)

/* A short lower-case name for logs ("storage"); static storage, never NULL. */
const char *err_name(enum err err);

#endif

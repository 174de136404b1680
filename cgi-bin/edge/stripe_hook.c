#include <jansson.h>
#include <sodium.h>

#include "edge/stripe.h"

/* Stripe-Signature: t=<unix seconds>,v1=<64 lower-case hex digits>[,v1=…]: HMAC-SHA256 of "<t>.<raw body>" under the endpoint's secret.
 * Several v1 stand side by side while a secret is being changed. Other schemes (v0) prove nothing. */
#define SIGNATURES_MAX 8
#define HEADER_BYTES_MAX 1024

struct signature {
	struct str stamp;
	int64_t stamp_s;
	unsigned char mac[SIGNATURES_MAX][crypto_auth_hmacsha256_BYTES];
	size_t mac_count;
};

bool stripe_id_fine(struct str id, struct str prefix)
{
	if (!str_starts(id, prefix) || id.n == prefix.n || id.n > PROCESSOR_REF_BYTES_MAX)
		return false;
	for (size_t i = 0; i < id.n; i++) {
		char c = id.p[i];
		if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'))
			return false;
	}
	return true;
}

static bool stamp_read(struct str text, struct signature *signature)
{
	if (signature->stamp.n > 0 || text.n == 0 || text.n > 12) /* two stamps: whose word counts? nobody's */
		return false;
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] < '0' || text.p[i] > '9')
			return false;
	signature->stamp = text;
	return str_to_int64(text, &signature->stamp_s) == ERR_OK;
}

static bool signature_parse(struct str header, struct signature *signature)
{
	struct str piece;
	if (header.n == 0 || header.n > HEADER_BYTES_MAX)
		return false;
	while (str_next(&header, ',', &piece)) {
		if (str_starts(piece, STR("t="))) {
			if (!stamp_read(str_from(piece, 2), signature))
				return false;
		} else if (str_starts(piece, STR("v1="))) {
			if (signature->mac_count == SIGNATURES_MAX ||
			    str_hex_decode(str_from(piece, 3), signature->mac[signature->mac_count], crypto_auth_hmacsha256_BYTES) != ERR_OK)
				return false;
			signature->mac_count++;
		}
	}
	return signature->stamp.n > 0 && signature->mac_count > 0;
}

static bool signature_matches(const struct signature *signature, struct str secret, struct str body)
{
	unsigned char mac[crypto_auth_hmacsha256_BYTES];
	crypto_auth_hmacsha256_state state;
	crypto_auth_hmacsha256_init(&state, (const unsigned char *)secret.p, secret.n);
	crypto_auth_hmacsha256_update(&state, (const unsigned char *)signature->stamp.p, signature->stamp.n);
	crypto_auth_hmacsha256_update(&state, (const unsigned char *)".", 1);
	crypto_auth_hmacsha256_update(&state, (const unsigned char *)body.p, body.n);
	crypto_auth_hmacsha256_final(&state, mac);
	bool any = false;
	for (size_t i = 0; i < signature->mac_count; i++)
		any |= sodium_memcmp(mac, signature->mac[i], sizeof(mac)) == 0;
	sodium_memzero(&state, sizeof(state));
	return any;
}

static struct str member(const json_t *object, const char *name)
{
	const json_t *value = json_object_get(object, name);
	if (!json_is_string(value))
		return (struct str){ NULL, 0 };
	return (struct str){ json_string_value(value), json_string_length(value) };
}

/* The reference is ours only if it has the form of ours; it is looked up, never believed. */
static bool reference_fine(struct str reference)
{
	for (size_t i = 0; i < reference.n; i++) {
		char c = reference.p[i];
		if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-'))
			return false;
	}
	return reference.n > 0 && reference.n <= 64;
}

static enum processor_hook event_read(struct arena *arena, bool live, const json_t *event, struct processor_nudge *ret_nudge)
{
	struct str id = member(event, "id"), type = member(event, "type");
	const json_t *mode = json_object_get(event, "livemode");
	if (!str_eq_z(member(event, "object"), "event") || !stripe_id_fine(id, STR("evt_")) || type.n == 0 || type.n > 100 ||
	    !json_is_boolean(mode))
		return HOOK_UNREADABLE;
	if (json_boolean_value(mode) != live)
		return HOOK_OTHER_MODE;
	if (!str_starts(type, STR("checkout.session.")))
		return HOOK_NOT_OURS;
	const json_t *session = json_object_get(json_object_get(event, "data"), "object");
	struct str ref = member(session, "id"), reference = member(session, "client_reference_id");
	if (!str_eq_z(member(session, "object"), "checkout.session") || !stripe_id_fine(ref, STR("cs_")))
		return HOOK_UNREADABLE;
	struct processor_nudge nudge = { .event_id = arena_copy(arena, id), .event_type = arena_copy(arena, type), .ref = arena_copy(arena, ref) };
	if (reference_fine(reference))
		nudge.reference = arena_copy(arena, reference);
	if (arena_failed(arena))
		return HOOK_UNREADABLE;
	*ret_nudge = nudge;
	return HOOK_NUDGE;
}

enum processor_hook stripe_hook(struct arena *arena, struct str secret, bool live, struct str signature, struct str body, int64_t now_ms,
				struct processor_nudge *ret_nudge)
{
	struct signature parsed = { .mac_count = 0 };
	if (secret.n == 0 || body.n == 0 || body.n > STRIPE_EVENT_BYTES_MAX || !signature_parse(signature, &parsed) ||
	    !signature_matches(&parsed, secret, body))
		return HOOK_BAD_SIGNATURE;
	int64_t age_s = now_ms / 1000 - parsed.stamp_s;
	if (age_s > STRIPE_TOLERANCE_S || age_s < -STRIPE_TOLERANCE_S)
		return HOOK_STALE;
	json_t *event = json_loadb(body.p, body.n, JSON_REJECT_DUPLICATES, NULL);
	enum processor_hook hook = json_is_object(event) ? event_read(arena, live, event, ret_nudge) : HOOK_UNREADABLE;
	json_decref(event);
	return hook;
}

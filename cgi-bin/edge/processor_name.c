/* Words for the log and the database; apart from the adapters, so that a program that only needs a word links no HTTP client. */
#include "edge/processor.h"

struct str processor_verdict_name(enum processor_verdict verdict)
{
	static const char *const names[PROCESSOR_VERDICT__COUNT] = {
		[PROCESSOR_ANSWERED] = "answered",           [PROCESSOR_NOT_SENT] = "not_sent",
		[PROCESSOR_UNKNOWN] = "unknown",             [PROCESSOR_LATER] = "later",
		[PROCESSOR_KEY_BUSY] = "key_busy",           [PROCESSOR_REFUSED_INPUT] = "refused_input",
		[PROCESSOR_REFUSED_KEY] = "refused_key",     [PROCESSOR_NOT_FOUND] = "not_found",
		[PROCESSOR_INTEGRITY] = "integrity",
	};
	return str_from_z(verdict < PROCESSOR_VERDICT__COUNT ? names[verdict] : "unknown");
}

struct str processor_hook_name(enum processor_hook hook)
{
	static const char *const names[HOOK__COUNT] = {
		[HOOK_NUDGE] = "nudge",       [HOOK_NOT_OURS] = "not_ours",     [HOOK_BAD_SIGNATURE] = "bad_signature",
		[HOOK_STALE] = "stale",       [HOOK_OTHER_MODE] = "other_mode", [HOOK_UNREADABLE] = "unreadable",
	};
	return str_from_z(hook < HOOK__COUNT ? names[hook] : "unreadable");
}

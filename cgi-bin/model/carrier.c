#include "model/carrier.h"

const struct carrier carriers[] = {
	{ STR_INIT("kazpost"), MESSAGE_CARRIER_KAZPOST, true, STR_INIT("post") },
	{ STR_INIT("cdek"), MESSAGE_CARRIER_CDEK, true, { NULL, 0 } },
	{ STR_INIT("courier"), MESSAGE_CARRIER_COURIER, false, STR_INIT("courier") },
	{ STR_INIT("pickup"), MESSAGE_CARRIER_PICKUP, false, STR_INIT("pickup") },
	{ STR_INIT("other"), MESSAGE_CARRIER_OTHER, false, { NULL, 0 } },
};
const size_t carrier_count = sizeof carriers / sizeof carriers[0];
const struct str carrier_codes[] = { STR_INIT("kazpost"), STR_INIT("cdek"), STR_INIT("courier"), STR_INIT("pickup"), STR_INIT("other"),
				     { NULL, 0 } };

struct message carrier_message(struct str code)
{
	for (size_t i = 0; i < carrier_count; i++)
		if (str_eq(code, carriers[i].code))
			return (struct message){ .id = carriers[i].message };
	return (struct message){ .id = MESSAGE_NONE, .text = code };
}

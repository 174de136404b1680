#include "model/pack.h"

void pack_put(struct buf *pack, struct str field)
{
	buf_put_int(pack, (int64_t)field.n);
	buf_put_c(pack, ':');
	buf_put(pack, field);
}

void pack_put_int(struct buf *pack, int64_t number)
{
	char digits[24];
	int n = snprintf(digits, sizeof digits, "%lld", (long long)number);

	pack_put(pack, (struct str){ digits, n > 0 ? (size_t)n : 0 });
}

static struct str pack_fail(struct pack *pack)
{
	*pack = (struct pack){ .bad = true };
	return STR("");
}

struct str pack_get(struct pack *pack)
{
	struct str rest = pack->rest;
	size_t n = 0, i = 0;

	while (i < rest.n && rest.p[i] >= '0' && rest.p[i] <= '9' && n <= rest.n)
		n = n * 10 + (size_t)(rest.p[i++] - '0');
	if (i == 0 || i >= rest.n || rest.p[i] != ':' || n > rest.n - i - 1)
		return pack_fail(pack);
	pack->rest = str_from(rest, i + 1 + n);
	return (struct str){ rest.p + i + 1, n };
}

/* Only ever digits that pack_put_int() wrote, so a short loop instead of str_to_int64(): a page reads hundreds. */
int64_t pack_get_int(struct pack *pack)
{
	struct str digits = pack_get(pack);
	bool negative = digits.n > 0 && digits.p[0] == '-';
	uint64_t number = 0;

	for (size_t i = negative; i < digits.n; i++) {
		unsigned digit = (unsigned)digits.p[i] - '0';
		if (digit > 9 || digits.n > 20) {
			(void)pack_fail(pack);
			return 0;
		}
		number = number * 10 + digit;
	}
	if (digits.n == negative || number > INT64_MAX)
		(void)pack_fail(pack);
	return pack->bad ? 0 : negative ? -(int64_t)number : (int64_t)number;
}

size_t pack_get_count(struct pack *pack, size_t max)
{
	int64_t count = pack_get_int(pack);

	if (count >= 0 && (uint64_t)count <= max)
		return (size_t)count;
	(void)pack_fail(pack);
	return 0;
}

#include "model/pack.h"

#define MORE 0x80u
#define BITS 7

static void put_unsigned(struct buf *pack, uint64_t number)
{
	while (number >= MORE) {
		buf_put_c(pack, (char)(number | MORE));
		number >>= BITS;
	}
	buf_put_c(pack, (char)number);
}

void pack_put(struct buf *pack, struct str text)
{
	put_unsigned(pack, text.n);
	buf_put(pack, text);
}

void pack_put_int(struct buf *pack, int64_t number)
{
	put_unsigned(pack, (uint64_t)number << 1 ^ (number < 0 ? UINT64_MAX : 0));
}

static bool fail(struct pack *pack)
{
	*pack = (struct pack){ .rest = STR(""), .bad = true };
	return false;
}

static bool get_unsigned(struct pack *pack, uint64_t *ret_number)
{
	uint64_t number = 0;

	for (unsigned i = 0, shift = 0; i < pack->rest.n && shift < 64; i++, shift += BITS) {
		unsigned byte = (unsigned char)pack->rest.p[i];
		number |= (uint64_t)(byte & (MORE - 1)) << shift;
		if (byte < MORE) {
			pack->rest.p += i + 1;
			pack->rest.n -= i + 1;
			*ret_number = number;
			return true;
		}
	}
	return fail(pack);
}

struct str pack_get(struct pack *pack)
{
	uint64_t n;

	if (!get_unsigned(pack, &n) || (n > pack->rest.n && !fail(pack)))
		return STR("");
	struct str text = { pack->rest.p, (size_t)n };
	pack->rest.p += n;
	pack->rest.n -= (size_t)n;
	return text;
}

int64_t pack_get_int(struct pack *pack)
{
	uint64_t number;

	if (!get_unsigned(pack, &number))
		return 0;
	return (int64_t)(number >> 1 ^ (0 - (number & 1)));
}

size_t pack_get_count(struct pack *pack, size_t max)
{
	int64_t count = pack_get_int(pack);

	if (count >= 0 && (uint64_t)count <= max)
		return (size_t)count;
	(void)fail(pack);
	return 0;
}

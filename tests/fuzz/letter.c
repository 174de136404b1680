/* Letters: subject, recipient and text parted by NUL bytes; the head never gets a line that was not meant. */
#include <stdint.h>
#include <stdlib.h>

#include "edge/letter.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str rest = { size > 0 ? (const char *)data : NULL, size }, subject = { NULL, 0 }, to = { NULL, 0 }, line;
	struct buf out BUF_AUTO;
	int heads = 0;
	buf_init(&out, LETTER_BYTES_MAX);
	(void)str_next(&rest, '\0', &subject);
	(void)str_next(&rest, '\0', &to);
	const struct letter letter = { .from = STR("a@b.kz"), .from_name = STR("Aina"), .reply_to = STR("c@b.kz"), .to = to, .subject = subject,
		.message_id = STR("id"), .lang = STR("kk"), .date_ms = 0, .text = rest };
	if (letter_write(&out, &letter) != ERR_OK)
		return 0;
	struct str all = buf_str(&out);
	while (str_next(&all, '\n', &line) && line.n > 1) {
		if (line.n > 79 && !str_starts(line, STR("To: ")))
			abort();
		heads += line.p[0] != ' ';
	}
	if (heads != 11)
		abort();
	return 0;
}

#include "edge/letter.h"

#include "base/clock.h"

#define LINE_BYTES 76

static bool is_alnum(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool local_fine(struct str local)
{
	if (local.n == 0 || local.n > 64 || local.p[0] == '.' || local.p[local.n - 1] == '.')
		return false;
	for (size_t i = 0; i < local.n; i++) {
		char c = local.p[i];
		if (!is_alnum(c) && memchr(".!#$%&'*+/=?^_`{|}~-", c, 20) == NULL)
			return false;
		if (c == '.' && local.p[i + 1] == '.')
			return false;
	}
	return true;
}

static bool domain_fine(struct str domain)
{
	struct str label;
	size_t labels = 0;
	while (str_next(&domain, '.', &label)) {
		if (label.n == 0 || label.n > 63 || label.p[0] == '-' || label.p[label.n - 1] == '-')
			return false;
		for (size_t i = 0; i < label.n; i++)
			if (!is_alnum(label.p[i]) && label.p[i] != '-')
				return false;
		labels++;
	}
	return labels > 0;
}

bool letter_address_fine(struct str address)
{
	size_t at = str_index(address, '@');
	return address.n <= LETTER_ADDRESS_BYTES_MAX && at < address.n && local_fine(str_part(address, 0, at)) &&
	       domain_fine(str_from(address, at + 1));
}

static bool line_fine(struct str line)
{
	for (size_t i = 0; i < line.n; i++)
		if ((unsigned char)line.p[i] < 0x20 || line.p[i] == 0x7f)
			return false;
	return line.n > 0;
}

static bool word_fine(struct str word)
{
	for (size_t i = 0; i < word.n; i++)
		if (!is_alnum(word.p[i]) && word.p[i] != '-' && word.p[i] != '_')
			return false;
	return word.n > 0 && word.n <= 64;
}

/* base64 of RFC 4648 §4; not libsodium's, since it is written in pieces. */
static void base64_put(struct buf *out, struct str bytes)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	for (size_t i = 0; i < bytes.n; i += 3) {
		unsigned group = 0;
		for (size_t k = 0; k < 3; k++)
			group = group << 8 | (i + k < bytes.n ? (unsigned char)bytes.p[i + k] : 0);
		for (size_t k = 0; k < 4; k++)
			buf_put_c(out, i + k > bytes.n ? '=' : alphabet[group >> (18 - 6 * k) & 63]);
	}
}

static bool plain_ascii(struct str text)
{
	for (size_t i = 0; i < text.n; i++)
		if ((unsigned char)text.p[i] >= 0x7f)
			return false;
	return true;
}

/* RFC 2047: encoded words of at most 75 characters, cut between code points, folded. Short ASCII without a look-alike goes as it is. */
static void text_put(struct buf *out, struct str text)
{
	bool first = true;
	if (plain_ascii(text) && text.n <= 60 && str_index(text, '=') == text.n && str_index(text, '"') == text.n) {
		buf_put(out, text);
		return;
	}
	while (text.n > 0) {
		size_t n = text.n < 39 ? text.n : 39; /* 52 characters of base64 and 12 around them */
		while (n > 0 && n < text.n && ((unsigned char)text.p[n] & 0xc0) == 0x80)
			n--;
		if (n == 0) /* no UTF-8; the templates' text always is */
			n = text.n < 39 ? text.n : 39;
		buf_put_z(out, first ? "=?UTF-8?B?" : "\r\n =?UTF-8?B?");
		base64_put(out, str_part(text, 0, n));
		buf_put_z(out, "?=");
		text = str_from(text, n);
		first = false;
	}
}

static void date_put(struct buf *out, int64_t date_ms)
{
	static const char days[] = "SunMonTueWedThuFriSat", months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	const struct civil c = clock_civil(date_ms, CLOCK_ALMATY_OFFSET_MS);
	char line[64];
	(void)snprintf(line, sizeof(line), "%.3s, %02d %.3s %04d %02d:%02d:%02d +0500", days + 3 * (c.weekday % 7), c.day,
		       months + 3 * ((c.month + 11) % 12), c.year, c.hour, c.minute, c.second);
	buf_put_z(out, line);
}

static void head_put(struct buf *out, const struct letter *letter)
{
	buf_put_z(out, "Date: ");
	date_put(out, letter->date_ms);
	buf_put_z(out, "\r\nFrom: ");
	text_put(out, letter->from_name);
	buf_put_z(out, "\r\n <"); /* folded: name and address may both be long */
	buf_put(out, letter->from);
	buf_put_z(out, ">\r\nReply-To: <");
	buf_put(out, letter->reply_to);
	buf_put_z(out, ">\r\nTo: <");
	buf_put(out, letter->to);
	buf_put_z(out, ">\r\nMessage-ID: <");
	buf_put(out, letter->message_id);
	buf_put_c(out, '@');
	buf_put(out, str_from(letter->from, str_index(letter->from, '@') + 1));
	buf_put_z(out, ">\r\nSubject: ");
	text_put(out, letter->subject);
	buf_put_z(out, "\r\nContent-Language: ");
	buf_put(out, letter->lang);
	buf_put_z(out, "\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
		       "Content-Transfer-Encoding: base64\r\n\r\n");
}

/* Every line of the text ends with CRLF before it is encoded. */
static void crlf_put(struct buf *out, struct str text)
{
	struct str line;
	while (str_next(&text, '\n', &line)) {
		if (text.p == NULL && line.n == 0)
			return; /* nothing follows the last line end */
		buf_put(out, str_ends(line, STR("\r")) ? str_part(line, 0, line.n - 1) : line);
		buf_put_z(out, "\r\n");
	}
}

static void body_put(struct buf *out, struct str text)
{
	struct buf lines BUF_AUTO;
	buf_init(&lines, LETTER_BYTES_MAX);
	crlf_put(&lines, text);
	if (buf_failed(&lines))
		out->failed = true;
	for (size_t i = 0; i < lines.n; i += LINE_BYTES / 4 * 3) {
		base64_put(out, str_part(buf_str(&lines), i, LINE_BYTES / 4 * 3));
		buf_put_z(out, "\r\n");
	}
}

enum err letter_write(struct buf *out, const struct letter *letter)
{
	if (!letter_address_fine(letter->from) || !letter_address_fine(letter->reply_to) || !letter_address_fine(letter->to) ||
	    !line_fine(letter->from_name) || !line_fine(letter->subject) || !word_fine(letter->message_id) || !word_fine(letter->lang))
		return ERR_INPUT;
	head_put(out, letter);
	body_put(out, letter->text);
	return buf_failed(out) ? ERR_TOO_LARGE : ERR_OK;
}

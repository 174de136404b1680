/* Prints every template of this folder in every language, each under a line "=== name language". */
#include "template.h"

#include "pages/render.h"
#include "view.h"

static void show(const char *name, enum lang lang, struct buf *out, enum err err)
{
	printf("=== %s %.*s%s\n%.*s\n", name, (int)lang_code(lang).n, lang_code(lang).p, err == ERR_OK ? "" : " FAILED", (int)out->n, out->p);
	buf_reset(out);
}

int main(void)
{
	static struct item_view entries[] = { { STR_INIT("One & <only>"), { STR_INIT("/x?a=1&b=2") } }, { { NULL, 0 }, { { NULL, 0 } } },
					      { { NULL, 0 }, { STR_INIT("/y") } } };
	static const struct item_view pointed = { STR_INIT("+7 (701) 555\"0101"), { STR_INIT("/pointed") } };
	static struct str xs[] = { STR_INIT("a"), STR_INIT(""), STR_INIT("c") };
	static int64_t counts[] = { 0, 1, 2, 5, 11, 21, 22, 1234567 };
	struct buf out BUF_AUTO;
	const struct test_view view = {
		.s = STR("Tom & \"Jerry's\" <b>\x01\n</script>"), .u = { STR("/x?a=1&b='2'") }, .h = { STR("<em>done</em>") },
		.m = { MESSAGE_TEST_MADE, 1234567, STR("<i>") }, .money = { 2235000, CURRENCY_KZT }, .date = { 1795201200000 },
		.moment = { 1795201200000 }, .n = 1234567, .i = -2026, .z = 10000, .yes = true, .lang = LANG_KK,
		.item = { STR("support@aina.example"), { STR("/item") } }, .pointer = &pointed, .xs = xs, .x_count = 3,
		.entries = entries, .entry_count = 3, .news = entries, .piece_count = 1, .counts = counts, .count_count = 8,
		.lines = STR("two\r\nBcc: lines"),
	};

	buf_init(&out, 1 << 20);
	for (enum lang lang = LANG_KK; lang < LANG__COUNT; lang++) {
		show("page/types.html", lang, &out, template_page_types(&out, lang, &view));
		show("page/blocks.html", lang, &out, template_page_blocks(&out, lang, &view));
		show("page/messages.html", lang, &out, template_page_messages(&out, lang, &view));
		show("page/feed.atom", lang, &out, template_page_feed(&out, lang, &view));
		show("mail/headers.txt", lang, &out, template_mail_headers(&out, lang, &view));
		show("mail/note.txt", lang, &out, template_mail_note(&out, lang, &view));
	}
	buf_free(&out);
	buf_init(&out, 100);
	show("a full buffer", LANG_EN, &out, template_page_types(&out, LANG_EN, &view));
	return 0;
}

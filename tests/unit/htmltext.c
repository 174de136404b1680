#include "web_case.h"

#include "model/htmltext.h"

static void assert_text(const char *html, const char *wanted)
{
	struct arena *arena = arena_create(1 << 20);
	struct str text;
	assert_int_equal(htmltext(arena, str_from_z(html), &text), ERR_OK);
	if (text.n != strlen(wanted) || memcmp(text.n ? text.p : "", wanted, text.n) != 0)
		fail_msg("%s: \"%.*s\", not \"%s\"", html, (int)text.n, text.p, wanted);
	arena_destroy(arena);
}

static void structure_becomes_lines(void **state)
{
	(void)state;
	assert_text("", "");
	assert_text("plain words", "plain words");
	assert_text("<p>one</p><p>two</p>", "one\n\ntwo");
	assert_text("<P CLASS='x'>one</P>\n\n<div>two</div>", "one\n\ntwo");
	assert_text("a<br>b<br/>c", "a\nb\nc");
	assert_text("a<br><br>b", "a\n\nb");
	assert_text("Text. <ul>\n<li>14k gold</li>\n<li>Leather</li>\n</ul>after", "Text.\n\n- 14k gold\n- Leather\n\nafter");
	assert_text("<ol><li><p>one</p></li><li>two</li></ol>", "- one\n\n- two");
	assert_text("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc");
	assert_text("<a href='javascript:x'>link</a> and <b>bold</b>", "link and bold");
	assert_text("  a \t\n b  ", "a b");
}

static void what_is_not_text_leaves_nothing(void **state)
{
	(void)state;
	assert_text("a<script>if (1 < 2) alert('</p>')</script>b", "ab");
	assert_text("a<style>p{}</style>b<!-- c <p> -->d", "abd");
	assert_text("<SCRIPT>never closed <p>x", "");
	assert_text("a<img src=x onerror=alert(1)>b", "ab");
	assert_text("a<p title='>'>b", "a\n\nb");
	assert_text("zero\xe2\x80\x8bwidth", "zerowidth");
	assert_text("<!doctype html><?xml?>x", "x");
}

static void signs_that_open_no_tag_stay(void **state)
{
	(void)state;
	assert_text("1 < 2 & 3 > 2", "1 < 2 & 3 > 2");
	assert_text("I <3 you", "I <3 you");
	assert_text("fish &amp; chips &lt;b&gt; &quot;x&quot; &nbsp; y", "fish & chips <b> \"x\" y");
	assert_text("&#1082;&#x43e;&#X448;&copy;&unknown;&#0;&#xD800;", "кош©&unknown;");
	assert_text("12&quot; &frac12;", "12\" ½");
	assert_text("&", "&");
	assert_text("<", "<");
	assert_text("a <", "a <");
}

static void not_utf8_is_refused(void **state)
{
	struct arena *arena = arena_create(1 << 20);
	struct str text;
	(void)state;
	assert_int_equal(htmltext(arena, STR("<p>\xff</p>"), &text), ERR_INPUT);
	arena_destroy(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(structure_becomes_lines), cmocka_unit_test(what_is_not_text_leaves_nothing),
		cmocka_unit_test(signs_that_open_no_tag_stay), cmocka_unit_test(not_utf8_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

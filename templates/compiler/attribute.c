#include "attribute.h"

#include <string.h>

static bool is_one_of(const struct markup *m, const char *const *names)
{
	for (; *names != NULL; names++)
		if (m->syntax == SYNTAX_HTML ? str_eq_nocase(m->attribute, str_from_z(*names)) : str_eq_z(m->attribute, *names))
			return true;
	return false;
}

static bool tag_is_one_of(const struct markup *m, const char *const *names)
{
	for (; *names != NULL; names++)
		if (str_eq_nocase(m->tag.name, str_from_z(*names)))
			return true;
	return false;
}

static bool is_set_of_urls(const struct markup *m)
{
	return is_one_of(m, (const char *const[]){ "srcset", "imagesrcset", NULL });
}

static bool refuse(struct markup *m, size_t at, const char *sentence)
{
	complain(m->complaints, m->source, at, "%s", sentence);
	m->failed = true;
	return false;
}

bool attribute_is_url(const struct markup *markup)
{
	return is_one_of(markup, (const char *const[]){ "href", "src", "action", "formaction", "poster", "srcset", "imagesrcset", "cite", "data",
							"manifest", "ping", "background", "longdesc", "usemap", "xlink:href", "codebase",
							"classid", "archive", "profile", "icon", NULL });
}

bool attribute_url_begin(struct markup *markup, bool goes_on, size_t at)
{
	struct str s = markup->literal;

	markup->literal = (struct str){ NULL, 0 };
	markup->url = URL_PARTS;
	if (s.p[0] == '#' || s.p[0] == '?' || str_starts(s, STR("mailto:")))
		return true;
	if (str_starts(s, STR("tel:"))) {
		markup->url = URL_TEL;
		return true;
	}
	if (str_starts(s, STR("https://"))) {
		size_t host = 8;
		while (host < s.n && memchr("/?#\\", s.p[host], 4) == NULL)
			host++;
		if (host == 8 || (host == s.n && goes_on))
			return refuse(markup, at, "the host of a URL must be written out up to the next /, or the whole URL come from a struct url");
		return true;
	}
	if (s.p[0] == '/' && s.n == 1)
		return !goes_on || refuse(markup, at, "behind a single / a value could begin with another one: use a struct url made by web/url.h");
	if (s.p[0] == '/' && s.p[1] != '/' && s.p[1] != '\\')
		return true;
	return refuse(markup, at, "a URL in a template begins with /name, #, ?, https://, mailto: or tel:, or is a struct url made by web/url.h");
}

bool attribute_url_byte(struct markup *markup, char byte, size_t at)
{
	bool blank = byte == ' ' || byte == '\t' || byte == '\n';
	bool begun = markup->url != URL_START || markup->literal.n > 0;

	if (is_set_of_urls(markup) && (blank || byte == ',')) {
		if (markup->url == URL_START && begun && !attribute_url_begin(markup, false, at))
			return false;
		markup->url = byte == ',' ? URL_START : begun ? URL_DESCRIPTOR : URL_START;
		markup->literal = (struct str){ markup->source->text.p + at + 1, 0 };
		return true;
	}
	if (markup->url == URL_WHOLE && memchr("/?#&", byte, 4) != NULL)
		markup->url = URL_PARTS;
	if (markup->url == URL_START)
		markup->literal.n++;
	return true;
}

static enum context url_context(struct markup *m, size_t at)
{
	if (m->url == URL_START && m->literal.n == 0) {
		m->url = URL_WHOLE;
		return CONTEXT_URL;
	}
	if (m->url == URL_START && !attribute_url_begin(m, true, at))
		return CONTEXT_REFUSED;
	if (m->url == URL_WHOLE)
		refuse(m, at, "a literal /, ?, # or & must stand between the URL and this value");
	return m->url == URL_TEL ? CONTEXT_TEL : m->url == URL_DESCRIPTOR ? CONTEXT_DATA : CONTEXT_URL_PART;
}

enum context attribute_context(struct markup *markup, size_t at)
{
	static const char *const for_people[] = { "alt", "title", "placeholder", "label", "summary", "aria-label", "aria-description",
						  "aria-valuetext", "aria-roledescription", "aria-placeholder", NULL };
	static const char *const animations[] = { "animate", "animatemotion", "animatetransform", "set", NULL };

	if (markup->syntax == SYNTAX_HTML) {
		if (markup->attribute.n > 2 && str_eq_nocase(str_part(markup->attribute, 0, 2), STR("on")))
			refuse(markup, at, "a value cannot stand in an on… attribute: put it in data-… and the code in static/");
		if (is_one_of(markup, (const char *const[]){ "style", NULL }))
			refuse(markup, at, "a value cannot stand in style=: use a class, or an attribute that the style sheet reads");
		if (is_one_of(markup, (const char *const[]){ "srcdoc", "http-equiv", NULL }))
			refuse(markup, at, "a value cannot stand in this attribute: the browser would read it as more than text");
		if (is_one_of(markup, (const char *const[]){ "type", NULL }) && tag_is_one_of(markup, (const char *const[]){ "script", NULL }))
			refuse(markup, at, "the type of a script must be written out");
		if (tag_is_one_of(markup, animations))
			refuse(markup, at, "a value cannot stand in an animation: it could set any attribute");
		if (is_one_of(markup, (const char *const[]){ "content", NULL }))
			markup->content_slot = true;
	}
	if (markup->failed)
		return CONTEXT_REFUSED;
	if (markup->url != URL_NONE) {
		enum context context = url_context(markup, at);
		markup->literal = (struct str){ NULL, 0 };
		return markup->failed ? CONTEXT_REFUSED : context;
	}
	return markup->syntax == SYNTAX_HTML && is_one_of(markup, for_people) ? CONTEXT_WORDS : CONTEXT_DATA;
}

#include "attribute.h"

#include <string.h>

bool attribute_name_in(const struct markup *markup, struct str name, const char *const *names)
{
	while (*names != NULL && !element_same_name(&markup->elements, name, str_from_z(*names)))
		names++;
	return *names != NULL;
}

static bool is_one_of(const struct markup *m, const char *const *names)
{
	return attribute_name_in(m, m->attribute, names);
}

bool attribute_is_url(const struct markup *markup)
{
	return is_one_of(markup, (const char *const[]){ "href", "src", "action", "formaction", "poster", "srcset", "imagesrcset", "cite", "data",
							"manifest", "ping", "background", "longdesc", "usemap", "xlink:href", "codebase",
							"classid", "archive", "profile", "icon", NULL });
}

void attribute_url_begin(struct markup *markup, bool goes_on, size_t at)
{
	struct str s = markup->literal;

	markup->literal = (struct str){ NULL, 0 };
	markup->url = URL_PARTS;
	if (s.p[0] == '#' || s.p[0] == '?' || str_starts(s, STR("mailto:")))
		return;
	if (str_starts(s, STR("tel:"))) {
		markup->url = URL_TEL;
	} else if (str_starts(s, STR("https://"))) {
		size_t host = 8;
		while (host < s.n && memchr("/?#\\", s.p[host], 4) == NULL)
			host++;
		if (host == 8 || (host == s.n && goes_on))
			markup_refuse(markup, at, "the host of a URL must be written out up to the next /, or the whole URL come from a struct url");
	} else if (s.p[0] == '/' && s.n == 1) {
		if (goes_on)
			markup_refuse(markup, at, "behind a single / a value could begin with another one: use a struct url made by web/url.h");
	} else if (s.p[0] != '/' || s.p[1] == '/' || s.p[1] == '\\') {
		markup_refuse(markup, at, "a URL in a template begins with /name, #, ?, https://, mailto: or tel:, or is a struct url made by web/url.h");
	}
}

void attribute_url_byte(struct markup *markup, char byte, size_t at)
{
	bool separates = memchr(", \t\n", byte, 4) != NULL && is_one_of(markup, (const char *const[]){ "srcset", "imagesrcset", NULL });

	if (separates) {
		bool begun = markup->url != URL_START || markup->literal.n > 0;
		if (markup->url == URL_START && begun)
			attribute_url_begin(markup, false, at);
		markup->url = byte == ',' || !begun ? URL_START : URL_DESCRIPTOR;
		markup->literal = (struct str){ markup->source->text.p + at + 1, 0 };
	} else if (markup->url == URL_START) {
		markup->literal.n++;
	} else if (markup->url == URL_WHOLE && memchr("/?#&", byte, 4) != NULL) {
		markup->url = URL_PARTS;
	}
}

static enum context url_context(struct markup *m, size_t at)
{
	if (m->url == URL_START && m->literal.n == 0) {
		m->url = URL_WHOLE;
		return CONTEXT_URL;
	}
	if (m->url == URL_START)
		attribute_url_begin(m, true, at);
	else if (m->url == URL_WHOLE)
		markup_refuse(m, at, "a literal /, ?, # or & must stand between the URL and this value");
	return m->url == URL_TEL ? CONTEXT_TEL : m->url == URL_DESCRIPTOR ? CONTEXT_DATA : CONTEXT_URL_PART;
}

enum context attribute_context(struct markup *markup, size_t at)
{
	static const char *const for_people[] = { "alt", "title", "placeholder", "label", "summary", "aria-label", "aria-description",
						  "aria-valuetext", "aria-roledescription", "aria-placeholder", NULL };
	static const char *const animations[] = { "animate", "animatemotion", "animatetransform", "set", NULL };

	if (markup->syntax == SYNTAX_HTML) {
		if (markup->attribute.n > 2 && str_eq_nocase(str_part(markup->attribute, 0, 2), STR("on")))
			markup_refuse(markup, at, "a value cannot stand in an on… attribute: put it in data-… and the code in static/");
		if (is_one_of(markup, (const char *const[]){ "style", NULL }))
			markup_refuse(markup, at, "a value cannot stand in style=: use a class, or an attribute that the style sheet reads");
		if (is_one_of(markup, (const char *const[]){ "srcdoc", "http-equiv", NULL }))
			markup_refuse(markup, at, "a value cannot stand in this attribute: the browser would read it as more than text");
		if (is_one_of(markup, (const char *const[]){ "type", NULL }) && attribute_name_in(markup, markup->tag.name, (const char *const[]){ "script", NULL }))
			markup_refuse(markup, at, "the type of a script must be written out");
		if (attribute_name_in(markup, markup->tag.name, animations))
			markup_refuse(markup, at, "a value cannot stand in an animation: it could set any attribute");
		if (is_one_of(markup, (const char *const[]){ "content", NULL }))
			markup->content_slot = true;
	}
	enum context context = markup->url == URL_NONE ? CONTEXT_DATA : url_context(markup, at);
	markup->literal = (struct str){ NULL, 0 };
	if (markup->failed || markup->url != URL_NONE)
		return markup->failed ? CONTEXT_REFUSED : context;
	return markup->syntax == SYNTAX_HTML && is_one_of(markup, for_people) ? CONTEXT_WORDS : CONTEXT_DATA;
}

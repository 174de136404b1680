#include "edge/smtp.h"

#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/buf.h"
#include "edge/ca_file.h"
#include "edge/letter.h"


struct smtp_client {
	char url[512];
	char login[512];
	bool tls;
	long total_ms;
	struct buf ca;
};

static void easy_cleanup(CURL **easy) { curl_easy_cleanup(*easy); }
static void slist_cleanup(struct curl_slist **list) { curl_slist_free_all(*list); }
static void url_cleanup(CURLU **url) { curl_url_cleanup(*url); }

static bool z_copy(char *out, size_t size, struct str text)
{
	if (text.n >= size || (text.n > 0 && memchr(text.p, '\0', text.n) != NULL))
		return false;
	if (text.n > 0)
		memcpy(out, text.p, text.n);
	out[text.n] = '\0';
	return true;
}

uint16_t smtp_port(struct str url)
{
	char z[512];
	char *port = NULL;
	int64_t number = 0;
	__attribute__((cleanup(url_cleanup))) CURLU *parsed = curl_url();
	if (parsed == NULL || !z_copy(z, sizeof(z), url) || !(str_starts(url, STR("smtp://")) || str_starts(url, STR("smtps://"))) ||
	    curl_url_set(parsed, CURLUPART_URL, z, CURLU_DISALLOW_USER) != CURLUE_OK ||
	    curl_url_get(parsed, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) != CURLUE_OK)
		return 0;
	enum err err = str_to_int64(str_from_z(port), &number);
	curl_free(port);
	return err == ERR_OK && number > 0 && number < 65536 ? (uint16_t)number : 0;
}

enum err smtp_open(const struct smtp_setup *setup, struct smtp_client **ret_client)
{
	struct smtp_client *client = calloc(1, sizeof(*client));
	if (client == NULL || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
		free(client);
		return ERR_MEMORY;
	}
	buf_init(&client->ca, CA_FILE_BYTES_MAX);
	client->tls = setup->tls;
	client->total_ms = (long)(setup->total_ms > 0 ? setup->total_ms : 30000);
	/* libcurl takes the EHLO name from the URL's path. */
	int n = snprintf(client->url, sizeof(client->url), "%.*s/%.*s", (int)setup->url.n, setup->url.n > 0 ? setup->url.p : "",
			 (int)setup->hello.n, setup->hello.n > 0 ? setup->hello.p : "");
	bool fine = smtp_port(setup->url) != 0 && n > 0 && (size_t)n < sizeof(client->url) &&
		    z_copy(client->login, sizeof(client->login), setup->login);
	if (fine && setup->tls)
		fine = ca_file_read(setup->ca_file, &client->ca) == ERR_OK;
	if (!fine) {
		smtp_close(client);
		return ERR_CONFIG;
	}
	*ret_client = client;
	return ERR_OK;
}

void smtp_close(struct smtp_client *client)
{
	if (client == NULL)
		return;
	buf_free(&client->ca);
	explicit_bzero(client->login, sizeof(client->login));
	free(client);
	curl_global_cleanup();
}

/* Sending -------------------------------------------------------------------------------------------------------------- */

static size_t letter_read(char *out, size_t size, size_t count, void *user)
{
	struct str *left = user;
	size_t n = size * count < left->n ? size * count : left->n;
	if (n > 0)
		memcpy(out, left->p, n);
	*left = str_from(*left, n);
	return n;
}

/* What the relay says beyond its numbers is not kept. */
static size_t swallow(char *bytes, size_t size, size_t count, void *user)
{
	(void)bytes;
	(void)user;
	return size * count;
}

#define SET(option, value)                                                 \
	do {                                                               \
		if (curl_easy_setopt(easy, (option), (value)) != CURLE_OK) \
			return ERR_MEMORY;                                 \
	} while (0)

static enum err easy_fill(const struct smtp_client *client, CURL *easy, const char *from, const struct curl_slist *to, struct str *left)
{
	SET(CURLOPT_URL, client->url);
	SET(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	SET(CURLOPT_PROXY, "");
	SET(CURLOPT_NOPROXY, "*");
	SET(CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	SET(CURLOPT_NOSIGNAL, 1L);
	SET(CURLOPT_CONNECTTIMEOUT_MS, 10000L);
	SET(CURLOPT_TIMEOUT_MS, client->total_ms);
	/* ALL, never TRY: TRY goes on in clear when the relay offers no TLS */
	SET(CURLOPT_USE_SSL, client->tls ? (long)CURLUSESSL_ALL : (long)CURLUSESSL_NONE);
	SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	SET(CURLOPT_SSL_VERIFYPEER, 1L);
	SET(CURLOPT_SSL_VERIFYHOST, 2L);
	SET(CURLOPT_CAPATH, (char *)NULL);
	SET(CURLOPT_CAINFO, (char *)NULL);
	if (client->ca.n > 0) {
		struct curl_blob blob = { client->ca.p, client->ca.n, CURL_BLOB_NOCOPY };
		SET(CURLOPT_CAINFO_BLOB, &blob);
	}
	if (client->login[0] != '\0')
		SET(CURLOPT_USERPWD, client->login);
	SET(CURLOPT_MAIL_FROM, from);
	SET(CURLOPT_MAIL_RCPT, to);
	SET(CURLOPT_UPLOAD, 1L);
	SET(CURLOPT_READFUNCTION, letter_read);
	SET(CURLOPT_READDATA, left);
	SET(CURLOPT_INFILESIZE_LARGE, (curl_off_t)left->n);
	SET(CURLOPT_WRITEFUNCTION, swallow);
	SET(CURLOPT_HEADERFUNCTION, swallow);
	return ERR_OK;
}

enum err smtp_send(struct smtp_client *client, struct str from, struct str to, struct str letter, struct smtp_answer *ret_answer)
{
	char from_z[LETTER_ADDRESS_BYTES_MAX + 1], to_z[LETTER_ADDRESS_BYTES_MAX + 1];
	if (!letter_address_fine(from) || !letter_address_fine(to) || !z_copy(from_z, sizeof(from_z), from) || !z_copy(to_z, sizeof(to_z), to))
		return ERR_INPUT;
	struct str left = letter;
	long status = 0;
	__attribute__((cleanup(slist_cleanup))) struct curl_slist *recipient = curl_slist_append(NULL, to_z);
	__attribute__((cleanup(easy_cleanup))) CURL *easy = curl_easy_init();
	if (recipient == NULL || easy == NULL)
		return ERR_MEMORY;
	TRY(easy_fill(client, easy, from_z, recipient, &left));
	CURLcode code = curl_easy_perform(easy);
	(void)curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
	*ret_answer = (struct smtp_answer){ .curl_code = (int)code, .status = (int)status };
	return code == CURLE_OK ? ERR_OK : ERR_NETWORK;
}

/* Files ---------------------------------------------------------------------------------------------------------------- */

static enum err file_failed(void)
{
	return errno == ENOSPC || errno == EDQUOT ? ERR_FULL : ERR_STORAGE;
}

static enum err bytes_write(int fd, struct str bytes)
{
	while (bytes.n > 0) {
		ssize_t n = write(fd, bytes.p, bytes.n);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return file_failed();
		bytes = str_from(bytes, (size_t)n);
	}
	return fsync(fd) == 0 ? ERR_OK : file_failed();
}

enum err smtp_file(struct arena *arena, struct str folder, struct str name, struct str letter)
{
	char *path = arena_z(arena, arena_format(arena, "%.*s/%.*s.eml", (int)folder.n, folder.p, (int)name.n, name.p));
	char *part = arena_z(arena, arena_format(arena, "%.*s/%.*s.part", (int)folder.n, folder.p, (int)name.n, name.p));
	if (path == NULL || part == NULL)
		return ERR_MEMORY;
	int fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return file_failed();
	enum err err = bytes_write(fd, letter);
	if (close(fd) != 0 && err == ERR_OK)
		err = file_failed();
	if (err == ERR_OK && rename(part, path) != 0)
		err = file_failed();
	if (err != ERR_OK)
		(void)unlink(part);
	return err;
}

#include "edge/ca_file.h"

enum err ca_file_read(struct str path, struct buf *out)
{
	char name[4096], block[16384];
	size_t n;
	if (path.n == 0 || path.n >= sizeof(name))
		return ERR_CONFIG;
	memcpy(name, path.p, path.n);
	name[path.n] = '\0';
	FILE *file = fopen(name, "re");
	if (file == NULL)
		return ERR_CONFIG;
	while ((n = fread(block, 1, sizeof(block), file)) > 0)
		buf_put(out, (struct str){ block, n });
	bool whole = ferror(file) == 0;
	(void)fclose(file);
	return whole && !buf_failed(out) && out->n > 0 ? ERR_OK : ERR_CONFIG;
}

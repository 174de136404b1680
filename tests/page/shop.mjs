// Browsing the demo shop: languages, searching, changes that reach the window, and the command line that fills it.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { aina, one, shopForTest, sql, until } from '../lib/purchase.mjs';
import { unescape, Visitor } from '../lib/visitor.mjs';

const langs = ['kk', 'ru', 'en'];
const build = process.env.BUILD ?? 'build';
let shop;
before(async () => { shop = await shopForTest(); });
after(() => shop.stop());

/* A cookie of no meaning: nginx gives such visitors nothing from its cache, so what is read is what the shop says now. */
const visitor = () => new Visitor(shop.url, { cookie: 'fresh=1' });
async function page(path, status = 200) {
	const p = await visitor().get(path);
	assert.equal(p.status, status, `${path} gives ${p.status}`);
	return p;
}
const cards = (p) => [...p.body.matchAll(/<li class="card[\s\S]*?<\/li>/g)].map(([card]) => ({
	path: card.match(/<h3[^>]*><a href="([^"]+)"/)[1], title: unescape(card.match(/<h3[^>]*><a[^>]*>([^<]*)/)[1]),
	price: Number(unescape(card.match(/<strong>([^<]*)/)[1]).replace(/\D/g, '')),
}));
const slugs = (p) => cards(p).map((c) => c.path.split('/').pop());
const meta = (p, name) => unescape((p.body.match(new RegExp(`<meta (?:name|property)="${name}" content="([^"]*)"`)) ?? [])[1] ?? '');

// All cards of a list, page by page.
async function walk(path) {
	const found = [];
	for (let next = path, pages = 0; next; pages++) {
		assert.ok(pages < 50, `${path} has an end`);
		const p = await page(next);
		found.push(...cards(p));
		next = p.links().find((l) => l.rel === 'next')?.href;
	}
	return found;
}

test('/ leads to the language that the browser asks for', async () => {
	for (const [wish, lang] of [['kk', 'kk'], ['ru-RU,ru;q=0.9', 'ru'], ['en-GB', 'en'], ['de, kk;q=0.2, en;q=0.1', 'kk'], ['de', 'ru'], ['', 'ru']]) {
		const p = await new Visitor(shop.url, { 'accept-language': wish }).get('/');
		assert.equal(p.status, 303);
		assert.equal(p.headers.location, `/${lang}/`, `Accept-Language: ${wish}`);
		assert.match(p.headers.vary ?? '', /accept-language/i);
	}
});

test('every page says in which language it is, where it lives, and sets no cookie', async () => {
	const paths = ['', 'c/plants', 'l/rolleiflex-35', '@kadr', 'about', 'terms', 'privacy', 'credits'];
	for (const path of paths)
		for (const lang of langs) {
			const p = await page(`/${lang}/${path}`);
			assert.match(p.body, new RegExp(`<html lang="${lang}">`));
			assert.equal(p.body.match(/<link rel="canonical" href="([^"]*)"/)[1], `${shop.url}/${lang}/${path}`);
			for (const other of langs)
				assert.ok(p.body.includes(`hreflang="${other}" href="${shop.url}/${other}/${path}"`), `${path} names its ${other} page`);
			assert.equal(meta(p, 'og:url'), `${shop.url}/${lang}/${path}`);
			assert.ok(meta(p, 'og:title').length > 0 && p.title.length > 0);
			assert.equal(p.headers['set-cookie'], undefined);
		}
	for (const path of ['/en/search?q=a', '/en/c/plants?kind=made', '/en/search'])
		assert.match((await page(path)).body, /<meta name="robots" content="noindex">/, `${path} is nothing to index`);
});

test('text in another language is marked, its address and frame are not', async () => {
	const p = await page('/kk/l/gemstone');
	assert.match(p.body, /<h1 lang="en">Gemstone Necklace/);
	assert.match(p.body, /<div class="prose" lang="en">/);
	const own = await page('/en/l/gemstone');
	assert.match(own.body, /<h1>Gemstone Necklace/);
	assert.doesNotMatch(own.body, /class="prose" lang/);
});

test('words of texts are found too, but titles come first', async () => {
	const finds = async (lang, words, slug, why) => {
		const found = (await walk(`/${lang}/search?q=${encodeURIComponent(words)}`)).map((c) => c.path.split('/').pop());
		assert.ok(found.includes(slug), `${why}: "${words}" finds ${found.length} things without ${slug}`);
	};
	await finds('ru', 'кожаного ремня', 'bylgary-bau', 'two words, inflected, of a text');
	await finds('ru', 'жёлтому', 'qumyra-tang', 'ё in the text');
	await finds('kk', 'жастық', 'divan-zhastyq', 'Kazakh stem, inflected in the text');
	await finds('en', 'rolleif', 'rolleiflex-35', 'while still typing');
	await finds('en', 'zzz rolleiflex', 'rolleiflex-35', 'any word when none has all');
	assert.equal(slugs(await page('/en/search?q=rolleiflex'))[0], 'rolleiflex-35', 'a title counts more than a text');
});

test('what nobody can choose is refused, what was chosen stays in the other languages', async () => {
	for (const query of ['city=none', 'category=none', 'after=x', 'after=n______________________'])
		assert.match((await page(`/en/search?${query}`, 422)).body, /role="alert"/, query);
	for (const query of ['q=%ff', 'q=a&q=b', 'q=%00'])
		assert.equal((await visitor().get(`/en/search?${query}`)).status, 400, query);
	const kept = (await page('/kk/search?q=%D2%9B%D2%B1%D0%BC&kind=ready&min=1000')).links().find((l) => l.lang === 'ru');
	assert.equal(unescape(kept.href), '/ru/search?q=%D2%9B%D2%B1%D0%BC&kind=ready&min=1000');
});

test('a change in the market is in the window, and taking it back is too', async () => {
	const slug = 'khavortiya', was = one(shop, `SELECT price_minor FROM variant v JOIN listing l ON l.id = v.listing_id WHERE l.slug = '${slug}'`);
	const price = (minor) => sql(shop, `UPDATE variant SET price_minor = ${minor} WHERE listing_id = (SELECT id FROM listing WHERE slug = '${slug}')`);
	const shows = async (minor) => (await walk('/en/search?q=haworthia&sort=price-up')).some((c) => c.path.endsWith(slug) && c.price === minor / 100);
	price(123400);
	await until('the new price is shown', () => shows(123400));
	assert.equal(slugs(await page('/en/search?sort=price-up'))[0], slug, 'and it stands where it belongs');
	price(was);
	await until('the old price is shown', () => shows(was));
	sql(shop, `UPDATE listing SET state = 'hidden' WHERE slug = '${slug}'`);
	await until('it is gone', async () => (await visitor().get(`/en/l/${slug}`)).status === 404);
	assert.ok(!(await walk('/en/search?q=haworthia')).some((c) => c.path.endsWith(slug)));
	sql(shop, `UPDATE listing SET state = 'published' WHERE slug = '${slug}'`);
	await until('it is back', async () => (await visitor().get(`/en/l/${slug}`)).status === 200);
	sql(shop, "UPDATE creator SET display_name = 'Кадр!' WHERE handle = 'kadr'");
	await until('a new name is on every card', async () => (await page('/ru/c/cameras')).body.includes('>Кадр!<'));
	sql(shop, "UPDATE creator SET state = 'suspended' WHERE handle = 'kadr'");
	await until('a suspended studio is gone with its things', async () =>
		(await visitor().get('/ru/@kadr')).status === 404 && (await visitor().get('/ru/l/nikon-f2')).status === 404);
	sql(shop, "UPDATE creator SET state = 'accepted', display_name = 'Кадр шеберханасы' WHERE handle = 'kadr'");
	await until('and back', async () => cards(await visitor().get('/ru/@kadr')).length === 6);
	assert.equal(aina(shop, 'check').split('\n').at(-1).replace(/^\d+ checks, /, ''), '0 broken');
});

test('the window made anew answers byte for byte as before', async () => {
	const paths = ['/en/', '/kk/', '/ru/search', '/en/search?sort=price-down', '/ru/c/furniture?kind=made', '/kk/search?q=%D2%9B%D2%B1%D0%BC', '/en/search?q=wood', '/en/@kadr',
		'/ru/@zhylga', '/kk/l/rolleiflex-35', '/en/l/gemstone', '/en/credits', '/en/@kadr/feed.atom', '/sitemap.xml', '/en/feed/merchant.xml'];
	const read = async () => Object.fromEntries(await Promise.all(paths.map(async (p) => [p, (await page(p)).body])));
	const before = await read();
	assert.match(aina(shop, 'catalogue', 'rebuild'), /^\d+ listings in the window$/);
	assert.deepEqual(await read(), before);
});

test('the command line says what it did, what it refused, and with which status', () => {
	const run = (...args) => spawnSync(`${build}/bin/aina`, ['--state', shop.state, ...args], { encoding: 'utf8' });
	const jewellery = ['import', 'shopify', 'db/demo/jewellery.csv', '--creator', 'kumis-tal', '--category', 'jewellery', '--price-in', 'USD', '--tenge-per-unit', '520'];
	let r = run(...jewellery);
	assert.equal(r.status, 0, r.stderr);
	assert.match(r.stdout, /^Products: 20, of these 0 new, 0 changed, 20 unchanged, 0 refused\. Pictures in the file that were not fetched: \d+\.$/m);
	r = run(...jewellery.slice(0, -1), '530', '--dry-run');
	assert.match(r.stdout, /^Dry run, nothing was written\. Products: 20, of these 0 new, 20 changed/m);
	assert.match(run(...jewellery).stdout, /20 unchanged/);
	const file = `${shop.state}/bad.csv`;
	writeFileSync(file, 'Handle,Title,Variant Price\ngood,Good,10\nbad,Bad,\n');
	r = run('import', 'shopify', file, '--creator', 'kumis-tal', '--dry-run');
	assert.equal(r.status, 3);
	assert.match(r.stdout, /bad: refused\n {2}line 3, column "Variant Price": the price is missing/);
	for (const [status, ...args] of [[2, 'nothing'], [2], [2, 'import'], [2, 'import', 'shopify', file], [2, 'check', 'x'], [2, 'demo', '--scale', '0'],
		[2, 'import', 'shopify', file, '--creator', 'kadr', '--price-in', 'USD'], [1, 'import', 'shopify', '/none', '--creator', 'kadr'], [1, 'import', 'shopify', file, '--creator', 'none'],
		[1, 'creator', 'link', 'none'], [0, '--help'], [0, 'import', '--help'], [0, 'check'], [0, 'check', '--list'], [0, 'config'], [0, 'migrate']]) {
		r = run(...args);
		assert.equal(r.status, status, `aina ${args.join(' ')}: ${r.stdout}${r.stderr}`);
		assert.ok((status === 0 ? r.stdout : r.stderr).length > 0 || args[0] === 'migrate', `aina ${args.join(' ')} says something`);
	}
	assert.match(run('demo').stdout, /^0 studios, 0 listings, 0 photographs, 0 listings imported$/m, 'filling twice is filling once');
});

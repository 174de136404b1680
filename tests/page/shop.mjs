// Browsing: every list, page and feed of the shop window, in three languages, against the demo shop.

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
const total = (p) => Number((unescape(p.body.match(/role="status">([^<]*)/)[1]).match(/\d+/) ?? [0])[0]);
const meta = (p, name) => unescape((p.body.match(new RegExp(`<meta (?:name|property)="${name}" content="([^"]*)"`)) ?? [])[1] ?? '');
const ld = (p) => JSON.parse(p.body.match(/<script type="application\/ld\+json">([\s\S]*?)<\/script>/)[1]);

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

test('what is not there is 404, in the language of its path', async () => {
	for (const path of ['/kk/l/none', '/ru/c/none', '/en/@none', '/en/@none/feed.atom', '/sitemap-1x.xml', '/sitemap-99999999999999999999.xml', '/en/none', '/de/'])
		assert.equal((await visitor().get(path)).status, 404, path);
	assert.match((await page('/kk/l/none', 404)).body, /<html lang="kk">/);
});

test('a listing says to machines what it says to people, and the cart takes that price', async () => {
	for (const slug of ['rolleiflex-35', 'nikon-f2', 'khavortiya', 'qyzghaldaq', 'qonyrauly-saghat', 'gemstone']) {
		const v = new Visitor(shop.url), p = await v.get(`/en/l/${slug}`), data = ld(p);
		assert.equal(data['@type'], 'Product');
		assert.equal(data.url, `${shop.url}/en/l/${slug}`);
		const low = Number(data.offers.price ?? data.offers.lowPrice);
		assert.equal(data.offers.priceCurrency, 'KZT');
		const row = sql(shop, `SELECT min(v.price_minor) AS low, max(v.price_minor) AS high, max(l.made_to_order) AS made, sum(v.stock) AS stock FROM variant v JOIN listing l ON l.id = v.listing_id
			WHERE l.slug = '${slug}' AND v.active = 1 AND (l.made_to_order = 1 OR v.stock > 0 OR NOT EXISTS (SELECT 1 FROM variant o WHERE o.listing_id = l.id AND o.stock > 0))`)[0];
		assert.equal(low, row.low / 100, `${slug} from`);
		if (row.low !== row.high)
			assert.equal(Number(data.offers.highPrice), row.high / 100);
		assert.equal(data.offers.availability, `https://schema.org/${row.made ? 'MadeToOrder' : row.stock > 0 ? 'InStock' : 'OutOfStock'}`);
		const shown = unescape(p.body.match(/class="buy-price"><strong>([^<]*)/)[1]);
		assert.equal(Number(shown.replace(/\D/g, '')), low, `${slug} shows ${shown}`);
		if (!row.made && row.stock === 0) {
			assert.ok(!p.forms().some((f) => f.action.endsWith('/cart/add')), 'what is sold out cannot be put into the cart');
			continue;
		}
		const variant = one(shop, `SELECT CAST(v.id AS TEXT) FROM variant v JOIN listing l ON l.id = v.listing_id WHERE l.slug = '${slug}' AND v.price_minor = ${row.low} AND (l.made_to_order = 1 OR v.stock > 0)`);
		const cart = await v.submit(p, '/cart/add', { variant, quantity: '1' });
		assert.ok(cart.text.replace(/[\s\u00a0,]/g, '').includes(`${low}₸`), `the cart has ${slug} for ${low}`);
	}
});

test('text in another language is marked, its address and frame are not', async () => {
	const p = await page('/kk/l/gemstone');
	assert.match(p.body, /<h1 lang="en">Gemstone Necklace/);
	assert.match(p.body, /<div class="prose" lang="en">/);
	const own = await page('/en/l/gemstone');
	assert.match(own.body, /<h1>Gemstone Necklace/);
	assert.doesNotMatch(own.body, /class="prose" lang/);
});

test('searching finds inflections, beginnings and letters without their marks', async () => {
	const finds = async (lang, words, slug, why) => {
		const found = (await walk(`/${lang}/search?q=${encodeURIComponent(words)}`)).map((c) => c.path.split('/').pop());
		assert.ok(found.includes(slug), `${why}: "${words}" finds ${found.length} things without ${slug}`);
	};
	await finds('ru', 'подушку', 'divan-zhastyq', 'Russian case');
	await finds('ru', 'ПОДУШКАМИ', 'divan-zhastyq', 'Russian case and capitals');
	await finds('ru', 'кожаного ремня', 'bylgary-bau', 'two words, inflected');
	await finds('ru', 'кожаные диваны', 'bylgary-divan', 'plural');
	await finds('ru', 'елка', 'araukariya', 'е for ё');
	await finds('ru', 'жёлтому', 'qumyra-tang', 'ё in the text');
	await finds('en', 'cushions', 'divan-zhastyq', 'English plural');
	await finds('en', 'cushion', 'divan-zhastyq', 'English singular');
	await finds('en', 'bracelets', 'chain-bracelet', 'an imported thing');
	await finds('kk', 'құмыра', 'qumyra-tang', 'Kazakh word');
	await finds('kk', 'құмы', 'qumyra-tang', 'the beginning of a Kazakh word');
	await finds('kk', 'кумыра', 'qumyra-tang', 'Kazakh letters without marks');
	await finds('kk', 'жастық', 'divan-zhastyq', 'Kazakh stem, inflected in the text');
	await finds('kk', 'қызғалда', 'qyzghaldaq', 'the beginning of a title');
	await finds('kk', 'кызгалдак', 'qyzghaldaq', 'typed without marks');
	await finds('en', 'rolleif', 'rolleiflex-35', 'while still typing');
	await finds('en', 'zzz rolleiflex', 'rolleiflex-35', 'any word when none has all');
	const none = await page('/en/search?q=zzzzqqqq');
	assert.equal(cards(none).length, 0);
	for (const odd of ['"', '*', 'a"b', 'title:x', 'NEAR(a b)', '-', '() OR', '%', "'; DROP TABLE listing", '𝔄', 'ﷺ'])
		await page(`/en/search?q=${encodeURIComponent(odd)}`);
	assert.equal(slugs(await page('/en/search?q=rolleiflex'))[0], 'rolleiflex-35', 'a title counts more than a text');
});

test('lists are sorted, whole and without repetition over all their pages', async () => {
	const all = sql(shop, "SELECT slug FROM listing WHERE state = 'published'").map((r) => r.slug).sort();
	for (const sort of ['', 'newest', 'price-up', 'price-down']) {
		const found = await walk(`/ru/search${sort ? `?sort=${sort}` : ''}`);
		assert.deepEqual(found.map((c) => c.path.split('/').pop()).sort(), all, `sort ${sort}`);
		for (let i = 1; i < found.length; i++)
			if (sort.startsWith('price'))
				assert.ok(sort === 'price-up' ? found[i - 1].price <= found[i].price : found[i - 1].price >= found[i].price, `${sort} at ${i}`);
	}
	const newest = (await walk('/ru/search')).map((c) => c.path.split('/').pop());
	const days = Object.fromEntries(sql(shop, 'SELECT slug, published_ms AS ms FROM listing').map((r) => [r.slug, r.ms]));
	for (let i = 1; i < newest.length; i++)
		assert.ok(days[newest[i - 1]] >= days[newest[i]], `${newest[i - 1]} is newer than ${newest[i]}`);
	for (const sort of ['relevance', 'newest', 'price-up', 'price-down']) {
		const words = await walk(`/en/search?q=the&sort=${sort}`), paths = words.map((c) => c.path);
		assert.ok(words.length > 24 && new Set(paths).size === paths.length, `${sort} by words, over pages`);
		assert.equal(total(await page(`/en/search?q=the&sort=${sort}`)), words.length);
	}
});

test('every choice of a facet leaves as many things as it says', async () => {
	for (const start of ['/en/search', '/en/c/furniture', '/en/search?q=white', '/en/search?kind=made', '/en/c/plants?city=almaty', '/en/search?min=5000&max=50000', '/en/search?q=wood&min=10000&sort=price-up']) {
		const p = await page(start);
		const choices = p.body.match(/<ul class="filter-values">[\s\S]*?<\/ul>/g).join('');
		const links = [...choices.matchAll(/<a href="([^"]*)"[^>]*><span>([^<]*)<\/span> <span class="filter-count">(\d+)/g)];
		assert.ok(links.length > 0, `${start} offers choices`);
		for (const [, href, name, count] of links) {
			const to = unescape(href), chosen = await page(to), list = await walk(to);
			assert.equal(total(chosen), Number(count), `${start}: ${name} leads to ${to}`);
			assert.equal(list.length, Number(count), `${to} shows them all`);
		}
	}
});

test('prices narrow lists; nonsense is told beside its field and kept', async () => {
	for (const c of await walk('/ru/search?min=5000&max=9000'))
		assert.ok(c.price >= 5000 && c.price <= 9000, `${c.title} costs ${c.price}`);
	for (const [query, field] of [['min=900&max=5', 'min'], ['min=abc', 'min'], ['max=-1', 'max'], ['min=99999999999', 'min'], ['min=1.5', 'min']]) {
		const p = await page(`/en/search?${query}`, 422);
		const typed = new URLSearchParams(query).get(field);
		assert.match(p.body, /id="price-error"/);
		assert.ok(p.body.includes(`name="${field}"`) && p.form('/search') && p.forms().some((f) => f.fields.get(field) === typed), `${typed} is still there`);
	}
	for (const query of ['kind=x', 'sort=x', 'city=none', 'category=none', 'after=x', 'after=n______________________', 'city=%C3%A9', `q=${'a'.repeat(101)}`])
		assert.match((await page(`/en/search?${query}`, 422)).body, /role="alert"/, query);
	for (const query of ['q=%ff', 'q=a&q=b', 'q=%00'])
		assert.equal((await visitor().get(`/en/search?${query}`)).status, 400, query);
	const kept = (await page('/kk/search?q=%D2%9B%D2%B1%D0%BC&kind=ready&min=1000')).links().find((l) => l.lang === 'ru');
	assert.equal(unescape(kept.href), '/ru/search?q=%D2%9B%D2%B1%D0%BC&kind=ready&min=1000', 'the other language keeps the choices');
});

test('feeds and maps name every listing once, with the prices of the pages', async () => {
	const all = sql(shop, "SELECT slug FROM listing WHERE state = 'published'").map((r) => r.slug).sort();
	const index = await page('/sitemap.xml'), parts = [...index.body.matchAll(/<loc>([^<]*)<\/loc>/g)].map(([, u]) => u);
	const mapped = [];
	for (const part of parts)
		mapped.push(...[...(await page(new URL(part).pathname)).body.matchAll(/<loc>([^<]*)<\/loc>/g)].map(([, u]) => u));
	for (const lang of langs)
		assert.deepEqual(mapped.filter((u) => u.includes(`/${lang}/l/`)).map((u) => u.split('/').pop()).sort(), all);
	assert.ok(mapped.includes(`${shop.url}/kk/@kadr`) && mapped.includes(`${shop.url}/en/c/plants`) && mapped.includes(`${shop.url}/ru/`));
	for (const url of mapped.filter((u) => !u.includes('/l/')))
		await page(new URL(url).pathname);
	assert.match((await page('/robots.txt')).body, new RegExp(`^User-agent: \\*\\n[\\s\\S]*Sitemap: ${shop.url}/sitemap.xml\\n$`));

	const feed = await page('/ru/@kadr/feed.atom'), entries = feed.body.match(/<entry>[\s\S]*?<\/entry>/g);
	assert.match(feed.headers['content-type'], /^application\/atom\+xml/);
	assert.equal(entries.length, one(shop, "SELECT count(*) FROM listing l JOIN creator c ON c.id = l.creator_id WHERE c.handle = 'kadr' AND l.state = 'published'"));
	assert.match(entries[0], /<updated>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ<\/updated>/);

	const merchant = await page('/en/feed/merchant.xml'), items = merchant.body.match(/<item>[\s\S]*?<\/item>/g);
	assert.deepEqual(items.map((i) => i.match(/<g:link>[^<]*\/l\/([^<]*)</)[1]).sort(), all);
	for (const item of items.slice(0, 10)) {
		const offers = ld(await page(new URL(item.match(/<g:link>([^<]*)</)[1]).pathname)).offers;
		assert.equal(item.match(/<g:price>([^<]*)</)[1], `${offers.price ?? offers.lowPrice} KZT`);
	}
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
	assert.match(r.stdout, /^20 products: 0 new, 0 changed, 20 unchanged, 0 refused\. \d+ pictures in the file were not fetched\.$/m);
	r = run(...jewellery.slice(0, -1), '530', '--dry-run');
	assert.match(r.stdout, /^Dry run, nothing was written\. 20 products: 0 new, 20 changed/m);
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

test('check names the first row that breaks an invariant', () => {
	const broken = (change, undo, name) => {
		sql(shop, change);
		const r = spawnSync(`${build}/bin/aina`, ['--state', shop.state, 'check'], { encoding: 'utf8' });
		sql(shop, undo);
		assert.equal(r.status, 3, name);
		assert.match(r.stdout, new RegExp(`^BROKEN ${name} \\(`, 'm'));
	};
	const some = one(shop, 'SELECT CAST(min(id) AS TEXT) FROM variant WHERE stock > 0');
	broken(`UPDATE variant SET stock = stock + 1 WHERE id = ${some}`, `UPDATE variant SET stock = stock - 1 WHERE id = ${some}`, 'stock_moves');
	broken("UPDATE variant SET active = 0 WHERE listing_id = (SELECT id FROM listing WHERE slug = 'nikon-f2')",
		"UPDATE variant SET active = 1 WHERE listing_id = (SELECT id FROM listing WHERE slug = 'nikon-f2')", 'listing_whole');
});

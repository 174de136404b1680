// The shop window as machines and searchers meet it: structured data, links between languages, site map, feeds; and what search, facets,
// prices, sorting and pages of lists promise, checked against the records.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { put, setStock, shopForTest, sql, things, until, visitor } from '../lib/purchase.mjs';
import { langs } from '../lib/routes.mjs';
import { unescape } from '../lib/visitor.mjs';
import { all, first, parseXml } from '../lib/xml.mjs';

let shop, listings;
const v = {};
before(async () => {
	shop = await shopForTest();
	for (const lang of langs)
		v[lang] = visitor(shop, lang);
	/* A thing costs what may be bought of it; when everything is sold, what it cost. */
	listings = sql(shop, `SELECT CAST(l.id AS TEXT) AS id, l.slug, l.made_to_order AS made, l.currency, l.published_ms AS published, c.handle, c.city_slug AS city, k.slug AS category, min(CASE WHEN s.all_gone OR l.made_to_order OR x.stock > 0 THEN x.price_minor END) AS price, max(CASE WHEN s.all_gone OR l.made_to_order OR x.stock > 0 THEN x.price_minor END) AS most,
		sum(x.stock) AS stock, count(*) AS variants FROM listing AS l JOIN creator AS c ON c.id = l.creator_id JOIN category AS k ON k.id = l.category_id JOIN variant AS x ON x.listing_id = l.id AND x.active = 1
		JOIN (SELECT listing_id, max(stock) = 0 AS all_gone FROM variant WHERE active = 1 GROUP BY listing_id) AS s ON s.listing_id = l.id
		WHERE l.state = 'published' AND c.state = 'accepted' GROUP BY l.id ORDER BY l.published_ms DESC, l.id DESC`);
	assert.ok(listings.length > 40, `${listings.length} listings`);
});
after(() => shop.stop());

// "1 234,50 ₸" or "₸1,234.50": in tiyn.
function minor(text) {
	const digits = unescape(text).replace(/[^\d.,]/g, ''), fraction = digits.match(/[.,](\d\d)$/);
	return Number((fraction ? digits.slice(0, -3) : digits).replace(/\D/g, '')) * 100 + Number(fraction?.[1] ?? 0);
}
async function each(list, work, at_once = 8) {
	const todo = [...list];
	await Promise.all(Array.from({ length: at_once }, async () => {
		while (todo.length)
			await work(todo.shift());
	}));
}
const metas = (page) => Object.fromEntries([...page.body.matchAll(/<meta (?:property|name)="([^"]+)" content="([^"]*)">/g)].map(([, name, value]) => [name, unescape(value)]));
const heads = (page) => [...page.body.matchAll(/<link rel="(canonical|alternate)"([^>]*)>/g)].map(([, rel, rest]) => ({ rel, hreflang: rest.match(/hreflang="([^"]*)"/)?.[1], type: rest.match(/type="([^"]*)"/)?.[1], href: unescape(rest.match(/href="([^"]*)"/)[1]) }));
function structured(page) {
	const blocks = [...page.body.matchAll(/<script type="application\/ld\+json">([\s\S]*?)<\/script>/g)];
	assert.equal(blocks.length, 1, page.url);
	assert.doesNotMatch(blocks[0][1], /[<>]/, 'nothing in it can end the script');
	return JSON.parse(blocks[0][1]);
}

// ---- what stands in the head of a listing ----

for (const lang of langs)
	test(`every listing in ${lang}: structured data, canonical address, other languages, preview`, async () => {
		await each(listings, async (l) => {
			const page = await v[lang].get(`/${lang}/l/${l.slug}`), what = page.url, own = `${shop.url}/${lang}/l/${l.slug}`;
			assert.equal(page.status, 200, what);
			const data = structured(page), offer = data.offers;
			assert.equal(data['@context'], 'https://schema.org');
			assert.equal(data['@type'], 'Product');
			assert.equal(data.url, own);
			assert.ok(data.name && data.description && data.brand?.name && data.category, what);
			assert.equal(offer.priceCurrency, l.currency);
			const sold = !l.made && l.stock === 0;
			assert.match(offer.availability, sold ? /\/OutOfStock$/ : /\/(InStock|BackOrder|MadeToOrder|PreOrder)$/, what);
			const price = (p) => Math.round(Number(p) * 100);
			if (l.price === l.most) {
				assert.equal(price(offer.price), l.price, what);
			} else {
				assert.equal(offer['@type'], 'AggregateOffer');
				assert.deepEqual([price(offer.lowPrice), price(offer.highPrice), Number(offer.offerCount)], [l.price, l.most, l.variants], what);
			}
			const links = heads(page), meta = metas(page);
			assert.deepEqual(links.filter((h) => h.rel === 'canonical').map((h) => h.href), [own]);
			assert.deepEqual(Object.fromEntries(links.filter((h) => h.hreflang && h.hreflang !== 'x-default').map((h) => [h.hreflang, h.href])), Object.fromEntries(langs.map((other) => [other, `${shop.url}/${other}/l/${l.slug}`])), what);
			assert.equal(meta['og:url'], own);
			assert.equal(meta['og:type'], 'product');
			assert.ok(meta['og:title'] && meta['og:site_name'] && meta['og:description'] && meta['og:locale']?.startsWith(lang), what);
			assert.equal(meta['og:title'], data.name);
			for (const image of new Set([meta['og:image'], data.image].flat().filter(Boolean))) {
				assert.ok(image.startsWith(shop.url + '/media/'), image);
				const reply = await v[lang].request('HEAD', image);
				assert.equal(reply.status, 200, image);
				assert.match(reply.headers['content-type'], /^image\//);
			}
			assert.match(page.body, new RegExp(`<html lang="${lang}"`));
		});
	});

test('the price in the structured data is the price in the cart', async () => {
	await each(listings.filter((l) => l.made || l.stock > 0), async (l) => {
		const page = await v.en.get(`/en/l/${l.slug}`), { offers } = structured(page), form = page.form('/cart/add');
		const ids = form.controls.filter((c) => c.name === 'variant' && c.disabled === undefined).map((c) => c.value), prices = [];
		for (const id of ids) {
			const shopper = visitor(shop), cart = await put(shopper, id), lines = [...cart.body.matchAll(/<p class="line-total">([^<]*)<\/p>/g)];
			assert.equal(lines.length, 1, `${l.slug}: ${cart.text.slice(0, 300)}`);
			prices.push(minor(lines[0][1]));
		}
		if (offers['@type'] === 'Offer') {
			assert.deepEqual(new Set(prices), new Set([Math.round(offers.price * 100)]), l.slug);
		} else if (ids.length === l.variants) {
			assert.equal(Math.min(...prices), Math.round(offers.lowPrice * 100), l.slug);
			assert.equal(Math.max(...prices), Math.round(offers.highPrice * 100), l.slug);
		}
	});
});

test('after the last piece is gone the listing says so to machines too', async () => {
	const thing = things(shop, { stock: 1 }).find((t) => listings.find((l) => l.slug === t.slug)?.variants === 1), old = thing.stock;
	const heard = (availability) => until(`the shop window says ${availability}`, async () => {
		const page = await v.en.get(`/en/l/${thing.slug}`, { headers: { cookie: 'past=cache' } });
		return structured(page).offers.availability.endsWith(availability) && page;
	});
	try {
		setStock(shop, thing.id, 0);
		assert.equal((await heard('OutOfStock')).forms().some((f) => f.action.endsWith('/cart/add')), false);
	} finally {
		setStock(shop, thing.id, old);
		await heard('InStock'); // the tests that follow read the window again
	}
});

// ---- site map, robots, feeds ----

test('the site map lists each listing in each language, and every address in it opens', async () => {
	const index = parseXml((await v.en.get('/sitemap.xml')).body), entries = [];
	assert.equal(index.name, 'sitemapindex');
	for (const part of all(index, 'sitemap')) {
		const page = await v.en.get(first(part, 'loc').text), map = parseXml(page.body);
		assert.match(page.headers['content-type'], /^application\/xml/);
		assert.equal(map.attributes.xmlns, 'http://www.sitemaps.org/schemas/sitemap/0.9');
		assert.ok(all(map, 'url').length <= 50000 && page.body.length < 50e6);
		entries.push(...all(map, 'url'));
	}
	const addresses = entries.map((e) => first(e, 'loc').text);
	assert.equal(new Set(addresses).size, addresses.length, 'an address twice');
	for (const l of listings)
		for (const lang of langs)
			assert.ok(addresses.includes(`${shop.url}/${lang}/l/${l.slug}`), `${lang} ${l.slug} is missing`);
	for (const entry of entries) {
		const alternates = all(entry, 'xhtml:link');
		assert.deepEqual(alternates.map((a) => a.attributes.hreflang), langs);
		assert.ok(alternates.every((a) => addresses.includes(a.attributes.href)));
		const changed = first(entry, 'lastmod')?.text;
		assert.ok(changed === undefined || !Number.isNaN(Date.parse(changed)), changed);
	}
	await each(addresses, async (address) => {
		const page = await v.en.get(address);
		assert.equal(page.status, 200, address);
		assert.equal(heads(page).find((h) => h.rel === 'canonical')?.href, address, 'what is in the map is canonical');
		assert.doesNotMatch(page.body, /<meta name="robots" content="noindex/, address);
	});
	const robots = await v.en.get('/robots.txt');
	assert.match(robots.body, new RegExp(`^Sitemap: ${shop.url}/sitemap.xml$`, 'm'));
	for (const [, closed] of robots.body.matchAll(/^Disallow: (.+)$/gm))
		assert.ok(!addresses.some((a) => new URL(a).pathname.startsWith(closed)), `${closed} is closed and in the map`);
});

test('each studio has an Atom feed in each language', async () => {
	for (const handle of new Set(listings.map((l) => l.handle)))
		for (const lang of langs) {
			const studio = await v[lang].get(`/${lang}/@${handle}`), link = heads(studio).find((h) => h.type === 'application/atom+xml');
			const page = await v[lang].get(link.href), feed = parseXml(page.body);
			assert.match(page.headers['content-type'], /^application\/atom\+xml/);
			assert.equal(feed.name, 'feed');
			assert.equal(feed.attributes.xmlns, 'http://www.w3.org/2005/Atom');
			assert.equal(feed.attributes['xml:lang'], lang);
			assert.equal(all(feed, 'link').find((l) => l.attributes.rel === 'self').attributes.href, new URL(link.href, shop.url).href);
			const entries = all(feed, 'entry'), own = listings.filter((l) => l.handle === handle);
			assert.equal(new Set(entries.map((e) => first(e, 'id').text)).size, entries.length);
			assert.equal(entries.length, Math.min(own.length, entries.length < own.length ? 20 : own.length), handle);
			for (const e of [feed, ...entries])
				assert.ok(first(e, 'id').text && first(e, 'title').text && !Number.isNaN(Date.parse(first(e, 'updated').text)), handle);
			for (const e of entries)
				assert.ok(own.some((l) => all(e, 'link')[0].attributes.href === `${shop.url}/${lang}/l/${l.slug}`));
		}
});

test('the merchant feed has every listing with its price', async () => {
	for (const lang of langs) {
		const page = await v[lang].get(`/${lang}/feed/merchant.xml`), items = all(first(parseXml(page.body), 'channel'), 'item');
		assert.equal(items.length, listings.length);
		for (const l of listings) {
			const item = items.find((i) => first(i, 'g:link').text === `${shop.url}/${lang}/l/${l.slug}`);
			assert.ok(item, l.slug);
			const [price, currency] = first(item, 'g:price').text.split(' ');
			assert.deepEqual([Math.round(price * 100), currency], [l.price, l.currency], l.slug);
			assert.equal(first(item, 'g:id').text, l.id);
			assert.equal(first(item, 'g:availability').text === 'out_of_stock', !l.made && l.stock === 0, l.slug);
			for (const name of ['g:title', 'g:description', 'g:brand', 'g:product_type'])
				assert.ok(first(item, name).text, `${l.slug} ${name}`);
		}
	}
});

test('the reader of XML refuses what is not XML', () => {
	const head = '<?xml version="1.0" encoding="utf-8"?>';
	assert.equal(parseXml(`${head}<a b="1&lt;">x&amp;y<c/></a>`).attributes.b, '1<');
	for (const bad of ['<a/>', ` ${head}<a/>`, `${head}<a>`, `${head}<a></b>`, `${head}<a/><a/>`, `${head}<a b=1/>`, `${head}<a b="1" b="2"/>`, `${head}<a>&nbsp;</a>`, `${head}<a>a & b</a>`, `${head}<a><x:b/></a>`, `${head}<a>\u0001</a>`, `${head}text`, `${head}<a b="<"/>`])
		assert.throws(() => parseXml(bad), undefined, bad);
});

// ---- lists ----

// Cards of one page: {slug, price}.
const cards = (page) => [...page.body.matchAll(/<li class="card[^"]*">([\s\S]*?)<\/li>/g)].map(([, card]) => ({ slug: card.match(/href="\/\w\w\/l\/([^"]+)"/)[1], price: minor(card.match(/<strong>([^<]*)<\/strong>/)[1]) }));
const total = (page) => {
	const said = page.body.match(/<p class="soft" role="status">([^<]*)<\/p>/);
	assert.ok(said, page.url);
	return Number(unescape(said[1]).replace(/\D/g, '') || 0);
};
// A whole list, page after page.
async function whole(path, lang = path.slice(1, 3)) {
	const found = [], first = await v[lang].get(path);
	assert.equal(first.status, 200, path);
	for (let page = first, n = 0; page; n++) {
		assert.ok(n < 20, `${path} has no end`);
		const here = cards(page);
		assert.ok(here.length <= 24 && (here.length > 0 || n === 0), page.url);
		found.push(...here);
		const next = page.links().find((l) => l.rel === 'next');
		page = next && (await v[lang].get(next.href));
	}
	assert.equal(new Set(found.map((c) => c.slug)).size, found.length, `${path}: a card twice`);
	assert.equal(found.length, found.length === 0 ? 0 : total(first), `${path}: as many as it says`);
	return { page: first, found, slugs: new Set(found.map((c) => c.slug)) };
}
const same = (found, wanted, what) => assert.deepEqual([...found].sort(), wanted.map((l) => l.slug).sort(), what);

test('a list shows each card exactly once, in the order that was asked for', async () => {
	const bySlug = new Map(listings.map((l) => [l.slug, l]));
	const ordered = (found, worse, what) => found.forEach((c, i) => i && assert.ok(!worse(bySlug.get(found[i - 1].slug), bySlug.get(c.slug)), `${what}: ${found[i - 1].slug} before ${c.slug}`));
	for (const lang of langs) {
		same((await whole(`/${lang}/search`)).slugs, listings, lang);
		for (const [sort, worse] of [['newest', (a, b) => a.published < b.published], ['price-up', (a, b) => a.price > b.price], ['price-down', (a, b) => a.price < b.price]]) {
			const { found, slugs } = await whole(`/${lang}/search?sort=${sort}`);
			same(slugs, listings, sort);
			ordered(found, worse, `${lang} ${sort}`);
			for (const c of found)
				assert.equal(c.price, bySlug.get(c.slug).price, `${lang} ${c.slug}: the card's price`);
		}
	}
	for (const category of new Set(listings.map((l) => l.category))) {
		const wanted = listings.filter((l) => l.category === category);
		same((await whole(`/ru/c/${category}`)).slugs, wanted, category);
		ordered((await whole(`/ru/c/${category}?sort=price-up`)).found, (a, b) => a.price > b.price, category);
		same((await whole(`/en/search?category=${category}&sort=price-down`)).slugs, wanted, category);
	}
});

test('facets: each count is the length of the list that it leads to', async () => {
	const rowsOf = (page) => [...page.body.matchAll(/<li><a href="([^"]*)" rel="nofollow"[^>]*><span>([^<]*)<\/span> <span class="filter-count">(\d+)<\/span>/g)].map(([, href, name, count]) => ({ href: unescape(href), name, count: Number(count) }));
	const tried = new Set();
	for (const begin of ['/en/search', '/ru/c/' + listings[0].category, '/kk/search?q=' + encodeURIComponent('құмыра'), '/en/search?q=gold']) {
		const lang = begin.slice(1, 3), top = await v[lang].get(begin), rows = rowsOf(top);
		assert.ok(rows.length >= 3, `${begin}: ${rows.length} facets`);
		/* Every listing has one category, one kind, one city: each facet that is not chosen sums up to the whole. */
		await each(rows, async (row) => {
			const page = await v[lang].get(row.href);
			assert.equal(page.status, 200, row.href);
			assert.equal(total(page), row.count, `${begin} → ${row.href}`);
			for (const deeper of rowsOf(page)) {
				if (tried.has(deeper.href))
					continue;
				tried.add(deeper.href);
				assert.equal(total(await v[lang].get(deeper.href)), deeper.count, `${begin} → ${row.href} → ${deeper.href}`);
			}
		});
	}
	assert.ok(tried.size > 60, `${tried.size} lists`);
	/* Against the records. */
	for (const kind of ['ready', 'made'])
		for (const city of new Set(listings.map((l) => l.city)))
			same((await whole(`/en/search?kind=${kind}&city=${city}`)).slugs, listings.filter((l) => l.city === city && Boolean(l.made) === (kind === 'made')), `${kind} ${city}`);
});

test('a range of prices holds its bounds', async () => {
	const prices = [...new Set(listings.map((l) => l.price))].sort((a, b) => a - b), middle = prices[prices.length >> 1] / 100, low = prices[3] / 100, high = prices.at(-3) / 100;
	for (const [min, max] of [[middle, ''], ['', middle], [middle, middle], [low, high], [0, 1], [Math.floor(middle) + 1, ''], ['', Math.max(0, Math.ceil(middle) - 1)]]) {
		const path = `/en/search?min=${Math.floor(min || 0) === (min || 0) ? min : Math.floor(min)}&max=${Math.floor(max || 0) === (max || 0) ? max : Math.floor(max)}`, query = new URL(path, shop.url).searchParams;
		const from = query.get('min') === '' ? 0 : Number(query.get('min')) * 100, to = query.get('max') === '' ? Infinity : Number(query.get('max')) * 100;
		same((await whole(path)).slugs, listings.filter((l) => l.price >= from && l.price <= to), path);
	}
	/* With words, and in a category. */
	const { found } = await whole('/en/search?q=necklace&sort=price-up');
	const bound = Math.floor(found[found.length >> 1].price / 100);
	same((await whole(`/en/search?q=necklace&max=${bound}`)).slugs, found.filter((c) => c.price <= bound * 100), `necklaces up to ${bound}`);
});

// ---- words ----

const plain = (s) => s.toLowerCase().replace(/ё/g, 'е').replace(/[әғқңөұүһі]/g, (c) => ({ ә: 'а', ғ: 'г', қ: 'к', ң: 'н', ө: 'о', ұ: 'у', ү: 'у', һ: 'х', і: 'и' })[c]);
// language of the page, words as somebody types them, what their titles hold in common.
const words = [
	['ru', 'ё and е', ['ёлка', 'елка', 'ЁЛКА', 'Елка'], /[её]лка/],
	['ru', 'ё and е inside', ['трёхместный', 'трехместный'], /тр[её]хместн/],
	['ru', 'endings', ['диван', 'диваны', 'диваном', 'ДИВАНОВ'], /диван( |$)/],
	['ru', 'endings', ['кресло', 'кресла', 'креслами'], /кресло/],
	['ru', 'endings', ['лампа', 'лампы', 'лампу', 'лампами'], /лампа/],
	['ru', 'endings', ['дорожка', 'дорожки', 'дорожку'], /дорожка/],
	['ru', 'two words in any order', ['кожаный диван', 'диван кожаный', 'кожаного дивана'], /кожаный диван/],
	['en', 'endings', ['necklace', 'necklaces', 'NECKLACE'], /necklace/],
	['en', 'endings', ['earring', 'earrings'], /earrings/],
	['en', 'endings', ['bracelet', 'bracelets'], /bracelet/],
	['en', 'endings', ['sofa', 'sofas'], /\bsofa\b/],
	['en', 'endings', ['chair', 'chairs'], /\bchair\b/],
	['en', 'the beginning of a word', ['polar', 'polaroi'], /polaroid/],
	['kk', 'as it is written', ['құмыра', 'ҚҰМЫРА'], /құмыра/],
	['kk', 'without its marks', ['кумыра', 'кұмыра', 'КУМЫРА'], /құмыра/],
	['kk', 'without its marks', ['былгары'], /былғары/],
	['kk', 'without its marks', ['устел', 'үстел'], /үстел/],
	['kk', 'the beginning of a word', ['орынд', 'орындық', 'орындык'], /орындық/],
	['kk', 'the beginning of a word', ['гүл', 'гул'], /(^|\s)гүл/],
	['kk', 'і typed as и', ['иилген', 'иілген'], /иілген/],
];
for (const [lang, what, typed, held] of words)
	test(`search in ${lang}: ${what}: ${typed.join(', ')}`, async () => {
		const wanted = sql(shop, `SELECT l.slug, t.title FROM listing AS l JOIN listing_text AS t ON t.listing_id = l.id AND t.lang = '${lang}' WHERE l.state = 'published'`).filter((l) => held.test(l.title.toLowerCase())).map((l) => l.slug);
		assert.ok(wanted.length > 0, `no title holds ${held}`);
		for (const query of typed) {
			const { slugs } = await whole(`/${lang}/search?q=${encodeURIComponent(query)}`);
			assert.deepEqual(wanted.filter((slug) => !slugs.has(slug)), [], `${query} does not find them`);
			assert.ok(slugs.size < listings.length / 2, `${query} finds ${slugs.size} of ${listings.length}`);
		}
	});

test('what the words do not say is not found; whatever is typed is a search', async () => {
	for (const lang of langs) {
		const { page, found } = await whole(`/${lang}/search?q=qqzzxxq`);
		assert.equal(found.length, 0);
		assert.match(page.body, /class="empty"/);
		for (const query of ['"', '*', 'a*', '""', 'NEAR(a b)', 'title:a', 'a AND', 'OR', 'NOT', '-диван', '^a', '{a}', '(', "'; DROP TABLE card; --", 'ә'.repeat(100), '🐪', 'a b c d e f g h i j k l m n o p', '%', '_', '\\'])
			assert.equal((await v[lang].get(`/${lang}/search?q=${encodeURIComponent(query)}`)).status, 200, query);
	}
	/* Whoever types the name of a thing finds it first or nearly so. */
	for (const l of listings.filter((_, i) => i % 6 === 0)) {
		const title = sql(shop, `SELECT title FROM listing_text WHERE listing_id = ${l.id} AND lang = 'en'`)[0]?.title;
		assert.ok(title === undefined || (await whole(`/en/search?q=${encodeURIComponent(plain(title))}`)).found.slice(0, 3).some((c) => c.slug === l.slug), title);
	}
});

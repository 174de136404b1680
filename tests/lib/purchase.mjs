// Steps of a purchase for tests that need one: a visitor without JavaScript fills in real forms of a running shop.
// BUY_URL and BUY_STATE: use the shop that runs there instead of starting one.

import { spawnSync } from 'node:child_process';
import { instance } from './instance.mjs';
import { Visitor } from './visitor.mjs';

const build = process.env.BUILD ?? 'build';

export async function shopForTest() {
	if (process.env.BUY_URL)
		return { url: process.env.BUY_URL, state: process.env.BUY_STATE, async stop() {} };
	return instance();
}

// Rows of one of the databases, past the programs: to look, and to change what only a creator could. Row ids do not fit a number of
// JavaScript: CAST(id AS TEXT) where one is carried on.
export function sql(shop, query, database = 'market') {
	const run = spawnSync('sqlite3', ['-json', '-cmd', '.timeout 5000', '-cmd', 'PRAGMA foreign_keys = ON', `${shop.state}/db/${database}.db`, query], { encoding: 'utf8' });
	if (run.status !== 0)
		throw new Error(run.stderr);
	const text = run.stdout.trim().split('\n').filter((line) => line !== '').join('\n');
	return text.startsWith('[') ? JSON.parse(text) : [];
}
export const one = (shop, query, database) => Object.values(sql(shop, query, database)[0] ?? {})[0];

export function aina(shop, ...args) {
	const run = spawnSync(`${build}/bin/aina`, ['--state', shop.state, ...args], { encoding: 'utf8' });
	if (run.status !== 0)
		throw new Error(run.stdout + run.stderr);
	return run.stdout.trim();
}

// Things for sale with their makers, in stock with at least `stock` pieces or made to order; cheap enough for several to fit one payment.
export function things(shop, { made = false, stock = 1 } = {}) {
	return sql(shop, `SELECT CAST(v.id AS TEXT) AS id, v.price_minor AS price, v.stock, CAST(l.creator_id AS TEXT) AS maker, l.slug FROM variant v JOIN listing l ON l.id = v.listing_id
		JOIN creator c ON c.id = l.creator_id WHERE v.active = 1 AND l.state = 'published' AND c.state = 'accepted' AND l.currency = 'KZT' AND v.price_minor BETWEEN 1 AND 15000000
		AND l.made_to_order = ${made ? 1 : 0} AND (l.made_to_order = 1 OR v.stock >= ${stock}) ORDER BY v.id`);
}

// As a creator would correct it, with the move that explains it.
export function setStock(shop, variant, pieces) {
	sql(shop, `BEGIN IMMEDIATE; INSERT INTO stock_move SELECT (SELECT max(id) + 1 FROM stock_move), id, ${pieces} - stock, 'correction', NULL, ${Date.now()} FROM variant WHERE id = ${variant} AND stock <> ${pieces};
		UPDATE variant SET stock = ${pieces} WHERE id = ${variant}; COMMIT`);
}

export const person = {
	email: 'aigerim@example.kz', name: 'Айгерім Сейітова', phone: '8 (701) 234-56-78', country: 'KZ', region: '', city: 'Алматы', street: 'Абай даңғылы',
	building: '10', apartment: '25', postcode: 'а05е3р1', note: 'Домофон 25',
};

export async function until(what, test, ms = 15000) {
	const end = Date.now() + ms;
	for (;;) {
		const found = await test();
		if (found)
			return found;
		if (Date.now() > end)
			throw new Error(`not in ${ms} ms: ${what}`);
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
}

export function visitor(shop, lang = 'en') {
	const v = new Visitor(shop.url, { 'accept-language': lang });
	v.lang = lang;
	return v;
}

// As from a listing's page. A page that was open before there was a session has no token: then the shop asks once more.
export async function put(v, variant, quantity = 1) {
	const reply = await v.post(`/${v.lang}/cart/add`, { variant: String(variant), quantity: String(quantity) });
	return reply.status === 403 ? v.submit(reply, '/cart/add') : v.follow(reply);
}

export async function toAddress(v) {
	return v.submit(await v.open(`/${v.lang}/cart`), '/checkout/begin');
}
export async function toDelivery(v, changes = {}) {
	return v.submit(await toAddress(v), '/checkout', { ...person, ...changes });
}
export async function toReview(v, changes = {}) {
	return v.submit(await toDelivery(v, changes), '/checkout/delivery');
}
export async function toPay(v, changes = {}) {
	return v.submit(await toReview(v, changes), '/checkout/place', { terms: '1' });
}

// The processor's page of an order that waits for its payment.
export async function toProcessor(v, pay) {
	const waiting = await until('the link to the processor', async () => {
		const page = await v.get(pay.url.split('?')[0]);
		return page.links().some((l) => l.href?.endsWith('/go')) && page;
	});
	const go = await v.get(waiting.links().find((l) => l.href?.endsWith('/go')).href);
	return { waiting, go, page: await v.get(go.headers.location) };
}

// Pays with a test card and comes back to the shop; the page that the processor sent the browser to.
export async function payWith(v, pay, card = '4242424242424242') {
	const { page } = await toProcessor(v, pay);
	let reply = await v.send(page, page.forms().find((f) => f.method.toLowerCase() === 'post'), { card });
	for (let i = 0; i < 5 && [302, 303].includes(reply.status); i++)
		reply = await v.get(new URL(reply.headers.location, reply.url).href);
	return reply;
}

export async function untilPaid(v, pay) {
	return until('the pay page says paid', async () => {
		const page = await v.get(pay.url.split('?')[0] + '?from=processor');
		return page.body.includes('pay-good') && page;
	});
}

// A whole purchase; the order page of its buyer.
export async function buy(v, variants, changes = {}) {
	for (const variant of variants)
		await put(v, variant);
	const pay = await toPay(v, changes);
	await payWith(v, pay);
	const paid = await untilPaid(v, pay);
	return v.open(paid.links().find((l) => l.href?.includes('/order/')).href);
}

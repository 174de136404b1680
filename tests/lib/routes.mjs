// The tables of the shop as its programs know them (`aina routes --json`), and real values for what stands in braces in their paths.
// Tests are generated from these: whoever adds a route, a form or a field gets its tests without writing them.

import { spawnSync } from 'node:child_process';
import { atRest } from './books.mjs';
import { aina, buy, one, put, setStock, sql, things, toAddress, toDelivery, toPay, toReview, visitor } from './purchase.mjs';

const build = process.env.BUILD ?? 'build';
export const langs = ['kk', 'ru', 'en'];

// { limits, cookies, routes }: each route with the name of its program.
export function tables() {
	const run = spawnSync(`${build}/bin/aina`, ['routes', '--json'], { encoding: 'utf8' });
	if (run.status !== 0)
		throw new Error(run.stdout + run.stderr);
	const { limits, cookies, programs } = JSON.parse(run.stdout);
	return { limits, cookies, routes: programs.flatMap(({ program, routes }) => routes.map((route) => ({ ...route, program }))) };
}

// One real example of everything that a path can name.
export function examples(shop) {
	const slug = one(shop, "SELECT slug FROM listing WHERE state = 'published' ORDER BY id LIMIT 1");
	return {
		'{slug}': { 'c/': one(shop, "SELECT slug FROM category WHERE id IN (SELECT category_id FROM listing WHERE state = 'published') ORDER BY position LIMIT 1"), 'l/': slug },
		'{handle}': { '@': one(shop, "SELECT handle FROM creator WHERE state = 'accepted' ORDER BY id LIMIT 1") },
		'{first}': { 'sitemap-': '0' },
	};
}

// The route's path with real values; throws for a name that `values` does not know: then this file has to learn it.
export function pathOf(route, values, lang = 'en') {
	const path = route.path.replace('{lang}', lang).replace(/([a-z]+[/-]|@)(\{\w+\})/g, (all, before, name) => before + (values[name]?.[before] ?? name));
	if (path.includes('{'))
		throw new Error(`no example for ${route.path}`);
	return path;
}

// A creator who came in by a link.
export async function creatorVisitor(shop, handle, lang = 'en') {
	const v = visitor(shop, lang), link = new URL(aina(shop, 'creator', 'link', handle)), path = `/${lang}/studio/enter${link.search}`;
	const page = await v.submit(await v.get(path), '/studio/enter');
	if (page.status !== 200)
		throw new Error(`${handle} did not get in: ${page.status}`);
	return v;
}

// A paid order, its buyer and its creator; and somebody who stands at the review of another one, with a second one not paid. With these
// every route can be asked for something that exists.
export async function scene(shop) {
	const thing = things(shop, { stock: 1 })[0], buyer = visitor(shop), shopper = visitor(shop);
	setStock(shop, thing.id, 99);
	const order = await buy(buyer, [thing.id]);
	await put(shopper, thing.id);
	const pay = await toPay(shopper);
	await put(shopper, thing.id);
	const review = await toReview(shopper);
	const handle = one(shop, `SELECT handle FROM creator WHERE id = ${thing.maker}`);
	const creator = await creatorVisitor(shop, handle);
	const values = examples(shop);
	values['{id}'] = { 'pay/': pay.url.split('/').pop().split('?')[0] };
	values['{token}'] = { 'order/': order.url.split('/').pop() };
	values['{number}'] = { 'order/': one(shop, `SELECT number FROM suborder WHERE state = 'paid' ORDER BY id DESC LIMIT 1`) };
	await atRest(shop);
	return { thing, buyer, shopper, creator, handle, order, pay, review, values };
}

// What a database says, as one text; `but`: tables or lines to leave aside, as regular expressions.
export function dump(shop, database = 'market', but = []) {
	const run = spawnSync('sqlite3', ['-cmd', '.timeout 5000', `${shop.state}/db/${database}.db`, '.dump'], { encoding: 'utf8', maxBuffer: 1 << 28 });
	if (run.status !== 0)
		throw new Error(run.stderr);
	return run.stdout.split('\n').filter((line) => !but.some((re) => re.test(line))).join('\n');
}
// What may not change by a request that is refused or only reads. By themselves change: the end of a session with each use, and when a
// payment on its way is asked after next.
export function still(shop) {
	return dump(shop, 'market', [/^INSERT INTO payment VALUES/]) + JSON.stringify(sql(shop, 'SELECT CAST(id AS TEXT) AS id, state, amount_minor, processor_ref FROM payment ORDER BY id')).replaceAll('},', '},\n')
		+ dump(shop, 'session', [/^INSERT INTO session /]) + one(shop, 'SELECT count(*) FROM session', 'session');
}
export function difference(before, after) {
	const a = new Set(before.split('\n')), b = new Set(after.split('\n'));
	return [...[...a].filter((l) => !b.has(l)).map((l) => '- ' + l), ...[...b].filter((l) => !a.has(l)).map((l) => '+ ' + l)].join('\n');
}

// Tags and the names of their attributes, in their order: what a text in a page must never change.
export function shape(body) {
	const found = [];
	for (const [, tag, rest] of body.matchAll(/<(\/?[a-zA-Z!][\w:-]*)((?:[^>"']|"[^"]*"|'[^']*')*)>/g))
		found.push(tag + [...rest.matchAll(/\s([^\s=>"'/]+)(?:=("[^"]*"|'[^']*'|[^\s>"']+))?/g)].map(([, name]) => ' ' + name).join(''));
	return found;
}
export { sql, toAddress, toDelivery };

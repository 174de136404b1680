// kill -9 of any program at any moment, while people buy. Whoever got an error sends the same form again, as a person would. Afterwards
// every order that somebody was told of is there once, paid as the processor's books say, and nothing else is.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { reconcile, settled } from '../lib/books.mjs';
import { workers } from '../lib/workers.mjs';
import { one, person, put, setStock, shopForTest, sql, things, until, visitor } from '../lib/purchase.mjs';

let shop, goods;
before(async () => {
	shop = await shopForTest();
	goods = things(shop, { stock: 1 }).slice(0, 4);
	for (const thing of goods)
		setStock(shop, thing.id, 200);
});
after(() => shop.stop());

// Does a step until the shop answers it: an error of ours (5xx, a broken connection) is tried again, anything else is an answer.
async function persist(what, step) {
	for (let i = 0; i < 80; i++) {
		const page = await step().catch(() => null);
		if (page && page.status < 500)
			return page;
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	throw new Error(`${what}: the shop did not recover`);
}
const open = (v, path) => persist(path, () => v.open(path));
const submit = (v, page, action, changes) => persist(action, () => v.submit(page, action, changes));

async function purchase(n) {
	const v = visitor(shop, ['kk', 'ru', 'en'][n % 3]), thing = goods[n % goods.length];
	await persist('add', () => put(v, thing.id));
	let page = await submit(v, await open(v, `/${v.lang}/cart`), '/checkout/begin');
	page = await submit(v, page, '/checkout', person);
	page = await submit(v, page, '/checkout/delivery', {});
	const pay = await submit(v, page, '/checkout/place', { terms: '1' });
	assert.match(pay.url, /\/pay\/[\w-]{22}/, pay.text);
	const waiting = await until('the link to the card page', async () => {
		const now = await v.get(pay.url).catch(() => null);
		return now?.links().some((l) => l.href?.endsWith('/go')) && now;
	}, 60000);
	const go = await persist('go', () => v.get(waiting.links().find((l) => l.href?.endsWith('/go')).href));
	const card = await persist('card page', () => v.get(go.headers.location));
	await persist('pay', () => v.send(card, card.forms().find((f) => f.method.toLowerCase() === 'post'), { card: '4242424242424242' }));
	return pay.url.split('/').pop().split('?')[0];
}

test('everything is killed in turn while people buy', async () => {
	const until_ms = Date.now() + 12000, bought = [], killed = {};
	let n = 0;
	const shoppers = Array.from({ length: 5 }, async () => {
		while (Date.now() < until_ms)
			bought.push(await purchase(n++));
	});
	let turn = 0;
	const names = ['checkout', 'payd', 'hook', 'keeperd', 'shop', 'checkout', 'maild', 'payd'];
	while (Date.now() < until_ms) {
		const name = names[turn++ % names.length], those = workers(shop).filter((w) => w.name === name);
		if (those.length) {
			process.kill(those[turn % those.length].pid, 'SIGKILL');
			killed[name] = (killed[name] ?? 0) + 1;
		}
		await new Promise((resolve) => setTimeout(resolve, 150));
	}
	await Promise.all(shoppers);
	assert.ok(bought.length >= 5, `only ${bought.length} purchases: this proved little`);
	assert.ok(Object.keys(killed).length >= 5, `only ${Object.keys(killed)} were killed`);
	await settled(shop);
	const { payments } = await reconcile(shop);
	for (const id of bought)
		assert.equal(payments.get(id)?.state, 'captured', `order of payment ${id}, which somebody paid`);
	assert.equal(payments.size, new Set(bought).size, 'an order that nobody was told of, or one placed twice');
	/* The stock went exactly to the orders. */
	for (const thing of goods)
		assert.equal(one(shop, `SELECT 200 - stock FROM variant WHERE id = ${thing.id}`), one(shop, `SELECT coalesce(sum(quantity), 0) FROM order_line WHERE variant_id = ${thing.id}`));
	/* Each mail goes out, and once. */
	await until('all mails are sent', () => one(shop, "SELECT count(*) FROM mail_outbox WHERE state <> 'done'") === 0, 60000);
	assert.equal(sql(shop, "SELECT 1 FROM mail_outbox WHERE kind = 'order_paid'").length, payments.size);
});

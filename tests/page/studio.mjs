// The studio: a creator comes in by a link, sees own paid orders and nothing else, sends them; the buyer sees it.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { aina, buy, one, person, put, setStock, shopForTest, sql, things, toPay, until, visitor } from '../lib/purchase.mjs';

let shop, mine, theirs, handle, otherHandle, order, number, otherNumber;
const buyer = {};

const enter = async (who, lang = 'en') => {
	const v = visitor(shop, lang);
	const link = new URL(aina(shop, 'creator', 'link', who));
	const door = await v.get(`/${lang}/studio/enter${link.search}`);
	return { v, door, page: await v.submit(door, '/studio/enter') };
};

before(async () => {
	shop = await shopForTest();
	mine = things(shop)[0];
	theirs = [...things(shop, { made: true }), ...things(shop, { stock: 3 })].find((t) => t.maker !== mine.maker);
	handle = one(shop, `SELECT handle FROM creator WHERE id = ${mine.maker}`);
	otherHandle = one(shop, `SELECT handle FROM creator WHERE id = ${theirs.maker}`);
	setStock(shop, mine.id, 50);
	buyer.v = visitor(shop, 'ru');
	order = await buy(buyer.v, [mine.id, theirs.id]);
	const numbers = sql(shop, 'SELECT number, CAST(creator_id AS TEXT) AS maker FROM suborder WHERE group_id = (SELECT max(id) FROM order_group)');
	number = numbers.find((n) => n.maker === mine.maker).number;
	otherNumber = numbers.find((n) => n.maker === theirs.maker).number;
});
after(() => shop.stop());

test('without a link there is only the door', async () => {
	const v = visitor(shop);
	assert.equal((await v.open('/en/studio')).status, 200);
	assert.equal((await v.open(`/en/studio/order/${number}`)).status, 403);
	assert.equal((await v.open(`/en/studio/order/${number}/slip`)).status, 403);
	assert.equal((await v.post(`/en/studio/order/${number}/ship`, { carrier: 'other' })).status, 403);
	for (const token of ['', '?token=', '?token=abc', '?token=' + 'A'.repeat(43)]) {
		const page = await v.open('/en/studio/enter' + token);
		assert.equal(page.status, 200);
		assert.equal(page.forms().some((f) => f.action.endsWith('/studio/enter')), false);
	}
	/* A buyer's session is no creator's. */
	assert.equal((await buyer.v.open(`/ru/studio/order/${number}`)).status, 403);
});

test('a link opens once, by its button', async () => {
	const link = new URL(aina(shop, 'creator', 'link', handle)), path = `/en/studio/enter${link.search}`;
	const v = visitor(shop);
	const door = await v.get(path);
	await v.get(path); /* a mail scanner looks too */
	const reply = await v.send(door, door.form('/studio/enter'));
	assert.equal(reply.status, 303);
	assert.match(reply.headers['set-cookie'][0], /^__Host-sid=[\w-]{43}; .*HttpOnly/);
	assert.match((await v.follow(reply)).body, new RegExp(number));
	const second = visitor(shop);
	assert.equal((await second.send(door, door.form('/studio/enter'))).status, 410);
	assert.equal((await second.get(path)).forms().some((f) => f.action.endsWith('/studio/enter')), false);
});

test('signing in takes a cart along and changes the secret', async () => {
	const v = visitor(shop);
	await put(v, mine.id);
	const guest = v.cookies.get('__Host-sid'), link = new URL(aina(shop, 'creator', 'link', handle));
	await v.submit(await v.get(`/en/studio/enter${link.search}`), '/studio/enter');
	const creator = v.cookies.get('__Host-sid');
	assert.notEqual(creator, guest);
	assert.equal((await v.open('/en/cart')).form('/cart/quantity').fields.get('quantity'), '1');
	v.cookies.set('__Host-sid', guest);
	assert.match((await v.open('/en/cart')).body, /class="empty"/);
	assert.equal((await v.open(`/en/studio/order/${number}`)).status, 403);
});

test('own orders, and nobody else’s', async () => {
	const { v, page } = await enter(handle);
	assert.match(page.body, new RegExp(`/studio/order/${number}"`));
	assert.doesNotMatch(page.body, new RegExp(otherNumber));
	const own = await v.open(`/en/studio/order/${number}`);
	assert.equal(own.status, 200);
	assert.match(own.text, new RegExp(person.name));
	assert.match(own.text, /\+7 701 234 56 78/);
	assert.doesNotMatch(own.body, /aigerim@example\.kz/); /* a parcel needs no e-mail */
	for (const foreign of [otherNumber, number.slice(0, -2), number + '0', 'AAAA-AAAA-1', 'x'])
		for (const rest of ['', '/slip'])
			assert.equal((await v.open(`/en/studio/order/${foreign}${rest}`)).status, 404, foreign + rest);
	const csrf = own.form('/ship').fields.get('csrf');
	assert.equal((await v.post(`/en/studio/order/${otherNumber}/ship`, { csrf, carrier: 'other' })).status, 404);
	assert.equal(one(shop, `SELECT state FROM suborder WHERE number = '${otherNumber}'`), 'paid');
});

test('an order that is not paid is not there', async () => {
	const v = visitor(shop);
	await put(v, mine.id);
	await toPay(v);
	const unpaid = one(shop, 'SELECT number FROM suborder ORDER BY id DESC LIMIT 1');
	const { v: creator, page } = await enter(handle);
	assert.doesNotMatch(page.body, new RegExp(unpaid));
	assert.equal((await creator.open(`/en/studio/order/${unpaid}`)).status, 404);
});

test('the packing slip has what the parcel needs', async () => {
	const { v } = await enter(handle, 'kk');
	const slip = await v.open(`/kk/studio/order/${number}/slip`);
	assert.equal(slip.status, 200);
	for (const what of [number, person.name, 'Абай даңғылы, 10, 25', 'A05E3P1 Алматы', '+7 701 234 56 78', person.note])
		assert.ok(slip.text.includes(what), what);
	assert.doesNotMatch(slip.text, /₸/);
});

test('sending: refusals keep what was typed, twice is once, the buyer sees it', async () => {
	const { v } = await enter(handle);
	const page = await v.open(`/en/studio/order/${number}`), form = page.form('/ship');
	for (const [fields, field] of [[{ carrier: 'kazpost', tracking: '' }, 'tracking'], [{ carrier: 'kazpost', tracking: '<b>' }, 'tracking'], [{ carrier: 'dove', tracking: 'AB1' }, 'carrier'], [{ carrier: '', tracking: '' }, 'carrier']]) {
		const reply = await v.send(page, form, fields);
		assert.equal(reply.status, 422, JSON.stringify(fields));
		assert.match(reply.body, new RegExp(`id="${field}-error"`));
		assert.equal(reply.form('/ship').fields.get('tracking'), fields.tracking);
	}
	const replies = await Promise.all(Array.from({ length: 6 }, () => v.send(page, form, { carrier: 'kazpost', tracking: 'bk 952 650 454 kz' })));
	for (const reply of replies)
		assert.equal(reply.status, 303);
	assert.equal(one(shop, `SELECT count(*) FROM shipment h JOIN suborder s ON s.id = h.suborder_id WHERE s.number = '${number}'`), 1);
	assert.equal(one(shop, `SELECT count(*) FROM mail_outbox m JOIN suborder s ON s.id = m.suborder_id WHERE m.kind = 'order_shipped' AND s.number = '${number}'`), 1);
	const sent = await v.follow(replies[0]);
	assert.match(sent.body, /notice-good/);
	assert.equal(sent.forms().some((f) => f.action.endsWith('/ship')), false);
	assert.match((await v.open('/en/studio?show=sent')).body, new RegExp(number));
	assert.doesNotMatch((await v.open('/en/studio?show=todo')).body, new RegExp(number));
	const seen = await visitor(shop, 'ru').open(order.url);
	assert.match(seen.text, /BK952650454KZ/);
	assert.match(seen.body, /state-shipped/);
	await until('the letter went out', () => one(shop, `SELECT m.state FROM mail_outbox m JOIN suborder s ON s.id = m.suborder_id WHERE s.number = '${number}'`) === 'done');
});

test('the address goes when it is not needed any more', async () => {
	const { v } = await enter(handle), path = `/en/studio/order/${number}`;
	assert.ok((await v.open(path)).text.includes(person.name));
	sql(shop, `UPDATE suborder SET shipped_ms = shipped_ms - 86400000 * (delivery_days_max + 400) WHERE number = '${number}'`);
	assert.equal((await v.open(path)).text.includes(person.name), false);
	assert.equal((await v.open(path + '/slip')).status, 404);
	assert.equal((await visitor(shop, 'ru').open(order.url)).text.includes('Абай даңғылы'), (await visitor(shop, 'ru').open(order.url)).body.includes('state-paid'));
});

test('leaving ends it', async () => {
	const { v, page } = await enter(handle);
	const old = v.cookies.get('__Host-sid');
	await v.submit(page, '/studio/leave');
	assert.equal(v.cookies.size, 0);
	v.cookies.set('__Host-sid', old);
	assert.equal((await v.open(`/en/studio/order/${number}`)).status, 403);
});

test('a suspended creator stays outside', async () => {
	const { v } = await enter(otherHandle);
	assert.equal((await v.open(`/en/studio/order/${otherNumber}`)).status, 200);
	sql(shop, `UPDATE creator SET state = 'suspended' WHERE handle = '${otherHandle}'`);
	try {
		assert.equal((await v.open(`/en/studio/order/${otherNumber}`)).status, 403);
	} finally {
		sql(shop, `UPDATE creator SET state = 'accepted' WHERE handle = '${otherHandle}'`);
	}
});

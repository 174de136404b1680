// A purchase from the cart to the paid order, by a visitor without JavaScript; and everything that may go wrong on the way.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { buy, one, payWith, person, put, setStock, shopForTest, sql, things, toAddress, toDelivery, toPay, toProcessor, toReview, until, untilPaid, visitor } from '../lib/purchase.mjs';

let shop, ready, other, made;
before(async () => {
	shop = await shopForTest();
	const all = things(shop, { stock: 3 });
	ready = all[0];
	made = things(shop, { made: true }).find((t) => t.maker !== ready.maker);
	other = all.find((t) => t.maker !== ready.maker) ?? made;
	/* Enough of it for all that follows. */
	setStock(shop, ready.id, 99);
});
after(() => shop.stop());

const orders = () => one(shop, 'SELECT count(*) FROM order_group');
const stock = (id) => one(shop, `SELECT stock FROM variant WHERE id = ${id}`);

test('nobody gets a cookie for looking', async () => {
	const v = visitor(shop);
	for (const path of ['/en/cart', '/kk/checkout', '/ru/checkout/review', '/en/studio'])
		await v.open(path);
	assert.equal(v.cookies.size, 0);
});

for (const lang of ['kk', 'ru', 'en'])
	test(`a purchase from two makers, in ${lang}`, async () => {
		const v = visitor(shop, lang), before = stock(ready.id);
		const listing = await v.open(`/${lang}/l/${ready.slug}`);
		let page = await v.submit(listing, '/cart/add', { variant: ready.id, quantity: '2' });
		assert.equal(page.status, 200);
		assert.match(page.body, /notice-good/);
		await put(v, other.id);
		page = await toReview(v);
		assert.equal(page.status, 200, page.text);
		assert.match(page.text, /A05E3P1/);
		assert.match(page.text, /\+7 701 234 56 78/);
		const pay = await v.submit(page, '/checkout/place', { terms: '1' });
		assert.match(pay.url, new RegExp(`/${lang}/pay/[\\w-]{22}$`));
		assert.equal(stock(ready.id), before - 2);
		const back = await payWith(v, pay);
		assert.equal(back.status, 200);
		const paid = await untilPaid(v, pay);
		const link = paid.links().find((l) => l.href?.includes('/order/')).href;
		const order = await v.open(link);
		assert.equal(order.status, 200);
		assert.match(order.text, /[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{4}-1/);
		assert.doesNotMatch(order.body, /aigerim@example\.kz|701 ?234/); /* e-mail and phone are masked */
		assert.match(order.text, /a…@example\.kz/);
		assert.match(order.headers['cache-control'], /no-store/);
		/* The link opens for whoever holds it, without a session. */
		assert.equal((await visitor(shop, lang).open(link)).status, 200);
		assert.equal((await v.open(link.slice(0, -1) + (link.endsWith('A') ? 'E' : 'A'))).status, 404);
		/* The cart is empty again. */
		assert.match((await v.open(`/${lang}/cart`)).body, /class="empty"/);
	});

test('the letters carry the link to the order', async () => {
	const v = visitor(shop, 'ru');
	const link = (await buy(v, [ready.id], { email: 'letters@example.kz' })).url;
	await until('a letter with the link', () => readdirSync(`${shop.state}/mail`).some((name) => {
		const text = readFileSync(`${shop.state}/mail/${name}`, 'utf8');
		const bodies = text.split(/\r?\n\r?\n/).map((part) => Buffer.from(part, 'base64').toString());
		return text.includes('letters@example.kz') && [text.replace(/=\r?\n/g, '').replaceAll('=3D', '='), ...bodies].some((t) => t.includes(link));
	}));
});

const refusals = [
	['email', ''], ['email', 'aigerim@'], ['email', 'a b@c.kz'], ['name', ''], ['name', '12345'], ['name', 'x'.repeat(121)], ['phone', ''], ['phone', '12'], ['phone', '+4915123456789'],
	['phone', '+7 912 345 67 89'], ['country', 'XX'], ['country', ''], ['city', ''], ['city', '77'], ['street', ''], ['building', ''], ['building', 'дом'], ['postcode', ''], ['postcode', '12345'],
	['postcode', '010000'], ['note', 'y'.repeat(501)], ['apartment', 'z'.repeat(21)],
];
test('a refused address names the field and keeps what was typed', async () => {
	const v = visitor(shop, 'ru');
	await put(v, ready.id);
	const form = await toAddress(v);
	for (const [name, value] of refusals) {
		const reply = await v.send(form, form.form('/checkout'), { ...person, [name]: value });
		assert.equal(reply.status, 422, `${name}=${value}`);
		assert.match(reply.body, new RegExp(`id="${name}-error"`), `${name}=${value}`);
		const fields = reply.form('/checkout').fields;
		for (const [other, typed] of Object.entries({ ...person, [name]: value }))
			if (other !== 'country')
				assert.equal(fields.get(other), typed, `${name}=${value} lost ${other}`);
	}
	/* Several at once are all named. */
	const reply = await v.send(form, form.form('/checkout'), { ...person, email: 'x', postcode: '1', phone: '1', building: '' });
	for (const name of ['email', 'postcode', 'phone', 'building'])
		assert.match(reply.body, new RegExp(`id="${name}-error"`));
});

test('Almaty needs no region, another place does', async () => {
	const v = visitor(shop);
	await put(v, ready.id);
	const form = await toAddress(v);
	let reply = await v.send(form, form.form('/checkout'), { ...person, city: 'Талдықорған', postcode: '040000' });
	assert.match(reply.body, /id="region-error"/);
	reply = await v.send(form, form.form('/checkout'), { ...person, city: 'Талдықорған', postcode: '040000', region: 'Жетісу облысы' });
	assert.equal(reply.status, 303);
});

test('a card number is refused and not shown again', async () => {
	const v = visitor(shop);
	await put(v, ready.id);
	const form = await toAddress(v);
	const reply = await v.send(form, form.form('/checkout'), { ...person, note: 'pay with 4242 4242 4242 4242' });
	assert.equal(reply.status, 422);
	assert.doesNotMatch(reply.body, /4242 4242/);
});

test('going back finds the address as it was given', async () => {
	const v = visitor(shop);
	await put(v, ready.id);
	await toDelivery(v);
	const again = await v.open('/en/checkout');
	const fields = again.form('/checkout').fields;
	assert.equal(fields.get('name'), person.name);
	assert.equal(fields.get('phone'), '+7 701 234 56 78');
	assert.equal(fields.get('postcode'), 'A05E3P1');
	assert.equal(fields.get('country'), 'KZ');
});

test('steps that are missing are asked for', async () => {
	const v = visitor(shop);
	assert.match((await v.open('/en/checkout/review')).url, /\/cart$/);
	await put(v, ready.id);
	assert.match((await v.open('/en/checkout')).url, /\/cart$/);
	await toAddress(v);
	assert.match((await v.open('/en/checkout/review')).url, /\/checkout$/);
	assert.match((await v.open('/en/checkout/delivery')).url, /\/checkout$/);
});

test('consents are not ticked beforehand, and the terms are needed', async () => {
	const v = visitor(shop);
	await put(v, ready.id);
	const review = await toReview(v);
	const form = review.form('/checkout/place');
	assert.equal(form.fields.has('terms'), false);
	assert.equal(form.fields.has('news'), false);
	const before = orders();
	const reply = await v.send(review, form, { news: '1' });
	assert.equal(reply.status, 422);
	assert.match(reply.body, /id="terms-error"/);
	assert.equal(reply.form('/checkout/place').fields.get('news'), '1');
	assert.equal(orders(), before);
	await v.submit(review, '/checkout/place', { terms: '1' });
	assert.equal(orders(), before + 1);
	assert.deepEqual(sql(shop, 'SELECT purpose FROM consent_receipt WHERE group_id = (SELECT max(id) FROM order_group)'), [{ purpose: 'terms' }]);
});

test('twenty posts at once make one order', async () => {
	const v = visitor(shop);
	await put(v, ready.id);
	const review = await toReview(v), form = review.form('/checkout/place'), before = orders(), left = stock(ready.id);
	const replies = await Promise.all(Array.from({ length: 20 }, () => v.send(review, form, { terms: '1' })));
	for (const reply of replies)
		assert.equal(reply.status, 303);
	assert.equal(new Set(replies.map((r) => r.headers.location)).size, 1);
	assert.equal(orders(), before + 1);
	assert.equal(stock(ready.id), left - 1);
	/* Back and once more, when the next cart is begun. */
	await put(v, ready.id);
	const late = await v.send(review, form, { terms: '1' });
	assert.equal(late.headers.location, replies[0].headers.location);
	assert.equal(orders(), before + 1);
	assert.equal((await v.open('/en/cart')).form('/cart/quantity').fields.get('quantity'), '1');
	/* Nobody else can use the token. */
	const stranger = visitor(shop);
	await put(stranger, ready.id);
	const csrf = (await stranger.open('/en/cart')).form('/cart/remove').fields.get('csrf');
	const reply = await stranger.post('/en/checkout/place', { ...Object.fromEntries(form.fields), terms: '1', csrf });
	assert.equal(reply.headers.location, '/en/cart?why=checkout');
	assert.equal(orders(), before + 1);
});

test('a price that changed is said before anything else happens', async () => {
	const v = visitor(shop), price = ready.price;
	await put(v, ready.id);
	const review = await toReview(v), before = orders();
	try {
		sql(shop, `UPDATE variant SET price_minor = price_minor + 12300, compare_minor = NULL WHERE id = ${ready.id}`);
		const refused = await v.send(review, review.form('/checkout/place'), { terms: '1' });
		assert.equal(refused.status, 409);
		assert.match(refused.body, /role="alert"/);
		assert.equal(refused.form('/checkout/place').fields.get('terms'), '1');
		assert.equal(orders(), before);
		/* In the cart too; looking does not make it go away. */
		for (let i = 0; i < 2; i++)
			assert.match((await v.open('/en/cart')).body, /line-note/);
		/* A cart page from before the change does not lead on. */
		const old = await v.open('/en/cart');
		sql(shop, `UPDATE variant SET price_minor = price_minor + 100 WHERE id = ${ready.id}`);
		assert.match((await v.submit(old, '/checkout/begin')).url, /why=look/);
		/* What is shown now may be ordered. */
		const now = await v.open('/en/checkout/review');
		assert.match((await v.submit(now, '/checkout/place', { terms: '1' })).url, /\/pay\//);
	} finally {
		sql(shop, `UPDATE variant SET price_minor = ${price} WHERE id = ${ready.id}`);
	}
});

test('the last piece goes to one, and the other is told', async () => {
	const thing = things(shop, { stock: 0 }).find((t) => t.id !== ready.id);
	const first = visitor(shop), second = visitor(shop);
	setStock(shop, thing.id, 1);
	await put(first, thing.id);
	await put(second, thing.id);
	const review = await toReview(first);
	/* Held by the first: gone for the second, never for its holder. */
	assert.match((await second.open('/en/cart')).body, /line-gone/);
	assert.doesNotMatch((await first.open('/en/cart')).body, /line-gone/);
	assert.match((await put(visitor(shop), thing.id)).url, /why=gone/);
	assert.match((await first.submit(review, '/checkout/place', { terms: '1' })).url, /\/pay\//);
	assert.equal(stock(thing.id), 0);
	const cart = await second.submit(await second.open('/en/cart'), '/cart/remove');
	assert.match(cart.body, /class="empty"/);
});

test('quantities keep to their bounds', async () => {
	const v = visitor(shop), thing = made ?? ready;
	await put(v, thing.id, 2);
	for (const quantity of ['100', '-1', 'abc', '', '1.5']) {
		const cart = await v.open('/en/cart');
		const reply = await v.send(cart, cart.form('/cart/quantity'), { quantity });
		assert.equal(reply.status, 422, quantity);
		assert.match(reply.body, /role="alert"/);
		assert.equal(reply.form('/cart/quantity').fields.get('quantity'), quantity);
	}
	let cart = await v.submit(await v.open('/en/cart'), '/cart/quantity', { quantity: '1' });
	assert.equal(cart.form('/cart/quantity').fields.get('quantity'), '1');
	assert.equal(one(shop, 'SELECT cart_count FROM session ORDER BY id DESC LIMIT 1', 'session'), 1);
	cart = await v.submit(cart, '/cart/quantity', { quantity: '0' });
	assert.match(cart.body, /class="empty"/);
	for (const fields of [{ variant: 'x' }, {}, { variant: '1', quantity: '0' }])
		assert.equal((await visitor(shop).post('/en/cart/add', fields)).status, 422);
});

test('more than one payment can carry is said in the cart', async () => {
	const v = visitor(shop);
	try {
		sql(shop, `UPDATE variant SET price_minor = 60000000, compare_minor = NULL WHERE id = ${ready.id}`);
		let cart = await put(v, ready.id, 2);
		cart = await v.open('/en/cart');
		assert.match(cart.body, /role="alert"/);
		assert.match(cart.text, /999,999\s₸/);
		assert.match((await v.submit(cart, '/checkout/begin')).url, /why=much/);
		cart = await v.submit(cart, '/cart/quantity', { quantity: '1' });
		assert.doesNotMatch(cart.body, /role="alert"/);
		assert.match((await toPay(v)).url, /\/pay\//);
	} finally {
		sql(shop, `UPDATE variant SET price_minor = ${ready.price} WHERE id = ${ready.id}`);
	}
});

test('a maker who does not deliver there is named, with a way on', async () => {
	const makerWho = (delivers) => sql(shop, `SELECT CAST(l.creator_id AS TEXT) AS maker, CAST(v.id AS TEXT) AS id FROM variant v JOIN listing l ON l.id = v.listing_id WHERE l.state = 'published' AND v.active = 1
		AND (v.stock > 1 OR l.made_to_order) AND ${delivers ? '' : 'NOT'} EXISTS (SELECT 1 FROM delivery_method d WHERE d.creator_id = l.creator_id AND d.active = 1 AND d.area = 'world') LIMIT 1`)[0];
	const near = makerWho(false), far = makerWho(true);
	assert.ok(near && far, 'the demo has a maker of each kind');
	const v = visitor(shop), berlin = { country: 'DE', city: 'Berlin', postcode: '10115', phone: '+49 151 23456789', street: 'Torstraße 1', building: '', apartment: '' };
	await put(v, near.id);
	await put(v, far.id);
	const delivery = await toDelivery(v, berlin), form = delivery.form('/checkout/delivery');
	assert.match(delivery.body, /notice-warn/);
	assert.equal(form.buttons.some((b) => b.name === undefined && b.disabled === undefined), false);
	const out = form.buttons.find((b) => b.name === 'maker');
	assert.equal(out.value, near.maker);
	const on = await v.follow(await v.post(out.formaction, [...form.fields, [out.name, out.value]]));
	assert.doesNotMatch(on.body, /notice-warn/);
	assert.match((await v.submit(on, '/checkout/delivery')).url, /\/checkout\/review$/);
});

test('a delivery has to be chosen, and one that the maker offers', async () => {
	const v = visitor(shop);
	await put(v, ready.id);
	const page = await toDelivery(v), form = page.form('/checkout/delivery');
	for (const method of [null, '1', '', 'x']) {
		const reply = await v.send(page, form, { 'method-0': method });
		assert.equal(reply.status, 422, method);
		assert.match(reply.body, /id="method-0-error"/);
	}
	assert.match((await v.open('/en/checkout/review')).url, /\/checkout\/delivery$/);
});

test('a declined card leaves the order open, cancelling ends it and gives the goods back', async () => {
	const v = visitor(shop), before = stock(ready.id);
	await put(v, ready.id);
	const pay = await toPay(v);
	assert.equal(stock(ready.id), before - 1);
	await payWith(v, pay, '4000000000000002');
	const { waiting } = await toProcessor(v, pay);
	await v.submit(waiting, '/cancel');
	const cancelled = await until('the order is cancelled', async () => {
		const page = await v.get(pay.url);
		return page.body.includes('pay-off') && page;
	});
	assert.equal(stock(ready.id), before);
	const cart = await v.submit(cancelled, '/again');
	assert.match(cart.url, /\/cart/);
	assert.equal(cart.form('/cart/quantity').fields.get('quantity'), '1');
});

test('the pay page keeps its secrets and believes nothing', async () => {
	const v = visitor(shop), stranger = visitor(shop);
	await put(v, ready.id);
	const pay = await toPay(v);
	await payWith(v, pay);
	await untilPaid(v, pay);
	/* Whoever knows the address sees the state, but not the way to the order with its address. */
	const seen = await stranger.get(pay.url);
	assert.equal(seen.status, 200);
	assert.doesNotMatch(seen.body, /\/order\//);
	assert.equal((await v.get('/en/pay/AAAAAAAAAAAAAAAAAAAAAA')).status, 404);
	assert.equal((await v.get('/en/pay/x')).status, 404);
	const open = visitor(shop);
	await put(open, ready.id);
	const unpaid = await toPay(open);
	for (const lie of ['?from=processor', '?from=processor&paid=1', '?status=paid', '?success=1'])
		assert.doesNotMatch((await open.get(unpaid.url + lie)).body, /pay-good/);
	assert.match((await open.get(unpaid.url + '?from=nowhere')).body, /pay-state/);
});

test('forged posts change nothing', async () => {
	const v = visitor(shop);
	await put(v, ready.id);
	const lines = () => one(shop, 'SELECT count(*) FROM cart_line');
	const count = lines(), fields = Object.fromEntries((await v.open('/en/cart')).form('/cart/remove').fields);
	for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }, { 'sec-fetch-site': null, origin: 'http://evil.example' }, { 'sec-fetch-site': null, origin: null }])
		assert.equal((await v.post('/en/cart/remove', fields, { headers })).status, 403);
	assert.equal((await v.post('/en/cart/remove', { ...fields, csrf: 'A'.repeat(32) })).status, 403);
	assert.equal(lines(), count);
	/* A form without its token comes back with a button that sends it again. */
	const retry = await v.post('/en/cart/remove', { variant: fields.variant });
	assert.equal(retry.status, 403);
	assert.match((await v.submit(retry, '/cart/remove')).body, /class="empty"/);
});

// The processor is down, slow, answers rubbish, lies, reports twice, late, never or forged. Whatever it does: one order, at most one charge,
// and a pay page that says what is true.

import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { books, calm, fault, reconcile, settled } from '../lib/books.mjs';
import { one, payWith, put, setStock, shopForTest, sql, things, toPay, toProcessor, until, untilPaid, visitor } from '../lib/purchase.mjs';

let shop, thing;
before(async () => {
	shop = await shopForTest();
	thing = things(shop, { stock: 1 })[0];
	setStock(shop, thing.id, 500);
});
after(() => shop.stop());
beforeEach(() => calm(shop));

async function placed(lang = 'en') {
	const v = visitor(shop, lang);
	await put(v, thing.id);
	const pay = await toPay(v);
	assert.match(pay.url, /\/pay\/[\w-]{22}$/);
	return { v, pay };
}
const hex = (pay) => Buffer.from(pay.url.split('/').pop(), 'base64url').toString('hex');
const state = (pay) => one(shop, `SELECT state FROM payment WHERE public_id = x'${hex(pay)}'`);
const sessionsOf = async (pay) => (await books(shop)).sessions.filter((s) => s.client_reference_id === pay.url.split('/').pop());

// The request may have arrived: after it the shopper still pays once, on one page, for one order.
for (const [name, options] of [['reset', {}], ['500_lost', {}], ['502', {}], ['truncated', {}], ['short', {}], ['not_json', {}], ['deep', {}], ['doubled', {}], ['huge_number', {}], ['endless', {}],
	['409', {}], ['503', { value: 1 }], ['429', { value: 1 }], ['reset_before', {}], ['redirect', {}], ['hang', { value: 30 }]])
	test(`create is answered with: ${name}`, async () => {
		await fault(shop, name, options);
		const { v, pay } = await placed();
		const before = await v.get(pay.url);
		assert.equal(before.status, 200);
		assert.doesNotMatch(before.body, /pay-good/);
		await until('the link to the card page', async () => (await v.get(pay.url)).links().some((l) => l.href?.endsWith('/go')), 60000);
		await payWith(v, pay);
		await untilPaid(v, pay);
		assert.equal((await sessionsOf(pay)).filter((s) => s._taken > 0).length, 1);
		assert.equal((await sessionsOf(pay)).length, 1, 'one payment page for one order');
		await settled(shop);
		await reconcile(shop);
	});

// What does not match is never sold and never forgotten: a person looks at it.
for (const name of ['wrong_amount', 'wrong_currency', 'other_reference', 'live', 'foreign_url', 'script_url', 'no_url', 'strange_status'])
	test(`the answer to create lies: ${name}`, async () => {
		await fault(shop, name);
		const { v, pay } = await placed();
		await until('the payment is under review', () => state(pay) === 'review', 30000);
		const page = await v.get(pay.url);
		assert.equal(page.status, 200);
		assert.doesNotMatch(page.body, /pay-good|evil\.example|javascript:/);
		assert.doesNotMatch((await v.get(`${pay.url}/go`)).headers.location ?? '', /evil|script/);
		await reconcile(shop);
	});

test('the answer to a question lies about the amount: nothing is sold', async () => {
	const { v, pay } = await placed();
	await toProcessor(v, pay);
	await fault(shop, 'wrong_amount', { on: 'query', count: 20 });
	await payWith(v, pay);
	await until('the payment is under review', () => state(pay) === 'review', 30000);
	assert.doesNotMatch((await v.get(pay.url)).body, /pay-good/);
	await reconcile(shop);
});

for (const name of ['hook_twice', 'hook_thrice', 'hook_late', 'hook_rotated', 'hook_unknown_order'])
	test(`the report comes: ${name}`, async () => {
		await fault(shop, name);
		const { v, pay } = await placed();
		await payWith(v, pay);
		await untilPaid(v, pay);
		await until('all reports went out', async () => (await books(shop)).hooks_waiting === 0, 30000);
		assert.equal(one(shop, `SELECT count(*) FROM order_event e JOIN payment p ON p.group_id = e.group_id WHERE e.kind = 'paid'
			AND p.public_id = x'${hex(pay)}'`), 1, 'paid once');
		await reconcile(shop);
	});

for (const name of ['hook_forged', 'hook_old', 'hook_future', 'hook_two_stamps', 'hook_changed', 'hook_live'])
	test(`a report that proves nothing leaves no row: ${name}`, async () => {
		const { v, pay } = await placed();
		await toProcessor(v, pay);
		const before = one(shop, 'SELECT count(*) FROM hook_inbox');
		await fault(shop, name, { count: 50 });
		await payWith(v, pay);
		await untilPaid(v, pay); /* by the question that the return page asks for */
		assert.equal(one(shop, 'SELECT count(*) FROM hook_inbox'), before);
		await calm(shop);
		await reconcile(shop);
	});

test('no report and no return: the poller finds the money', async () => {
	const { v, pay } = await placed();
	const { page } = await toProcessor(v, pay);
	await fault(shop, 'hook_never', { count: 50 });
	await v.send(page, page.forms().find((f) => f.method.toLowerCase() === 'post'), { card: '4242424242424242' });
	assert.equal(state(pay), 'waiting');
	/* The next question is due in a minute: it is brought forward as the clock would. */
	sql(shop, `UPDATE payment SET query_at_ms = 1 WHERE public_id = x'${hex(pay)}'`);
	await until('captured', () => state(pay) === 'captured');
	await reconcile(shop);
});

test('a declined card leaves the page open, a good one then pays once', async () => {
	const { v, pay } = await placed();
	await payWith(v, pay, '4000000000000002');
	assert.equal(state(pay), 'waiting');
	await payWith(v, pay);
	await untilPaid(v, pay);
	assert.equal((await sessionsOf(pay)).filter((s) => s._taken > 0).length, 1);
	await reconcile(shop);
});

test('the processor is down for a while: the order waits and is then paid', async () => {
	await fault(shop, 'refuse', { value: 3 });
	const { v, pay } = await placed();
	assert.equal((await v.get(pay.url)).status, 200);
	await until('the link to the card page', async () => (await v.get(pay.url)).links().some((l) => l.href?.endsWith('/go')), 60000);
	await payWith(v, pay);
	await untilPaid(v, pay);
	await reconcile(shop);
});

test('an error that the processor keeps under the key: nobody guesses, nobody is charged', async () => {
	await fault(shop, '500');
	const { v, pay } = await placed();
	await until('the call was tried again', () => one(shop, `SELECT tries FROM payment_call c JOIN payment p ON p.id = c.payment_id WHERE p.public_id = x'${hex(pay)}'`) >= 2, 30000);
	assert.equal(state(pay), 'unknown');
	const page = await v.get(pay.url);
	assert.equal(page.status, 200);
	assert.doesNotMatch(page.body, /pay-good/);
	assert.ok(!page.links().some((l) => l.href?.endsWith('/go')));
	assert.equal((await sessionsOf(pay)).filter((s) => s._taken > 0).length, 0);
	await reconcile(shop);
});

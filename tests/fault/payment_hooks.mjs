// Callbacks that come twice, late, never, forged; buyers who cancel, walk away and come back: an order is paid once, by asking.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { paymentBench } from '../lib/processor.mjs';
import { one, payWith, sql, toProcessor, until } from '../lib/purchase.mjs';

let bench;
before(async () => { bench = await paymentBench(); });
after(() => bench?.shop.stop());

// Pays on the processor's page and closes the browser: nobody comes back to ask.
async function paysAndLeaves(order) {
	const { page } = await toProcessor(order.v, order.page);
	const reply = await order.v.send(page, page.forms().find((f) => f.method.toLowerCase() === 'post'), { card: '4242424242424242' });
	assert.equal(reply.status, 303);
}

for (const how of ['', 'hook_twice', 'hook_thrice', 'hook_late', 'hook_rotated'])
	test(`a genuine callback settles: ${how || 'plain'}`, { timeout: 60_000 }, async () => {
		if (how)
			await bench.processor.fault(how, { value: 2 });
		const order = await bench.order();
		await order.is('waiting');
		await paysAndLeaves(order);
		await order.is('captured');
		assert.equal(order.parts(), 'paid');
		await until('the mails', () => order.mails().includes('order_paid'));
		assert.equal(order.mails().filter((m) => m === 'order_paid').length, 1);
		assert.equal(order.get("(SELECT count(*) FROM order_event e WHERE e.group_id = payment.group_id AND e.kind = 'paid')"), 1);
	});

for (const how of ['hook_never', 'hook_forged', 'hook_old', 'hook_future', 'hook_two_stamps', 'hook_live', 'hook_changed'])
	test(`a callback that proves nothing changes nothing: ${how}`, { timeout: 60_000 }, async () => {
		const refused = await bench.processor.count('hooks_refused'), kept = one(bench.shop, 'SELECT count(*) FROM hook_inbox');
		await bench.processor.fault(how);
		const order = await bench.order();
		await order.is('waiting');
		await paysAndLeaves(order);
		if (how !== 'hook_never')
			await until('the refusal', async () => (await bench.processor.count('hooks_refused')) > refused);
		assert.equal(one(bench.shop, 'SELECT count(*) FROM hook_inbox'), kept, 'nothing of it is kept');
		await order.v.get(order.url() + '?from=processor'); // the buyer comes back: now it is asked
		await order.is('captured');
	});

test('a callback about an order that nobody knows is kept', { timeout: 60_000 }, async () => {
	await bench.processor.fault('hook_unknown_order');
	const order = await bench.order();
	await order.is('waiting');
	await paysAndLeaves(order);
	await until('the row', () => one(bench.shop, "SELECT count(*) FROM hook_inbox WHERE object_ref = 'cs_test_nobodyknowsthis' AND done_ms IS NULL"));
	await order.v.get(order.url() + '?from=processor');
	await order.is('captured');
});

test('the callback overtakes the answer', { timeout: 90_000 }, async () => {
	await bench.processor.fault('hang');
	await bench.processor.fault('paid_at_once');
	const order = await bench.order();
	await order.is('captured', 60000);
	assert.equal((await order.sessions()).length, 1);
});

test('a return page asks, but says nothing by itself', { timeout: 60_000 }, async () => {
	const order = await bench.order();
	await order.is('waiting');
	for (const query of ['?from=processor', '?from=processor&status=paid&payment_status=paid', '?session_id=cs_test_1&success=true'])
		for (let i = 0; i < 10; i++)
			await order.v.get(order.url() + query);
	assert.equal(order.state(), 'waiting');
	assert.equal(order.parts(), 'awaiting_payment');
});

test('a declined card leaves the page open for another', { timeout: 60_000 }, async () => {
	const order = await bench.order('ru');
	await order.is('waiting');
	const { page } = await toProcessor(order.v, order.page), form = page.forms().find((f) => f.method.toLowerCase() === 'post');
	assert.equal((await order.v.send(page, form, { card: '4000000000000002' })).status, 402);
	assert.equal(order.state(), 'waiting');
	const challenge = await order.v.send(page, form, { card: '4000000000003220' });
	const asked = await order.v.get(new URL(challenge.headers.location, page.url).href);
	const reply = await order.v.send(asked, asked.forms()[0], { answer: 'yes' });
	assert.equal(reply.status, 303);
	await order.is('captured');
});

test('cancelling closes the page before the goods are free', { timeout: 60_000 }, async () => {
	const before = bench.stock(), order = await bench.order();
	await order.is('waiting');
	assert.equal(bench.stock(), before - 1);
	await order.v.submit(await order.v.get(order.url()), '/cancel');
	await order.is('cancelled');
	assert.equal(order.parts(), 'cancelled');
	assert.equal(bench.stock(), before);
	assert.equal((await order.sessions())[0].status, 'expired');
	assert.equal((await order.v.get(order.url() + '/go')).headers.location.includes('/pay/'), true, 'no way back to a closed page');
});

test('cancelling a page that was just paid is buying', { timeout: 60_000 }, async () => {
	const order = await bench.order();
	await order.is('waiting');
	const pay = await order.v.get(order.url());
	await bench.processor.fault('hook_never');
	await bench.processor.pay((await order.sessions())[0].id);
	await order.v.submit(pay, '/cancel');
	await order.is('captured');
	assert.equal(order.parts(), 'paid');
});

test('a page left unpaid gives the goods back', { timeout: 60_000 }, async () => {
	const order = await bench.order(), held = '(SELECT sum(m.delta) FROM stock_move m JOIN suborder s ON s.id = m.suborder_id WHERE s.group_id = payment.group_id)';
	await order.is('waiting');
	assert.equal(order.get(held), -1);
	await bench.processor.clock(2 * 3600);
	await bench.processor.clock(0);
	await order.is('expired');
	assert.equal(order.parts(), 'expired');
	assert.equal(order.get(held), 0);
	await until('the mail', () => order.mails().includes('order_expired'));
});

test('nothing of the payer is kept anywhere', () => {
	const { shop } = bench;
	for (const word of ['CANARY', 'canary@payer', '4242424242424242', '4242 4242'])
		assert.throws(() => execFileSync('grep', ['-rlaF', word, `${shop.state}/db`, `${shop.state}/log`, `${shop.state}/mail`, `${shop.state}/run`], { encoding: 'utf8' }),
			(e) => e.status === 1, `${word} lies somewhere`);
});

test('in the end everything adds up', async () => {
	const { wrong } = await bench.proved();
	assert.deepEqual(wrong, []);
	assert.deepEqual(sql(bench.shop, "SELECT state FROM mail_outbox WHERE state = 'dead'"), []);
});

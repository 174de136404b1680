// The shop against a processor and a network that fail at every point of a call: one order is one page and at most one charge, and
// nothing is called failed that is not proven.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { paymentBench } from '../lib/processor.mjs';
import { payWith, until } from '../lib/purchase.mjs';

let bench;
before(async () => { bench = await paymentBench(); });
after(() => bench?.shop.stop());

async function buysAfterwards(order, sessions = 1) {
	await order.is('waiting', 60000);
	assert.equal((await order.sessions()).length, sessions, 'pages made at the processor');
	await payWith(order.v, order.page);
	await order.is('captured');
	assert.equal(order.parts(), 'paid');
	assert.equal((await order.sessions()).filter((s) => s._taken > 0).length, 1, 'charges');
}

// Whatever happens to the answer, the same bytes under the same key lead to the same page.
for (const fault of ['reset', '500_lost', '502', 'truncated', 'short', 'not_json', 'doubled', 'deep', 'huge_number', 'redirect', '400_html', 'reset_before', '409', '503', '429', '401'])
	test(`making the page: ${fault}`, { timeout: 90_000 }, async () => {
		await bench.processor.fault(fault, { value: 1 });
		const order = await bench.order(), undone = ['429', '401'].includes(fault);
		await until('the fault to strike', async () => (await bench.processor.count(fault)) > 0);
		if (!undone)
			await until('doubt', () => ['unknown', 'waiting'].includes(order.state()));
		await buysAfterwards(order);
	});

test('making the page: silence after it was made', { timeout: 120_000 }, async () => {
	await bench.processor.fault('hang');
	const order = await bench.order('ru');
	await order.is('unknown', 40000);
	const page = await order.v.get(order.url());
	assert.match(page.text, /второй раз|второго платежа|вторую/, 'the buyer is told not to pay twice');
	assert.equal(page.links().some((l) => l.href?.endsWith('/go')), false, 'no way to pay while nobody knows');
	await buysAfterwards(order);
});

test('the processor is down for some seconds', { timeout: 90_000 }, async () => {
	await bench.processor.fault('refuse', { value: 4 });
	const order = await bench.order();
	await until('a try', () => order.get('(SELECT tries FROM payment_call c WHERE c.payment_id = payment.id)') > 0);
	assert.equal(order.state(), 'ready', 'what never left is no doubt');
	await buysAfterwards(order);
});

test('payd dies while it waits for the answer', { timeout: 120_000 }, async () => {
	const { shop, processor } = bench;
	await processor.fault('hang');
	const order = await bench.order();
	await until('the call to be taken', async () => (await order.sessions()).length === 1);
	const pool = readFileSync(`${shop.state}/run/pids`, 'utf8').split('\n').map((l) => l.split(' ')).filter((l) => l[2] === 'payd').at(-1)[0];
	const watch = execFileSync('pgrep', ['-P', pool, 'multiwatch'], { encoding: 'utf8' }).trim();
	const worker = execFileSync('pgrep', ['-P', watch], { encoding: 'utf8' }).trim().split('\n')[0];
	process.kill(Number(worker), 'SIGKILL');
	await buysAfterwards(order);
});

test('a saved 500 is not called a failure', { timeout: 60_000 }, async () => {
	const before = bench.stock(), replayed = await bench.processor.count('replayed');
	await bench.processor.fault('500');
	const order = await bench.order();
	await order.is('unknown');
	await until('it was asked again', async () => (await bench.processor.count('replayed')) > replayed);
	assert.equal(order.state(), 'unknown');
	assert.equal(order.parts(), 'awaiting_payment');
	assert.equal(bench.stock(), before - 1, 'the goods stay reserved');
});

test('a plain refusal ends the order and gives the goods back', { timeout: 60_000 }, async () => {
	const before = bench.stock();
	await bench.processor.clock(3 * 86400); // then the page would close before it opens
	const order = await bench.order('kk');
	await order.is('failed');
	await bench.processor.clock(0);
	assert.equal(order.parts(), 'expired');
	assert.equal(bench.stock(), before);
	assert.match((await order.v.get(order.url())).text, /Ақша алынған жоқ|ақша алынбады/i);
	await until('the mail', () => order.mails().includes('order_expired'));
});

// Answers that are not about what was asked.
for (const lie of ['wrong_amount', 'wrong_currency', 'other_reference', 'live', 'foreign_url', 'script_url', 'no_url', 'strange_status'])
	test(`a lie about the new page: ${lie}`, { timeout: 60_000 }, async () => {
		const before = bench.stock();
		await bench.processor.fault(lie);
		const order = await bench.order();
		await order.is('review');
		assert.equal(order.parts(), 'review');
		assert.equal(bench.stock(), before - 1, 'the goods stay reserved');
		const page = await order.v.get(order.url());
		assert.equal(page.links().some((l) => l.href?.endsWith('/go')), false);
		assert.equal((await order.v.get(order.url() + '/go')).headers.location?.startsWith('/en/pay/'), true, 'the way out stays closed');
	});

for (const lie of ['wrong_amount', 'other_id', 'wrong_currency'])
	test(`a lie about a paid page: ${lie}`, { timeout: 60_000 }, async () => {
		const order = await bench.order();
		await order.is('waiting');
		await bench.processor.fault('hook_never');
		await bench.processor.fault(lie, { on: 'query' });
		await payWith(order.v, order.page);
		await order.is('review');
		assert.equal(order.parts(), 'review');
		assert.deepEqual(order.mails().filter((m) => m === 'order_paid'), []);
	});

test('in the end everything adds up', async () => {
	const { wrong } = await bench.proved();
	assert.deepEqual(wrong, []);
});

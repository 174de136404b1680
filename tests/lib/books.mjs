// What must be true of a shop and its processor after anything: our books against the processor's, and every invariant of `aina check`.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { Processor } from './processor.mjs';
import { one, sql, until } from './purchase.mjs';

// No payment is on its way any more: nothing to send, nothing unknown, no report unread.
export async function settled(shop, ms = 60000) {
	await until('calls, reports and unknown payments are settled', () => one(shop, `SELECT (SELECT count(*) FROM payment_call WHERE state IN ('ready', 'sending', 'unknown'))
		+ (SELECT count(*) FROM hook_inbox WHERE done_ms IS NULL) + (SELECT count(*) FROM payment WHERE state IN ('ready', 'unknown'))`) === 0, ms);
}

// And nothing else moves by itself: reports have come, mails are sent, the shop window has followed.
export async function atRest(shop, ms = 60000) {
	const processor = new Processor(shop);
	await until('reports, mails and the shop window are at rest', async () => (await processor.books()).hooks_waiting === 0
		&& one(shop, "SELECT (SELECT count(*) FROM mail_outbox WHERE state <> 'done') + (SELECT count(*) FROM catalogue_change)") === 0, ms);
	await settled(shop, ms);
}

// Every penny the processor took belongs to exactly one order of ours that is paid (or lies in review), and the other way round.
export async function reconcile(shop) {
	const { sessions } = await new Processor(shop).books();
	const payments = new Map(sql(shop, `SELECT hex(p.public_id) AS id, p.state, p.amount_minor AS amount, p.processor_ref AS ref,
		(SELECT count(*) FROM suborder s WHERE s.group_id = p.group_id AND s.state IN ('paid', 'shipped')) AS paid_parts,
		(SELECT count(*) FROM suborder s WHERE s.group_id = p.group_id) AS parts FROM payment p WHERE p.processor = 'stripe'`).map((p) => [Buffer.from(p.id, 'hex').toString('base64url'), p]));
	const taken = new Map();
	for (const session of sessions) {
		assert.ok(payments.has(session.client_reference_id), `the processor knows ${session.client_reference_id}, we do not`);
		if (session._taken > 0) {
			assert.ok(!taken.has(session.client_reference_id), `${session.client_reference_id} was charged twice`);
			taken.set(session.client_reference_id, session._taken);
		}
	}
	for (const [id, payment] of payments) {
		if (payment.state === 'captured') {
			assert.equal(taken.get(id), payment.amount, `payment ${id} is captured here, the processor took ${taken.get(id)}`);
			assert.equal(payment.paid_parts, payment.parts, `payment ${id} is captured, its order is not paid`);
		} else {
			assert.equal(payment.paid_parts, 0, `payment ${id} is ${payment.state}, its order is paid`);
			if (taken.has(id))
				assert.equal(payment.state, 'review', `the processor took money for ${id}, which is ${payment.state} here`);
		}
	}
	const checked = spawnSync(`${process.env.BUILD ?? 'build'}/bin/aina`, ['--state', shop.state, 'check'], { encoding: 'utf8' });
	assert.equal(checked.status, 0, checked.stdout + checked.stderr);
	return { sessions, payments, taken };
}

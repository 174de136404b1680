// The test processor of an instance, from the side that only tests see: its faults, its books, its clock.

import { aina, one, put, setStock, shopForTest, sql, things, toPay, until, visitor } from './purchase.mjs';

export class Processor {
	constructor(shop) {
		const site = new URL(shop.url);
		this.shop = shop;
		this.url = `http://127.0.0.1:${Number(site.port) + 1}`;
	}

	async ask(method, path) {
		const reply = await fetch(this.url + path, { method });
		if (!reply.ok)
			throw new Error(`${method} ${path}: ${reply.status} ${await reply.text()}`);
		return reply.json();
	}

	fault(name, options = {}) {
		return this.ask('POST', `/_sim/fault?${new URLSearchParams({ name, ...options })}`);
	}
	calm() { return this.ask('POST', '/_sim/calm'); }
	clock(ahead_s) { return this.ask('POST', `/_sim/clock?ahead_s=${ahead_s}`); }
	pay(session) { return this.ask('POST', `/_sim/pay?session=${session}`); }
	books() { return this.ask('GET', '/_sim/books'); }
	async count(what) { return (await this.books()).counters[what] ?? 0; }
}

// A shop whose one thing has plenty of stock, and orders of it. `order.is(state)` waits for the payment to come there.
export async function paymentBench() {
	const shop = await shopForTest(), processor = new Processor(shop), thing = things(shop, { stock: 1 })[0];
	setStock(shop, thing.id, 999);
	const stock = () => one(shop, `SELECT stock FROM variant WHERE id = ${thing.id}`);
	async function order(lang = 'en') {
		const v = visitor(shop, lang);
		await put(v, thing.id);
		const page = await toPay(v), reference = page.url.match(/\/pay\/([\w-]{22})/)[1];
		const id = `x'${Buffer.from(reference, 'base64url').toString('hex')}'`;
		const get = (column) => one(shop, `SELECT ${column} FROM payment WHERE public_id = ${id}`);
		return {
			v, page, reference, get,
			state: () => get('state'),
			parts: () => one(shop, `SELECT group_concat(DISTINCT state) FROM suborder WHERE group_id = ${`(SELECT group_id FROM payment WHERE public_id = ${id})`}`),
			mails: () => sql(shop, `SELECT kind FROM mail_outbox WHERE group_id = (SELECT group_id FROM payment WHERE public_id = ${id}) ORDER BY id`).map((m) => m.kind),
			is: (state, ms = 30000) => until(`payment ${reference} to be ${state}, not ${get('state')}`, () => get('state') === state, ms),
			sessions: async () => (await processor.books()).sessions.filter((s) => s.client_reference_id === reference),
			url: () => page.url.split('?')[0],
		};
	}
	// What must be true after everything, as the sentences that are not: the processor's books and the shop's, one by one.
	async function proved() {
		const { sessions } = await processor.books(), wrong = [];
		const payments = sql(shop, "SELECT hex(public_id) AS id, state, amount_minor AS amount FROM payment WHERE processor = 'stripe'");
		for (const payment of payments) {
			const reference = Buffer.from(payment.id, 'hex').toString('base64url');
			const paid = sessions.filter((s) => s.client_reference_id === reference && s._taken > 0);
			if (paid.length > 1)
				wrong.push(`${reference} was charged ${paid.length} times`);
			if (payment.state === 'captured' && paid[0]?._taken !== payment.amount)
				wrong.push(`${reference} is captured, the processor took ${paid[0]?._taken} of ${payment.amount}`);
			if (paid.length > 0 && !['captured', 'review'].includes(payment.state))
				wrong.push(`${reference} was charged and is ${payment.state}`);
		}
		return { wrong, check: aina(shop, 'check') };
	}
	return { shop, processor, thing, stock, order, proved };
}

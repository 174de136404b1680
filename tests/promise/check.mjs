// `aina check` finds what it promises to find: each of its invariants is broken once, in a copy of a shop that has sold something, and the
// broken row is named. A backup of the running shop is sound by the same measure.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, openSync, readSync, rmSync, statSync, writeSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { one, put, shopForTest, sql, toReview, visitor } from '../lib/purchase.mjs';
import { scene } from '../lib/routes.mjs';

const build = process.env.BUILD ?? 'build';
const aina = (state, ...args) => spawnSync(`${build}/bin/aina`, ['--state', state, ...args], { encoding: 'utf8', maxBuffer: 1 << 26 });
let shop, at, whole, folder, n = 0;

// A sound copy of the databases of a state.
function copyOf(state, to) {
	mkdirSync(`${to}/db`, { recursive: true });
	for (const name of ['aina.conf', 'secrets'])
		cpSync(`${state}/${name}`, `${to}/${name}`, { recursive: true });
	for (const name of ['market', 'session', 'keys', 'catalogue'])
		assert.equal(spawnSync('sqlite3', [`${state}/db/${name}.db`, `.backup ${to}/db/${name}.db`]).status, 0);
}
before(async () => {
	shop = await shopForTest();
	at = await scene(shop);
	const page = await at.creator.open(`/en/studio/order/${at.values['{number}']['order/']}`);
	await at.creator.submit(page, '/ship', { carrier: 'kazpost', tracking: 'BK952650454KZ' });
	const v = visitor(shop);
	await put(v, at.thing.id);
	await toReview(v);
	folder = mkdtempSync(`${shop.state}/run/check-`);
	whole = { state: `${folder}/whole` };
	copyOf(shop.state, whole.state);
	assert.equal(aina(whole.state, 'migrate').status, 0);
});
after(async () => {
	rmSync(folder, { recursive: true, force: true });
	await shop.stop();
});

// As somebody with a shell and no mercy: without foreign keys, checks and triggers, which are there again afterwards.
function plant(state, database, change) {
	const file = `${state}/db/${database}.db`, triggers = sql({ state }, "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'", database);
	const script = `PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON;\n${triggers.map((t) => `DROP TRIGGER ${t.name};`).join('\n')}\n${change};\nSELECT changes();\n${triggers.map((t) => `${t.sql};`).join('\n')}`;
	const run = spawnSync('sqlite3', ['-bail', file], { input: script, encoding: 'utf8' });
	assert.equal(run.status, 0, run.stderr);
	assert.notEqual(run.stdout.trim(), '0', `nothing was planted by: ${change}`);
}
const a = (query, database) => String(one(whole, query, database));
const paid = () => a("SELECT CAST(id AS TEXT) FROM suborder WHERE state = 'shipped' LIMIT 1"), paidGroup = () => a(`SELECT CAST(group_id AS TEXT) FROM suborder WHERE id = ${paid()}`);
const number = () => a(`SELECT number FROM suborder WHERE id = ${paid()}`), groupNumber = () => a(`SELECT number FROM order_group WHERE id = ${paidGroup()}`);
const payment = () => a(`SELECT CAST(id AS TEXT) FROM payment WHERE group_id = ${paidGroup()}`);
const unpaid = () => a("SELECT CAST(id AS TEXT) FROM payment WHERE state = 'waiting' LIMIT 1"), unpaidPart = () => a("SELECT number FROM suborder WHERE state = 'awaiting_payment' LIMIT 1");
const open = () => a("SELECT CAST(checkout_id AS TEXT) FROM hold LIMIT 1"), placed = () => a("SELECT CAST(id AS TEXT) FROM checkout WHERE state = 'placed' LIMIT 1");
const slug = () => a("SELECT slug FROM listing WHERE state = 'published' LIMIT 1");
const line = () => a(`SELECT CAST(id AS TEXT) FROM order_line WHERE suborder_id = ${paid()}`);

// name of the invariant: what breaks it, and what has to be named. One for each line of `aina check --list`.
const plants = {
	stock_moves: () => [`UPDATE variant SET stock = stock + 1 WHERE id = ${at.thing.id}`, `variant ${at.thing.id}:`],
	hold_open: () => [`INSERT INTO hold VALUES (${placed()}, ${at.thing.id}, 1, 1)`, `checkout ${placed()} `],
	/* Pieces that their maker took away a moment ago do not count against the holds. */
	hold_stock: () => [`UPDATE stock_move SET at_ms = 1 WHERE variant_id = ${at.thing.id}; UPDATE hold SET quantity = 1000, expires_ms = 9000000000000 WHERE variant_id = ${at.thing.id}`, `variant ${at.thing.id}:`],
	order_sums: () => [`UPDATE order_group SET items_minor = items_minor + 1, total_minor = total_minor + 1 WHERE id = ${paidGroup()}`, `order ${groupNumber()}:`],
	part_sums: () => [`UPDATE suborder SET items_minor = items_minor + 1, total_minor = total_minor + 1 WHERE id = ${paid()}`, `suborder ${number()}:`],
	line_shares: () => [`UPDATE order_line SET commission_minor = total_minor + 1 WHERE id = ${line()}`, `order line ${line()}:`],
	order_moves: () => [`UPDATE stock_move SET suborder_id = NULL, reason = 'correction' WHERE suborder_id = ${paid()}`, `suborder ${number()} `],
	events_state: () => [`DELETE FROM order_event WHERE suborder_id = ${paid()} AND to_state = 'shipped'`, `suborder ${number()} is shipped`],
	payment_there: () => [`DELETE FROM payment WHERE id = ${payment()}`, `order ${groupNumber()} `],
	payment_one: () => [`INSERT INTO payment SELECT id + 1, randomblob(16), group_id, seq + 1, processor, mode, currency, amount_minor, state, 'cs_twice', pay_url, expires_ms, query_at_ms, query_count, review_why, version, created_ms, updated_ms FROM payment WHERE id = ${payment()}`, `order ${groupNumber()} has 2`],
	payment_amount: () => [`UPDATE payment SET amount_minor = amount_minor - 1 WHERE id = ${payment()}`, `payment ${payment()}:`],
	paid_captured: () => [`UPDATE payment SET state = 'failed' WHERE id = ${payment()}`, `suborder ${number()} `],
	captured_paid: () => [`UPDATE payment SET state = 'captured' WHERE id = ${unpaid()}`, `suborder ${unpaidPart()} `],
	payment_events: () => [`UPDATE payment SET state = 'unknown' WHERE id = ${unpaid()}`, `payment ${unpaid()} is unknown`],
	terms_agreed: () => [`DELETE FROM consent_receipt WHERE group_id = ${paidGroup()}`, `order ${groupNumber()} `],
	sent_shipment: () => [`DELETE FROM shipment WHERE suborder_id = ${paid()}`, `suborder ${number()} `],
	checkout_order: () => [`UPDATE checkout SET state = 'placed' WHERE id = ${open()}`, `checkout ${open()} `],
	address_owner: () => [`UPDATE address SET person_id = (SELECT person_id FROM address WHERE id <> (SELECT address_id FROM order_group WHERE id = ${paidGroup()}) LIMIT 1) WHERE id = (SELECT address_id FROM order_group WHERE id = ${paidGroup()})`,
		`address ${a(`SELECT CAST(address_id AS TEXT) FROM order_group WHERE id = ${paidGroup()}`)} `],
	listing_whole: () => [`DELETE FROM listing_text WHERE listing_id = (SELECT id FROM listing WHERE slug = '${slug()}')`, `listing ${slug()} `],
	shelf_counts: () => ['UPDATE shelf_count SET listing_count = listing_count + 1 WHERE category = 0 AND kind = 0 AND city = 0', 'shelf 0/0/0:', 'catalogue'],
	shelf_cards: () => [`DELETE FROM shelf WHERE category = 0 AND kind = 0 AND city = 0 AND fresh = (SELECT fresh FROM listing WHERE slug = '${slug()}')`, `listing ${slug()} `, 'catalogue'],
	files: () => ['INSERT INTO shipment VALUES (1, 4711, \'kazpost\', NULL, 1)', 'shipment'],
};

test('a shop that has sold something is in order', () => {
	for (const state of [shop.state, whole.state]) {
		const run = aina(state, 'check');
		assert.equal(run.status, 0, run.stdout + run.stderr);
		assert.match(run.stdout, /^\d+ checks, 0 broken$/m);
	}
});

test('each invariant of the list is broken here once', () => {
	const names = aina(shop.state, 'check', '--list').stdout.trim().split('\n').map((l) => l.split(' ')[0]);
	assert.ok(names.length >= 22);
	assert.deepEqual(Object.keys(plants).sort(), names.sort());
});

/* 3: looked, and found something; 1 would be: could not look. */
const broken = (state) => {
	const run = aina(state, 'check');
	assert.equal(run.status, 3, run.stdout + run.stderr);
	return run.stdout;
};
for (const [name, make] of Object.entries(plants))
	test(`a broken ${name} is found, and the row named`, () => {
		const [change, row, database = 'market'] = make(), state = `${folder}/${n++}`;
		cpSync(whole.state, state, { recursive: true });
		plant(state, database, change);
		const said = broken(state), mine = said.split(/^(?=BROKEN|\d+ checks)/m).find((l) => l.startsWith(`BROKEN ${name} `));
		assert.ok(mine, `not found: ${said}`);
		assert.ok(mine.includes(row), `${row} is not named: ${mine}`);
		/* Reading, it mended and wrote nothing. */
		assert.equal(broken(state), said);
		rmSync(state, { recursive: true });
	});

test('a damaged file, a changed schema and a missing key are found', () => {
	const fresh = () => {
		const state = `${folder}/${n++}`;
		cpSync(whole.state, state, { recursive: true });
		return state;
	};
	let state = fresh();
	plant(state, 'market', 'ALTER TABLE listing ADD COLUMN more TEXT; UPDATE city SET position = position');
	assert.notEqual(aina(state, 'check').status, 0, 'a column more');
	state = fresh();
	plant(state, 'market', 'DROP INDEX suborder_paid; UPDATE city SET position = position');
	assert.notEqual(aina(state, 'check').status, 0, 'an index less');
	state = fresh();
	const file = `${state}/db/market.db`, fd = openSync(file, 'r+'), size = statSync(file).size, page = Buffer.alloc(4096);
	for (let at_page = 5; at_page < size / 4096; at_page += 7) {
		readSync(fd, page, 0, 4096, at_page * 4096);
		writeSync(fd, Buffer.from(page.map((byte) => byte ^ 0xff)), 0, 4096, at_page * 4096);
	}
	const run = aina(state, 'check');
	assert.ok(run.status !== 0 && run.signal === null, `damaged: ${run.stdout.slice(0, 300)}`);
});

test('a backup of the running shop is sound', () => {
	const to = `${folder}/backup`, state = `${folder}/restored`;
	const made = aina(shop.state, 'backup', to);
	assert.equal(made.status, 0, made.stdout + made.stderr);
	mkdirSync(`${state}/db`, { recursive: true });
	for (const name of ['aina.conf', 'secrets'])
		cpSync(`${shop.state}/${name}`, `${state}/${name}`, { recursive: true });
	cpSync(to, `${state}/db`, { recursive: true });
	for (const step of [['migrate'], ['catalogue', 'rebuild'], ['check']]) {
		const run = aina(state, ...step);
		assert.equal(run.status, 0, `${step}: ${run.stdout}${run.stderr}`);
	}
	assert.equal(one({ state }, 'SELECT count(*) FROM order_group'), one(shop, 'SELECT count(*) FROM order_group'));
});

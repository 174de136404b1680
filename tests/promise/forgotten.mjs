// The clock goes on and nobody comes back: what a visitor left is gone when its time is over, and what was ordered stays.
// keeperd itself is run, one turn at a time, with the clock moved by libfaketime.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { buy, one, person, put, shopForTest, things, toDelivery, visitor } from '../lib/purchase.mjs';

const build = process.env.BUILD ?? 'build';
let shop, order;

const count = (table, database) => one(shop, `SELECT count(*) FROM ${table}`, database);
const keep = (days) => {
	const run = spawnSync('faketime', ['-f', `+${days}d`, `${build}/bin/keeperd`, '--state', shop.state, '--once'], { encoding: 'utf8', timeout: 60000 });
	assert.equal(run.status, 0, run.stderr);
	return run.stderr;
};
// Every byte below the state folder that a backup or a thief would get.
const bytes = () => ['db', 'mail', 'log', 'run'].flatMap((folder) => readdirSync(`${shop.state}/${folder}`, { withFileTypes: true }).filter((e) => e.isFile())
	.map((e) => readFileSync(`${shop.state}/${folder}/${e.name}`).toString('latin1'))).join('\n');
const latin1 = (text) => Buffer.from(text).toString('latin1');

before(async () => {
	shop = await shopForTest();
	const thing = things(shop, { stock: 3 })[0];
	order = await buy(visitor(shop), [thing.id], { email: 'stays@example.kz' });
	const v = visitor(shop);
	await put(v, thing.id);
	await toDelivery(v, { email: 'passes@example.kz', name: 'Забытая Зарина', street: 'проспект Забвения' });
});
after(() => shop.stop());

test('nothing personal lies in clear, wherever it is', () => {
	const all = bytes();
	/* Only a letter to its owner names its address: in the demo it lies in mail/. */
	for (const secret of ['Забытая Зарина', 'проспект Забвения', 'passes@example.kz', person.name, '77012345678'])
		assert.equal(all.includes(latin1(secret)), false, secret);
	assert.ok(all.includes('stays@example.kz'), 'the search would find one');
});

test('an unfinished checkout goes after three days, with its guest and its key', () => {
	const keys = count('person_key', 'keys'), people = count("person WHERE kind = 'guest'");
	keep(2);
	assert.equal(count('person_key', 'keys'), keys);
	assert.match(keep(4), /kind="checkouts" count=1/);
	assert.equal(count("checkout WHERE state = 'open'"), 0);
	assert.equal(count("person WHERE kind = 'guest'"), people - 1);
	assert.equal(count('address'), count('order_group'));
	assert.equal(count('person_key', 'keys'), keys - 1);
	assert.equal(count('cart_line'), 1); /* the cart itself may wait for its owner */
});

test('sessions and their carts go after two weeks', () => {
	assert.ok(count('session', 'session') > 0);
	keep(15);
	assert.equal(count('session', 'session'), 0);
	assert.equal(count('cart') + count('cart_line'), 0);
	assert.equal(count('order_group WHERE session_id IS NOT NULL'), 0);
});

test('the order stays and opens', async () => {
	assert.equal(count("suborder WHERE state = 'paid'"), 1);
	const page = await visitor(shop).open(order.url);
	assert.equal(page.status, 200);
	assert.match(page.text, new RegExp(person.name));
});

test('running it again changes nothing', () => {
	assert.doesNotMatch(keep(15), /"duty"|duty kind="(checkouts|sessions|carts|keys)"/);
});

// What nobody may read later: names, addresses, card numbers, secrets of sessions and links never reach a log, nor the databases in clear;
// and what somebody has to know later is in the log: one line for each request, with its reason when it was refused.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { aina, buy, one, put, setStock, shopForTest, things, toAddress, toReview, until, visitor } from '../lib/purchase.mjs';

let shop, thing, old;
const canary = {
	email: 'canary.kirpich@example.kz', name: 'Канареева Жібек', phone: '+7 702 555 43 21', country: 'KZ', region: '', city: 'Алматы', street: 'Канарейная улица', building: '77К', apartment: 'кв 4711', postcode: 'A05E3P1', note: 'код домофона 90210К',
};
const card = '4000 0566 5566 5556', query = 'canaryquery Канареечный', secrets = [];
const logs = () => Object.fromEntries(readdirSync(`${shop.state}/log`).map((name) => [name, readFileSync(`${shop.state}/log/${name}`).toString('latin1')]));
const databases = () => Object.fromEntries(readdirSync(`${shop.state}/db`).filter((name) => !name.endsWith('-shm')).map((name) => [name, readFileSync(`${shop.state}/db/${name}`).toString('latin1')]));
const latin1 = (text) => Buffer.from(text).toString('latin1');
// As it is, and as an address or a form would carry it.
const forms = (text) => [latin1(text), encodeURIComponent(text), new URLSearchParams({ x: text }).toString().slice(2), Buffer.from(text).toString('base64').replace(/=+$/, ''), Buffer.from(text).toString('hex')];
function absent(where, text, what = text) {
	for (const [name, content] of Object.entries(where))
		for (const form of forms(text))
			assert.ok(!content.includes(form), `${what} is in ${name}, as ${form}`);
}

before(async () => {
	shop = await shopForTest();
	thing = things(shop, { stock: 1 })[0];
	setStock(shop, thing.id, 50);
	old = logs();
	/* Everything that a visitor and a creator can type and be given, right and wrong. */
	const v = visitor(shop, 'ru');
	const order = await buy(v, [thing.id], canary);
	secrets.push(['session', v.cookies.get('__Host-sid')], ['order link', order.url.split('/').pop()]);
	await put(v, thing.id);
	const page = await toAddress(v);
	for (const wrong of [{ note: `карта ${card}` }, { name: `${canary.name} ${card}` }, { email: canary.email + '@' }, { phone: `${canary.phone}000000000` }, { postcode: 'x' }])
		assert.equal((await v.send(page, page.form('/checkout'), { ...canary, ...wrong })).status, 422, JSON.stringify(wrong));
	await v.get(`/ru/search?q=${encodeURIComponent(query)}`);
	assert.equal((await v.get(`/ru/search?q=${encodeURIComponent(card)}`)).status, 422);
	assert.equal((await v.get(`/en/pay/${canary.email}`)).status, 404);
	assert.equal((await v.get(`/en/order/${encodeURIComponent(canary.name)}`)).status, 404);
	await v.get(`/en/cart?why=${encodeURIComponent(canary.email)}&x=${encodeURIComponent(card)}`, { headers: { referer: `${shop.url}/${canary.email}`, 'user-agent': canary.email, 'x-forwarded-for': '6.6.6.6' } });
	await v.get('/en/cart', { headers: { cookie: `__Host-sid=${canary.email}; x=${encodeURIComponent(canary.name)}` } });
	const link = new URL(aina(shop, 'creator', 'link', one(shop, `SELECT handle FROM creator WHERE id = ${thing.maker}`))), creator = visitor(shop);
	secrets.push(['door link', link.searchParams.get('token')]);
	await creator.submit(await creator.get(`/en/studio/enter${link.search}`), '/studio/enter');
	secrets.push(['creator session', creator.cookies.get('__Host-sid')]);
	const number = one(shop, 'SELECT number FROM suborder ORDER BY id DESC LIMIT 1');
	const own = await creator.open(`/en/studio/order/${number}`);
	await creator.open(`/en/studio/order/${number}/slip`);
	await creator.submit(own, '/ship', { carrier: 'kazpost', tracking: 'CANARY952650454' });
	secrets.push(['form token', own.form('/ship').fields.get('csrf')]);
	await until('letters are out', () => one(shop, "SELECT count(*) FROM mail_outbox WHERE state <> 'done'") === 0);
	/* nginx writes its log once a second. */
	await visitor(shop).get('/en/the-last-line');
	await until('the log is written', () => logs()['access.log'].includes('/en/the-last-line'), 5000);
});
after(() => shop.stop());

test('what was typed is in no log', () => {
	for (const text of [canary.email, canary.name, 'Канареева', canary.phone, '77025554321', '7025554321', canary.street, canary.apartment, canary.note, card, card.replaceAll(' ', ''), query, 'canaryquery', 'CANARY952650454', '6.6.6.6'])
		absent(logs(), text);
});

test('what was typed is in no database in clear, nor in its log of writes', () => {
	for (const text of [canary.email, canary.name, 'Канареева', canary.phone, '77025554321', canary.street, canary.apartment, canary.note, card, card.replaceAll(' ', ''), 'canaryquery'])
		absent(databases(), text);
	/* The search would find it: a thing's title is there. */
	assert.ok(databases()['market.db'].includes(latin1(one(shop, 'SELECT title FROM listing_text LIMIT 1'))));
});

test('secrets of sessions and links are in no log and no database', () => {
	assert.equal(secrets.length, 5);
	for (const [what, secret] of secrets) {
		assert.ok(secret?.length >= 32, `${what}: ${secret}`);
		absent(logs(), secret, what);
		absent(databases(), secret, what);
		/* Nor as the bytes that it stands for. */
		const bytes = Buffer.from(secret, 'base64url').toString('latin1');
		for (const [name, content] of Object.entries({ ...logs(), ...databases() }))
			assert.ok(!content.includes(bytes), `${what} is in ${name}, as bytes`);
	}
});

test('keys of the house are in no log, database or letter', () => {
	const mail = Object.fromEntries(readdirSync(`${shop.state}/mail`).map((name) => [name, readFileSync(`${shop.state}/mail/${name}`).toString('latin1')]));
	for (const name of readdirSync(`${shop.state}/secrets`)) {
		const key = readFileSync(`${shop.state}/secrets/${name}`), text = key.toString('latin1').trim();
		for (const [where, content] of Object.entries({ ...logs(), ...databases(), ...mail }))
			for (const form of [text, key.toString('hex'), key.toString('base64').replace(/=+$/, ''), key.toString('base64url')])
				assert.ok(!content.includes(form), `${name} is in ${where}`);
	}
});

test('each request leaves one line of known fields', async () => {
	const line = /^<[3-7]>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ \w+ \w+(?: \w+=(?:"(?:[^"\\\x00-\x1f]|\\.)*"|-?\d+))*$/;
	for (const [name, text] of Object.entries(logs()))
		for (const one_line of text.slice((old[name] ?? '').length).split('\n').filter(Boolean)) {
			if (name === 'access.log')
				assert.deepEqual(Object.keys(JSON.parse(one_line)), ['time', 'method', 'path', 'status', 'bytes', 'seconds', 'upstream', 'cache']);
			else if (['shop.log', 'checkout.log', 'studio.log', 'hook.log', 'payd.log', 'maild.log', 'keeperd.log'].includes(name))
				assert.match(one_line, line, name);
		}
});

test('what was refused leaves its reason, exactly once', async () => {
	const v = visitor(shop);
	await put(v, thing.id);
	await toReview(v);
	const csrf = (await v.open('/en/cart')).form('/cart/remove').fields.get('csrf');
	const cases = [
		['checkout', () => v.post('/en/cart/remove', { variant: thing.id, csrf }, { headers: { 'sec-fetch-site': 'cross-site' } }), 403, 'cross-site'],
		['checkout', () => v.post('/en/cart/remove', { variant: thing.id, csrf: 'A'.repeat(32) }), 403, 'token wrong'],
		['checkout', () => v.post('/en/cart/remove', { variant: thing.id }), 403, 'token missing'],
		['studio', () => v.get('/en/studio/order/AAAA-AAAA-1'), 403, null],
		['shop', () => v.get('/en/', { headers: { host: 'localhost:1' } }), 421, 'host'],
		['hook', () => v.post('/hook/stripe', {}), 400, null],
	];
	for (const [program, ask, status, why] of cases) {
		const before = logs()[`${program}.log`].length, reply = await ask();
		assert.equal(reply.status, status, `${program} ${why}`);
		const lines = logs()[`${program}.log`].slice(before).split('\n').filter((l) => l.includes(` status=${status} `));
		assert.equal(lines.length, 1, `${program} ${status}: ${lines}`);
		if (why)
			assert.match(lines[0], new RegExp(`why="${why}"`));
		/* The number on the page leads to the line. */
		const number = reply.body.match(/class="code">([0-9a-f]{16})</)?.[1];
		assert.ok(number === undefined || lines[0].includes(`request="${number}"`), lines[0]);
	}
});

test('nothing typed can break a line or add one', async () => {
	const v = visitor(shop), before = logs()['checkout.log'].length, evil = 'a\n<3>2026-11-20T00:00:00Z checkout forged\r\n\u2028\u001b[31m"';
	for (const path of [`/en/cart?why=${encodeURIComponent(evil)}`, `/en/pay/${encodeURIComponent(evil)}`, `/en/cart/${encodeURIComponent(evil)}`])
		await v.get(path, { headers: { 'accept-language': 'en"; forged' } });
	const added = logs()['checkout.log'].slice(before).trim().split('\n');
	assert.equal(added.length, 3);
	assert.ok(!added.join('\n').includes('forged'));
});

// Every field of every form that is posted to `checkout` and `studio`: what the table of routes declares is what the programs keep to.
// Cases are made from the table, so a new field is tried without a line here; a new form needs a place where it can be sent from.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { aina, buy, one, person, put, setStock, shopForTest, things, toAddress, toDelivery, toReview, visitor } from '../lib/purchase.mjs';

let shop, programs, thing;
before(async () => {
	shop = await shopForTest();
	programs = JSON.parse(aina(shop, 'routes', '--json')).programs.filter((p) => ['checkout', 'studio'].includes(p.program ?? p.name));
	thing = things(shop)[0];
	setStock(shop, thing.id, 90);
});
after(() => shop.stop());

const long = (n) => 'ш'.repeat(n);
const texts = ['\u0001', 'a\u202eb', 'a\u200bb', '4242 4242 4242 4242'];

// Values that a field of this kind must not take.
const wrongOf = {
	int: (f) => ['abc', '1.5', '1e2', '0x10', '９', String(f.min - 1), String(f.max + 1), '9'.repeat(40)],
	row_id: () => ['0', '-1', 'x', '1 2', '9223372036854775808'],
	public_id: () => ['x', 'A'.repeat(21), 'A'.repeat(23), '!'.repeat(22), 'A'.repeat(21) + 'B'],
	choice: () => ['nonsense', '0'],
	flag: () => ['2', 'yes', 'true'],
	email: () => ['x', '@', 'a@b', 'a b@c.kz', 'a@b.kz\r\nBcc: c@d.kz', 'a@-b.kz', '.a@b.kz', 'a@b..kz', `${'a'.repeat(250)}@b.kz`],
	phone: () => ['12', '+', '+0 701 234 56 78', '+7 701 abc', '++77012345678', '9'.repeat(30)],
	text: (f) => [...texts, long(f.max + 1)],
	multiline: (f) => [...texts, long(f.max + 1)],
	token: (f) => ['<', 'a b', 'A'.repeat(f.max + 1)],
};
const wrong = (field) => [...wrongOf[field.kind](field), ...(field.required ? ['', '  ', null] : [])];

const nameOf = (field) => (field.repeat > 1 ? `${field.name}-0` : field.name);

// Where a form can be sent from: a page that holds it, and what is typed into its fields.
const places = {
	'/{lang}/cart/add': async (v) => (await put(v, thing.id), { page: await v.open(`/${v.lang}/l/${thing.slug}`), typed: { variant: thing.id, quantity: '1' } }),
	'/{lang}/cart/quantity': async (v) => ({ page: await put(v, thing.id), typed: { quantity: '2' } }),
	'/{lang}/cart/remove': async (v) => ({ page: await put(v, thing.id), typed: {} }),
	'/{lang}/checkout/begin': async (v) => ({ page: await put(v, thing.id), typed: {} }),
	'/{lang}/checkout': async (v) => (await put(v, thing.id), { page: await toAddress(v), typed: person }),
	'/{lang}/checkout/delivery': async (v) => (await put(v, thing.id), { page: await toDelivery(v), typed: {} }),
	'/{lang}/checkout/without': async (v) => (await put(v, thing.id), { page: await toDelivery(v), typed: { maker: thing.maker }, end: '/checkout/delivery', to: '/checkout/without' }),
	'/{lang}/checkout/place': async (v) => (await put(v, thing.id), { page: await toReview(v), typed: { terms: '1', news: '1' } }),
	'/{lang}/studio/enter': async (v) => ({ page: await v.open(`/en/studio/enter${new URL(aina(shop, 'creator', 'link', handleOf(thing))).search}`), typed: {} }),
	'/{lang}/studio/order/{number}/ship': async (v) => {
		const creator = visitor(shop), number = await paidNumber();
		const door = await creator.open(`/en/studio/enter${new URL(aina(shop, 'creator', 'link', handleOf(thing))).search}`);
		await creator.submit(door, '/studio/enter');
		Object.assign(v, { cookies: creator.cookies });
		return { page: await v.open(`/en/studio/order/${number}`), typed: { carrier: 'other', tracking: 'AB123456' }, end: '/ship' };
	},
};
const handleOf = (t) => one(shop, `SELECT handle FROM creator WHERE id = ${t.maker}`);
async function paidNumber() {
	await buy(visitor(shop), [thing.id]);
	return one(shop, `SELECT number FROM suborder WHERE creator_id = ${thing.maker} ORDER BY id DESC LIMIT 1`);
}

const posts = () => programs.flatMap((p) => p.routes).filter((r) => r.method === 'POST' && r.form);

async function send(v, place, changes, raw) {
	const form = place.page.form(place.end), fields = new Map([...form.fields, ...Object.entries(place.typed)]);
	for (const [name, value] of Object.entries(changes))
		value === null ? fields.delete(name) : fields.set(name, value);
	const action = place.to ? `/${v.lang}${place.to}` : form.action;
	const body = new URLSearchParams([...fields].filter(([, value]) => value !== null)).toString() + (raw ?? '');
	return v.request('POST', action, { body });
}

test('every posted form has a place to be sent from', () => {
	assert.deepEqual(posts().map((r) => r.path).sort(), Object.keys(places).sort());
});

test('every field refuses what it must not take, by name, and loses nothing', async (t) => {
	for (const route of posts())
		await t.test(route.path, async () => {
			const v = visitor(shop), place = await places[route.path](v);
			place.end ??= route.path.replace('/{lang}', '');
			for (const field of route.form.fields)
				for (const value of wrong(field)) {
					const what = `${route.path} ${field.name} = ${JSON.stringify(value)?.slice(0, 60)}`;
					const reply = await send(v, place, { [nameOf(field)]: value });
					assert.equal(reply.status, 422, what);
					const shown = place.page.body.includes(`id="${nameOf(field)}"`);
					if (shown && !place.end.startsWith('/cart'))
						assert.match(reply.body, new RegExp(`id="${nameOf(field)}-error"`), what);
					else
						assert.match(reply.body, /role="alert"|studio/, what);
					const again = reply.forms().find((f) => f.action.endsWith(place.end));
					for (const [name, typed] of Object.entries(place.typed))
						if (shown && again && name !== field.name && again.names.has(name) && !['country', 'carrier'].includes(name))
							assert.equal(again.fields.get(name), typed, `${what} lost ${name}`);
				}
		});
});

test('what is broken at the edge is a bad request', async () => {
	for (const route of posts()) {
		const v = visitor(shop), place = await places[route.path](v), field = route.form.fields.at(-1), name = nameOf(field);
		place.end ??= route.path.replace('/{lang}', '');
		for (const raw of [`&${name}=%ff`, `&${name}=a%00b`, `&${name}=%zz`, `&${name}=1&${name}=1`])
			assert.equal((await send(v, place, { [name]: null }, raw)).status, 400, `${route.path} ${raw}`);
		assert.equal((await send(v, place, {}, `&x=${'y'.repeat(70000)}`)).status, 413, route.path);
		/* What nobody declared is not looked at. */
		assert.notEqual((await send(v, place, {}, '&price_minor=1&creator_id=2&state=paid&x=%01')).status, 400, route.path);
	}
});

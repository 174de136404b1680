// Every field of every form, read out of the table of routes: valid values pass; wrong ones are refused with the field named, nothing
// typed lost and nothing changed; what no field declares has no effect; markup stays text wherever it is shown.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { atRest } from '../lib/books.mjs';
import { buy, one, person, put, setStock, shopForTest, sql, toAddress, until, visitor } from '../lib/purchase.mjs';
import { creatorVisitor, difference, pathOf, scene, shape, still, tables } from '../lib/routes.mjs';

const { limits, routes } = tables();
const withForm = routes.filter((r) => r.form);
let shop, at;
before(async () => {
	shop = await shopForTest();
	at = await scene(shop);
	await until('the daemons are done', () => one(shop, "SELECT count(*) FROM mail_outbox WHERE state <> 'done'") === 0, 20000);
});
after(() => shop.stop());

const state = () => still(shop);
const unchanged = (before, what) => assert.equal(difference(before, state()), '', what);

// ---- wrong values of each kind ----

const card = '4242 4242 4242 4242', tooBig = ['9223372036854775808', '9'.repeat(30), '-9223372036854775809', '18446744073709551617'];
const notNumbers = ['abc', '1.5', '1,5', '1e3', '0x10', '1 2', '--1', '１２', "1' OR '1'='1", '∞'];
// Characters that no text of a person needs: controls, the other direction, invisible ones.
const unclean = ['a\u0001b', 'a\u007fb', 'a\u0085b', 'a\u202eb', 'a\u2066b', 'a\u200bb', 'a\ufeffb', 'a\u001bb'];

// Named by what is wrong with them. A text is counted in characters, not in bytes.
function wrong(field) {
	const { kind, min, max } = field, text = () => [...unclean, ...(max >= 40 ? [`пишите на ${card}`] : max >= 16 ? [card.replaceAll(' ', '')] : [])];
	const long = 'ә'.repeat(Math.min(max, 5000) + 1);
	switch (kind) {
	case 'text': return [...text(), long, ...(min > 1 ? ['a'.repeat(min - 1)] : []), 'ы'.repeat(limits.field_bytes / 2 + 1)];
	case 'multiline': return [...text(), long, 'line\n'.repeat(max)];
	case 'email': return ['a', '@', 'a@', '@b.kz', 'a b@c.kz', 'a@b', 'a@b..kz', 'a@b.kz\r\nBcc: x@y.kz', 'a@b.kz,c@d.kz', '<a@b.kz>', 'a\u0001@b.kz', 'a\u202e@b.kz', `${'a'.repeat(max)}@b.kz`];
	case 'phone': return ['abc', '12', '+', '+0123456789', '+7 701 234 56 7x', '+' + '1'.repeat(max + 1), '++77012345678', '+7701\u0001234567', '٠١٢٣٤٥٦٧٨٩', "+77012345678'--"];
	case 'token': return ['a b', '<b>', '../a', 'ә', 'a\u0001', 'a/b', "a'b", 'a'.repeat(max + 1), ...(min > 1 ? ['a'.repeat(min - 1)] : [])];
	case 'int': return [...notNumbers, ...tooBig, String(max + 1), String(min - 1), '-1'].filter((v) => !(Number(v) >= min && Number(v) <= max && /^\d+$/.test(v)));
	case 'money': return [...notNumbers.filter((v) => !/^1[.,]5$/.test(v)), ...tooBig, '1.234', '-1'];
	case 'choice': return ['nothing', field.choices[0].toUpperCase() + 'x', field.choices.join() + ',', '0', '-1', '\u0001', '<b>', field.choices[0] + '\u200b'];
	case 'flag': return ['2', '0', 'yes', 'true', 'off', '1 1', 'ON', '\u0001'];
	case 'public_id': return ['x', 'A'.repeat(21), 'A'.repeat(23), 'A'.repeat(21) + 'B', 'A'.repeat(21) + '!', 'A'.repeat(21) + '=', 'ә'.repeat(22), '../../../../../../../..'];
	case 'row_id': return [...notNumbers, ...tooBig, '0', '-1'];
	default: throw new Error(`no wrong values are known for a ${kind}: teach them to this test`);
	}
}
// Broken encodings are refused before anything is looked at.
const broken = ['%00', 'a%00b', '%ff', '%c3%28', '%ed%a0%80', '%c0%80', '%f5%80%80%80', '%', '%1', '%zz'];

const encode = (pairs) => pairs.map(([name, value]) => `${encodeURIComponent(name)}=${typeof value === 'object' ? value.raw : encodeURIComponent(value)}`).join('&');
const names = (field) => (field.repeat > 1 ? [`${field.name}-0`, `${field.name}-${field.repeat - 1}`] : [field.name]);

// ---- where each form stands, with values that pass ----

// path: who sends it, the page that holds it, its values. `same`: the form comes back in the answer.
const stations = {
	'/{lang}/cart/add': () => ({ v: at.shopper, page: '/en/l/' + at.thing.slug, fields: { variant: at.thing.id, quantity: '1' } }),
	'/{lang}/cart/quantity': () => ({ v: at.shopper, page: '/en/cart', same: true, fields: {} }),
	'/{lang}/cart/remove': () => ({ v: at.shopper, page: '/en/cart', fields: {} }),
	'/{lang}/checkout/begin': () => ({ v: at.shopper, page: '/en/cart', fields: {} }),
	'/{lang}/checkout': () => ({ v: at.shopper, page: '/en/checkout', same: true, fields: person }),
	'/{lang}/checkout/delivery': () => ({ v: at.shopper, page: '/en/checkout/delivery', same: true, fields: {} }),
	'/{lang}/checkout/without': () => ({ v: at.shopper, page: '/en/checkout/delivery', fields: { maker: at.thing.maker }, action: '/checkout/delivery' }),
	'/{lang}/checkout/place': () => ({ v: at.shopper, page: '/en/checkout/review', same: true, fields: { terms: '1', news: '1' } }),
	'/{lang}/studio/enter': () => ({ v: visitor(shop), fields: { token: 'A'.repeat(43) }, says: /This link/ }),
	'/{lang}/studio/order/{number}/ship': () => ({ v: at.creator, page: `/en/studio/order/${at.values['{number}']['order/']}`, same: true, fields: { carrier: 'kazpost', tracking: 'BK952650454KZ' } }),
};
async function station(route) {
	const make = stations[route.path];
	assert.ok(make, `${route.path} has a form: tell this test where it stands`);
	const { v, page, fields, same, action, says } = make(), path = pathOf(route, at.values);
	const form = page ? (await v.open(page)).form(action ?? path.replace(/^\/en/, '')) : { fields: new Map(), controls: [] };
	return { v, path, same, says, controls: form.controls, base: { ...Object.fromEntries(form.fields), ...fields } };
}
const send = (s, fields) => s.v.request('POST', s.path, { body: encode(fields) });

// The answer names the field: beside it where a person can see it, else in words at the head of the page.
const isVisible = (s, name) => s.same && s.controls.some((c) => c.name === name && c.type !== 'hidden');
function named(reply, name, s, what) {
	const visible = isVisible(s, name);
	assert.match(reply.body, s.says ?? /role="alert"/, `${what}: nothing says so`);
	if (!visible)
		return;
	const control = reply.forms().flatMap((f) => f.controls).find((c) => c.name === name && (c['aria-invalid'] === 'true' || c.type === 'radio'));
	assert.ok(control, `${what}: the field is not marked`);
	const described = (control.type === 'radio' ? `${name}-error` : control['aria-describedby'] ?? '').split(' ').filter((id) => new RegExp(`<(p|span|div)\\b[^>]*\\bid="${id}"`).test(reply.body));
	assert.ok(described.some((id) => new RegExp(`(class="[^"]*error[^"]*"|role="alert")[^>]*id="${id}"|id="${id}"[^>]*(class="[^"]*error|role="alert")`).test(reply.body)), `${what}: no message belongs to the field`);
}

const seen = (text) => text.replace(/\r\n?/g, '\n');
function kept(reply, s, sent, but, what) {
	const form = reply.form(s.path.replace(/^\/en/, ''));
	for (const control of s.controls) {
		if (control.type === 'hidden' || control.name === but || !(control.name in sent))
			continue;
		assert.equal(form.fields.get(control.name), sent[control.name], `${what} lost ${control.name}`);
	}
}

const posts = withForm.filter((r) => r.method === 'POST'), gets = withForm.filter((r) => r.method === 'GET');
for (const route of posts)
	test(`POST ${route.path}: wrong values are refused, named and given back`, async () => {
		const s = await station(route);
		for (const field of route.form.fields)
			for (const name of names(field)) {
				const before = state(), values = wrong(field);
				assert.ok(values.length >= 6, `${name}: ${values.length} wrong values`);
				if (field.required)
					values.push('', '   ');
				for (const value of values) {
					const what = `${name}=${JSON.stringify(value).slice(0, 60)}`, fields = { ...s.base, [name]: value };
					const reply = await send(s, Object.entries(fields));
					assert.equal(reply.status, 422, what);
					named(reply, name, s, what);
					if (s.same && isVisible(s, name))
						kept(reply, s, fields, name, what);
					/* What is wrong stands there again, to be put right; a card number does not. */
					const control = s.controls.find((c) => c.name === name);
					if (value.includes('4242'))
						assert.ok(!reply.body.includes('4242'), `${what}: the card number comes back`);
					else if (s.same && ['text', 'multiline', 'email', 'phone', 'int', 'money'].includes(field.kind) && control && control.type !== 'hidden' && !/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/.test(value))
						assert.equal(seen(reply.form(s.path.replace(/^\/en/, '')).fields.get(name)), seen(value), `${what}: not as typed`);
				}
				for (const value of broken)
					assert.equal((await send(s, Object.entries({ ...s.base, [name]: { raw: value } }))).status, 400, `${name}=${value}`);
				for (const twice of [s.base[name] ?? '1', '', 'x'])
					assert.equal((await send(s, [...Object.entries(s.base).filter(([n]) => n !== name), [name, s.base[name] ?? '1'], [name, twice]])).status, 400, `${name} twice`);
				if (field.required) {
					const { [name]: left, ...rest } = s.base;
					assert.equal((await send(s, Object.entries(rest))).status, 422, `${name} is missing`);
				}
				unchanged(before, `${route.path} ${name}: a refused form changed something`);
			}
	});

// Addresses with a query are links of ours or the search form. Words of the search are named when they are wrong; a mistyped mark in a
// link ("just added", "next page") shows the page without it, or no page.
const answers = {
	'/{lang}/c/{slug}': 'named', '/{lang}/search': 'named', '/{lang}/@{handle}': 400, '/{lang}/feed/merchant.xml': 400,
	'/{lang}/cart': 'without', '/{lang}/pay/{id}': 'without', '/{lang}/studio': 'without', '/{lang}/studio/enter': 'without', '/{lang}/studio/order/{number}': 'without',
};
const unstamped = (page) => page.body.replace(/<span class="code">[0-9a-f]{16}<\/span>/g, '').replace(/<nav class="langs"[\s\S]*?<\/nav>/, '').replace(/<meta name="robots"[^>]*>/, '');
for (const route of gets)
	test(`GET ${route.path}: wrong values in the address`, async () => {
		const path = pathOf(route, at.values), rule = answers[route.path], before = state();
		const v = route.path.includes('/studio') && !route.path.endsWith('/enter') ? at.creator : route.path.includes('/pay/') ? at.shopper : visitor(shop);
		assert.ok(rule, `${route.path} has a form: tell this test what a wrong value does`);
		const plain = await v.get(path);
		assert.equal(plain.status, 200);
		for (const field of route.form.fields)
			for (const name of names(field)) {
				const values = wrong(field);
				assert.ok(values.length >= 6, `${name}: ${values.length} wrong values`);
				for (const value of values) {
					const what = `${name}=${JSON.stringify(value).slice(0, 60)}`, query = encode([[name, value]]);
					if (path.length + query.length + 1 > limits.uri_bytes)
						continue;
					const reply = await v.get(`${path}?${query}`);
					assert.equal(reply.status, rule === 'named' ? 422 : rule === 'without' ? 200 : rule, what);
					if (rule === 'named') {
						assert.match(reply.body, /role="alert"/, what);
						assert.match(reply.headers['cache-control'], /no-store/, what);
						assert.ok(!value.includes('4242') || !reply.body.includes('4242'), `${what}: the card number comes back`);
					}
					if (rule === 'without')
						assert.equal(unstamped(reply), unstamped(plain), `${what}: not the page without it`);
				}
				for (const value of broken)
					assert.equal((await v.get(`${path}?${name}=${value}`)).status, 400, `${name}=${value}`);
				assert.equal((await v.get(`${path}?${name}=1&${name}=1`)).status, 400, `${name} twice`);
			}
		/* A field of the body is none of the address, and the other way round. */
		unchanged(before, `${route.path}: an address changed something`);
	});

test('search: what was typed wrong stands there again', async () => {
	const v = visitor(shop);
	for (const [min, max] of [['abc', '500'], ['500', '12x'], ['900', '100'], ['-5', '10']]) {
		const reply = await v.get('/en/search?' + encode([['q', 'silver'], ['kind', 'ready'], ['min', min], ['max', max]]));
		assert.equal(reply.status, 422, `${min}–${max}`);
		const form = reply.forms().find((f) => f.fields.has('min'));
		assert.equal(form.fields.get('min'), min);
		assert.equal(form.fields.get('max'), max);
		assert.equal(form.fields.get('q'), 'silver');
		assert.equal(form.fields.get('kind'), 'ready');
		assert.match(reply.body, /aria-describedby="price-error"[\s\S]*id="price-error"/);
	}
});

// ---- valid values ----

const pad = (text, max) => text + 'ғ'.repeat(max - [...text].length);
test('valid values pass, up to the last character', async () => {
	const route = posts.find((r) => r.path === '/{lang}/checkout'), s = await station(route);
	const most = Object.fromEntries(route.form.fields.map((f) => [f.name, f.max]));
	const berlin = { country: 'DE', city: 'Berlin', region: '', postcode: '10115', phone: '+49 151 23456789', street: 'Torstraße 1', building: '', apartment: '' };
	const passing = [{}, ...['name', 'street', 'note', 'apartment', 'building'].map((name) => ({ [name]: pad(person[name], most[name]) })), ...['name', 'city', 'region', 'street', 'note'].map((name) => ({ ...berlin, [name]: pad(berlin[name] || person[name] || 'a', most[name]) })),
		{ note: '' }, { note: 'two\r\nlines\n\nand a third' }, { apartment: '' }, { email: 'A.B+c_d@Example.KZ' }, { email: 'a@пример.қаз' }, { email: `${'a'.repeat(64)}@example.kz` }, { phone: '87012345678' }, { phone: '+7 (701) 234-56-78' },
		{ phone: '701 234 56 78' }, { postcode: 'A05E3P1' }, { postcode: '050000' }, { name: "O'Neil-Жұмабай әл-Фараби" }, { name: '  Айгерім  ' }, { street: 'Абай\r\nдаңғылы' }, { street: '%3Cb%3E Абай &amp;' }, { note: '%253Cb%253E %26lt;' }, { street: 'Ақан сері көш., "Нұр" & К' }];
	for (const change of passing) {
		const reply = await send(s, Object.entries({ ...s.base, ...change }));
		assert.equal(reply.status, 303, `${JSON.stringify(change).slice(0, 80)}: ${reply.status === 422 ? reply.text.match(/Please[\s\S]{0,200}/) ?? '' : ''}`);
		const again = (await s.v.open('/en/checkout')).form('/checkout').fields;
		for (const name of ['name', 'street', 'note'])
			if (name in change)
				assert.equal(seen(again.get(name)), name === 'note' ? seen(change[name]) : change[name].trim().replace(/\s+/g, ' '), 'decoded exactly once');
	}
	/* Back to where the others began. */
	assert.equal((await send(s, Object.entries(s.base))).status, 303);
	const delivery = await at.shopper.open('/en/checkout/delivery');
	assert.match((await at.shopper.submit(delivery, '/checkout/delivery')).url, /\/checkout\/review$/);
});

test('valid values in an address', async () => {
	const v = visitor(shop);
	for (const route of gets.filter((r) => answers[r.path] === 'named'))
		for (const field of route.form.fields) {
			const city = one(shop, 'SELECT city_slug FROM creator LIMIT 1'), category = one(shop, 'SELECT slug FROM category LIMIT 1');
			const values = { text: () => ['a', pad('a', field.max), "<b>\"'&", '%3Cb', '  x  '], token: () => ({ city: [city], category: [category] }[field.name] ?? []), int: () => [String(field.min), String(field.max), ' 5 ', '007'], choice: () => field.choices }[field.kind]();
			for (const value of [...values, ''])
				assert.equal((await v.get(`${pathOf(route, at.values)}?${encode([[field.name, value]])}`)).status, 200, `${field.name}=${value}`);
		}
});

// ---- what no field declares ----

// Every column of every table, with a value that somebody would like to see there.
function columns() {
	const found = new Set();
	for (const database of ['market', 'session', 'keys', 'catalogue'])
		for (const { name } of sql(shop, `SELECT DISTINCT p.name FROM sqlite_schema AS s JOIN pragma_table_info(s.name) AS p WHERE s.type = 'table' AND s.name NOT LIKE 'sqlite%' AND s.name NOT LIKE 'search%'`, database))
			found.add(name);
	for (const name of ['id', 'price', 'amount', 'total', 'discount', 'coupon', 'role', 'admin', 'is_admin', 'session_id', 'user_id', '_method', 'redirect', 'next', '__proto__', 'constructor', 'csrf[]', 'quantity[]', 'variant[0]', 'name.x'])
		found.add(name);
	return [...found].sort();
}
const wish = (name) => (/state/.test(name) ? 'captured' : name === 'kind' ? 'creator' : /currency/.test(name) ? 'USD' : /creator_id|person_id/.test(name) ? at.thing.maker : /lang/.test(name) ? 'kk' : '1');

// What a purchase left behind, without names and times.
function traces() {
	const group = '(SELECT max(id) FROM order_group)';
	return JSON.stringify([
		sql(shop, `SELECT lang, currency, items_minor, delivery_minor, total_minor, policy_version FROM order_group WHERE id = ${group}`),
		sql(shop, `SELECT state, delivery_kind, delivery_days_min, delivery_days_max, items_minor, delivery_minor, total_minor, paid_ms, shipped_ms FROM suborder WHERE group_id = ${group}`),
		sql(shop, `SELECT l.listing_id, l.variant_id, l.title, l.unit_price_minor, l.quantity, l.discount_minor, l.total_minor, l.tax_rate_bp, l.commission_rate_bp, l.commission_minor FROM order_line AS l JOIN suborder AS s ON s.id = l.suborder_id WHERE s.group_id = ${group}`),
		sql(shop, `SELECT seq, processor, mode, currency, amount_minor FROM payment WHERE group_id = ${group}`),
		sql(shop, `SELECT purpose, version, lang, method, given FROM consent_receipt WHERE group_id = ${group}`),
		sql(shop, `SELECT a.country FROM address AS a JOIN order_group AS g ON g.address_id = a.id WHERE g.id = ${group}`),
		sql(shop, `SELECT p.kind, p.lang FROM person AS p JOIN order_group AS g ON g.person_id = p.id WHERE g.id = ${group}`),
		sql(shop, 'SELECT kind, creator_id, cart_count FROM session ORDER BY id DESC LIMIT 1', 'session'),
		one(shop, 'SELECT count(*) FROM creator'), one(shop, 'SELECT count(*) FROM hold'), one(shop, `SELECT price_minor FROM variant WHERE id = ${at.thing.id}`),
	]);
}

test('what no field declares changes nothing: every column of the schema in every form of a purchase', async () => {
	const all = columns();
	assert.ok(all.length > 120, `${all.length} names`);
	const steps = ['/cart/quantity', '/checkout/begin', '/checkout', '/checkout/delivery', '/checkout/place'];
	const purchase = async (more) => {
		const v = visitor(shop), held = one(shop, 'SELECT count(*) FROM hold');
		const declared = (path) => new Set(routes.find((r) => r.method === 'POST' && r.path === `/{lang}${path}`).form.fields.flatMap((f) => [f.name, ...Array.from({ length: f.repeat }, (_, i) => `${f.name}-${i}`)]));
		const extra = (path) => Object.fromEntries(more.filter((name) => !declared(path).has(name)).map((name) => [name, wish(name)]));
		let reply = await v.post('/en/cart/add', { variant: at.thing.id, ...extra('/cart/add') });
		assert.equal(reply.status, 303);
		const values = { '/cart/quantity': { quantity: '2' }, '/checkout': person, '/checkout/place': { terms: '1' } };
		reply = await v.follow(reply);
		for (const step of steps)
			reply = await v.submit(reply, step, { ...extra(step), ...values[step] });
		assert.match(reply.url, /\/pay\//, reply.text.slice(0, 400));
		assert.equal(one(shop, 'SELECT count(*) FROM hold'), held);
		return traces();
	};
	setStock(shop, at.thing.id, 99);
	const plain = await purchase([]);
	for (let i = 0; i < all.length; i += 70)
		assert.equal(await purchase(all.slice(i, i + 70)), plain, `one of ${all.slice(i, i + 70)}`);
	/* In the address they mean nothing either. The orders just made are on their way to the processor: that comes to rest first. */
	await atRest(shop);
	const v = visitor(shop), before = state();
	await v.get('/en/cart?' + encode(all.slice(0, 60).map((name) => [name, '1'])));
	await v.get('/en/search?' + encode(all.filter((n) => !['kind', 'city', 'category'].includes(n)).slice(0, 60).map((name) => [name, '1'])));
	unchanged(before, 'an address with undeclared words changed something');
});

// ---- markup ----

const hostile = `<b>"'&\`{{t}}</textarea><script>x</script>%n%s`, short = `<b>"'&`;
test('markup in a field comes back as text', async () => {
	for (const route of posts) {
		const s = await station(route);
		if (!s.same)
			continue;
		const texts = route.form.fields.filter((f) => ['text', 'multiline', 'email', 'phone', 'token', 'int'].includes(f.kind));
		for (const field of texts) {
			const name = names(field)[0], wrongOne = texts.find((f) => f !== field && f.required);
			const ask = (value) => send(s, Object.entries({ ...s.base, [name]: value, ...(wrongOne ? { [wrongOne.name]: '' } : route.path.endsWith('/ship') ? { carrier: 'x' } : {}) }));
			for (const text of [short, hostile]) {
				const reply = await ask(text), plain = await ask('x'.repeat(text.length)), form = reply.form(s.path.replace(/^\/en/, ''));
				assert.equal(reply.status, 422, name);
				assert.equal(seen(form.fields.get(name)), text, name);
				if (plain.status === 422) {
					/* A message more or less is no markup of the visitor's. */
					const tags = (page) => shape(page.body.replace(/<p class="error"[\s\S]*?<\/p>|<li><a href="#[\s\S]*?<\/li>|\saria-(invalid|describedby)="[^"]*"/g, '')).join('\n');
					assert.equal(tags(reply), tags(plain), `${name}: the page has another shape`);
				}
				assert.ok(!/<script>x|<b>["&]/.test(reply.body), `${name} comes back as markup`);
			}
		}
	}
	const v = visitor(shop);
	for (const path of ['/en/search', '/ru/search']) {
		const reply = await v.get(`${path}?${encode([['q', `<zzqq>"'&</title>`]])}`), plain = await v.get(`${path}?${encode([['q', 'zzqqtitle']])}`);
		assert.equal(shape(reply.body).join('\n'), shape(plain.body).join('\n'));
	}
});

test('markup in an order is text on every page and in every letter', async () => {
	const change = (text) => ({ name: `Айгерім ${text.replace(/[<>"&]/g, '')}`, street: `Абай ${text}`, note: text.repeat(3), apartment: text, email: 'markup@example.kz' });
	const orderOf = async (text) => {
		const v = visitor(shop), order = await buy(v, [at.thing.id], change(text)), number = one(shop, 'SELECT number FROM suborder ORDER BY id DESC LIMIT 1');
		await put(v, at.thing.id);
		const pages = [order];
		await toAddress(v);
		for (const path of [`/en/studio/order/${number}`, `/en/studio/order/${number}/slip`])
			pages.push(await at.creator.open(path));
		return { pages, number };
	};
	const plain = await orderOf('xxxxxx'), marked = await orderOf(short);
	for (const [i, page] of marked.pages.entries()) {
		assert.equal(page.status, 200);
		assert.equal(shape(page.body).join('\n'), shape(plain.pages[i].body).join('\n'), page.url);
		assert.ok(page.text.includes(short), `${page.url} does not show it as it was typed`);
	}
	await until('its letters are out', () => one(shop, "SELECT count(*) FROM mail_outbox WHERE state <> 'done'") === 0, 20000);
	const letters = readdirSync(`${shop.state}/mail`).map((name) => readFileSync(`${shop.state}/mail/${name}`, 'utf8')).filter((text) => text.includes('markup@example.kz'));
	assert.ok(letters.length >= 2, `${letters.length} letters`);
	for (const text of letters)
		assert.equal(text.split(/\r?\n\r?\n/)[0].match(/^(to|bcc|cc):/gim).length, 1);
});

test('signing in by markup leads nowhere', async () => {
	const v = visitor(shop);
	const page = await v.get('/en/studio/enter?' + encode([['token', hostile]])), plain = await v.get('/en/studio/enter?token=x');
	assert.equal(shape(page.body).join('\n'), shape(plain.body).join('\n'));
	assert.ok(await creatorVisitor(shop, at.handle));
});

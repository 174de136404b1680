// What the shop answers to requests that no page of ours makes: every route of the table times methods, hosts, sources and tokens; and
// what every answer carries, whatever its status.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { after, before, test } from 'node:test';
import { one, put, shopForTest, until, visitor } from '../lib/purchase.mjs';
import { difference, langs, pathOf, scene, still, tables } from '../lib/routes.mjs';

const { limits, cookies, routes } = tables();
const build = process.env.BUILD ?? 'build';
let shop, at;
before(async () => {
	shop = await shopForTest();
	at = await scene(shop);
	/* The letters of the paid order are out: nothing of ours writes any more by itself. */
	await until('the daemons are done', () => one(shop, "SELECT count(*) FROM mail_outbox WHERE state <> 'done'") === 0, 20000);
});
after(() => shop.stop());

const state = () => still(shop);
const unchanged = (before, what) => assert.equal(difference(before, state()), '', what);
const local = (url) => new URL(url, shop.url);

// A request as raw bytes, for what http.request would put right: {status, headers, body}.
function raw(text, port = shop.port ?? Number(new URL(shop.url).port)) {
	return new Promise((resolve, reject) => {
		const socket = net.connect(port, '127.0.0.1'), chunks = [];
		socket.setTimeout(15000, () => socket.destroy(new Error('no answer in 15 s')));
		socket.on('data', (c) => chunks.push(c));
		/* A server that has read enough may close before it has read all. */
		socket.on('error', (e) => (chunks.length ? undefined : reject(e)));
		socket.on('close', () => {
			const [head, ...rest] = Buffer.concat(chunks).toString('latin1').split('\r\n\r\n'), lines = head.split('\r\n');
			resolve({ status: Number(lines[0].split(' ')[1]), body: rest.join('\r\n\r\n'),
				headers: Object.fromEntries(lines.slice(1).map((l) => [l.slice(0, l.indexOf(':')).toLowerCase(), l.slice(l.indexOf(':') + 2)])) });
		});
		socket.write(Buffer.from(text, 'latin1'));
	});
}
const host = () => new URL(shop.url).host;

const everywhere = {
	'content-security-policy': /^default-src 'none'; .*frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'(, sandbox)?$/,
	'x-content-type-options': /^nosniff$/, 'x-frame-options': /^DENY$/, 'referrer-policy': /^(no-referrer|same-origin)$/,
	'cross-origin-opener-policy': /^same-origin$/, 'cross-origin-embedder-policy': /^require-corp$/, 'cross-origin-resource-policy': /^same-origin$/,
	'permissions-policy': /camera=\(\).*geolocation=\(\).*payment=\(\)/, server: /^nginx$/,
};
function guarded(reply, what) {
	for (const [name, wanted] of Object.entries(everywhere))
		assert.match(reply.headers[name] ?? '', wanted, `${what}: ${name} is ${reply.headers[name]}`);
	for (const name of Object.keys(reply.headers))
		assert.ok(!name.startsWith('access-control-') && name !== 'x-powered-by', `${what}: ${name}`);
}

test('every kind of answer carries every security header', async () => {
	const v = visitor(shop), seen = new Set();
	const ask = async (what, status, reply) => {
		assert.equal(reply.status, status, what);
		guarded(reply, `${what} (${status})`);
		seen.add(status);
	};
	await ask('a page', 200, await v.get('/en/'));
	await ask('a page of checkout', 200, await v.get('/en/cart'));
	await ask('a page of studio', 200, await v.get('/en/studio'));
	await ask('a feed', 200, await v.get('/sitemap.xml'));
	await ask('a style sheet', 200, await v.get('/static/css/aina.css'));
	await ask('a picture', 200, await v.get('/media/' + one(shop, 'SELECT file FROM photo LIMIT 1') + '-800.jpg'));
	await ask('a redirect', 303, await v.get('/'));
	await ask('a redirect after a form', 303, await v.post('/en/cart/add', { variant: at.thing.id }));
	await ask('a broken query', 400, await v.get('/en/search?q=%ff'));
	await ask('a forged form', 403, await v.post('/en/cart/remove', { variant: '1' }, { headers: { 'sec-fetch-site': 'cross-site' } }));
	for (const path of ['/en/nothing', '/en/cart/nothing', '/en/studio/nothing', '/hook/nothing', '/static/nothing', '/media/nothing', '/errors/503.html'])
		await ask(path, 404, await v.get(path));
	for (const path of ['/static/', '/media/', '/static/css/'])
		await ask(path, 403, await v.get(path)); /* nothing is listed */
	for (const path of ['/en/', '/en/cart', '/en/studio', '/hook/stripe'])
		await ask(path, 405, await v.request('PUT', path));
	await ask('a long body', 413, await v.post('/en/cart/add', { variant: 'x'.repeat(limits.body_bytes + 1) }));
	await ask('a wrong type', 415, await visitor(shop).request('POST', '/en/cart/remove', { body: '{}', headers: { 'content-type': 'application/json' } }));
	await ask('another host', 421, await v.get('/en/', { headers: { host: 'evil.example' } }));
	await ask('a refused form', 422, await v.get('/en/search?min=x'));
	await ask('an unsigned callback', 400, await v.post('/hook/stripe', {}));
	await ask('a long address', 414, await raw(`GET /${'x'.repeat(9000)} HTTP/1.1\r\nHost: ${host()}\r\nConnection: close\r\n\r\n`));
	await ask('a long header', 400, await raw(`GET /en/ HTTP/1.1\r\nHost: ${host()}\r\nConnection: close\r\nX-Long: ${'x'.repeat(9000)}\r\n\r\n`));
	assert.ok(seen.size >= 11);
});

// The same site behind an nginx of its own: few requests a second, and nobody behind one of its sockets.
test('too many requests are 429, nobody behind a socket is 502: our page, with Retry-After and every header', async () => {
	const folder = `${shop.state}/run/strict`, port = Number(new URL(shop.url).port) + 20000 < 65000 ? Number(new URL(shop.url).port) + 20000 : 61999;
	mkdirSync(folder, { recursive: true });
	assert.equal(spawnSync('nginx/render.sh', ['development', folder, shop.state, build, String(port)], { encoding: 'utf8' }).status, 0);
	const common = `${folder}/site/http.conf`;
	const text = readFileSync(common, 'utf8');
	writeFileSync(common, text.replace(/zone=form:1m rate=\S+;/, 'zone=form:1m rate=1r/m;').replace(/zone=search:1m rate=\S+;/, 'zone=search:1m rate=1r/m;')
		.replaceAll('/checkout.sock', '/nobody.sock').replace(/\S+\/pages levels/, `${folder}/pages levels`));
	for (const name of ['checkout', 'studio', 'site'])
		writeFileSync(`${folder}/site/${name}.conf`, readFileSync(`${folder}/site/${name}.conf`, 'utf8').replace(/burst=\d+/g, 'burst=3'));
	writeFileSync(`${folder}/nginx.conf`, readFileSync(`${folder}/nginx.conf`, 'utf8').replace(/pid .*;/, `pid ${folder}/pid;`));
	const nginx = spawn('nginx', ['-e', `${folder}/error.log`, '-c', `${folder}/nginx.conf`], { cwd: folder, stdio: 'ignore' });
	try {
		const v = visitor({ url: `http://localhost:${port}` });
		await until('the second nginx listens', () => v.get('/static/css/aina.css').then((r) => r.status === 200, () => false));
		const statuses = [];
		for (let i = 0; i < 6; i++) {
			const reply = await v.get('/en/search?q=x');
			statuses.push(reply.status);
			guarded(reply, `search ${i} (${reply.status})`);
			if (reply.status === 429) {
				assert.match(reply.headers['retry-after'], /^\d+$/);
				assert.match(reply.body, /<html/);
			}
		}
		assert.deepEqual(statuses.slice(4), [429, 429]);
		/* Reading goes on. */
		assert.notEqual((await v.get('/en/')).status, 429);
		/* Forms are counted by themselves, not by how often somebody reads. */
		for (let i = 0; i < 6; i++)
			statuses[i] = (await v.post('/en/studio/leave', {})).status;
		assert.deepEqual([statuses[0] === 429, statuses[5]], [false, 429]);
		const dead = await v.get('/en/cart');
		assert.ok([502, 503].includes(dead.status), String(dead.status));
		guarded(dead, 'nobody behind the socket');
		assert.match(dead.headers['retry-after'], /^\d+$/);
		assert.match(dead.headers['cache-control'], /no-store/);
		assert.equal(dead.body, readFileSync(`${build}/errors/503.html`, 'utf8'));
		for (const lang of langs)
			assert.match(dead.body, new RegExp(`lang="${lang}"`));
	} finally {
		nginx.kill('SIGQUIT');
		await new Promise((resolve) => nginx.on('exit', resolve));
	}
});

test('another host is 421', async () => {
	const v = visitor(shop), port = new URL(shop.url).port;
	for (const name of ['evil.example', 'localhost', 'localhost:1', '127.0.0.1', 'localhost.evil.example', `127.0.0.1:${port}`, `evil.example:${port}`, `localhost.:${port}`])
		for (const path of ['/en/', '/en/cart', '/en/studio', '/static/css/aina.css']) {
			const reply = await v.get(path, { headers: { host: name } });
			/* Files are the same under each name of this machine; pages know the name that links are made with. */
			if (path.startsWith('/static/') && /^localhost\.?(:|$)/.test(name))
				continue;
			assert.equal(reply.status, 421, `${name} ${path}`);
			assert.equal(reply.headers['set-cookie'], undefined);
			assert.ok(!reply.body.includes('evil.example'));
		}
	/* In the request line too; without any Host; two of them. */
	assert.equal((await raw(`GET http://evil.example/en/ HTTP/1.1\r\nHost: ${host()}\r\nConnection: close\r\n\r\n`)).status, 421);
	assert.ok([400, 421].includes((await raw('GET /en/ HTTP/1.1\r\nConnection: close\r\n\r\n')).status));
	assert.ok([400, 421].includes((await raw('GET /en/ HTTP/1.0\r\n\r\n')).status));
	assert.equal((await raw(`GET /en/ HTTP/1.1\r\nHost: ${host()}\r\nHost: evil.example\r\nConnection: close\r\n\r\n`)).status, 400);
	/* The name is no matter of case. */
	assert.equal((await v.get('/en/', { headers: { host: host().toUpperCase() } })).status, 200);
});

test('a method that a route does not have is 405 and names those that it has', async () => {
	const v = visitor(shop), before = state();
	const methods = new Map();
	for (const route of routes)
		methods.set(route.path, new Set([...(methods.get(route.path) ?? []), ...(route.method === 'GET' ? ['GET', 'HEAD'] : [route.method])]));
	let asked = 0;
	for (const [path, own] of methods) {
		const url = pathOf({ path }, at.values);
		for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'PROPFIND', 'LOCK', 'FOO', 'get']) {
			if (own.has(method))
				continue;
			const reply = await raw(`${method} ${url} HTTP/1.1\r\nHost: ${host()}\r\nConnection: close\r\nSec-Fetch-Site: same-origin\r\nContent-Length: 0\r\n\r\n`);
			asked++;
			/* nginx takes no method in small letters. */
			assert.equal(reply.status, method === 'get' ? 400 : 405, `${method} ${url}`);
			if (method === 'get')
				continue;
			assert.deepEqual(reply.headers.allow?.split(', ').sort(), [...own].sort(), `${method} ${url}: Allow`);
			assert.equal(reply.headers['set-cookie'], undefined);
		}
		/* nginx itself knows TRACE and CONNECT, and refuses them. */
		for (const method of ['TRACE', 'CONNECT']) {
			const reply = await raw(`${method} ${url} HTTP/1.1\r\nHost: ${host()}\r\nConnection: close\r\n\r\n`);
			assert.ok([400, 405].includes(reply.status), `${method} ${url}: ${reply.status}`);
		}
	}
	assert.ok(asked > 200, `${asked} requests`);
	unchanged(before, 'a refused method changed something');
});

const h1 = (page) => (page.body.match(/<h1[^>]*>([\s\S]*?)<\/h1>/) ?? [])[1];
test('what is not there is 404, in the language of the path, else of the browser', async () => {
	const said = {};
	for (const lang of langs) {
		const v = visitor(shop, lang);
		for (const path of [`/${lang}/nothing`, `/${lang}/c/nothing`, `/${lang}/l/nothing`, `/${lang}/@nobody`, `/${lang}/cart/nothing`, `/${lang}/studio/nothing`,
			`/${lang}/pay/nothing`, `/${lang}/order/nothing`, `/${lang}/@nobody/feed.atom`, `/${lang}/%F0%9F%90%AA`]) {
			const reply = await visitor(shop, 'en').get(path);
			assert.equal(reply.status, 404, path);
			assert.match(reply.body, new RegExp(`<html lang="${lang}"`), path);
			assert.match(reply.headers['cache-control'] ?? '', /no-store/, path);
			said[lang] ??= h1(reply);
			assert.equal(h1(reply), said[lang], path);
			assert.match(reply.body, /class="code">[0-9a-f]{16}</, 'the number of the request');
		}
		for (const path of ['/nothing', '/de/', '/xx/l/y', '/sitemap-x.xml', '/sitemap-99999999999999999999.xml']) {
			const reply = await v.get(path);
			assert.equal(reply.status, 404, path);
			assert.match(reply.body, new RegExp(`<html lang="${lang}"`), path);
		}
	}
	assert.equal(new Set(Object.values(said)).size, 3);
});

test('too much is refused at its limit', async () => {
	const v = visitor(shop), before = state();
	const body = (bytes) => ({ body: 'variant=' + 'x'.repeat(bytes - 8) });
	for (const path of ['/en/cart/add', '/en/studio/enter', '/hook/stripe', '/en/']) {
		const reply = await v.request('POST', path, body(limits.body_bytes + 1));
		assert.equal(reply.status, 413, path);
		assert.match(reply.body, /<html/);
	}
	/* One byte less is read, and then judged as what it is. */
	assert.equal((await v.request('POST', '/en/cart/add', body(limits.body_bytes))).status, 422);
	/* As many pairs as allowed, and one more. */
	const pairs = (n) => Array.from({ length: n }, (_, i) => `x${i}=1`).join('&');
	assert.equal((await v.get('/en/search?' + pairs(limits.form_fields))).status, 200);
	assert.equal((await v.get('/en/search?' + pairs(limits.form_fields + 1))).status, 413);
	/* Address: ours, then nginx's own limit. */
	assert.equal((await v.get('/en/search?x=' + 'y'.repeat(limits.uri_bytes - 20))).status, 200);
	assert.ok([413, 414].includes((await v.get('/en/search?x=' + 'y'.repeat(limits.uri_bytes))).status));
	assert.equal((await raw(`GET /en/?${'y'.repeat(9000)} HTTP/1.1\r\nHost: ${host()}\r\nConnection: close\r\n\r\n`)).status, 414);
	assert.equal((await raw(`GET /en/ HTTP/1.1\r\nHost: ${host()}\r\nConnection: close\r\nCookie: ${'y'.repeat(9000)}\r\n\r\n`)).status, 400);
	/* Many small headers; a cookie that the program does not take. */
	assert.equal((await raw(`GET /en/ HTTP/1.1\r\nHost: ${host()}\r\nConnection: close\r\n${Array.from({ length: 60 }, (_, i) => `X-${i}: y\r\n`).join('')}\r\n`)).status, 400);
	assert.ok([200, 413].includes((await raw(`GET /en/cart HTTP/1.1\r\nHost: ${host()}\r\nConnection: close\r\nCookie: a=${'y'.repeat(limits.header_bytes + 10)}\r\n\r\n`)).status));
	unchanged(before, 'a refused request changed something');
});

test('unclear framing is refused', async () => {
	const head = `POST /en/cart/add HTTP/1.1\r\nHost: ${host()}\r\nConnection: close\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\n`, before = state();
	for (const framing of ['Content-Length: 5\r\nTransfer-Encoding: chunked', 'Content-Length: -1', 'Content-Length: +5', 'Content-Length: 5\r\nContent-Length: 6', 'Content-Length: 5, 5', 'Content-Length: 99999999999999999999',
		'Content-Length: 0x5', 'Content-Length: 5 5', 'Transfer-Encoding: identity', 'Transfer-Encoding: xchunked', 'Transfer-Encoding: chunked, chunked', ' Content-Length: 5', 'Content-Length : 5']) {
		const reply = await raw(`${head}${framing}\r\n\r\na=b&c`);
		assert.ok([400, 411, 413, 501].includes(reply.status), `${framing}: ${reply.status}`);
	}
	unchanged(before, 'a refused request changed something');
});

// Every page that can be reached by links and every GET route, in every language, by somebody who only reads.
const pages = new Map();
async function crawl() {
	const v = visitor(shop), todo = [];
	const want = (url) => {
		const target = local(url);
		target.hash = '';
		if (target.origin === shop.url && !pages.has(target.href) && !todo.includes(target.href) && !/^\/(static|media)\//.test(target.pathname))
			todo.push(target.href);
	};
	for (const route of routes.filter((r) => r.method === 'GET'))
		for (const lang of route.path.includes('{lang}') ? langs : ['en'])
			want(pathOf(route, at.values, lang));
	while (todo.length && pages.size < 900) {
		await Promise.all(todo.splice(0, 8).map(async (url) => {
			const page = await v.get(url);
			pages.set(url, page);
			if (/html/.test(page.headers['content-type'] ?? ''))
				for (const link of page.links())
					if (link.href && !link.href.startsWith('mailto:') && !link.href.startsWith('tel:') && !(new URL(link.href, url).search.match(/[?&]/g)?.length > 1))
						want(new URL(link.href, url).href);
			if (page.headers.location)
				want(new URL(page.headers.location, url).href);
		}));
		if (v.cookies.size)
			break;
	}
	return v;
}

test('reading gives no cookie, leads nowhere else, and changes nothing', async () => {
	const before = state();
	const v = await crawl();
	assert.ok(pages.size > 300, `only ${pages.size} pages`);
	assert.equal(v.cookies.size, 0);
	for (const [url, page] of pages) {
		assert.equal(page.headers['set-cookie'], undefined, `${url} sets a cookie`);
		assert.ok(![500, 502, 503].includes(page.status), `${url}: ${page.status}`);
		guarded(page, url);
		if (page.headers.location)
			assert.ok(new URL(page.headers.location, url).origin === shop.url || new URL(url).pathname.endsWith('/go'), `${url} leads to ${page.headers.location}`);
	}
	/* Links of our pages lead to pages that are there: all but those behind a role. */
	const broken = [...pages].filter(([url, p]) => p.status >= 400 && !/\/studio\/|\/pay\/|\/order\//.test(url)).map(([url, p]) => `${p.status} ${url}`);
	assert.deepEqual(broken, []);
	for (const route of routes.filter((r) => r.method === 'GET'))
		assert.equal((await v.request('HEAD', pathOf(route, at.values))).body, '', `HEAD ${route.path} has a body`);
	unchanged(before, 'reading changed something');
});

test('no page holds anything of a third party, nor script or style in itself', () => {
	assert.ok(pages.size > 0);
	for (const [url, page] of pages) {
		if (!/html/.test(page.headers['content-type'] ?? ''))
			continue;
		for (const [tag, name] of page.body.matchAll(/<(\w+)\b[^>]*>/g)) {
			assert.doesNotMatch(tag.replace(/"[^"]*"/g, '""'), /\s(style|on\w+|srcdoc|ping)=/i, `${url}: ${tag}`);
			assert.ok(!['iframe', 'object', 'embed', 'base', 'style', 'frame', 'applet'].includes(name.toLowerCase()), `${url}: ${tag}`);
			if (['a', 'form'].includes(name))
				continue;
			for (const [, attribute, value] of tag.matchAll(/\s(src|href|srcset|action|poster|data|content)="([^"]*)"/g))
				for (const part of attribute === 'srcset' ? value.split(',').map((s) => s.trim().split(' ')[0]) : [value])
					if (/^([a-z]+:)?\/\//i.test(part))
						assert.equal(new URL(part.replaceAll('&amp;', '&'), url).origin, shop.url, `${url}: ${tag}`);
		}
		for (const form of page.forms())
			assert.equal(new URL(form.action || url, url).origin, shop.url, `${url}: form to ${form.action}`);
		for (const link of page.links())
			assert.match(link.href ?? '#', /^(\/(?!\/)|#|\?|mailto:|tel:|https?:\/\/localhost)/, `${url}: link to ${link.href}`);
		for (const [, attributes, text] of page.body.matchAll(/<script\b([^>]*)>([\s\S]*?)<\/script>/g)) {
			assert.ok(text === '' || attributes.includes('type="application/ld+json"'), `${url}: script in the page`);
			assert.ok(text !== '' || /src="\/static\//.test(attributes), `${url}: script from elsewhere`);
		}
		assert.match(page.headers['content-type'], /charset=utf-8/i);
	}
	/* Nor does what the pages load. */
	const style = readFileSync('static/css/aina.css', 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
	for (const [, target] of style.matchAll(/url\(\s*["']?([^"')]*)/g))
		assert.match(target, /^(\/static\/|\.\.?\/|data:image\/svg|#)/, `style: ${target}`);
	assert.doesNotMatch(style, /@import/);
});

test('a cookie is one of the registry, with its attributes', async () => {
	const v = visitor(shop);
	const reply = await v.post('/en/cart/add', { variant: at.thing.id, quantity: '1' });
	assert.equal(reply.headers['set-cookie'].length, 1);
	const [pair, ...attributes] = reply.headers['set-cookie'][0].split('; '), rule = cookies.find((c) => c.name === pair.split('=')[0]);
	assert.ok(rule, pair);
	assert.equal(rule.category, 'technical');
	assert.ok(['Secure', 'HttpOnly', 'Path=/', 'SameSite=Lax'].every((a) => attributes.includes(a)), attributes.join());
	assert.ok(!attributes.some((a) => /^domain=/i.test(a)));
	assert.ok(Number(attributes.find((a) => a.startsWith('Max-Age=')).slice(8)) <= rule.life_s && rule.life_s <= 400 * 86400);
	/* Its value stands in no page and in no address. */
	const secret = pair.slice(pair.indexOf('=') + 1);
	for (const path of ['/en/', '/en/cart', '/en/l/' + at.thing.slug]) {
		const page = await v.open(path);
		assert.ok(!page.body.includes(secret) && !page.url.includes(secret), path);
	}
	/* A session that somebody made up is not taken over. */
	const stranger = visitor(shop);
	stranger.cookies.set('__Host-sid', 'A'.repeat(43));
	const made = await stranger.post('/en/cart/add', { variant: at.thing.id });
	assert.match(made.headers['set-cookie'][0], /^__Host-sid=(?!A{43})[\w-]{43};/);
});

// ---- forged requests ----

const sites = [null, 'same-origin', 'same-site', 'cross-site', 'none'];
// The rule of the house, in words of its own: our page said so, or (where the browser says nothing) our origin is named.
function passes(site, origin) {
	const ours = origin === shop.url;
	return site === 'same-origin' ? ours || origin === null || origin === 'null' : site === null && ours;
}
const tokenOf = async (v, path) => (await v.open(path)).forms().map((f) => f.fields.get('csrf')).find(Boolean);

test('a forged form is refused, whatever its route, its source and its token, and changes nothing', async () => {
	const other = visitor(shop);
	await put(other, at.thing.id);
	const otherToken = await tokenOf(other, '/en/cart');
	const posts = routes.filter((r) => r.method === 'POST' && !r.signed_callback);
	assert.ok(posts.length >= 13);
	let asked = 0;
	for (const route of posts) {
		const v = route.role === 'creator' || route.path.includes('/studio/') ? at.creator : at.shopper;
		const own = await tokenOf(v, v === at.creator ? '/en/studio' : '/en/checkout/review');
		const path = pathOf(route, at.values), before = state();
		assert.ok(own && otherToken && own !== otherToken);
		const tokens = { none: {}, empty: { csrf: '' }, wrong: { csrf: 'A'.repeat(32) }, short: { csrf: own.slice(0, 31) }, long: { csrf: own + 'A' }, other: { csrf: otherToken }, own: { csrf: own } };
		for (const site of sites)
			for (const origin of [null, shop.url, 'http://evil.example', 'null', shop.url + '.evil.example', shop.url.replace('http:', 'https:')])
				for (const [kind, fields] of Object.entries(tokens)) {
					if (passes(site, origin) && kind === 'own')
						continue; /* that is our own page */
					const reply = await v.post(path, fields, { headers: { 'sec-fetch-site': site, origin } });
					asked++;
					const what = `${path} site=${site} origin=${origin} token=${kind}`;
					assert.equal(reply.status, 403, what);
					/* Only our own page is offered to send it again: no other one gets a token into its hands. */
					const offered = reply.body.includes(`value="${own}"`) && reply.forms().some((f) => f.action === path);
					assert.equal(offered, site === 'same-origin' && passes(site, origin) && ['none', 'empty'].includes(kind), what);
				}
		/* The token counts in the body alone. */
		const query = await v.post(`${path}?csrf=${own}`, {});
		assert.equal(query.status, 403, `${path}: token in the address`);
		/* An unknown word of a browser is no word of trust. */
		for (const site of ['Same-Origin', 'same-origin, cross-site', 'x'])
			assert.equal((await v.post(path, { csrf: own }, { headers: { 'sec-fetch-site': site, origin: null } })).status, 403, `${path} ${site}`);
		assert.equal((await v.post(path, [['csrf', own], ['csrf', own]])).status, 400, `${path}: two tokens`);
		unchanged(before, `${path} was forged`);
	}
	assert.ok(asked > 2500, `${asked} requests`);
	/* Our own page passes: also in a browser that does not say where a request comes from, or hides its origin. */
	const own = await tokenOf(at.shopper, '/en/cart');
	for (const [site, origin] of [['same-origin', shop.url], ['same-origin', null], ['same-origin', 'null'], [null, shop.url]])
		assert.equal((await at.shopper.post('/en/cart/remove', { csrf: own, variant: '1' }, { headers: { 'sec-fetch-site': site, origin } })).status, 303, `${site} ${origin}`);
	/* The shopper's session lives on. */
	assert.equal((await at.shopper.open('/en/checkout/review')).status, 200);
});

test('a form in another encoding is refused', async () => {
	const before = state(), csrf = await tokenOf(at.shopper, '/en/cart');
	for (const type of ['text/plain', 'multipart/form-data; boundary=x', 'application/json', '', 'application/x-www-form-urlencoded2'])
		assert.equal((await at.shopper.request('POST', '/en/cart/remove', { body: `csrf=${csrf}&variant=${at.thing.id}`, headers: { 'content-type': type } })).status, 415, type);
	unchanged(before, 'a form in another encoding was taken');
});

// ---- nginx's cache ----

test('what somebody with a cookie gets is neither taken from the cache nor put into it', async () => {
	const anonymous = visitor(shop), v = visitor(shop);
	await put(v, at.thing.id);
	assert.ok(v.cookies.size === 1);
	for (const path of ['/en/', '/kk/search?q=cachetest', '/ru/l/' + at.thing.slug]) {
		const url = path + (path.includes('?') ? '&' : '?') + 'x=' + Date.now();
		/* First with a cookie: had it been kept, the next one would see a cart. */
		const own = await v.get(url);
		assert.match(own.body, /head-cart-count/, path);
		assert.match(own.headers['cache-control'], /private|no-store/, path);
		for (let i = 0; i < 3; i++) {
			const page = await anonymous.get(url);
			assert.equal(page.status, 200);
			assert.doesNotMatch(page.body, /head-cart-count|name="csrf"/, path);
		}
		/* Now it is kept for those without cookies, and the cart is still there. */
		assert.match((await v.get(url)).body, /head-cart-count/, path);
		/* Any cookie at all. */
		assert.equal((await anonymous.get(url, { headers: { cookie: 'x=y' } })).headers['cache-control'], own.headers['cache-control']);
	}
	/* It is kept indeed: the second answer has the number of the first. */
	const stamp = createHash('sha256').update((await anonymous.get('/en/nothing-here')).body).digest('hex');
	assert.notEqual(createHash('sha256').update((await anonymous.get('/en/nothing-here')).body).digest('hex'), stamp, 'an error page is never kept');
	for (const path of ['/en/cart', '/en/checkout', '/en/studio', at.order.url, at.pay.url.split('?')[0]]) {
		const page = await anonymous.get(path);
		assert.match(page.headers['cache-control'], /no-store/, path);
	}
	const log = () => readFileSync(`${shop.state}/log/access.log`, 'utf8').trim().split('\n').map((l) => JSON.parse(l));
	await until('the log is written', () => log().some((l) => l.cache === 'HIT'), 5000);
	assert.ok(log().every((l) => l.cache === '' || !/^\/\w\w\/(cart|checkout|studio|pay|order)(\/|$)/.test(l.path)), 'a page of buying or selling met the cache');
});

test('a page is not kept under the name of a file', async () => {
	const paths = ['/en/cart', '/en/studio', '/en/checkout/review', new URL(at.order.url).pathname], before = state();
	for (const path of paths)
		for (const tail of ['/x.css', ';.css', '.css', '%2fx.js', '%3b.css', '/..%2fx.css', '%00.css', '%0a.css', '%23.css', '%3f.css', '//', '/.']) {
			const page = await at.shopper.get(path + tail);
			assert.notEqual(page.status, 200, path + tail);
			assert.ok(!page.headers['cache-control']?.includes('public'), path + tail);
			assert.ok(!page.body.includes('aigerim'), path + tail);
		}
	unchanged(before, 'a strange address changed something');
});

test('no path leads out of the folders', async () => {
	const wanted = ['aina.conf', 'db/market.db', 'secrets/field.key', 'log/access.log', 'errors/503.html', 'bin/shop', 'README.md'];
	const tricks = ['/static../', '/media../', '/static/../', '/media/../', '/static/..%2f', '/static/%2e%2e/', '/static/%2e%2e%2f', '/media/%2e%2e/%2e%2e/', '/static/..;/', '/static/....//', '/static\\..\\', '/static/%5c..%5c',
		'/static/%252e%252e/', '/media/..%00/', '//', '/./', '/../', '/en/../', '/en/%2e%2e/', '/errors/', '/.git/', '/static/.%2e/', '/%c0%ae%c0%ae/', '/static/css/../../', '/static//../'];
	for (const trick of tricks)
		for (const file of wanted) {
			const reply = await raw(`GET ${trick}${file} HTTP/1.1\r\nHost: ${host()}\r\nConnection: close\r\n\r\n`);
			assert.ok(reply.status >= 300 && reply.status < 500, `${trick}${file}: ${reply.status}`);
			assert.ok(!/^(SQLite|\x7fELF|site_origin)/.test(reply.body), `${trick}${file}`);
			if (reply.headers.location)
				assert.match(reply.headers.location, /^\/(?![/\\])/, `${trick}${file} leads to ${reply.headers.location}`);
		}
	for (const path of ['/.env', '/.git/config', '/.git/HEAD', '/wp-login.php', '/phpinfo.php', '/server-status', '/nginx_status', '/admin', '/backup.sql', '/static/.htaccess', '/Makefile', '/var/aina.conf', '/en/debug'])
		assert.equal((await visitor(shop).get(path)).status, 404, path);
	/* Nothing is listed, and nothing can be put into a header. */
	const reply = await raw(`GET /en/%0d%0aSet-Cookie:%20a=b HTTP/1.1\r\nHost: ${host()}\r\nConnection: close\r\n\r\n`);
	assert.equal(reply.headers['set-cookie'], undefined);
	assert.equal(reply.status, 400);
});

test('what a client says of where it comes from is not believed', async () => {
	const lies = { 'x-forwarded-for': '6.6.6.6', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https', 'x-forwarded-port': '666', forwarded: 'for=6.6.6.6;host=evil.example;proto=https', 'x-real-ip': '6.6.6.6',
		'x-original-url': '/en/studio', 'x-rewrite-url': '/en/studio', 'x-http-method-override': 'DELETE', 'x-host': 'evil.example', 'front-end-https': 'on', proxy: 'http://evil.example/' };
	const log = (name) => readFileSync(`${shop.state}/log/${name}.log`, 'utf8'), names = ['access', 'shop', 'checkout', 'studio'], old = names.map((name) => log(name).length);
	const v = visitor(shop), unstamped = (page) => page.body.replace(/<span class="code">[0-9a-f]{16}<\/span>/g, '');
	for (const path of ['/en/', '/', '/en/l/' + at.thing.slug, '/en/cart', '/en/nothing', '/sitemap.xml', '/robots.txt', '/ru/feed/merchant.xml']) {
		/* Past the cache: a cookie of no meaning. */
		const plain = await v.get(path, { headers: { cookie: 'x=y' } }), lied = await v.get(path, { headers: { cookie: 'x=y', ...lies } });
		assert.equal(lied.status, plain.status, path);
		assert.equal(unstamped(lied), unstamped(plain), path);
		assert.equal(lied.headers.location, plain.headers.location, path);
	}
	await until('the log is written', () => log('access').slice(old[0]).includes('/merchant.xml'), 5000);
	for (const [i, name] of names.entries())
		assert.doesNotMatch(log(name).slice(old[i]), /6\.6\.6\.6|evil\.example/, name);
});

test('no word in an address leads away', async () => {
	const v = visitor(shop);
	const away = ['//evil.example', '/\\evil.example', 'https://evil.example', '/%09/evil.example', '/%2f/evil.example', '@evil.example', '.evil.example', 'javascript:alert(1)', '/%0d%0aLocation:%20//evil.example', '%5cevil.example', '///evil.example/%2e%2e'];
	for (const where of away)
		for (const path of [where, `/en/${where}`, `/${where}`, `/en/cart?why=${where}`, `/en/cart?next=${where}`, `/en/studio?return=${where}`, `/?lang=${where}`, `/en/studio/enter?token=${where}`]) {
			if (!path.startsWith('/'))
				continue;
			const reply = await raw(`GET ${path} HTTP/1.1\r\nHost: ${host()}\r\nConnection: close\r\n\r\n`);
			assert.ok(!reply.headers.location || new URL(reply.headers.location, shop.url).origin === shop.url, `${path} leads to ${reply.headers.location}`);
			for (const [, target] of reply.body.matchAll(/\s(?:href|src|action|formaction)="([^"]*)"/g))
				assert.ok(!/^(https?:)?[\\/]{2}evil|^javascript:|^[\\/]\\/i.test(target), `${path} holds ${target}`);
		}
});

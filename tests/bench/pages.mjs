// Rows about reading: pages against a bare libfcgi program of the same size in the same kind of loop behind the same nginx, cached pages against
// a static file, a million listings against ten thousand. Processor time is nginx's workers plus the program's, from the kernel's accounting,
// in alternated rounds; exact instruction counts come from callgrind.

import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import { build, cost_us, note, paired, pause, project, quick, row, run } from './lib.mjs';
import { Visitor } from '../lib/visitor.mjs';

const rounds = quick ? 2 : 7, seconds = quick ? 1 : 2;

// Which listings and words are asked for: spread over the whole table, the same in each run.
function sample(it) {
	const ask = (sql) => execFileSync('sqlite3', ['-readonly', `${it.state}/db/catalogue.db`, sql], { encoding: 'utf8' }).trim().split('\n').filter(Boolean);
	const count = Number(ask('SELECT count(*) FROM listing')[0]);
	const step = Math.max(1, Math.floor(count / 500));
	const slugs = ask(`SELECT slug FROM (SELECT slug, row_number() OVER (ORDER BY id) AS n FROM listing) WHERE n % ${step} = 0 LIMIT 500`);
	const category = ask('SELECT c.slug FROM category c JOIN shelf_count s ON s.category = c.number AND s.kind = 0 AND s.city = 0 ORDER BY s.listing_count DESC LIMIT 1')[0];
	return { count, listing: slugs.map((s) => `/ru/l/${s}`), category: [`/ru/c/${category}`] };
}

// Words that stand in 0.1 to 1 % of the listings, judged by an even sample of them.
function words(it, count) {
	const step = Math.max(1, Math.floor(count / 4000)), seen = new Map();
	const texts = execFileSync('sqlite3', ['-readonly', `${it.state}/db/catalogue.db`, `SELECT replace(text_ru_pack, char(10), ' ') FROM (SELECT text_ru_pack, row_number() OVER (ORDER BY id) AS n FROM listing) WHERE n % ${step} = 0 LIMIT 4000`], { encoding: 'utf8', maxBuffer: 1 << 28 }).split('\n');
	for (const text of texts)
		for (const word of new Set(text.toLowerCase().match(/[а-я]{4,}/g) ?? []))
			seen.set(word, (seen.get(word) ?? 0) + 1);
	const found = [...seen].filter(([, n]) => n >= texts.length * 0.002 && n <= texts.length * 0.01).map(([word]) => word).sort();
	if (found.length < 20)
		throw new Error(`only ${found.length} words are in 0.1 to 1 % of the listings`);
	const every = Math.floor(found.length / 20);
	return Array.from({ length: 20 }, (_, i) => `/ru/search?q=${encodeURIComponent(found[i * every])}`);
}

// The hundredth page of a category: its address by following "next".
async function hundredth(it, path, cookie) {
	for (let i = 1; i < 100; i++) {
		const page = await it.get(path, cookie), next = page.body.toString().match(/<a[^>]*rel="next"[^>]*href="([^"]+)"|<a[^>]*href="([^"]+)"[^>]*rel="next"/);
		if (!next)
			return path;
		path = (next[1] ?? next[2]).replaceAll('&amp;', '&');
	}
	return path;
}

export async function session(it) {
	const visitor = new Visitor(it.url), home = await visitor.open('/en/');
	const listing = home.links().find((l) => /^\/en\/l\//.test(l.href ?? ''));
	const page = await visitor.open(listing.href);
	await visitor.submit(page, '/cart/add');
	if (visitor.cookies.size !== 1)
		throw new Error('no session cookie after adding to the cart');
	return [...visitor.cookies].map(([k, v]) => `${k}=${v}`).join('; ');
}

// hello behind the instance's own nginx, with bodies as long as the pages'; and the same bytes as files.
async function peers(it, bodies) {
	const folder = `${it.state}/run/hello`;
	fs.rmSync(folder, { recursive: true, force: true });
	fs.mkdirSync(folder, { recursive: true });
	fs.mkdirSync(`${it.state}/media/bench`, { recursive: true });
	for (const [name, body] of Object.entries(bodies)) {
		fs.writeFileSync(`${folder}/${name}`, body);
		fs.writeFileSync(`${it.state}/media/bench/${name}.html`, body);
	}
	const sockets = [1, 2].map((n) => `${it.state}/run/hello-${n}.sock`);
	const children = sockets.map((socket) => {
		fs.rmSync(socket, { force: true });
		return spawn('spawn-fcgi', ['-s', socket, '-M', '0660', '-b', '4096', '-n', '--', `${build}/tests/bench/hello`, folder, ...Object.keys(bodies)], { stdio: 'ignore' });
	});
	const site = `${it.state}/run/nginx/site`;
	fs.appendFileSync(`${site}/http.conf`, `\nupstream hello { ${sockets.map((s) => `server unix:${s} max_fails=0;`).join(' ')} keepalive 16; keepalive_requests 100000; }\n`);
	/* All load comes from one address: the limits of the development site, wide as they are, would refuse cached searches. */
	fs.writeFileSync(`${site}/site.conf`, fs.readFileSync(`${site}/site.conf`, 'utf8').replace(/^\s*limit_req .*$/gm, ''));
	fs.appendFileSync(`${site}/site.conf`, `\nlocation /hello/ { set $log_path $uri; include ${site}/fastcgi.conf; fastcgi_keep_conn on; fastcgi_pass hello; }\n`);
	const master = it.processes((n) => n === 'nginx')[0], old = it.nginx_workers();
	process.kill(master, 'SIGHUP');
	for (let i = 0; i < 100 && it.nginx_workers().some((pid) => old.includes(pid)); i++)
		await pause(50);
	for (let i = 0; (await it.get('/hello/listing').catch(() => ({}))).status !== 200; i++) {
		if (i > 100)
			throw new Error('hello does not answer');
		await pause(50);
	}
	return { pids: children.map((c) => c.pid), stop: () => children.forEach((c) => c.kill('SIGKILL')) }; // libfcgi takes SIGTERM for a flag
}

async function lengths(it, paths, cookie) {
	const list = [];
	for (const path of paths) {
		const page = await it.get(path, cookie);
		if (page.status !== 200)
			throw new Error(`${path} answered ${page.status}`);
		list.push(page.body.length);
	}
	return list;
}

export async function pages(it, scale) {
	const million = scale >= 1000000, cookie = await session(it), found = sample(it);
	const kinds = { listing: found.listing, category: found.category, search: words(it, found.count) };
	if (!quick) /* only compared between sizes */
		kinds.hundredth = [await hundredth(it, found.category[0], cookie)];
	const goals = { listing: million ? 2.0 : 1.9, category: million ? 3.5 : 3.0, search: million ? 16 : 5 };
	const before = {}, bodies = {};
	for (const [name, paths] of Object.entries(kinds)) {
		before[name] = await lengths(it, paths, cookie);
		const mean = Math.round(before[name].reduce((a, b) => a + b, 0) / paths.length);
		bodies[name] = Buffer.alloc(mean, '<p>hello</p>');
	}
	const hello = await peers(it, bodies);
	const nginx = it.nginx_workers(), page_pids = [...nginx, ...it.workers('shop')], hello_pids = [...nginx, ...hello.pids], costs = {};
	for (const [name, paths] of Object.entries(kinds)) {
		const of = paired(rounds, () => cost_us(it, page_pids, paths, { cookie, seconds }), () => cost_us(it, hello_pids, [`/hello/${name}`], { cookie, seconds }));
		costs[name] = of.a;
		if (goals[name])
			row(`${name} page with a session cookie ÷ hello, ${scale} listings`, of.ratio, goals[name], { peer: `${of.a.toFixed(0)} µs : hello ${of.b.toFixed(0)} µs, ${bodies[name].length} bytes` });
	}
	for (const name of million ? [] : ['listing', 'category', 'search']) {
		const path = kinds[name].slice(0, 1);
		await it.get(path[0]);
		fs.writeFileSync(`${it.state}/media/bench/${name}.html`, (await it.get(path[0])).body);
		const of = paired(rounds, () => cost_us(it, nginx, path, { seconds }), () => cost_us(it, nginx, [`/media/bench/${name}.html`], { seconds }));
		row(`${name} page from nginx's cache ÷ static file`, of.ratio, 1.25, { peer: `${of.a.toFixed(0)} µs : static ${of.b.toFixed(0)} µs` });
	}
	for (const [name, paths] of Object.entries(kinds))
		if ((await lengths(it, paths, cookie)).some((n, i) => n !== before[name][i]))
			throw new Error(`${name}: pages changed their length during the measurement`);
	hello.stop();
	return { costs, kinds, cookie };
}

// ---- exact counts -----------------------------------------------------------------------------------------------------------

// A worker of `shop` under callgrind, asked n times directly; the difference of two runs is what a warm request costs, to the instruction.
async function counted(it, paths, n, cookie) {
	const socket = `${it.state}/run/counted.sock`, out = `${build}/bench/callgrind.${n}`;
	fs.rmSync(socket, { force: true });
	const child = spawn('spawn-fcgi', ['-s', socket, '-n', '--', '/usr/bin/valgrind', '--tool=callgrind', `--callgrind-out-file=${out}`, '-q', `${build}/bin/shop`, '--state', it.state, '--unguarded'], { cwd: project, stdio: ['ignore', 'ignore', fs.openSync(`${build}/bench/callgrind.log`, 'w')] });
	const ended = new Promise((resolve) => child.on('exit', resolve));
	run(`${build}/tests/bench/ask`, [socket, `localhost:${it.port}`, cookie, String(n), ...paths.slice(0, 40)], { timeout: 300000 });
	child.kill('SIGTERM');
	await ended;
	return read_callgrind(out);
}

// Total instructions and how often functions were called, of a callgrind file.
function read_callgrind(file) {
	const names = new Map(), calls = new Map();
	let total = 0, caller, callee;
	for (const line of fs.readFileSync(file, 'utf8').split('\n')) {
		const name = line.match(/^c?fn=\((\d+)\)(?: (.*))?$/);
		if (name) {
			if (name[2])
				names.set(name[1], name[2].replace(/'\d+$/, ''));
			if (line[0] === 'c')
				callee = names.get(name[1]);
			else
				caller = names.get(name[1]);
		} else if (line.startsWith('calls=') && !caller.startsWith('0x')) { /* 0x…: inside libfcgi, which has no names */
			calls.set(callee, (calls.get(callee) ?? 0) + Number(line.slice(6).split(' ')[0]));
		} else if (line.startsWith('totals:') || line.startsWith('summary:')) {
			total = Number(line.split(' ')[1]);
		}
	}
	return { total, calls };
}

export async function exact(it, paths, cookie) {
	const few = 20, many = quick ? 60 : 220, a = await counted(it, paths, few, cookie), b = await counted(it, paths, many, cookie);
	const called = (name) => ((b.calls.get(name) ?? 0) - (a.calls.get(name) ?? 0)) / (many - few);
	return { instructions: (b.total - a.total) / (many - few), prepared: called('sqlite3_prepare_v3') + called('sqlite3_prepare_v2'), reads: called('store_begin_read_at'), sends: called('sendmsg') };
}

export async function exact_rows(it, kinds, cookie) {
	const result = {};
	for (const name of ['listing', 'category', 'search']) {
		const of = await exact(it, kinds[name], cookie);
		result[name] = of.instructions;
		row(`${name}: statements prepared in a warm request`, of.prepared, 0, { exactly: true });
		row(`${name}: read transactions of the catalogue`, of.reads, 1, { exactly: true });
		row(`${name}: writes of the reply`, of.sends, 1, { exactly: true, peer: `${(of.instructions / 1000).toFixed(0)} thousand instructions in the program` });
	}
	return result;
}

export function scale_rows(small, large) {
	const goals = { listing: 1.1, category: 1.2, hundredth: 1.2, search: 4 };
	for (const [name, goal] of Object.entries(goals))
		row(`${name}, 1,000,000 ÷ 10,000 listings, whole request`, large.costs[name] / small.costs[name], goal, { peer: `${large.costs[name].toFixed(0)} µs : ${small.costs[name].toFixed(0)} µs` });
	for (const name of ['listing', 'category', 'search'])
		if (small.exact && large.exact)
			note(`${name}, instructions in the program: ${(large.exact[name] / small.exact[name]).toFixed(3)} × (${(large.exact[name] / 1000).toFixed(0)} : ${(small.exact[name] / 1000).toFixed(0)} thousand)`);
}

// What a program that was broken into could do: only what its duty needs. Read out of the binaries and out of a running instance; and what
// broken records at its socket do to it: nothing that lasts.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import net from 'node:net';
import { after, before, test } from 'node:test';
import { put, shopForTest, sql, things, toReview, until, visitor } from '../lib/purchase.mjs';
import { difference, still } from '../lib/routes.mjs';

const build = process.env.BUILD ?? 'build', programs = ['shop', 'checkout', 'studio', 'hook', 'payd', 'maild', 'keeperd'];
const rules = readFileSync('db/privacy/ainastudio.rules', 'utf8');
let shop;
before(async () => { shop = await shopForTest(); });
after(() => shop.stop());

const tree = (pid) => {
	try {
		return [pid, ...readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).flatMap((child) => tree(Number(child)))];
	} catch {
		return []; /* ended meanwhile */
	}
};
// Running workers of the instance: {pid, name, since}; those that have closed their fence.
function workers() {
	const pids = readFileSync(`${shop.state}/run/pids`, 'utf8').trim().split('\n').flatMap((line) => tree(Number(line.split(' ')[0])));
	return [...new Set(pids)].flatMap((pid) => {
		try {
			const name = readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
			return programs.includes(name) ? [{ pid, name, since: readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /, '').split(' ')[19] }] : [];
		} catch {
			return [];
		}
	});
}
const openFiles = ({ pid }) => readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
	try {
		return [readlinkSync(`/proc/${pid}/fd/${fd}`)];
	} catch {
		return [];
	}
});
const mapped = ({ pid }) => [...new Set(readFileSync(`/proc/${pid}/maps`, 'utf8').split('\n').map((line) => line.split(/\s+/)[5] ?? '').filter((f) => f.startsWith('/')))];
const statements = (name) => spawnSync('strings', ['-n', '6', `${build}/bin/${name}`], { encoding: 'utf8', maxBuffer: 1 << 26 }).stdout;

// Columns that say something about a person, by table, as the rules file names them.
function personal() {
	const found = [];
	for (const [, database, table, names, body] of rules.matchAll(/^\[columns? (\w+)\.(\w+)[. ]([\w, ]+)\]\n([\s\S]*?)(?=\n\[|$(?![\s\S]))/gm))
		if (/^kind = personal$/m.test(body))
			found.push(...names.split(', ').map((column) => ({ database, table, column })));
	return found;
}
// What the query compiler let each program see, from its own report: {program: [[database, table, column]]}.
function audit() {
	const found = {};
	let program = '';
	for (const line of readFileSync(`${build}/gen/audit.txt`, 'utf8').split('\n')) {
		program = line.match(/^(\w+): purposes/)?.[1] ?? program;
		const read = line.match(/^ +(\w+) +(reads|writes|inserts|updates|deletes) +(\w+)(?:\.(\w+))?/);
		if (read && program)
			(found[program] ??= []).push({ database: read[1], how: read[2], table: read[3], column: read[4] });
	}
	return found;
}

test('the rules name personal columns, and programs that may see none', () => {
	assert.ok(personal().length >= 10, JSON.stringify(personal()));
	assert.deepEqual([...rules.matchAll(/^\[program (\w+)\]\n([\s\S]*?)(?=\n\[)/gm)].filter(([, , body]) => /^personal = none$/m.test(body)).map(([, name]) => name).sort(), ['hook', 'payd', 'shop']);
});

for (const name of ['shop', 'hook', 'payd'])
	test(`${name} contains no statement that touches a personal column`, () => {
		const text = statements(name), own = audit()[name];
		assert.ok(own?.length > 1, `${name} has no lines in the report`);
		for (const { database, table, column } of personal()) {
			assert.ok(!own.some((o) => o.database === database && o.table === table && o.column === column), `${name} may see ${table}.${column}`);
			assert.ok(!new RegExp(`\\b${column}\\b`).test(text) || !/_(sealed|index)$/.test(column), `${column} stands in bin/${name}`);
		}
		assert.doesNotMatch(text, /_sealed\b/);
	});

test('shop knows no table of market.db, and writes nothing', () => {
	const text = statements('shop'), window = new Set([...sql(shop, 'SELECT name FROM sqlite_schema', 'catalogue'), ...sql(shop, 'SELECT name FROM sqlite_schema', 'session')].map((r) => r.name));
	const lines = text.split('\n').filter((line) => /^(SELECT|INSERT|UPDATE|DELETE|WITH|REPLACE) /.test(line));
	assert.ok(lines.length > 15, `${lines.length} statements`);
	assert.deepEqual(lines.filter((line) => /^(INSERT|UPDATE|DELETE|REPLACE)/.test(line)), []);
	for (const { name } of sql(shop, "SELECT name FROM sqlite_schema WHERE type = 'table'"))
		if (!window.has(name))
			assert.doesNotMatch(lines.join('\n'), new RegExp(`\\b(FROM|JOIN|INTO|UPDATE) ${name}\\b`), name);
	assert.ok(audit().shop.every((o) => ['catalogue', 'session'].includes(o.database) && (o.how === 'reads' || o.table === 'sqlite_master')), 'the report agrees');
});

// Databases that each program opens: no other file below the state folder, but what its duty writes.
const databases = { shop: ['catalogue', 'session'], checkout: ['market', 'session', 'keys'], studio: ['market', 'session', 'keys'], hook: ['market'], payd: ['market'], maild: ['market', 'keys'], keeperd: ['market', 'catalogue', 'session', 'keys'] };
test('no process has more open than its duty needs', async () => {
	const v = visitor(shop);
	for (const path of ['/en/', '/en/search?q=a', '/en/cart', '/en/studio'])
		await v.get(path, { headers: { cookie: '__Host-sid=' + 'A'.repeat(43) } });
	const all = workers();
	assert.deepEqual([...new Set(all.map((w) => w.name))].sort(), [...programs].sort());
	for (const worker of all) {
		const files = [...openFiles(worker), ...mapped(worker)].filter((f) => f.startsWith(shop.state)), what = `${worker.name} ${worker.pid}`;
		const opened = new Set(files.filter((f) => f.includes('/db/')).map((f) => f.slice(f.lastIndexOf('/') + 1).replace(/\.(db(-wal|-shm)?|turn)( \(deleted\))?$/, '')));
		for (const database of opened)
			assert.ok(databases[worker.name].includes(database), `${what} has ${database} open`);
		assert.ok(opened.size > 0, `${what} has no database`);
		for (const file of files.filter((f) => !f.includes('/db/')))
			assert.match(file, new RegExp(`/log/${worker.name}\\.log$|/run/${worker.name}\\.(lock|wake)$`), what);
		assert.ok(!files.some((f) => f.includes('/secrets/')), `${what} keeps a secret's file open`);
		/* Nothing can be written over what is run. */
		assert.doesNotMatch(readFileSync(`/proc/${worker.pid}/maps`, 'utf8'), / rwx/, what);
	}
	const shopModes = workers().filter((w) => w.name === 'shop').flatMap(({ pid }) => readdirSync(`/proc/${pid}/fd`).filter((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`).endsWith('.db')).map((fd) => parseInt(readFileSync(`/proc/${pid}/fdinfo/${fd}`, 'utf8').match(/flags:\s*(\d+)/)[1], 8) & 3));
	assert.deepEqual(new Set(shopModes), new Set([0]), 'shop opens its databases for reading only');
});

test('every worker is behind its fence, and only payd and maild could reach a network', () => {
	const sockets = new Set(['tcp', 'tcp6', 'udp', 'udp6', 'raw'].flatMap((kind) => {
		try {
			return readFileSync(`/proc/net/${kind}`, 'utf8').trim().split('\n').slice(1).map((line) => `socket:[${line.trim().split(/\s+/)[9]}]`);
		} catch {
			return [];
		}
	}));
	assert.ok(sockets.size > 0);
	for (const worker of workers()) {
		const status = readFileSync(`/proc/${worker.pid}/status`, 'utf8'), what = `${worker.name} ${worker.pid}`;
		assert.match(status, /^NoNewPrivs:\s*1$/m, what);
		assert.match(status, /^Seccomp:\s*2$/m, what);
		assert.match(status, /^Seccomp_filters:\s*[1-9]/m, what);
		assert.match(readFileSync(`/proc/${worker.pid}/limits`, 'utf8'), /^Max core file size +0 +0 /m, what);
		assert.deepEqual(openFiles(worker).filter((f) => sockets.has(f) && !['payd', 'maild'].includes(worker.name)), [], `${what} has an Internet socket`);
	}
	/* The daemons have libcurl, the others cannot even say its name. */
	for (const name of programs)
		assert.equal(/NEEDED.*libcurl/.test(spawnSync('readelf', ['-dW', `${build}/bin/${name}`], { encoding: 'utf8' }).stdout), ['payd', 'maild'].includes(name), name);
});

test('no secret is in an environment or on a command line', () => {
	const secrets = readdirSync(`${shop.state}/secrets`).map((name) => readFileSync(`${shop.state}/secrets/${name}`)), forms = secrets.flatMap((s) => [s.toString('latin1').trim(), s.toString('hex'), s.toString('base64').replace(/=+$/, '')]);
	assert.ok(secrets.length >= 5);
	for (const pid of readFileSync(`${shop.state}/run/pids`, 'utf8').trim().split('\n').flatMap((line) => tree(Number(line.split(' ')[0]))))
		for (const file of ['environ', 'cmdline']) {
			let text = '';
			try {
				text = readFileSync(`/proc/${pid}/${file}`, 'latin1');
			} catch { /* ended meanwhile */ }
			assert.ok(!forms.some((form) => text.includes(form)), `${file} of ${pid}`);
		}
	for (const name of programs)
		assert.ok(!forms.some((form) => readFileSync(`${build}/bin/${name}`, 'latin1').includes(form)), `bin/${name}`);
});

// ---- broken records at each socket ----

// Mulberry32: the same "random" bytes in each run.
function seeded(seed) {
	return () => {
		seed = (seed + 0x6d2b79f5) | 0;
		let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return (t ^ (t >>> 14)) >>> 0;
	};
}
const record = (type, content, id = 1, { length = content.length, version = 1, padding = 0 } = {}) => Buffer.concat([Buffer.from([version, type, id >> 8, id & 255, length >> 8, length & 255, padding, 0]), Buffer.from(content), Buffer.alloc(padding)]);
const size = (n) => (n < 128 ? Buffer.from([n]) : Buffer.from([0x80 | (n >>> 24), (n >>> 16) & 255, (n >>> 8) & 255, n & 255]));
const pair = (name, value) => Buffer.concat([size(Buffer.byteLength(name)), size(Buffer.byteLength(value)), Buffer.from(name + value)]);
const begin = (role = 1, flags = 0) => record(1, [role >> 8, role & 255, flags, 0, 0, 0, 0, 0]);
const parameters = (extra = {}) => Buffer.concat(Object.entries({ REQUEST_METHOD: 'GET', REQUEST_URI: '/en/', HTTP_HOST: new URL(shop.url).host, ...extra }).map(([n, v]) => pair(n, v)));
const whole = (extra) => Buffer.concat([begin(), record(4, parameters(extra)), record(4, []), record(5, [])]);

function deliver(socket, bytes, wait_ms = 300) {
	return new Promise((resolve) => {
		const client = net.connect(socket), chunks = [];
		const end = () => { client.destroy(); resolve(Buffer.concat(chunks)); };
		client.setTimeout(wait_ms, end);
		client.on('data', (c) => { chunks.push(c); if (c.length > 8 && Buffer.concat(chunks).includes(Buffer.from([1, 3, 0, 1]))) end(); });
		client.on('error', end);
		client.on('close', end);
		client.end(bytes);
	});
}

const evil = () => [
	Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n'), Buffer.alloc(64), Buffer.alloc(4096, 255), begin().subarray(0, 5), Buffer.concat([begin(), begin()]), begin(2), begin(3), begin(99),
	/* libfcgi of Debian 12 asks for 2^32 bytes here and dies of its own assert. */
	Buffer.concat([begin(), record(4, Buffer.from([0xff, 0xff, 0xff, 0xfe, 0xff, 0xff, 0xff, 0xfe]))]), Buffer.concat([begin(), record(4, Buffer.from([0x7f, 0x7f])), record(4, [])]),
	Buffer.concat([begin(), record(4, parameters(), 1, { length: 65535 })]), Buffer.concat([begin(), record(4, parameters(), 2), record(4, [], 2)]), Buffer.concat([begin(), record(4, parameters(), 1, { version: 9 })]),
	record(4, parameters()), record(5, Buffer.from('x')), record(9, pair('FCGI_MAX_CONNS', ''), 0), record(11, [], 0), record(77, [], 0), Buffer.concat([begin(), record(2, [])]),
	whole({ CONTENT_LENGTH: '99999999999999999999', REQUEST_METHOD: 'POST' }), whole({ CONTENT_LENGTH: '-1', REQUEST_METHOD: 'POST' }), whole({ REQUEST_URI: '' }), whole({ REQUEST_URI: 'x'.repeat(60000) }), whole({ HTTP_HOST: '\0' }),
	Buffer.concat([begin(), ...Array.from({ length: 40 }, (_, i) => record(4, Buffer.concat(Array.from({ length: 400 }, (_, k) => pair(`N${i}_${k}`, 'v'.repeat(80)))))), record(4, []), record(5, [])]),
];

test('broken records cost one worker at worst; nobody notices, and no order is harmed', async () => {
	const buyer = visitor(shop), thing = things(shop, { stock: 3 })[0];
	await put(buyer, thing.id);
	await toReview(buyer);
	const before = still(shop), born = workers(), random = seeded(20261120);
	const pages = { 'shop-1': '/en/?past=cache', 'shop-2': '/en/?past=cache', checkout: '/en/cart', studio: '/en/studio', hook: '/hook/stripe' };
	for (const [name, path] of Object.entries(pages)) {
		const socket = `${shop.state}/run/${name}.sock`, good = whole({ REQUEST_URI: path.split('?')[0] });
		assert.match((await deliver(socket, good)).toString('latin1'), /Status: |Content-Type/i, `${name} answers a good record`);
		const mutants = Array.from({ length: 60 }, () => {
			const bytes = Buffer.from(good);
			for (let n = 1 + (random() % 4); n > 0; n--)
				bytes[random() % bytes.length] = [0, 1, 127, 128, 255, random() & 255][random() % 6];
			return random() % 3 ? bytes : bytes.subarray(0, random() % bytes.length);
		});
		for (const bytes of [...evil(), ...mutants]) {
			await deliver(socket, bytes, 40);
			if (name !== 'hook' && random() % 8 === 0)
				assert.equal((await buyer.get(path, { timeout_ms: 12000 })).status, 200, `${name} after ${bytes.subarray(0, 24).toString('hex')}`);
		}
		assert.equal((await buyer.request(name === 'hook' ? 'POST' : 'GET', path, { timeout_ms: 12000 })).status, name === 'hook' ? 400 : 200, `${name} afterwards`);
	}
	/* Whoever died is back, as many as before. */
	const count = (list) => list.map((w) => w.name).sort().join();
	await until('all workers are back', () => count(workers()) === count(born), 2000);
	const lost = born.filter((b) => !workers().some((w) => w.pid === b.pid && w.since === b.since));
	assert.equal(difference(before, still(shop)), '', 'records changed something');
	assert.equal((await buyer.open('/en/checkout/review')).status, 200);
	assert.ok(lost.length <= evil().length * 5, `${lost.length} workers died`);
});

// What all rows share: instances with many listings, load by wrk, processor time from the kernel, and the table that is printed.

import { execFileSync, spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import { fileURLToPath } from 'node:url';

export const project = fileURLToPath(new URL('../..', import.meta.url));
export const build = fs.realpathSync(process.env.BUILD ?? 'build');
export const quick = process.argv.includes('--quick');
const stops = [];

export const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
export const run = (command, args, options = {}) => execFileSync(command, args, { cwd: project, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 1 << 28, ...options });
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
export { pause };

// ---- the table ---------------------------------------------------------------------------------------------------------

const rows = [];
// value and goal are numbers; `at_most`/`exactly` say how they are compared; `peer` is what was measured beside it in the same run.
export function row(name, value, goal, { exactly = false, unit = '', peer = '', digits = 2 } = {}) {
	const met = exactly ? value === goal : value <= goal;
	rows.push(met);
	const number = (v) => `${Number.isInteger(v) ? v : v.toFixed(digits)}${unit}`;
	console.log(`${met ? 'ok  ' : 'MISS'}  ${name.padEnd(66)} ${number(value).padStart(12)}   goal ${exactly ? '=' : '≤'} ${number(goal).padEnd(8)} ${peer}`);
}
export function note(text) {
	console.log(`      ${text}`);
}
export function finish() {
	const missed = rows.filter((met) => !met).length;
	console.log(`${rows.length - missed} rows met their goal, ${missed} missed it`);
}

// ---- instances -----------------------------------------------------------------------------------------------------------

function wait_ready(child) {
	return new Promise((resolve, reject) => {
		let said = '';
		child.stdout.on('data', (chunk) => {
			said += chunk;
			if (/^ready /m.test(said))
				resolve();
		});
		child.stderr.on('data', (chunk) => { said += chunk; });
		child.on('exit', (code) => reject(new Error(`run.sh ended with ${code}: ${said}`)));
	});
}

async function free_port() {
	for (;;) {
		const port = 30000 + 2 * Math.floor(Math.random() * 5000);
		const taken = await Promise.all([port, port + 1].map((p) => new Promise((resolve) => {
			http.get({ port: p, host: '127.0.0.1' }, () => resolve(true)).on('error', (e) => resolve(e.code !== 'ECONNREFUSED'));
		})));
		if (!taken.some(Boolean))
			return port;
	}
}

export class Instance {
	constructor(state, port) {
		Object.assign(this, { state, port, url: `http://localhost:${port}` });
	}

	async start() {
		const began = process.hrtime.bigint();
		this.child = spawn('nginx/run.sh', ['--built'], { cwd: project, detached: true, env: { ...process.env, BUILD: build, STATE: this.state, PORT: String(this.port) }, stdio: ['ignore', 'pipe', 'pipe'] });
		stops.push(this);
		await wait_ready(this.child).catch((error) => {
			this.child = undefined;
			throw error;
		});
		this.start_s = Number(process.hrtime.bigint() - began) / 1e9;
		return this;
	}

	async stop() {
		if (!this.child)
			return;
		const gone = new Promise((resolve) => this.child.on('exit', resolve));
		spawnSync('nginx/stop.sh', { cwd: project, env: { ...process.env, STATE: this.state } });
		await gone;
		this.child = undefined;
	}

	// Processes by the name under which run.sh started them, each with all its descendants; run.sh itself left aside.
	processes(name) {
		const roots = fs.readFileSync(`${this.state}/run/pids`, 'utf8').trim().split('\n').map((l) => l.split(' ')).filter(([, , n]) => n !== 'run' && name(n)).map(([pid]) => Number(pid));
		const all = [];
		const walk = (pid) => {
			if (all.includes(pid))
				return;
			all.push(pid);
			try {
				fs.readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number).forEach(walk);
			} catch { /* ended meanwhile */ }
		};
		roots.forEach(walk);
		return all;
	}

	workers(program) {
		return this.processes((n) => n.startsWith(program)).filter((pid) => fs.readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === program);
	}

	nginx_workers() {
		return this.processes((n) => n === 'nginx').filter((pid) => fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('worker'));
	}

	// A page address by its path, with a visitor's cookie or none: { status, body }.
	get(path, cookie) {
		return new Promise((resolve, reject) => {
			http.get(this.url + path, { headers: cookie ? { cookie } : {}, agent: false }, (reply) => {
				const chunks = [];
				reply.on('data', (c) => chunks.push(c)).on('end', () => resolve({ status: reply.statusCode, headers: reply.headers, body: Buffer.concat(chunks) }));
			}).on('error', reject);
		});
	}
}

// An instance with `scale` made-up listings beside the demo. Filled once, kept under BUILD/bench; what is measured is a copy, since orders
// are made in it.
export async function instance(scale) {
	const made = `${build}/bench/${scale}-made`, state = `${build}/bench/${scale}`;
	fs.mkdirSync(`${build}/bench`, { recursive: true });
	const it = new Instance(state, await free_port());
	fs.rmSync(state, { recursive: true, force: true });
	if (!fs.existsSync(made)) {
		note(`making ${scale} listings …`);
		await it.start();
		await it.stop();
		run(`${build}/bin/aina`, ['--state', state, 'demo', '--scale', String(scale)]);
		fs.renameSync(state, made);
	}
	run('cp', ['-a', made, state]);
	return it.start();
}

export async function stop_all() {
	for (const it of stops.splice(0))
		await it.stop();
}

// ---- load ------------------------------------------------------------------------------------------------------------------

// wrk over a list of paths in turn; { requests, bad, errors, bytes, seconds }. A run with a failed answer measures nothing.
let scripts = 0;
export function wrk(it, paths, { seconds = 2, connections = 8, threads = 1, cookie, strict = true } = {}) {
	const file = `${build}/bench/wrk-${process.pid}-${scripts++}.lua`;
	const headers = cookie ? `{ ["Cookie"] = ${JSON.stringify(cookie)} }` : '{}';
	fs.writeFileSync(file, `local paths = {${paths.map((p) => JSON.stringify(p)).join(',')}}
local requests, at = {}, 0
function init() for i, p in ipairs(paths) do requests[i] = wrk.format("GET", p, ${headers}) end end
function request() at = at % #requests + 1; return requests[at] end
function done(s) print(string.format("DONE %d %d %d %d %d %d %d", s.requests, s.errors.status, s.errors.connect, s.errors.read, s.errors.write, s.errors.timeout, s.bytes)) end
`);
	const said = run('wrk', [`-t${threads}`, `-c${connections}`, `-d${seconds}s`, '--timeout', '10s', '-s', file, it.url]);
	fs.unlinkSync(file);
	const [requests, status, connect, read, write, timeout, bytes] = said.match(/DONE ([\d ]+)/)[1].split(' ').map(Number);
	if (strict && status + connect + read + write + timeout > 0)
		throw new Error(`load on ${paths[0]}: ${status} answers were not 2xx or 3xx, ${connect + read + write + timeout} socket errors`);
	return { requests, status, sockets: connect + read + write + timeout, bytes, seconds };
}

// Nanoseconds of processor that these processes have had (user and kernel).
export const cpu_ns = (pids) => pids.reduce((sum, pid) => sum + Number(fs.readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]), 0);

// Processor time of one request over paths, everything that serves it counted, in microseconds.
export function cost_us(it, pids, paths, options) {
	const before = cpu_ns(pids), load = wrk(it, paths, options);
	return (cpu_ns(pids) - before) / load.requests / 1000;
}

// A and B in turn, `rounds` times after one round that does not count: the median of the paired ratios A/B, and both medians.
export function paired(rounds, a, b) {
	const pairs = [];
	for (let i = 0; i <= rounds; i++) {
		const pair = [a(), b()];
		if (i > 0)
			pairs.push(pair);
	}
	return { ratio: median(pairs.map(([x, y]) => x / y)), a: median(pairs.map(([x]) => x)), b: median(pairs.map(([, y]) => y)) };
}

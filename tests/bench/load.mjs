// Rows about a running house: memory, start, crowds, killed processes, and many who order at once.

import fs from 'node:fs';
import { median, note, pause, quick, row, wrk } from './lib.mjs';
import { put, toReview, visitor } from '../lib/purchase.mjs';

const kilobytes = (pid, key) => Number((fs.readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8').match(new RegExp(`^${key}: *(\\d+)`, 'm')) ?? [])[1] ?? 0);

export async function memory(it, paths, cookie) {
	await it.get(paths[0]);
	await pause(500);
	const all = [it.child.pid, ...it.processes((name) => name !== 'cardsim')];
	row('PSS of everything `make run` starts but the test processor, idle', all.reduce((sum, pid) => sum + kilobytes(pid, 'Pss'), 0) / 1024, 60, { unit: ' MB', peer: `${all.length} processes` });
	wrk(it, paths, { cookie, seconds: 1 });
	row('anonymous memory of a page process after load', Math.max(...it.workers('shop').map((pid) => kilobytes(pid, 'Pss_Anon'))) / 1024, 4, { unit: ' MB' });
}

export async function restart_time(it) {
	await it.stop();
	await it.start();
	row('start to first page, database present', it.start_s, 1, { unit: ' s' });
}

export function crowd(it, paths, cookie) {
	const load = wrk(it, paths, { cookie, seconds: quick ? 2 : 20, connections: 3000, strict: false });
	row('3,000 clients: connections refused or broken', load.sockets, 0, { exactly: true, peer: `${load.requests} answers` });
	row('3,000 clients: answers of 5xx', load.status, 0, { exactly: true });
}

// Any one process of ours is killed every 0.4 s while everybody reads.
export async function kills(it, paths, cookie) {
	const until = Date.now() + (quick ? 3000 : 20000), programs = ['shop', 'checkout', 'studio', 'hook', 'payd', 'maild', 'keeperd'];
	let killed = 0, failed = 0, answered = 0;
	const readers = Array.from({ length: 8 }, async (_, n) => {
		for (let i = n; Date.now() < until; i++) {
			const page = await it.get(paths[i % paths.length], cookie).catch((e) => ({ status: e.code }));
			answered++;
			if (page.status !== 200)
				failed++;
		}
	});
	while (Date.now() < until) {
		const pids = it.workers(programs[killed % programs.length]);
		if (pids.length) {
			process.kill(pids[killed % pids.length], 'SIGKILL');
			killed++;
		}
		await pause(400);
	}
	await Promise.all(readers);
	row('one process killed every 0.4 s under GET load: failed requests', failed, 0, { exactly: true, peer: `${answered} answers, ${killed} killed` });
}

// ---- orders ------------------------------------------------------------------------------------------------------------------

// A visitor with a full checkout, one press away from the order.
async function at_review(it, variant) {
	const v = visitor(it);
	await put(v, variant);
	const review = await toReview(v);
	review.form('/checkout/place');
	return { visitor: v, review };
}

async function place({ visitor, review }) {
	const began = process.hrtime.bigint();
	const page = await visitor.send(review, review.form('/checkout/place'), { terms: '1' });
	return { ms: Number(process.hrtime.bigint() - began) / 1e6, status: page.status, location: page.headers.location ?? '' };
}

async function many(it, variant, count, at_once) {
	const ready = [];
	for (let i = 0; i < count; i++)
		ready.push(await at_review(it, variant));
	const done = [];
	await Promise.all(Array.from({ length: at_once }, async () => {
		while (ready.length)
			done.push(await place(ready.pop()));
	}));
	return done;
}

export async function writers(it, variant) {
	const rounds = quick ? 2 : 5, per_round = quick ? 16 : 48, ones = [], sixteens = [], all = [];
	for (let i = 0; i < rounds; i++) {
		for (const [at_once, worst] of [[1, ones], [16, sixteens]]) {
			const done = await many(it, variant, per_round, at_once);
			worst.push(Math.max(...done.map((d) => d.ms)));
			all.push(...done);
		}
	}
	const wrong = all.filter((d) => d.status !== 303 || !/\/pay\//.test(d.location)).length;
	row('order placement, worst latency, 16 writers ÷ 1 writer', median(sixteens) / median(ones), 5, { peer: `${median(sixteens).toFixed(0)} ms : ${median(ones).toFixed(0)} ms, median of ${rounds} rounds` });
	row('order placement: refused or busy', wrong, 0, { exactly: true, peer: `${all.length} orders` });
}

// More shoppers than pieces, all at once: exactly the pieces are sold.
export async function last_pieces(it, variant, stock) {
	const shoppers = await Promise.all(Array.from({ length: stock + 8 }, () => at_review(it, variant).catch(() => null)));
	const placed = await Promise.all(shoppers.filter(Boolean).map(place));
	const sold = placed.filter((d) => d.status === 303 && /\/pay\//.test(d.location)).length;
	row('oversold pieces', Math.max(0, sold - stock), 0, { exactly: true, peer: `${sold} sold of ${stock}, ${stock + 8} wanted one` });
	if (sold === 0)
		note('nobody could order: this row proved nothing');
}

// Placing an order in process against the bare transaction (orders.c).

import { build, row, run } from './lib.mjs';

export function orders() {
	const [ratio, ours, bare, statements] = run(`${build}/tests/bench/orders`, []).trim().split(' ').map(Number);
	row('order placement ÷ bare SQLite transaction, synchronous=FULL', ratio, 1.5, { peer: `${ours} µs : ${bare} µs, ${statements} writing statements, two makers` });
}

// The figures of the house with their goals, each beside its peer measured in the same run.  run.mjs [--quick]

import fs from 'node:fs';
import { build, finish, instance, note, quick, stop_all } from './lib.mjs';
import { exact_rows, pages, scale_rows } from './pages.mjs';
import { crowd, kills, last_pieces, memory, restart_time, writers } from './load.mjs';
import { orders } from './orders.mjs';
import { things } from '../lib/purchase.mjs';

// Something made to order, of which there is always another, and something of which there are few.
function goods(it) {
	const few = things(it).find((t) => t.stock >= 2 && t.stock <= 9);
	return { plenty: things(it, { made: true })[0].id, few: { variant: few.id, stock: few.stock } };
}

const began = Date.now(), lap = (what) => process.env.BENCH_LAPS && note(`${what}: ${((Date.now() - began) / 1000).toFixed(0)} s`);
try {
	const small = await instance(10000), of_small = await pages(small, 10000);
	lap('pages');
	of_small.exact = await exact_rows(small, of_small.kinds, of_small.cookie);
	lap('exact');
	const { plenty, few } = goods(small);
	await writers(small, plenty);
	lap('writers');
	await last_pieces(small, few.variant, few.stock);
	lap('last');
	orders();
	lap('orders');
	crowd(small, of_small.kinds.listing, of_small.cookie);
	lap('crowd');
	await kills(small, of_small.kinds.listing, of_small.cookie);
	lap('kills');
	await restart_time(small);
	await memory(small, of_small.kinds.listing, of_small.cookie);
	await small.stop();
	if (!quick) {
		const large = await instance(1000000), of_large = await pages(large, 1000000);
		of_large.exact = await exact_rows(large, of_large.kinds, of_large.cookie);
		scale_rows(of_small, of_large);
		await large.stop();
	}
	finish();
} finally {
	await stop_all();
	fs.rmSync(`${build}/bench/callgrind.log`, { force: true });
}

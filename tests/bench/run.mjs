// The figures of the house with their goals, each beside its peer measured in the same run.  run.mjs [--quick]

import fs from 'node:fs';
import { execFileSync } from 'node:child_process';
import { build, finish, instance, quick, stop_all } from './lib.mjs';
import { exact_rows, pages, scale_rows } from './pages.mjs';
import { crowd, kills, last_pieces, memory, restart_time, writers } from './load.mjs';
import { orders } from './orders.mjs';

const market = (it, sql) => execFileSync('sqlite3', [`${it.state}/db/market.db`, sql], { encoding: 'utf8' }).trim().split('\n');

// Ready things of the demo with the most and with few pieces.
function goods(it) {
	const [plenty] = market(it, `SELECT l.slug FROM listing l JOIN variant v ON v.listing_id = l.id WHERE l.state = 'published' AND l.made_to_order = 1 AND NOT EXISTS (SELECT 1 FROM variant w WHERE w.listing_id = l.id AND w.id <> v.id) ORDER BY l.id LIMIT 1`);
	const [few] = market(it, `SELECT l.slug || '|' || v.stock FROM listing l JOIN variant v ON v.listing_id = l.id WHERE l.state = 'published' AND l.made_to_order = 0 AND v.stock BETWEEN 2 AND 9 AND NOT EXISTS (SELECT 1 FROM variant w WHERE w.listing_id = l.id AND w.id <> v.id) ORDER BY l.id LIMIT 1`);
	const [slug, stock] = few.split('|');
	return { plenty, few: { slug, stock: Number(stock) } };
}

try {
	const small = await instance(10000), of_small = await pages(small, 10000);
	of_small.exact = await exact_rows(small, of_small.kinds, of_small.cookie);
	const { plenty, few } = goods(small);
	await writers(small, plenty);
	await last_pieces(small, few.slug, few.stock);
	orders();
	crowd(small, of_small.kinds.listing, of_small.cookie);
	await kills(small, of_small.kinds.listing, of_small.cookie);
	await restart_time(small);
	await memory(small, of_small.kinds.listing, of_small.cookie);
	await small.stop();
	fs.rmSync(small.state, { recursive: true, force: true }); // orders were made in it: the next run begins anew
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

// A page process that has answered many requests is as large as one that has answered few, and answers as well.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { shopForTest } from '../lib/purchase.mjs';
import { workers } from '../lib/workers.mjs';

let shop;
before(async () => { shop = await shopForTest(); });
after(() => shop.stop());

const kilobytes = (pid) => Number(readFileSync(`/proc/${pid}/status`, 'utf8').match(/VmData:\s*(\d+)/)[1]);

function ask(path, seconds) {
	const said = spawnSync('wrk', ['-t1', '-c8', `-d${seconds}s`, '-H', 'Cookie: somebody=1', shop.url + path], { encoding: 'utf8' }).stdout;
	assert.doesNotMatch(said, /Non-2xx|Socket errors/, said);
	return Number(said.match(/(\d+) requests in/)[1]);
}

for (const path of ['/ru/c/plants', '/kk/'])
	test(`memory does not grow with requests: ${path}`, () => {
		ask(path, 1);
		const pids = workers(shop).filter((w) => w.name === 'shop').map((w) => w.pid), before = pids.map(kilobytes);
		assert.equal(pids.length, 2);
		const requests = ask(path, 5);
		assert.ok(requests > 8000, `${requests} requests prove little`);
		pids.forEach((pid, i) => assert.ok(kilobytes(pid) - before[i] < 32, `${kilobytes(pid) - before[i]} kB more after ${requests} requests`));
	});

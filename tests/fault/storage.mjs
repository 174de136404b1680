// The database is busy, the disk is full: an honest 503, nothing half done, browsing goes on, and afterwards everything works again.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { reconcile, settled } from '../lib/books.mjs';
import { buy, one, payWith, put, setStock, shopForTest, things, toPay, toReview, until, untilPaid, visitor } from '../lib/purchase.mjs';

let shop, thing;
before(async () => {
	shop = await shopForTest();
	thing = things(shop, { stock: 1 })[0];
	setStock(shop, thing.id, 100);
});
after(() => shop.stop());

// Another program holds the write lock of market.db until let go.
async function hold() {
	const other = spawn('sqlite3', [`${shop.state}/db/market.db`], { stdio: ['pipe', 'pipe', 'inherit'] });
	other.stdin.write('PRAGMA busy_timeout=5000;\nBEGIN IMMEDIATE;\nSELECT \'held\';\n');
	await new Promise((resolve) => other.stdout.on('data', (said) => said.toString().includes('held') && resolve()));
	return () => new Promise((resolve) => { other.on('exit', resolve); other.stdin.end('ROLLBACK;\n'); });
}

test('a lock held for a moment is waited for', async () => {
	const v = visitor(shop), review = await put(v, thing.id).then(() => toReview(v));
	const release = await hold();
	const placing = v.submit(review, '/checkout/place', { terms: '1' });
	await new Promise((resolve) => setTimeout(resolve, 700));
	await release();
	const pay = await placing;
	assert.match(pay.url, /\/pay\//);
	await payWith(v, pay);
	await untilPaid(v, pay);
	await reconcile(shop);
});

test('a lock held too long is a 503 that says so; sent again, the same form makes one order', async () => {
	const v = visitor(shop), review = await put(v, thing.id).then(() => toReview(v)), before = one(shop, 'SELECT count(*) FROM order_group');
	const release = await hold();
	const refused = await v.send(review, review.form('/checkout/place'), { terms: '1' });
	const browsing = await visitor(shop).open('/en/');
	await release();
	assert.equal(refused.status, 503);
	assert.ok(refused.headers['retry-after'] > 0);
	assert.equal(browsing.status, 200);
	assert.equal(one(shop, 'SELECT count(*) FROM order_group'), before);
	assert.match((await v.submit(review, '/checkout/place', { terms: '1' })).url, /\/pay\//);
	assert.equal(one(shop, 'SELECT count(*) FROM order_group'), before + 1);
	await settled(shop);
	await reconcile(shop);
});

// A state folder on a disk of its own that can be filled up.
const disk = `${process.env.BUILD ?? 'build'}/instances/small-disk`;
test('a full disk refuses orders honestly, lets people browse, and heals', async (t) => {
	mkdirSync(disk, { recursive: true });
	const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', disk]);
	if (mounted.status !== 0)
		throw new Error('this test mounts a small disk and needs root for it');
	let small;
	try {
		const { instance } = await import('../lib/instance.mjs');
		small = await instance({ folder: disk });
		const v = visitor(small), piece = things(small, { stock: 1 })[0];
		const review = await put(v, piece.id).then(() => toReview(v));
		await until('the shop window is at rest', () => one(small, 'SELECT count(*) FROM catalogue_change') === 0);
		const free = statfsSync(disk);
		const filler = spawnSync('dd', ['if=/dev/zero', `of=${disk}/filler`, 'bs=4096', `count=${free.bavail}`]);
		assert.ok(existsSync(`${disk}/filler`), filler.stderr.toString());
		const orders = () => one(small, 'SELECT count(*) FROM order_group'), before = orders();
		let refused;
		/* What is left in the log's last page may still take an order or two; each that is confirmed must be there. */
		let confirmed = 0;
		for (let i = 0; i < 40 && !refused; i++) {
			const other = visitor(small), page = await put(other, piece.id).catch((e) => e);
			if (page.status >= 500)
				refused = page;
		}
		assert.equal(refused?.status, 503);
		const placed = await v.send(review, review.form('/checkout/place'), { terms: '1' });
		if (placed.status === 303)
			confirmed++;
		else
			assert.equal(placed.status, 503);
		assert.equal((await visitor(small).open('/kk/')).status, 200);
		assert.equal((await visitor(small).open('/ru/c/plants')).status, 200);
		assert.equal(orders(), before + confirmed);
		rmSync(`${disk}/filler`);
		assert.match((await v.submit(review, '/checkout/place', { terms: '1' })).url, /\/pay\//);
		await buy(visitor(small), [things(small, { stock: 1 })[1].id]);
		assert.equal(orders(), before + 2);
		await settled(small);
		await reconcile(small);
	} finally {
		await small?.stop();
		spawnSync('umount', ['-l', disk]);
	}
});

// Every page of shop, checkout, order and studio in a real browser: accessible (axe, WCAG 2.2 AA), nothing wider than the screen at
// 320 px, nothing moving while it loads, light enough, nothing fetched from anybody else, no error in the console.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import AxeBuilder from '@axe-core/playwright';
import { instance } from '../lib/instance.mjs';
import { browser, visitor } from './lib/browser.mjs';
import { handle_of, pay, walk_checkout, walk_order, walk_shop, walk_studio } from './lib/walk.mjs';

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const budget_bytes = 100 * 1024; // HTML, style, script and fonts together, as they travel

let shop, chrome;
before(async () => { shop = await instance(); chrome = await browser(); });
after(async () => { await chrome?.close(); await shop?.stop(); });

async function wider_than_screen(page) {
	return page.evaluate(() => {
		if (document.documentElement.scrollWidth <= innerWidth)
			return [];
		return [...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('.cats, .gallery, .tabs'))
			.slice(0, 5).map((e) => `${e.tagName.toLowerCase()}.${e.className}`);
	});
}

// Opens the page once more as somebody who comes for the first time. What it weighs, pictures aside, and how much moved meanwhile.
async function open_fresh(page) {
	const session = await page.context().newCDPSession(page), kinds = new Map();
	let bytes = 0;
	await session.send('Network.enable');
	await session.send('Network.setCacheDisabled', { cacheDisabled: true });
	session.on('Network.responseReceived', ({ requestId, type }) => kinds.set(requestId, type));
	session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
		if (['Document', 'Stylesheet', 'Script', 'Font'].includes(kinds.get(requestId)))
			bytes += encodedDataLength;
	});
	await page.reload({ waitUntil: 'load' });
	await page.evaluate(() => document.fonts.ready);
	const moved = await page.evaluate(() => new Promise((done) => {
		let sum = 0;
		new PerformanceObserver((list) => { for (const e of list.getEntries()) sum += e.value; }).observe({ type: 'layout-shift', buffered: true });
		requestAnimationFrame(() => setTimeout(() => done(sum), 50));
	}));
	await session.detach();
	return { bytes, moved };
}

// Each page in all three languages, each language under another light and width.
for (const [lang, scheme, width] of [['kk', 'light', 1280], ['ru', 'dark', 360], ['en', 'light', 768]]) {
	test(`pages in ${lang}, ${scheme}, ${width} px`, { timeout: 280_000 }, async (t) => {
		const see = async (name, page) => {
			await t.test(name, async () => {
				await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
				await page.setViewportSize({ width, height: 900 });
				assert.equal(await page.locator('html').getAttribute('lang'), lang);
				assert.equal(await page.locator('h1').count(), 1, 'one h1');
				const { violations } = await new AxeBuilder({ page }).withTags(rules).analyze();
				assert.deepEqual(violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target.join(' ')}: ${n.any[0]?.message ?? v.help}`)), []);
				if (!name.includes('refused')) {
					const { bytes, moved } = await open_fresh(page);
					assert.ok(bytes > 10_000 && bytes <= budget_bytes, `${bytes} bytes`);
					assert.ok(moved < 0.01, `while the page was loading, things moved by ${moved}`);
				}
				for (const narrow of [320, width]) {
					await page.setViewportSize({ width: narrow, height: 900 });
					assert.deepEqual(await wider_than_screen(page), [], `wider than ${narrow} px`);
				}
			});
		};
		const buyer = await visitor(chrome, shop, { scheme, width });
		await walk_shop(buyer.page, shop, lang, see);
		await walk_checkout(buyer.page, shop, lang, see);
		const strangers = new URL(await processor_of(buyer.page));
		buyer.seen.strangers.length = 0;
		await pay(buyer.page);
		buyer.seen.strangers = buyer.seen.strangers.filter((u) => new URL(u).origin !== strangers.origin);
		await walk_order(buyer.page, see);
		const handle = await handle_of(buyer.page);
		const maker = await visitor(chrome, shop, { scheme, width });
		await walk_studio(maker.page, shop, lang, handle, see);
		assert.deepEqual([...buyer.seen.strangers, ...maker.seen.strangers], [], 'requests to others');
		assert.deepEqual([...buyer.seen.errors, ...maker.seen.errors], [], 'errors in the console');
		await buyer.close();
		await maker.close();
	});
}

// Where the link of the payment page leads: the one place that is not ours, and only when it is followed.
async function processor_of(page) {
	const reply = await page.request.get(new URL(await page.locator('a[href$="/go"]').getAttribute('href'), page.url()).href, { maxRedirects: 0 });
	return reply.headers().location;
}

// The whole way of buying in a browser: without script at 320 px in Kazakh, by keyboard alone in Russian, with script in English.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { instance } from '../lib/instance.mjs';
import { browser, visitor } from './lib/browser.mjs';
import { address, handle_of, pay, put_into_cart, wait_for, walk_checkout, walk_order, walk_studio } from './lib/walk.mjs';

let shop, chrome;
before(async () => { shop = await instance(); chrome = await browser(); });
after(async () => { await chrome?.close(); await shop?.stop(); });

for (const [lang, script, width] of [['kk', false, 320], ['en', true, 1280]]) {
	test(`buys and sends in ${lang}, ${script ? 'with' : 'without'} script, ${width} px`, { timeout: 120_000 }, async () => {
		const buyer = await visitor(chrome, shop, { script, width });
		await walk_checkout(buyer.page, shop, lang);
		const pieces = await buyer.page.locator('.pay-what strong').innerText();
		await pay(buyer.page);
		await walk_order(buyer.page);
		assert.ok((await buyer.page.locator('.split-side .sums-total dd').first().innerText()) === pieces, 'the order costs what was to be paid');
		const parts = await buyer.page.locator('.part').count();
		assert.equal(parts, 2, 'one part for each maker');
		const handle = await handle_of(buyer.page);
		const maker = await visitor(chrome, shop, { script, width });
		await walk_studio(maker.page, shop, lang, handle);
		await buyer.page.reload();
		assert.match(await buyer.page.locator('.part').first().innerText(), /BK952650454KZ/, 'the buyer sees the tracking number');
		assert.deepEqual([...buyer.seen.errors, ...maker.seen.errors], []);
		await buyer.close();
		await maker.close();
	});
}

// Tab until `selector` has the focus; the focus must be seen.
async function tab_to(page, selector) {
	for (let i = 0; i < 150; i++) {
		await page.keyboard.press('Tab');
		const here = await page.evaluate((s) => {
			const e = document.activeElement;
			if (!e?.matches(s))
				return null;
			const ring = [e, e.nextElementSibling, e.closest('.card')].filter(Boolean).some((x) => getComputedStyle(x).outlineStyle !== 'none' && parseFloat(getComputedStyle(x).outlineWidth) >= 2);
			const { top, bottom } = e.getBoundingClientRect();
			return { ring, inside: bottom > 0 && top < innerHeight };
		}, selector);
		if (here === null)
			continue;
		assert.ok(here.ring, `the focus on ${selector} cannot be seen`);
		assert.ok(here.inside, `the focus on ${selector} is off the screen`);
		return;
	}
	assert.fail(`${page.url()}: Tab never comes to ${selector}`);
}

async function press_enter(page) {
	await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), page.keyboard.press('Enter')]);
}

test('buys by keyboard alone in ru', { timeout: 120_000 }, async () => {
	const { page, seen, close } = await visitor(chrome, shop);
	await page.goto(`${shop.url}/ru/search`);
	await page.keyboard.press('Tab');
	assert.equal(await page.evaluate(() => document.activeElement.className), 'skip', 'the first stop leads past the head');
	await page.keyboard.press('Enter');
	assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
	await tab_to(page, '.card:not(.card-sold, :has(.flag-few)) .card-title a');
	await press_enter(page);
	await tab_to(page, '.buy-form button[type=submit]');
	await press_enter(page);
	await tab_to(page, '.split-side button[type=submit]');
	await press_enter(page);
	for (const name of ['email', 'name', 'phone', 'city', 'street', 'building', 'postcode']) {
		await tab_to(page, `[name="${name}"]`);
		await page.keyboard.type(address[name]);
	}
	await page.keyboard.press('Enter');
	await page.waitForURL('**/checkout/delivery');
	await tab_to(page, 'fieldset.options input[type=radio]');
	await page.keyboard.press('Space');
	await tab_to(page, 'main .form button[type=submit]');
	await press_enter(page);
	await tab_to(page, '#terms');
	await page.keyboard.press('Space');
	await tab_to(page, 'main .form button[type=submit]');
	await press_enter(page);
	await wait_for(page, 'a[href$="/go"]');
	await tab_to(page, 'a[href$="/go"]');
	await press_enter(page);
	assert.notEqual(new URL(page.url()).origin, shop.url);
	assert.deepEqual(seen.errors, []);
	await close();
});

test('a refused page names each mistake and leads to it', { timeout: 60_000 }, async () => {
	const { page, close } = await visitor(chrome, shop);
	await put_into_cart(page, shop, 'en', 1);
	await page.locator('.split-side form button[type=submit]').click();
	await page.waitForURL('**/checkout');
	await page.locator('#email').fill('aigul@');
	await page.locator('#name').fill(address.name);
	await page.locator('main .form button[type=submit]').click();
	await page.waitForSelector('.problems');
	assert.equal(await page.evaluate(() => document.activeElement.className), 'problems', 'the list of mistakes has the focus');
	assert.equal(await page.locator('#email').inputValue(), 'aigul@', 'what was typed is still there');
	assert.equal(await page.locator('#name').inputValue(), address.name);
	for (const link of await page.locator('.problems a').all()) {
		const id = (await link.getAttribute('href')).slice(1);
		const described = (await page.locator(`#${id}`).getAttribute('aria-describedby')).split(' ');
		assert.ok(described.includes(`${id}-error`), `${id} is described by its mistake`);
		assert.equal(await page.locator(`#${id}`).getAttribute('aria-invalid'), 'true');
	}
	await page.locator('.problems a').first().click();
	assert.equal(await page.evaluate(() => document.activeElement.id), 'email');
	await close();
});

// What the small script adds, and that nothing is missing without it.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { instance } from '../lib/instance.mjs';
import { browser, visitor } from './lib/browser.mjs';

let shop, chrome;
before(async () => { shop = await instance(); chrome = await browser(); });
after(async () => { await chrome?.close(); await shop?.stop(); });

test('an open filter closes by Escape and by a click beside it, and only one is open', async () => {
	const { page, seen, close } = await visitor(chrome, shop);
	await page.goto(`${shop.url}/en/search`);
	const open = page.locator('details.filter[open]'), first = page.locator('details.filter summary').first();
	await first.click();
	assert.equal(await open.count(), 1);
	await page.locator('details.filter summary').nth(1).click();
	assert.equal(await open.count(), 1);
	await page.keyboard.press('Escape');
	assert.equal(await open.count(), 0);
	assert.ok(await page.evaluate(() => document.activeElement.tagName === 'SUMMARY'), 'the focus stays where it was');
	await first.click();
	await page.locator('h1').click();
	assert.equal(await open.count(), 0);
	assert.deepEqual(seen.errors, []);
	await close();
});

test('a form that is on its way is not sent twice, and can be sent again after coming back', async () => {
	const { page, close } = await visitor(chrome, shop);
	await page.goto(`${shop.url}/en/search`);
	await page.locator('.card:not(.card-sold, :has(.flag-few)) .card-title a').first().click();
	await page.waitForSelector('.buy-form');
	let posts = 0;
	await page.route('**/cart/add', async (route) => { posts++; await new Promise((done) => setTimeout(done, 400)); await route.continue(); });
	const [box] = [await page.locator('.buy-form button').boundingBox()];
	await page.mouse.click(box.x + 20, box.y + 20);
	await page.mouse.click(box.x + 20, box.y + 20);
	await page.waitForURL('**/cart*');
	assert.equal(posts, 1);
	await page.goBack();
	await page.locator('.buy-form button').click();
	await page.waitForURL('**/cart*');
	assert.equal(posts, 2);
	await close();
});

test('nothing of the page depends on the script', async () => {
	const { page, close } = await visitor(chrome, shop, { script: false, width: 360 });
	await page.goto(`${shop.url}/en/search`);
	await page.locator('details.filter summary').first().click();
	await page.locator('details.filter[open] .filter-values a').first().click();
	await page.waitForURL(/category=|\/c\//);
	assert.ok(await page.locator('.chip').count() > 0 || await page.locator('.cats [aria-current]').count() > 0);
	await close();
});

// The walk of a shopper and of a maker through every page, in any language, by what the pages themselves offer.
// `see(name, page)` is called at each page; a look test measures there, the screenshots are taken there.

import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const project = fileURLToPath(new URL('../../..', import.meta.url));

export const address = {
	email: 'aigul@example.kz', name: 'Айгүл Нұрланқызы', phone: '+7 701 234 56 78', city: 'Алматы', street: 'Абай даңғылы', building: '52/1',
	apartment: '17', postcode: '050000', note: 'Домофон 17B',
};

async function open(page, url) {
	await page.goto(url, { waitUntil: 'load' });
}

export async function press(page, selector) {
	await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), page.locator(selector).first().click()]);
}

export async function fill(page, values) {
	for (const [name, value] of Object.entries(values))
		await page.locator(`[name="${name}"]`).first().fill(value);
}

// Waits, as a person would, until the page of the payment offers what `selector` names; without script the page reloads by its header.
export async function wait_for(page, selector, seconds = 20) {
	for (const end = Date.now() + seconds * 1000; Date.now() < end;) {
		if (await page.locator(selector).count())
			return;
		await new Promise((done) => setTimeout(done, 200));
		await page.reload({ waitUntil: 'load' });
	}
	throw new Error(`${page.url()} never offered ${selector}: ${(await page.locator('main').innerText()).slice(0, 300)}`);
}

// The addresses of the shop's pages that need nothing before them.
export async function walk_shop(page, shop, lang, see) {
	const at = (path) => `${shop.url}/${lang}/${path}`;
	await open(page, at(''));
	await see('home', page);
	const category = await page.locator('.shelf a').first().getAttribute('href');
	const creator = await page.locator('.maker a').first().getAttribute('href');
	await open(page, at('search'));
	await see('results', page);
	const things = await page.locator('.card-title a').evaluateAll((links) => links.map((a) => a.getAttribute('href')));
	await open(page, shop.url + category);
	await see('category', page);
	await open(page, at('search?min=9000&max=10'));
	await see('search-refused', page);
	await open(page, at('search?q=zzzzqq'));
	await see('search-empty', page);
	const kinds = { options: '.buy-form .choice', plain: '.buy-form input[type=hidden][name=variant]', sold: '.buy > .notice' };
	for (const thing of things) {
		await open(page, shop.url + thing);
		for (const [kind, selector] of Object.entries(kinds))
			if (await page.locator(selector).count()) {
				delete kinds[kind];
				await see(`listing-${kind}`, page);
			}
		if (Object.keys(kinds).length === 0)
			break;
	}
	await open(page, shop.url + creator);
	await see('creator', page);
	for (const text of ['privacy', 'terms', 'about', 'credits']) {
		await open(page, at(text));
		await see(text, page);
	}
	await open(page, at('no-such-page'));
	await see('error', page);
	await open(page, at('cart'));
	await see('cart-empty', page);
	await open(page, at('studio'));
	await see('studio-door', page);
}

// Puts `count` things into the cart, each of another maker where there are others.
export async function put_into_cart(page, shop, lang, count = 2) {
	await open(page, `${shop.url}/${lang}/search`);
	// A last piece may be in somebody's checkout already.
	const things = await page.locator('.card').evaluateAll((cards) => cards.filter((c) => !c.matches('.card-sold, :has(.flag-few)'))
		.map((c) => ({ url: c.querySelector('.card-title a').getAttribute('href'), by: c.querySelector('.card-by').textContent })));
	const makers = new Set();
	for (const thing of things) {
		if (makers.size === count)
			break;
		if (makers.has(thing.by))
			continue;
		makers.add(thing.by);
		await open(page, shop.url + thing.url);
		if (await page.locator('.buy-form input[type=radio]').count())
			await page.locator('.buy-form input[type=radio]:enabled').first().check();
		await press(page, '.buy-form button[type=submit]');
	}
}

// From a cart to the page of the payment. Returns nothing: the page stands at /pay/… with its link.
export async function walk_checkout(page, shop, lang, see = async () => {}) {
	await put_into_cart(page, shop, lang);
	await see('cart', page);
	await press(page, '.split-side form button[type=submit]');
	await see('checkout-address', page);
	await press(page, 'main .form button[type=submit]');
	await see('checkout-address-refused', page);
	await fill(page, address);
	await press(page, 'main .form button[type=submit]');
	await see('checkout-delivery', page);
	for (const group of await page.locator('fieldset.options').all())
		await group.locator('input[type=radio]').first().check();
	await press(page, 'main .form button[type=submit]');
	await see('checkout-review', page);
	await press(page, 'main .form button[type=submit]');
	await see('checkout-review-refused', page);
	await page.locator('#terms').check();
	await press(page, 'main .form button[type=submit]');
	await wait_for(page, 'a[href$="/go"]');
	await see('pay', page);
}

// On the test processor's page: the first card of the list pays.
export async function pay(page) {
	await press(page, 'a[href$="/go"]');
	await page.locator('input[type=radio]').first().check();
	await press(page, 'main form button');
}

export async function walk_order(page, see = async () => {}) {
	await wait_for(page, '.pay-good');
	await see('pay-paid', page);
	await press(page, '.pay-good a.button');
	await see('order', page);
}

export function creator_link(shop, handle) {
	const build = process.env.BUILD ?? 'build';
	const said = execFileSync(`${build}/bin/aina`, ['--state', shop.state, 'creator', 'link', handle], { cwd: project, encoding: 'utf8' });
	return said.match(/https?:\/\/\S+/)[0].replace(/^https?:\/\/[^/]+/, shop.url);
}

// The handle of the maker whose part is the first of the order that `page` shows.
export async function handle_of(page) {
	return (await page.locator('.part-maker a').first().getAttribute('href')).match(/@([^/]+)/)[1];
}

export async function walk_studio(page, shop, lang, handle, see = async () => {}) {
	await open(page, creator_link(shop, handle).replace(/\/(kk|ru|en)\//, `/${lang}/`));
	await see('studio-enter', page);
	await press(page, 'main form button[type=submit]');
	await see('studio-orders', page);
	await press(page, '.row-number a');
	await see('studio-order', page);
	const slip = await page.locator('a[href$="/slip"]').getAttribute('href'), order = page.url();
	await open(page, shop.url + slip);
	await see('studio-slip', page);
	await open(page, order);
	await page.locator('#carrier').selectOption({ index: 0 });
	await page.locator('#tracking').fill('BK952650454KZ');
	await press(page, '.split-main .form button[type=submit]');
	await see('studio-order-sent', page);
}

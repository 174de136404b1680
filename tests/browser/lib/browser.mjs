// A real browser for the tests: the system's Chromium, driven by playwright-core. Nothing is downloaded.

import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

export const languages = ['kk', 'ru', 'en'];

const program = process.env.CHROMIUM ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);

export function browser() {
	return chromium.launch({ executablePath: program, args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'] });
}

// A fresh visitor. `seen` collects what must stay empty: errors of the console and requests to anybody but the shop.
export async function visitor(chrome, shop, { script = true, width = 1280, scheme = 'light', strangers = [] } = {}) {
	const context = await chrome.newContext({
		viewport: { width, height: 900 }, colorScheme: scheme, javaScriptEnabled: script, locale: 'en-GB', reducedMotion: 'reduce',
	});
	const page = await context.newPage();
	const seen = { errors: [], strangers: [] };
	page.on('console', (m) => { if (m.type() === 'error' && !/status of (403|404|422)/.test(m.text())) seen.errors.push(`${page.url()}: ${m.text()}`); });
	page.on('pageerror', (e) => seen.errors.push(`${page.url()}: ${e.message}`));
	page.on('request', (r) => {
		const { origin, protocol } = new URL(r.url());
		if (protocol !== 'data:' && origin !== shop.url && !strangers.includes(origin))
			seen.strangers.push(r.url());
	});
	return { page, context, seen, close: () => context.close() };
}

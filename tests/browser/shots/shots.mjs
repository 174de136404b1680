// shots.mjs [NAME…]: only pages whose name begins so. Environment: WIDTHS=360,768,1280 SCHEMES=light,dark LANGS=kk,ru,en
import { mkdirSync, writeFileSync } from 'node:fs';
import { instance } from '../../lib/instance.mjs';
import { browser, languages, visitor } from '../lib/browser.mjs';
import { handle_of, pay, walk_checkout, walk_order, walk_shop, walk_studio } from '../lib/walk.mjs';

const list = (name, other) => (process.env[name] ? process.env[name].split(',') : other);
const widths = list('WIDTHS', ['360', '768', '1280']).map(Number), schemes = list('SCHEMES', ['light', 'dark']), langs = list('LANGS', languages);
const wanted = process.argv.slice(2), folder = `${process.env.BUILD ?? 'build'}/shots`;
mkdirSync(folder, { recursive: true });

const shop = process.env.SHOP ? { url: process.env.SHOP, state: process.env.STATE ?? 'var', stop() {} } : await instance();
const chrome = await browser();
const names = new Set();
try {
	for (const lang of langs) {
		const see = async (name, page) => {
			if (wanted.length > 0 && !wanted.some((w) => name.startsWith(w)))
				return;
			names.add(name);
			for (const width of widths)
				for (const scheme of schemes) {
					await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
					await page.setViewportSize({ width, height: 900 });
					// lazy pictures come when they are near
					await page.evaluate(async () => {
						for (let y = 0; y < document.body.scrollHeight; y += 600) { scrollTo(0, y); await new Promise((done) => setTimeout(done, 30)); }
						await Promise.all([...document.images].filter((i) => i.offsetParent).map((i) => i.decode().catch(() => {})));
						scrollTo(0, 0);
					});
					await page.screenshot({ path: `${folder}/${name}-${width}-${scheme}-${lang}.png`, fullPage: true, animations: 'disabled' });
				}
			await page.setViewportSize({ width: 1280, height: 900 });
		};
		const { page, close } = await visitor(chrome, shop);
		await walk_shop(page, shop, lang, see);
		await walk_checkout(page, shop, lang, see);
		await pay(page);
		await walk_order(page, see);
		const handle = await handle_of(page);
		await close();
		const maker = await visitor(chrome, shop);
		await walk_studio(maker.page, shop, lang, handle, see);
		await maker.close();
		console.log(`${lang}: done`);
	}
} finally {
	await chrome.close();
	await shop.stop();
}
writeFileSync(`${folder}/index.html`, `<!DOCTYPE html><meta charset="utf-8"><title>Aina</title><style>body{font:1rem sans-serif;background:#777}img{width:22rem;vertical-align:top;margin:.25rem}</style>
${[...names].map((n) => `<h2>${n}</h2>${langs.flatMap((l) => widths.flatMap((w) => schemes.map((s) => `<img loading="lazy" src="${n}-${w}-${s}-${l}.png" alt="${n} ${w} ${s} ${l}">`))).join('')}`).join('\n')}\n`);
console.log(`${names.size} pages in ${folder}/index.html`);

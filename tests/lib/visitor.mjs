// A visitor without a browser and without JavaScript: keeps cookies, reads the forms that a page really holds, and sends them as a
// browser would, with the headers of one. Plain node, no packages.

import http from 'node:http';

const entities = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#x27': "'", nbsp: '\u00a0' };
export const unescape = (s) => s.replace(/&(#?\w+);/g, (all, name) =>
	name in entities ? entities[name] : name.startsWith('#') ? String.fromCodePoint(Number(name.replace('#x', '0x').replace('#', ''))) : all);

function attributes(tag) {
	const found = {};
	for (const [, name, , value] of tag.matchAll(/\s([\w:-]+)(="([^"]*)")?/g))
		found[name] = value === undefined ? '' : unescape(value);
	return found;
}

export class Page {
	constructor(url, status, headers, body) {
		Object.assign(this, { url, status, headers, body });
	}

	// What a person reads: without tags, head, scripts and hidden parts.
	get text() {
		return unescape(this.body.replace(/<head[\s\S]*?<\/head>|<script[\s\S]*?<\/script>|<style[\s\S]*?<\/style>|<[^>]+>/g, ' ')).replace(/[ \t\n]+/g, ' ').trim();
	}

	get title() {
		return unescape((this.body.match(/<title>([\s\S]*?)<\/title>/) ?? [])[1] ?? '');
	}

	links() {
		return [...this.body.matchAll(/<a\b([^>]*)>([\s\S]*?)<\/a>/g)].map(([, tag, inner]) => ({ ...attributes(tag), text: unescape(inner.replace(/<[^>]+>/g, ' ')).replace(/\s+/g, ' ').trim() }));
	}

	// Forms with the fields that would be sent as they stand: {action, method, fields: Map, names: Set}
	forms() {
		return [...this.body.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)].map(([, tag, inner]) => {
			const form = { action: '', method: 'get', ...attributes(tag), fields: new Map(), names: new Set(), controls: [] };
			for (const [, input] of inner.matchAll(/<input\b([^>]*)>/g)) {
				const a = attributes(input);
				if (!a.name)
					continue;
				form.names.add(a.name);
				form.controls.push(a);
				if (a.disabled !== undefined || ((a.type === 'radio' || a.type === 'checkbox') && a.checked === undefined))
					continue;
				form.fields.set(a.name, a.value ?? (a.type === 'checkbox' ? 'on' : ''));
			}
			for (const [, select, options] of inner.matchAll(/<select\b([^>]*)>([\s\S]*?)<\/select>/g)) {
				const a = attributes(select), list = [...options.matchAll(/<option\b([^>]*)>([^<]*)/g)].map(([, o, label]) => ({ label: unescape(label), ...attributes(o) }));
				form.names.add(a.name);
				form.controls.push({ ...a, type: 'select', options: list });
				const chosen = list.find((o) => o.selected !== undefined) ?? list[0];
				if (chosen)
					form.fields.set(a.name, chosen.value ?? chosen.label);
			}
			for (const [, area, value] of inner.matchAll(/<textarea\b([^>]*)>([\s\S]*?)<\/textarea>/g)) {
				const a = attributes(area);
				form.names.add(a.name);
				form.controls.push({ ...a, type: 'textarea' });
				form.fields.set(a.name, unescape(value).replace(/^\n/, ''));
			}
			form.buttons = [...inner.matchAll(/<button\b([^>]*)>([\s\S]*?)<\/button>/g)].map(([, b, label]) => ({ ...attributes(b), label: unescape(label.replace(/<[^>]+>/g, ' ')).trim() }));
			return form;
		});
	}

	// The first form whose action ends so (query left aside).
	form(actionEnd) {
		const found = this.forms().find((f) => f.action.split('?')[0].endsWith(actionEnd));
		if (!found)
			throw new Error(`${this.url} (${this.status}) has no form to …${actionEnd}; it has: ${this.forms().map((f) => f.action).join(', ') || 'none'}`);
		return found;
	}
}

export class Visitor {
	constructor(origin, headers = {}) {
		this.origin = origin;
		this.headers = { 'accept-language': 'en', 'user-agent': 'aina-test', ...headers };
		this.cookies = new Map();
		this.agent = new http.Agent({ keepAlive: false });
	}

	request(method, url, { body, headers = {}, timeout_ms = 30000 } = {}) {
		const target = new URL(url, this.origin);
		const cookie = target.origin === this.origin ? [...this.cookies].map(([k, v]) => `${k}=${v}`).join('; ') : '';
		const all = { ...this.headers, ...(cookie ? { cookie } : {}), ...(method === 'GET' ? {} : { origin: target.origin, 'sec-fetch-site': 'same-origin' }),
			...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded', 'content-length': Buffer.byteLength(body) }), ...headers };
		for (const key of Object.keys(all))
			if (all[key] === null)
				delete all[key];
		return new Promise((resolve, reject) => {
			const request = http.request(target, { method, agent: this.agent, headers: all, timeout: timeout_ms }, (reply) => {
				const chunks = [];
				reply.on('data', (c) => chunks.push(c));
				reply.on('error', reject);
				reply.on('end', () => {
					if (target.origin === this.origin)
						this.keep(reply.headers['set-cookie'] ?? []);
					resolve(new Page(target.href, reply.statusCode, reply.headers, Buffer.concat(chunks).toString('utf8')));
				});
			});
			request.on('timeout', () => request.destroy(new Error(`no answer in ${timeout_ms} ms: ${method} ${target.href}`)));
			request.on('error', reject);
			request.end(body);
		});
	}

	keep(lines) {
		for (const line of lines) {
			const [pair, ...rest] = line.split('; '), at = pair.indexOf('=');
			if (rest.some((r) => /^max-age=0$/i.test(r)))
				this.cookies.delete(pair.slice(0, at));
			else
				this.cookies.set(pair.slice(0, at), pair.slice(at + 1));
		}
	}

	get(url, options) {
		return this.request('GET', url, options);
	}

	post(url, fields, options) {
		return this.request('POST', url, { ...options, body: new URLSearchParams(fields).toString() });
	}

	// Follows redirects of our own origin with GET, as a browser does after a 303.
	async follow(page, most = 5) {
		for (let i = 0; i < most && [301, 302, 303, 307, 308].includes(page.status); i++)
			page = await this.get(new URL(page.headers.location, page.url).href);
		return page;
	}

	async open(url) {
		return this.follow(await this.get(url));
	}

	// Sends a form as it stands with `changes` ({name: value}, null takes a field away); not followed.
	send(page, form, changes = {}, options) {
		const fields = new Map(form.fields);
		for (const [name, value] of Object.entries(changes)) {
			if (value === null)
				fields.delete(name);
			else
				fields.set(name, value);
		}
		const action = new URL(form.action || page.url, page.url);
		if (form.method.toLowerCase() === 'post')
			return this.post(action.href, [...fields], options);
		action.search = new URLSearchParams([...fields]).toString();
		return this.get(action.href, options);
	}

	async submit(page, actionEnd, changes = {}) {
		return this.follow(await this.send(page, page.form(actionEnd), changes));
	}
}

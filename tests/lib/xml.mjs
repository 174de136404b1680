// A strict reader of XML without doctype: throws where a document is not well-formed (https://www.w3.org/TR/xml/), else gives its tree as
// { name, attributes, children, text }. For feeds and site maps.

const nameRe = /^[A-Za-z_][\w.-]*(:[A-Za-z_][\w.-]*)?/;
const entities = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decode(text) {
	if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(text))
		throw new Error('a control character');
	return text.replace(/&([^;]*);?/g, (all, name) => {
		const code = name.match(/^#(?:x([\da-fA-F]+)|(\d+))$/);
		if (!all.endsWith(';') || !(name in entities || code))
			throw new Error(`not an entity: ${all.slice(0, 20)}`);
		return code ? String.fromCodePoint(parseInt(code[1] ?? code[2], code[1] ? 16 : 10)) : entities[name];
	});
}

export function parseXml(source) {
	let rest = source.replace(/^<\?xml version="1\.0"( encoding="(utf-8|UTF-8)")?\?>\s*/, '');
	if (rest === source)
		throw new Error('no XML declaration at the very beginning');
	const root = { children: [], text: '', scope: { xml: 'xml' } }, open = [root];
	const take = (re, what) => {
		const found = rest.match(re);
		if (!found)
			throw new Error(`${what} expected at: ${rest.slice(0, 60)}`);
		rest = rest.slice(found[0].length);
		return found;
	};
	while (rest !== '') {
		const top = open.at(-1);
		if (!rest.startsWith('<')) {
			const text = take(/^[^<]+/, 'text')[0];
			if (text.includes(']]>') || (top === root && text.trim() !== ''))
				throw new Error(`text where none may be: ${text.slice(0, 40)}`);
			top.text += decode(text);
		} else if (rest.startsWith('</')) {
			take(/^<\//, 'end tag');
			const name = take(nameRe, 'a name')[0];
			take(/^\s*>/, '>');
			if (top === root || top.name !== name)
				throw new Error(`</${name}> closes <${top.name}>`);
			open.pop();
		} else {
			take(/^</, 'tag');
			const element = { name: take(nameRe, 'a name')[0], attributes: {}, children: [], text: '', scope: { ...top.scope } };
			for (let m; (m = rest.match(/^\s+([A-Za-z_][\w.:-]*)\s*=\s*("([^"<]*)"|'([^'<]*)')/)); rest = rest.slice(m[0].length)) {
				if (m[1] in element.attributes)
					throw new Error(`attribute ${m[1]} twice`);
				element.attributes[m[1]] = decode(m[3] ?? m[4]);
				if (m[1] === 'xmlns' || m[1].startsWith('xmlns:'))
					element.scope[m[1].slice(6)] = element.attributes[m[1]];
			}
			const empty = take(/^\s*(\/?)>/, '>')[1] === '/';
			for (const name of [element.name, ...Object.keys(element.attributes)])
				if (name.includes(':') && !name.startsWith('xmlns:') && !(name.split(':')[0] in element.scope))
					throw new Error(`prefix of ${name} is not declared`);
			if (top === root && root.children.length)
				throw new Error('a second root');
			top.children.push(element);
			if (!empty)
				open.push(element);
		}
	}
	if (open.length !== 1 || root.children.length !== 1)
		throw new Error(`<${open.at(-1).name}> is not closed`);
	return root.children[0];
}
export const all = (element, name) => element.children.filter((c) => c.name === name);
export const first = (element, name) => all(element, name)[0];

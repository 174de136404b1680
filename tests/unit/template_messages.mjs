// A message marked "#. used by C" is made somewhere in C: templatec, which never reads C, cannot know.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import test from 'node:test';

const root = new URL('../../', import.meta.url).pathname;
const sources = readdirSync(`${root}cgi-bin`, { recursive: true }).filter((name) => /\.[ch]$/.test(name))
	.map((name) => readFileSync(`${root}cgi-bin/${name}`, 'utf8')).join('\n');
const names = new Set(sources.match(/\b[A-Z][A-Z0-9_]*\b/g));
// MESSAGE_ORDER_STATE_##upper: the rest of the name stands where the macro is used.
const pasted = [...new Set([...sources.matchAll(/\b(?:MESSAGE_)?([A-Z][A-Z0-9_]*_)##/g)].map((match) => match[1]))];

const isMade = (name) => names.has(name) || names.has(`MESSAGE_${name}`) ||
	pasted.some((prefix) => name.startsWith(prefix) && names.has(name.slice(prefix.length)));

test('every message for C is made by C', () => {
	const po = readFileSync(`${root}templates/locale/kk.po`, 'utf8');
	const keys = [...po.matchAll(/^#\. used by C.*\n(?:#.*\n)*msgid "([^"]+)"/gm)].map((match) => match[1]);
	assert.ok(keys.length > 0, 'no key is marked');
	assert.deepEqual(keys.filter((key) => !isMade(key.toUpperCase().replaceAll('.', '_'))), []);
});

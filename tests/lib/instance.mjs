// An instance of the whole shop for a test written in JavaScript: `const shop = await instance()` gives { url, port, state, stop() }.
// It runs the same shell functions as the other tests; see instance.sh.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const project = fileURLToPath(new URL('../..', import.meta.url));

// `folder`: where its state lies, for tests that need a disk of their own.
export async function instance({ empty = false, folder = '' } = {}) {
	const script = '. tests/lib/instance.sh; instance_start || exit 1; echo "started $port $state"; read -r _';
	const shell = spawn('bash', ['-c', script], {
		cwd: project, stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, INSTANCE_EMPTY: empty ? '1' : '', INSTANCE_FOLDER: folder },
	});
	const ended = new Promise((resolve) => shell.on('close', resolve));
	let said = '';
	for await (const line of createInterface({ input: shell.stdout })) {
		const [word, port, state] = line.split(' ');
		if (word === 'started') {
			shell.stdout.resume();
			return {
				url: `http://localhost:${port}`, port: Number(port), state,
				async stop() { shell.stdin.end('\n'); await ended; },
			};
		}
		said += line + '\n';
	}
	throw new Error('the shop did not start:\n' + said);
}

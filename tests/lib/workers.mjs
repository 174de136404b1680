// The workers of an instance: those processes of the house that run.sh's pools keep alive.

import { readFileSync } from 'node:fs';

// [{ pid, name }] of every program of ours that runs for this instance now.
export function workers(shop) {
	const pids = readFileSync(`${shop.state}/run/pids`, 'utf8').trim().split('\n').map((line) => Number(line.split(' ')[0])), found = [], seen = new Set();
	const walk = (pid) => {
		if (seen.has(pid))
			return;
		seen.add(pid);
		try {
			const name = readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
			if (['shop', 'checkout', 'studio', 'hook', 'payd', 'maild', 'keeperd', 'cardsim'].includes(name))
				found.push({ pid, name });
			readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number).forEach(walk);
		} catch { /* ended meanwhile */ }
	};
	pids.forEach(walk);
	return found;
}

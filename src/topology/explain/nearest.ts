// Near misses: names one edit apart, and the names nearest to one that was not found.
import { compareText, editDistance } from '../../model/index.ts';

/** Whether one letter inserted, removed, replaced, or two neighbours swapped, make one text the other. */
export function isOneEdit(a: string, b: string): boolean {
  return editDistance(a, b) === 1;
}

const MAX_NAMES = 3;

/** Names by distance, at most three, none that differs in more than half its letters; one that holds `wanted` is near. */
export function nearestNames(wanted: string, names: readonly string[]): string[] {
  const key = wanted.toLowerCase();
  const scored = names.map((name) => ({ name, distance: score(key, name.toLowerCase()) }));
  const near = scored.filter(({ distance }) => distance <= Math.max(2, Math.ceil(key.length / 2)));
  near.sort((x, y) => x.distance - y.distance || compareText(x.name, y.name));
  return near.slice(0, MAX_NAMES).map(({ name }) => name);
}

function score(wanted: string, name: string): number {
  return wanted !== '' && name.includes(wanted) ? 1 : editDistance(wanted, name);
}

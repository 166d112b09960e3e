// Near misses: names one edit apart, and the names nearest to one that was not found.
import { compareText } from '../model/index.ts';

/** Whether one letter inserted, removed, replaced, or two neighbours swapped, make one text the other. */
export function isOneEdit(a: string, b: string): boolean {
  return a !== b && editDistance(a, b) === 1;
}

/** Names by distance, at most `count`, none that differs in more than half its letters. */
export function nearestNames(wanted: string, names: readonly string[], count = 3): string[] {
  const key = wanted.toLowerCase();
  const scored = names.map((name) => ({ name, distance: score(key, name.toLowerCase()) }));
  const near = scored.filter(({ distance }) => distance <= Math.max(2, Math.ceil(key.length / 2)));
  near.sort((x, y) => x.distance - y.distance || compareText(x.name, y.name));
  return near.slice(0, count).map(({ name }) => name);
}

function score(wanted: string, name: string): number {
  return wanted !== '' && (name.startsWith(wanted) || name.includes(wanted)) ? 1 : editDistance(wanted, name);
}

/** Optimal string alignment distance. Texts are cut at 100 characters: it is quadratic and names come from strangers. */
export function editDistance(first: string, second: string): number {
  const [a, b] = [first.slice(0, 100), second.slice(0, 100)];
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replace = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = swapped ? (before[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY;
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, replace, swap));
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? 0;
}

// "Did you mean …?": the known names closest to one that was mistyped.
import { compareText } from '../model/index.ts';

/**
 * Edits between two words, a swap of neighbouring letters counting as one (optimal string alignment):
 * `ansbile` is one edit from `ansible`.
 */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, substitution);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) cost = Math.min(cost, (beforeLast[j - 2] ?? 0) + 1);
      row.push(cost);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}

/** The closest names, at most three where several are equally close; none when nothing is close. Case is ignored. */
export function nearestNames(word: string, names: Iterable<string>): string[] {
  const limit = Math.max(2, Math.floor(word.length / 4));
  const lower = word.toLowerCase();
  const near = [...new Set(names)]
    .filter((name) => Math.abs(name.length - word.length) <= limit)
    .map((name) => ({ name, distance: editDistance(lower, name.toLowerCase()) }))
    .filter(({ name, distance }) => distance <= limit && distance < name.length);
  const best = Math.min(...near.map(({ distance }) => distance));
  const closest = near.filter(({ distance }) => distance === best).map(({ name }) => name);
  return closest.sort(compareText).slice(0, 3);
}

/** `did you mean r1 or r2?`, or the fallback when nothing is close. */
export function didYouMean(word: string, names: Iterable<string>, otherwise: string): string {
  const nearest = nearestNames(word, names);
  return nearest.length === 0 ? otherwise : `did you mean ${nearest.join(' or ')}?`;
}

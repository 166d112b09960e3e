// "Did you mean …?": the known names closest to one that was mistyped.
import { compareText, editDistance } from '../model/index.ts';

/** The closest names, at most three where several are equally close; none when nothing is close. Case is ignored. */
export function nearestNames(word: string, names: Iterable<string>): string[] {
  const limit = word.length < 5 ? 1 : Math.max(2, Math.floor(word.length / 4));
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

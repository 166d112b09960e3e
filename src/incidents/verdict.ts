// What one look at the network says of one condition.
import type { Condition } from '../model/index.ts';

/** A condition as seen now, without its past. */
export type Sighting = Omit<
  Condition,
  'key' | 'known' | 'hopeful' | 'since' | 'lastGood' | 'seenAt' | 'firstSnapshot' | 'lastSnapshot' | 'closed'
> & { readonly lastGood: string | null };

/** `unknown`: nobody who could tell was polled. It is never taken for good news, even where it is `hopeful`: half of it is. */
export type Verdict =
  | { readonly is: 'present'; readonly sighting: Sighting }
  | { readonly is: 'unknown'; readonly why: string; readonly hopeful: boolean }
  | { readonly is: 'cleared'; readonly why: string };

export function present(sighting: Sighting): Verdict {
  return { is: 'present', sighting };
}

export function unknown(why: string): Verdict {
  return { is: 'unknown', why, hopeful: false };
}

/** Who could be asked says that it is well, and that is not enough to know. */
export function hopeful(why: string): Verdict {
  return { is: 'unknown', why, hopeful: true };
}

export function cleared(why: string): Verdict {
  return { is: 'cleared', why };
}

/** Unique in a book: the same trouble of the same thing. */
export function conditionKey(family: Condition['family'], subject: string): string {
  return `${family} ${subject}`;
}

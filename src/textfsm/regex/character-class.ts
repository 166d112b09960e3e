// Character sets as JavaScript class syntax (flag `v`). Case is folded by listing both cases, since Node 20 has no `(?i:…)`.
import { PYTHON_SPACE, PYTHON_WORD } from '../python-text.ts';
import type { CharacterSet, Scope, SetItem, Shorthand } from './tree.ts';

/** Which characters `\d`, `\w` and `\s` stand for, as the inside of a class. */
export type Alphabet = Readonly<Record<'d' | 'w' | 's', string>>;

/** Python's text patterns. */
export const UNICODE: Alphabet = { d: '\\p{Nd}', w: PYTHON_WORD, s: PYTHON_SPACE };
/** The same, as far as a line of ASCII can tell: an order of magnitude faster. */
export const ASCII_LINE: Alphabet = { d: '0-9', w: 'A-Za-z0-9_', s: '\\t-\\r\\x1c-\\x20' };
/** Under `(?a)`. */
const ASCII_FLAG: Alphabet = { d: '0-9', w: 'A-Za-z0-9_', s: '\\t-\\r\\x20' };

/** Wider ranges than this are folded in their ASCII part only. */
const MAX_FOLDED = 1024;

function isAsciiLetter(code: number): boolean {
  return (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
}

function otherCases(code: number): number[] {
  const text = String.fromCodePoint(code);
  return [text.toLowerCase(), text.toUpperCase()]
    .filter((folded) => [...folded].length === 1 && folded !== text)
    .map((folded) => folded.codePointAt(0) ?? code);
}

function foldedExtras(from: number, to: number): number[] {
  const isWide = to - from > MAX_FOLDED;
  const extras: number[] = [];
  for (let code = from; code <= (isWide ? Math.min(to, 127) : to); code++) {
    if (!isWide || isAsciiLetter(code)) extras.push(...otherCases(code));
  }
  return extras;
}

function emitCode(code: number): string {
  const text = String.fromCodePoint(code);
  return /^[A-Za-z0-9]$/.test(text) ? text : `\\u{${code.toString(16)}}`;
}

export function shorthand(of: Shorthand, alphabet: Alphabet, scope: Scope): string {
  const letter = of.toLowerCase() as keyof Alphabet;
  return bracketed(of !== letter, (scope.ascii ? ASCII_FLAG : alphabet)[letter]);
}

/** A negated class stands inside another: in Node 20 a bare one in a repeated group matches nothing (`/^(?:[^,]+,){2}/v`). */
function bracketed(negated: boolean, inside: string): string {
  return negated ? `[[^${inside}]]` : `[${inside}]`;
}

function emitItem(item: SetItem, alphabet: Alphabet, scope: Scope): string {
  if (item.kind === 'shorthand') return shorthand(item.of, alphabet, scope);
  const range = item.from === item.to ? emitCode(item.from) : `${emitCode(item.from)}-${emitCode(item.to)}`;
  const extras = scope.ignoreCase ? foldedExtras(item.from, item.to) : [];
  return range + extras.map(emitCode).join('');
}

/** `[…]`, or the bare character where the set holds only one. */
export function emitSet(set: CharacterSet, alphabet: Alphabet): string {
  const inside = set.items.map((item) => emitItem(item, alphabet, set.scope)).join('');
  const [first, ...more] = set.items;
  const isBare = !set.negated && more.length === 0 && (first?.kind === 'shorthand' || !set.scope.ignoreCase);
  if (isBare && (first?.kind === 'shorthand' || first?.from === first?.to)) return inside;
  return bracketed(set.negated, inside);
}

// Backslash escapes of Python's `re`, inside and outside of character classes.
import type { PatternReader } from './reader.ts';
import { RegexSyntaxError, type SetItem, type Shorthand } from './tree.ts';

const CONTROL = new Map([
  ['a', 7],
  ['f', 12],
  ['n', 10],
  ['r', 13],
  ['t', 9],
  ['v', 11],
]);

const HEX_DIGITS = new Map([
  ['x', 2],
  ['u', 4],
  ['U', 8],
]);

export function literal(point: string): SetItem {
  const code = point.codePointAt(0) ?? 0;
  return { kind: 'range', from: code, to: code };
}

function codeItem(code: number, source: string): SetItem {
  if (code > 0x10ffff) throw new RegexSyntaxError(`bad escape ${source}`);
  return { kind: 'range', from: code, to: code };
}

/** `\d`, `\n`, `\x41`, `\-` … The backslash has been read and `letter` is what followed it; null where it is none of these. */
export function readCommonEscape(reader: PatternReader, letter: string): SetItem | null {
  if (/^[dDwWsS]$/.test(letter)) return { kind: 'shorthand', of: letter as Shorthand };
  const control = CONTROL.get(letter);
  if (control !== undefined) return codeItem(control, letter);
  const digits = HEX_DIGITS.get(letter);
  if (digits !== undefined) {
    const hex = reader.takeWhile(/^[0-9a-fA-F]$/, digits);
    if (hex.length !== digits) throw new RegexSyntaxError(`incomplete escape \\${letter}${hex}`);
    return codeItem(Number.parseInt(hex, 16), `\\${letter}${hex}`);
  }
  if (/^[A-Za-z0-9]$/.test(letter)) return null;
  return literal(letter);
}

/** `\0`, `\012`, `\777`: up to three octal digits, the first of which is `first`. Null where they make no octal escape. */
export function readOctalEscape(reader: PatternReader, first: string, insideSet: boolean): SetItem | null {
  const start = reader.position;
  const digits = first + reader.takeWhile(/^[0-7]$/, 2);
  const octal = /^[0-7]/.test(first) && (first === '0' || insideSet || digits.length === 3);
  if (!octal) {
    reader.position = start;
    return null;
  }
  const code = Number.parseInt(digits, 8);
  if (code > 0o377) throw new RegexSyntaxError(`octal escape \\${digits} outside of range 0-0o377`);
  return codeItem(code, digits);
}

// Character classes: `[a-f\d_-]`.
import { literal, readCommonEscape, readOctalEscape } from './escapes.ts';
import type { PatternReader } from './reader.ts';
import { type CharacterSet, RegexSyntaxError, type Scope, type SetItem } from './tree.ts';

const BACKSPACE = 8;

function readMember(reader: PatternReader): SetItem {
  const point = reader.next();
  if (point !== '\\') return literal(point);
  const letter = reader.next();
  if (letter === 'b') return { kind: 'range', from: BACKSPACE, to: BACKSPACE };
  const item = readOctalEscape(reader, letter, true) ?? readCommonEscape(reader, letter);
  if (!item) throw new RegexSyntaxError(`bad escape \\${letter}`);
  return item;
}

function joinRange(from: SetItem, to: SetItem): SetItem {
  if (from.kind !== 'range' || to.kind !== 'range' || to.to < from.from)
    throw new RegexSyntaxError('bad character range');
  return { kind: 'range', from: from.from, to: to.to };
}

/** Reads up to and including the closing bracket. The opening one has been read. A `]` in first place is a member. */
export function readSet(reader: PatternReader, scope: Scope): CharacterSet {
  const negated = reader.take('^');
  const items: SetItem[] = [];
  while (items.length === 0 || !reader.take(']')) {
    if (reader.peek() === '') throw new RegexSyntaxError('unterminated character set');
    const member = readMember(reader);
    const isRange = reader.peek() === '-' && reader.peek(1) !== ']' && reader.peek(1) !== '';
    if (isRange) reader.next();
    items.push(isRange ? joinRange(member, readMember(reader)) : member);
  }
  return { kind: 'set', negated, items, scope };
}

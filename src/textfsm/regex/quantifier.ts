// Quantifiers: `*`, `+?`, `{2,3}`, `{,4}`.
import type { PatternReader } from './reader.ts';
import { type RegexNode, RegexSyntaxError, type Repeat } from './tree.ts';

/** Python's MAXREPEAT. */
const MAX_REPEAT = 4294967295;

type Bounds = Pick<Repeat, 'min' | 'max'>;

function readBounds(reader: PatternReader): Bounds | null {
  if (reader.take('*')) return { min: 0, max: Number.POSITIVE_INFINITY };
  if (reader.take('+')) return { min: 1, max: Number.POSITIVE_INFINITY };
  if (reader.take('?')) return { min: 0, max: 1 };
  return reader.peek() === '{' ? readBraces(reader) : null;
}

/** Braces that hold no bounds are plain text; null then, and nothing is read. */
function readBraces(reader: PatternReader): Bounds | null {
  const start = reader.position;
  reader.take('{');
  const low = reader.takeWhile(/^[0-9]$/);
  const comma = reader.take(',');
  const high = comma ? reader.takeWhile(/^[0-9]$/) : low;
  if ((low === '' && !comma) || !reader.take('}')) {
    reader.position = start;
    return null;
  }
  const min = Number(low);
  const max = high === '' ? Number.POSITIVE_INFINITY : Number(high);
  if (min >= MAX_REPEAT || (high !== '' && max >= MAX_REPEAT))
    throw new RegexSyntaxError('repetition number too large');
  if (max < min) throw new RegexSyntaxError('min repeat greater than max repeat');
  return { min, max };
}

/** The quantifier that comes next, or null. */
export function readRepeat(reader: PatternReader): Omit<Repeat, 'body'> | null {
  const bounds = readBounds(reader);
  if (!bounds) return null;
  const mode = reader.take('?') ? 'lazy' : reader.take('+') ? 'possessive' : 'greedy';
  return { kind: 'repeat', ...bounds, mode };
}

/** The node that a quantifier applies to. */
export function repeatable(node: RegexNode | undefined): RegexNode {
  if (!node || node.kind === 'at') throw new RegexSyntaxError('nothing to repeat');
  if (node.kind === 'repeat') throw new RegexSyntaxError('multiple repeat');
  return node;
}

// A parsed Python regex → the source of a JavaScript one (flag `v`). Groups keep their numbers.
// For one line of text only: `$`, `\Z` and `.` need not think of line breaks.
import { type Alphabet, emitSet, shorthand } from './character-class.ts';
import type { Look, Position, RegexNode, Repeat } from './tree.ts';

function emitPosition(node: Position, alphabet: Alphabet): string {
  if (node.at === 'start') return '^';
  if (node.at === 'end') return '$';
  const word = shorthand('w', alphabet, node.scope);
  return node.at === 'boundary'
    ? `(?:(?<=${word})(?!${word})|(?<!${word})(?=${word}))`
    : `(?:(?<=${word})(?=${word})|(?<!${word})(?!${word}))`;
}

function emitLook(node: Look, alphabet: Alphabet): string {
  return `(?${node.ahead ? '' : '<'}${node.negated ? '!' : '='}${emit(node.body, alphabet)})`;
}

function emitBounds({ min, max }: Repeat): string {
  if (max === Number.POSITIVE_INFINITY) return min === 0 ? '*' : min === 1 ? '+' : `{${min},}`;
  return min === 0 && max === 1 ? '?' : `{${min},${max}}`;
}

function emitRepeat(node: Repeat, alphabet: Alphabet): string {
  const body = emit(node.body, alphabet);
  const isOneUnit = ['set', 'any', 'group'].includes(node.body.kind);
  return (isOneUnit ? body : `(?:${body})`) + emitBounds(node) + (node.mode === 'lazy' ? '?' : '');
}

/** Atomic groups, possessive repeats, back references and conditionals have no equal in JavaScript: see `native.ts`. */
export function emit(node: RegexNode, alphabet: Alphabet): string {
  switch (node.kind) {
    case 'set':
      return emitSet(node, alphabet);
    case 'any':
      return '.';
    case 'at':
      return emitPosition(node, alphabet);
    case 'sequence':
      return node.items.map((item) => emit(item, alphabet)).join('');
    case 'choice':
      return `(?:${node.branches.map((branch) => emit(branch, alphabet)).join('|')})`;
    case 'group':
      return `(${node.index === null ? '?:' : ''}${emit(node.body, alphabet)})`;
    case 'look':
      return emitLook(node, alphabet);
    case 'repeat':
      return emitRepeat(node, alphabet);
    default:
      throw new Error(`${node.kind} cannot be emitted`);
  }
}

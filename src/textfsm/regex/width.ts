// How many characters a node can match.
import type { RegexNode } from './tree.ts';

export interface Width {
  readonly min: number;
  /** Infinity where there is no upper bound. */
  readonly max: number;
}

const NONE: Width = { min: 0, max: 0 };
const ANY: Width = { min: 0, max: Number.POSITIVE_INFINITY };

function times(count: number, width: number): number {
  return count === 0 || width === 0 ? 0 : count * width;
}

function add(a: Width, b: Width): Width {
  return { min: a.min + b.min, max: a.max + b.max };
}

function either(a: Width, b: Width): Width {
  return { min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) };
}

/** A back reference counts as any width, so it cannot stand in a look-behind. */
export function widthOf(node: RegexNode): Width {
  switch (node.kind) {
    case 'set':
    case 'any':
      return { min: 1, max: 1 };
    case 'at':
    case 'look':
      return NONE;
    case 'back-reference':
      return ANY;
    case 'sequence':
      return node.items.map(widthOf).reduce(add, NONE);
    case 'choice':
      return node.branches.map(widthOf).reduce(either);
    case 'group':
      return widthOf(node.body);
    case 'conditional':
      return either(widthOf(node.yes), widthOf(node.no));
    case 'repeat': {
      const body = widthOf(node.body);
      return { min: times(node.min, body.min), max: times(node.max, body.max) };
    }
  }
}

// Whether JavaScript's own engine gives the same answer as Python's.
import type { RegexNode } from './tree.ts';
import { widthOf } from './width.ts';

function children(node: RegexNode): readonly RegexNode[] {
  if (node.kind === 'sequence') return node.items;
  if (node.kind === 'choice') return node.branches;
  if (node.kind === 'conditional') return [node.yes, node.no];
  return 'body' in node ? [node.body] : [];
}

function captures(node: RegexNode): boolean {
  return (node.kind === 'group' && node.index !== null) || children(node).some(captures);
}

function isNativeNode(node: RegexNode): boolean {
  switch (node.kind) {
    case 'back-reference': // JavaScript lets one to an unset group match nothing; Python does not match
    case 'conditional':
      return false;
    case 'group':
      return !node.atomic;
    case 'look': // JavaScript reads a look-behind from right to left
      return node.ahead || !captures(node);
    case 'repeat': // JavaScript forgets the groups of the round before, and never takes an empty round
      return node.mode !== 'possessive' && widthOf(node.body).min > 0 && (node.max === 1 || !captures(node));
    default:
      return true;
  }
}

/** False for the few constructs on which the two engines differ; those are run by `backtrack.ts`. */
export function isNative(node: RegexNode): boolean {
  return isNativeNode(node) && children(node).every(isNative);
}

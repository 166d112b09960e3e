// The rules by which an advertised system is recognised as a device, strongest first; a snapshot names them.

const RULES = [
  'chassis id',
  'management address',
  'inventory name',
  'inventory alias',
  'hostname',
  'hostname and domain',
  'domain-stripped name',
  'first label of the name',
  'unique 20-character prefix',
  'reciprocity',
  'previous snapshot',
  'beginning of the inventory name',
] as const;

export type Rule = (typeof RULES)[number];

/** Of two rules for one alias the stronger is told. Rules of older snapshots that are not in the list rank last. */
export function strongerRule(a: string, b: string): string {
  return rank(a) <= rank(b) ? a : b;
}

function rank(rule: string): number {
  const index = (RULES as readonly string[]).indexOf(rule);
  return index === -1 ? RULES.length : index;
}

/** The rule of a claim whose far end is no device of the inventory. */
export const UNMANAGED_RULE = 'not in the inventory';
/** The rule of a claim that could be several devices of the inventory. */
export const AMBIGUOUS_RULE = 'ambiguous: kept apart';
/** The rule of a link written in the inventory. */
export const DECLARED_RULE = 'declared';

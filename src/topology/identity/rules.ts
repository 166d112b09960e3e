// The rules by which an advertised system is recognised as a device, strongest first, and those by which the claims of two
// ends are taken for one cable; a snapshot names them.

const RULES = [
  'chassis id',
  'management address',
  'inventory name',
  'inventory alias',
  'hostname',
  'hostname and domain',
  'domain-stripped name',
  'unique 20-character prefix',
  'reciprocity',
  'LLDP and CDP on one port',
  'first label of the name',
  'previous snapshot',
  'guess: beginning of the inventory name',
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

/** Made anew each time, never remembered: a device that has told its hostname since then is no longer guessed at. */
export function isGuess(rule: string): boolean {
  return rule.endsWith('beginning of the inventory name');
}

/** The rule of a claim whose far end is no device of the inventory. */
export const UNMANAGED_RULE = 'not in the inventory';
/** The rule of a claim that could be several devices of the inventory, or one but more speaks against it than for it. */
export const AMBIGUOUS_RULE = 'ambiguous: kept apart';
/** The rule of a link written in the inventory. */
export const DECLARED_RULE = 'declared';

/** Why the claims of a link are one cable, strongest first: each with the sentence that explains it. */
export const LINK_RULES = {
  'both ends name both ports': 'Each end claims the other, and both name the same two ports.',
  'one claim fills in the other':
    'Both ends claim it; a port that one of them leaves out is the only one the others name.',
  'only claims that fit':
    'Both ends claim it and name the ports differently, but each claim fits exactly one of the other device.',
  'LLDP and CDP on one port': 'Only one end claims it, by LLDP and by CDP on the same port.',
  'one end names both ports': 'Only one end claims it, and names both ports.',
  'one end names the device':
    'Only one end claims it, and a port is not known: another cable to that device would look alike.',
  'several systems on one port':
    'One of its ports hears several systems: it is on a segment, of which this is one member.',
  declared: 'The inventory says so, and no claim does.',
} as const;

export type LinkRule = keyof typeof LINK_RULES;

// The parsed form of a Python regular expression. Flags are resolved while parsing, so every node stands alone.

export type Shorthand = 'd' | 'D' | 'w' | 'W' | 's' | 'S';

export type SetItem =
  | { readonly kind: 'range'; readonly from: number; readonly to: number }
  | { readonly kind: 'shorthand'; readonly of: Shorthand };

export interface Scope {
  /** (?i) */
  readonly ignoreCase: boolean;
  /** (?a): shorthands and word boundaries know ASCII only. */
  readonly ascii: boolean;
  /** (?x): blanks and `# …` in the pattern mean nothing. */
  readonly verbose: boolean;
}

export interface CharacterSet {
  readonly kind: 'set';
  readonly negated: boolean;
  readonly items: readonly SetItem[];
  readonly scope: Scope;
}

export interface Position {
  readonly kind: 'at';
  readonly at: 'start' | 'end' | 'boundary' | 'not-boundary';
  readonly scope: Scope;
}

export interface Group {
  readonly kind: 'group';
  /** Number of a capturing group; null for `(?:…)`. */
  readonly index: number | null;
  /** `(?>…)`: once matched, never tried again. */
  readonly atomic: boolean;
  readonly body: RegexNode;
}

export interface Look {
  readonly kind: 'look';
  readonly ahead: boolean;
  readonly negated: boolean;
  readonly body: RegexNode;
}

interface BackReference {
  readonly kind: 'back-reference';
  readonly index: number;
  readonly scope: Scope;
}

/** `(?(1)yes|no)` */
export interface Conditional {
  readonly kind: 'conditional';
  readonly index: number;
  readonly yes: RegexNode;
  readonly no: RegexNode;
}

export interface Repeat {
  readonly kind: 'repeat';
  readonly min: number;
  /** Infinity where there is no upper bound. */
  readonly max: number;
  readonly mode: 'greedy' | 'lazy' | 'possessive';
  readonly body: RegexNode;
}

export type RegexNode =
  | CharacterSet
  | { readonly kind: 'any' }
  | Position
  | { readonly kind: 'sequence'; readonly items: readonly RegexNode[] }
  | { readonly kind: 'choice'; readonly branches: readonly RegexNode[] }
  | Group
  | Look
  | BackReference
  | Conditional
  | Repeat;

export interface RegexTree {
  readonly root: RegexNode;
  /** Number of capturing groups. */
  readonly groups: number;
  /** Group name → number, in order of definition. */
  readonly names: ReadonlyMap<string, number>;
}

/** The pattern is not one that Python would compile, or it uses the little that this engine does not offer. */
export class RegexSyntaxError extends Error {}

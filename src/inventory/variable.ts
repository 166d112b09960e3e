// Variables as written: each keeps the place it was written at, so that every message can point there.

export interface Place {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 units as editors count. */
  readonly column: number;
}

/** A value encrypted with Ansible Vault. It is opened only where it is needed, so that the others cost nothing. */
export class VaultValue {
  /** From `$ANSIBLE_VAULT` on. */
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** A text marked `!unsafe`: braces in it are no template. */
export class UnsafeText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export interface Variable {
  readonly name: string;
  /** What Ansible makes of the text: string, number, bigint, boolean, null, list, plain object, VaultValue or UnsafeText. */
  readonly value: unknown;
  readonly place: Place;
}

export type Variables = Map<string, Variable>;

/** Whether a text is a Jinja template. */
export function isTemplate(value: unknown): value is string {
  return typeof value === 'string' && /\{\{|\{%/.test(value);
}

/** `a number`, `a list` …: what a value is, without saying what it holds. */
export function describeType(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (value instanceof VaultValue) return 'a vault value';
  if (value instanceof UnsafeText) return 'text';
  if (typeof value === 'boolean') return 'true or false';
  if (typeof value === 'object') return 'a mapping';
  return typeof value === 'string' ? 'text' : 'a number';
}

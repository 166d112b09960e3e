// Variables as written: each keeps the place it was written at, so that every message can point there.

export interface Place {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 units as editors count. */
  readonly column: number;
}

/** Stands for a value encrypted with Ansible Vault, which is not read. */
export class VaultValue {
  readonly kind = 'vault';
}

export interface Variable {
  readonly name: string;
  /** What Ansible makes of the text: string, number, bigint, boolean, null, list, plain object or VaultValue. */
  readonly value: unknown;
  readonly place: Place;
}

export type Variables = Map<string, Variable>;

/** Whether a text is a Jinja template, which only a playbook run could evaluate. */
export function isTemplate(value: unknown): boolean {
  return typeof value === 'string' && /\{\{|\{%/.test(value);
}

/** `a number`, `a list` …: what a value is, without saying what it holds. */
export function describeType(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (value instanceof VaultValue) return 'a vault value';
  if (typeof value === 'boolean') return 'true or false';
  if (typeof value === 'object') return 'a mapping';
  return typeof value === 'string' ? 'text' : 'a number';
}

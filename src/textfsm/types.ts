// What a template yields.
import type { TextFsmInputError } from './errors.ts';

/**
 * One entry of a `List` value: the matched text, or its nested named groups by name. Null where the group took no part
 * in the match (Python's None).
 */
export type TextFsmItem = string | null | Readonly<Record<string, string | null>>;

/** A cell: text (`''` when nothing was matched), or the entries of a `List` value. */
export type TextFsmValue = string | readonly TextFsmItem[];

export interface TextFsmResult {
  /** Value names in the order of the template; the columns of `records`. */
  readonly header: readonly string[];
  readonly records: readonly (readonly TextFsmValue[])[];
}

export interface TextFsmTolerantResult extends TextFsmResult {
  /** One per line that met an `Error` action or spent its budget (`TextFsmBudgetError`), in input order. */
  readonly errors: readonly TextFsmInputError[];
}

/** A compiled template. It keeps no state between calls. */
export interface TextFsmTemplate {
  readonly header: readonly string[];
  /** Names of the `Key` values. */
  readonly keys: readonly string[];
  /**
   * Throws {@link TextFsmInputError} at the first `Error` action, as the reference does; the rows before it are lost.
   * Ends within a number of steps that is linear in the length of the text, with a `TextFsmBudgetError` if need be.
   */
  parse(text: string): TextFsmResult;
  /** Like `parse`, but a line that meets an `Error` action is set aside and reading goes on with the next, in the same state. */
  parseTolerant(text: string): TextFsmTolerantResult;
}

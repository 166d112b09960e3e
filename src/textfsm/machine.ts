// Runs a program over text: states, rules, records.
import { Cell, isEmptyValue, type RawValue } from './cell.ts';
import { TextFsmInputError } from './errors.ts';
import type { Program } from './program.ts';
import { splitLines } from './python-text.ts';
import type { Rule } from './rule.ts';
import type { TextFsmValue } from './types.ts';

type Groups = readonly (string | null)[];

export class Machine {
  readonly #program: Program;
  readonly #cells: ReadonlyMap<string, Cell>;
  readonly #columns: readonly Cell[];
  readonly #onError: (error: TextFsmInputError) => void;
  readonly #records: RawValue[][] = [];
  #state = 'Start';

  /** `onError` hears of each `Error` action; unless it throws, reading goes on with the next line. */
  constructor(program: Program, onError: (error: TextFsmInputError) => void) {
    this.#program = program;
    this.#columns = program.values.map((value) => new Cell(value));
    this.#cells = new Map(program.values.map((value, i) => [value.name, this.#columns[i] ?? new Cell(value)]));
    this.#onError = onError;
  }

  /** Reads a whole text; a machine is used once. */
  run(text: string): TextFsmValue[][] {
    for (const [i, line] of splitLines(text).entries()) {
      this.#readLine(line, i + 1);
      if (this.#state === 'End' || this.#state === 'EOF') break;
    }
    // The end of the text records what is pending, unless the template has an (empty) state EOF of its own.
    if (this.#state !== 'End' && !this.#program.states.has('EOF')) this.#record();
    return this.#records.map((row) => row.map((value) => value ?? ''));
  }

  #readLine(line: string, number: number): void {
    for (const rule of this.#program.states.get(this.#state) ?? []) {
      const groups = rule.regex.match(line);
      if (!groups) continue;
      this.#assign(rule, groups);
      this.#operateOnRecord(rule);
      if (rule.lineOperator === 'Continue') continue;
      if (rule.lineOperator === 'Error') this.#report(rule, line, number);
      else this.#state = rule.target ?? this.#state;
      return;
    }
  }

  #assign(rule: Rule, groups: Groups): void {
    for (const [name, index] of rule.regex.names) {
      const cell = this.#cells.get(name);
      if (!cell) continue;
      const text = groups[index] ?? null;
      cell.assign(text);
      if (text && cell.has('Fillup')) this.#fillUp(this.#columns.indexOf(cell), text);
    }
  }

  /** Fills the column upwards, to the last row that has something in it. */
  #fillUp(column: number, text: string): void {
    for (let i = this.#records.length - 1; i >= 0; i--) {
      const row = this.#records[i];
      if (!row || !isEmptyValue(row[column] ?? null)) return;
      row[column] = text;
    }
  }

  #operateOnRecord(rule: Rule): void {
    if (rule.recordOperator === 'Record') this.#record();
    if (rule.recordOperator === 'Clear') this.#clear();
    if (rule.recordOperator === 'Clearall') for (const cell of this.#columns) cell.clearAll();
  }

  /** A record without any match is not kept, nor is one that lacks a required value. */
  #record(): void {
    if (!this.#columns.every((cell) => cell.prepare())) {
      this.#clear();
      return;
    }
    const row = this.#columns.map((cell) => cell.value);
    if (row.every((value) => value !== '' && isEmptyValue(value))) return;
    this.#records.push(row);
    this.#clear();
  }

  #clear(): void {
    for (const cell of this.#columns) cell.clear();
  }

  #report(rule: Rule, text: string, line: number): void {
    const note = rule.target?.replace(/^"(.*)"$/s, '$1') ?? null;
    this.#onError(new TextFsmInputError({ line, text, note, ruleLine: rule.line }));
  }
}

// Runs a program over text: states, rules, records. A rule never leads back to an earlier one on the same line, so nothing
// here can go round for ever; what could take long is counted by the meter.
import { Cell, isEmptyValue, type RawValue } from './cell.ts';
import { TextFsmBudgetError, TextFsmInputError } from './errors.ts';
import { BudgetSpent, MAX_TEXT_LENGTH, Meter } from './meter.ts';
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
  readonly #meter: Meter;
  readonly #text: string;
  #state = 'Start';
  #ruleLine = 0;

  /** `onError` hears of each `Error` action; unless it throws, reading goes on with the next line. */
  constructor(program: Program, text: string, onError: (error: TextFsmInputError) => void) {
    this.#text = text;
    this.#meter = new Meter(text.length);
    this.#program = program;
    const cells = program.values.map((value) => [value.name, new Cell(value, this.#meter)] as const);
    this.#columns = cells.map(([, cell]) => cell);
    this.#cells = new Map(cells);
    this.#onError = onError;
  }

  /** Reads the whole text; a machine is used once. */
  run(): TextFsmValue[][] {
    if (this.#text.length > MAX_TEXT_LENGTH) {
      this.#onError(this.#budgetError('text', 1, '', `a text of more than ${MAX_TEXT_LENGTH} characters is not read`));
      return [];
    }
    const lines = splitLines(this.#text);
    for (const [i, line] of lines.entries()) {
      if (!this.#withinBudget(line, i + 1, () => this.#readLine(line, i + 1))) return this.#result();
      if (this.#state === 'End' || this.#state === 'EOF') break;
    }
    // The end of the text records what is pending, unless the template has an (empty) state EOF of its own.
    if (this.#state !== 'End' && !this.#program.states.has('EOF')) {
      this.#withinBudget(lines.at(-1) ?? '', Math.max(1, lines.length), () => this.#record());
    }
    return this.#result();
  }

  #result(): TextFsmValue[][] {
    return this.#records.map((row) => row.map((value) => value ?? ''));
  }

  /** False when the budget of the text is spent. */
  #withinBudget(line: string, number: number, work: () => void): boolean {
    try {
      this.#meter.startLine(line.length);
      work();
      return true;
    } catch (error) {
      if (!(error instanceof BudgetSpent)) throw error;
      const what = error.of === 'line' ? 'this line' : 'this text, of which the rest is not read';
      const note = `the rule in line ${this.#ruleLine} of the template takes too long for ${what}`;
      this.#onError(this.#budgetError(error.of, number, line, note));
      return error.of === 'line';
    }
  }

  #budgetError(of: 'line' | 'text', line: number, text: string, note: string): TextFsmBudgetError {
    return new TextFsmBudgetError(of, { line, text, note, ruleLine: this.#ruleLine });
  }

  #readLine(line: string, number: number): void {
    for (const rule of this.#program.states.get(this.#state) ?? []) {
      this.#ruleLine = rule.line;
      const groups = rule.regex.match(line, this.#meter);
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
    this.#meter.spend(this.#columns.length);
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

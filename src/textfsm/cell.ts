// One column while a record is being built. The options act in the order in which the template names them.
import type { Meter } from './meter.ts';
import type { TextFsmItem, TextFsmValue } from './types.ts';
import type { ValueDefinition, ValueOption } from './value.ts';

/** A recorded cell: null is "nothing matched" and becomes '' in the result. */
export type RawValue = TextFsmValue | null;

export function isEmptyValue(value: RawValue): boolean {
  return value === null || value.length === 0;
}

export class Cell {
  readonly #definition: ValueDefinition;
  readonly #meter: Meter;
  #value: RawValue = null;
  /** What `Filldown` carries into the next record. */
  #carried: RawValue = null;
  #list: TextFsmItem[] = [];

  constructor(definition: ValueDefinition, meter: Meter) {
    this.#definition = definition;
    this.#meter = meter;
  }

  get value(): RawValue {
    return this.#value;
  }

  has(option: ValueOption): boolean {
    return this.#definition.options.includes(option);
  }

  assign(text: string | null): void {
    this.#value = text;
    if (this.has('Filldown')) this.#carried = text;
    if (this.has('List')) this.#list.push(this.#listItem(text));
  }

  /** After a record, and for `Clear`: everything but what is filled down. */
  clear(): void {
    this.#value = this.has('Filldown') ? this.#carried : null;
    if (!this.has('Filldown')) this.#list = [];
  }

  clearAll(): void {
    this.#value = null;
    this.#carried = null;
    this.#list = [];
  }

  /** Readies the value for the record; false when a required value is missing and the record must be dropped. */
  prepare(): boolean {
    for (const option of this.#definition.options) {
      if (option === 'Required' && isEmptyValue(this.#value)) return false;
      if (option === 'List') this.#value = this.#copyOfList();
    }
    return true;
  }

  /** A list that is filled down grows with every record, and each has a copy. */
  #copyOfList(): TextFsmItem[] {
    this.#meter.spend(this.#list.length);
    return [...this.#list];
  }

  /** The nested named groups where the regex has any, else the text. */
  #listItem(text: string | null): TextFsmItem {
    const regex = this.#definition.listRegex;
    const match =
      text !== null && regex && regex.groups > 1 && regex.names.size > 0 ? regex.match(text, this.#meter) : null;
    if (!match || !regex) return text;
    return Object.fromEntries([...regex.names].map(([name, index]) => [name, match[index] ?? null]));
  }
}

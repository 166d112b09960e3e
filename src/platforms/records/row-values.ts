// Cells of a template row → values of a record. Absent facts are null, never empty strings.
import { canonicalPortName, type ParsedRecord } from '../../model/index.ts';
import type { TextFsmValue } from '../../textfsm/index.ts';

export type TemplateRow = Readonly<Record<string, TextFsmValue>>;

/**
 * The trimmed text of a cell, of its first entry where the template has it as a `List`; null where the device printed nothing
 * or says that it is not advertised.
 */
export function textOf(row: TemplateRow, name: string): string | null {
  const value = row[name];
  const text = (typeof value === 'string' ? value : (linesOf(row, name)[0] ?? '')).trim();
  return text === '' || /^-? ?not advertised$/i.test(text) ? null : text;
}

/** A whole number, with or without its unit (`1000000 Kbit`), or null. */
export function numberOf(row: TemplateRow, name: string): number | null {
  const digits = /^(\d+)(?: [A-Za-z/]+)?$/.exec(textOf(row, name) ?? '')?.[1];
  return digits === undefined ? null : Number(digits);
}

/** The entries of a `List` cell, blanks kept, groups that took no part left out; a scalar that is not blank is one entry. */
export function linesOf(row: TemplateRow, name: string): string[] {
  const value = row[name];
  if (value === undefined) return [];
  if (typeof value === 'string') return value.trim() === '' ? [] : [value];
  return value.filter((item) => typeof item === 'string');
}

/** The entries of a `List` cell, or the parts of a scalar one such as `B,R` or `R B S I`. */
export function partsOf(row: TemplateRow, name: string, separator: RegExp): string[] {
  return linesOf(row, name)
    .filter((line) => !/^\s*-? ?not advertised\s*$/i.test(line))
    .flatMap((line) => line.trim().split(separator))
    .filter((part) => part !== '');
}

/**
 * A port under its canonical name as field `name`; what the device printed is kept beside it as `<name>AsPrinted` where
 * that differs. Chassis ids, MAC addresses and names of other makers stay as they are.
 */
export function portFields(name: string, printed: string | null): ParsedRecord {
  if (printed === null) return { [name]: null };
  const canonical = canonicalPortName(printed);
  return canonical === printed ? { [name]: printed } : { [name]: canonical, [`${name}AsPrinted`]: printed };
}

// Cells of a template row → values of a record. Absent facts are null, never empty strings.
import { canonicalPortName, type ParsedRecord } from '../model/index.ts';
import type { TextFsmValue } from '../textfsm/index.ts';

export type TemplateRow = Readonly<Record<string, TextFsmValue>>;

/** The trimmed text of a scalar cell; null where the device printed nothing or says that it is not advertised. */
export function textOf(row: TemplateRow, name: string): string | null {
  const value = row[name];
  const text = typeof value === 'string' ? value.trim() : '';
  return text === '' || /^-? ?not advertised$/i.test(text) ? null : text;
}

/** A whole number, or null. */
export function numberOf(row: TemplateRow, name: string): number | null {
  const text = textOf(row, name);
  return text !== null && /^\d+$/.test(text) ? Number(text) : null;
}

/** The entries of a `List` cell, blanks kept, groups that took no part left out. */
export function linesOf(row: TemplateRow, name: string): string[] {
  const value = row[name];
  if (value === undefined || typeof value === 'string') return [];
  return value.filter((item) => typeof item === 'string');
}

/** A scalar cell such as `B,R` or `R B S I` as its parts. */
export function partsOf(row: TemplateRow, name: string, separator: RegExp): string[] {
  return (textOf(row, name) ?? '').split(separator).filter((part) => part !== '');
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

// Fields of a parsed record by type: anything else than what is asked for is null.
import type { ParsedRecord } from '../../model/index.ts';

export function stringIn(record: ParsedRecord | null | undefined, field: string): string | null {
  const value = record?.[field];
  return typeof value === 'string' && value !== '' ? value : null;
}

export function numberIn(record: ParsedRecord | null | undefined, field: string): number | null {
  const value = record?.[field];
  return typeof value === 'number' ? value : null;
}

export function booleanIn(record: ParsedRecord | null | undefined, field: string): boolean | null {
  const value = record?.[field];
  return typeof value === 'boolean' ? value : null;
}

export function stringsIn(record: ParsedRecord | null | undefined, field: string): string[] {
  const value = record?.[field];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

export function recordsIn(record: ParsedRecord | null | undefined, field: string): ParsedRecord[] {
  const value = record?.[field];
  return Array.isArray(value) ? value.filter((item): item is ParsedRecord => typeof item === 'object') : [];
}

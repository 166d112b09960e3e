// Reads values out of what NetBox answered, whatever it is: nothing here trusts a document's shape.

export type Json = Readonly<Record<string, unknown>>;

export function asObject(value: unknown): Json | null {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Json) : null;
}

export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The object down a path of keys. */
export function objectAt(from: Json, ...path: string[]): Json | null {
  let object: Json | null = from;
  for (const key of path) object = asObject(object?.[key]);
  return object;
}

/** Text that is not empty, trimmed, at the end of a path. */
export function textAt(from: Json, ...path: string[]): string | null {
  const key = path.at(-1) ?? '';
  const value = objectAt(from, ...path.slice(0, -1))?.[key];
  const text = typeof value === 'string' ? value.trim() : '';
  return text === '' ? null : text;
}

// Things to remember between runs that are not history, such as incidents: JSON values by kind and key.
import { isDeepStrictEqual } from 'node:util';
import { type StateChange, ToposcopeError } from '../model/index.ts';
import type { Sqlite } from './sqlite.ts';

export const STATE_TABLE = `
  CREATE TABLE state (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (kind, key)
  ) STRICT, WITHOUT ROWID;
`;

/** In the order of keys. */
export function stateOf(sqlite: Sqlite, kind: string): ReadonlyMap<string, unknown> {
  const sql = 'SELECT key, value FROM state WHERE kind = ? ORDER BY key';
  const rows = sqlite.prepare(sql).all<{ key: string; value: string }>(kind);
  return new Map(rows.map(({ key, value }) => [key, JSON.parse(value) as unknown]));
}

/** First what is expected, then what is dropped, then what is put. STORE_CONFLICT where something else is there by now. */
export function changeState(sqlite: Sqlite, { expect = [], put = [], drop = [] }: StateChange): void {
  const find = sqlite.prepare('SELECT value FROM state WHERE kind = ? AND key = ?');
  for (const { kind, key, value } of expect) {
    const [row] = find.all<{ value: string }>(kind, key);
    if (!isDeepStrictEqual(row && JSON.parse(row.value), asKept(value))) throw conflict(kind, key);
  }
  for (const { kind, key } of drop) sqlite.prepare('DELETE FROM state WHERE kind = ? AND key = ?').run(kind, key);
  const insert = sqlite.prepare('INSERT OR REPLACE INTO state VALUES (?, ?, ?)');
  for (const { kind, key, value } of put) insert.run(kind, key, JSON.stringify(value));
}

/** Whoever expects it may hold its keys in another order, or some that are undefined. */
function asKept(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

function conflict(kind: string, key: string): ToposcopeError {
  return new ToposcopeError('STORE_CONFLICT', `another process has changed ${kind} ${key}`, {
    hint: 'try again: what it wrote is kept, and nothing of this was',
  });
}

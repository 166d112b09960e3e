// The WHERE clause of a query of which any part may be missing.
import type { SqlValue } from './sqlite.ts';

/** SQL with a `?` for each value that follows. */
export type Condition = readonly [sql: string, ...values: SqlValue[]];

/** All of the conditions; null ones ask for nothing. */
export function whereAll(conditions: readonly (Condition | null)[]): {
  readonly sql: string;
  readonly values: SqlValue[];
} {
  const asked = conditions.filter((condition) => condition !== null);
  const sql = asked.length === 0 ? '' : `WHERE ${asked.map(([text]) => `(${text})`).join(' AND ')}`;
  return { sql, values: asked.flatMap(([, ...values]) => values) };
}

// The port to SQLite: what the tables need of it, whichever one runs below.

export type SqlValue = string | number | null | Uint8Array;

export interface Statement {
  /** Returns how many rows it changed. */
  run(...values: readonly SqlValue[]): number;
  /** `Row` is what the statement selects: whoever wrote it knows. */
  all<Row>(...values: readonly SqlValue[]): Row[];
}

export interface Sqlite {
  /** Statements without values, divided by semicolons. */
  exec(sql: string): void;
  /** Compiled once per text and connection. */
  prepare(sql: string): Statement;
  close(): void;
}

export interface OpenOptions {
  readonly readOnly: boolean;
  /** How long a statement waits, and blocks this process, for a lock that another process holds. */
  readonly busyMs: number;
}

/** Throws what `faultOf` understands. The path `:memory:` is a database that nobody else sees. */
export type OpenSqlite = (path: string, options: OpenOptions) => Sqlite;

/** What a user can do something about: wait, restore the file, or make room and rights to write. */
export type SqliteFault = 'busy' | 'damaged' | 'unwritable';

/** Primary result codes, https://sqlite.org/rescode.html. */
const FAULTS: readonly { readonly code: number; readonly name: string; readonly fault: SqliteFault }[] = [
  { code: 3, name: 'PERM', fault: 'unwritable' },
  { code: 5, name: 'BUSY', fault: 'busy' },
  { code: 6, name: 'LOCKED', fault: 'busy' },
  { code: 8, name: 'READONLY', fault: 'unwritable' },
  { code: 10, name: 'IOERR', fault: 'unwritable' },
  { code: 11, name: 'CORRUPT', fault: 'damaged' },
  { code: 13, name: 'FULL', fault: 'unwritable' },
  { code: 14, name: 'CANTOPEN', fault: 'unwritable' },
  { code: 15, name: 'PROTOCOL', fault: 'busy' },
  { code: 26, name: 'NOTADB', fault: 'damaged' },
];

/** Null for what says nothing of the file, or is a mistake of ours. */
export function faultOf(error: unknown): SqliteFault | null {
  const { code, errcode } = error instanceof Error ? (error as { code?: unknown; errcode?: unknown }) : {};
  // better-sqlite3 names the extended code (SQLITE_BUSY_SNAPSHOT), Node numbers it (517).
  // What stands in many a blob is deflated, and zlib finds the damage that SQLite does not look for.
  if (typeof code === 'string' && code.startsWith('Z_')) return 'damaged';
  const name = typeof code === 'string' ? (/^SQLITE_([A-Z]+)/.exec(code)?.[1] ?? null) : null;
  const number = typeof errcode === 'number' ? errcode & 0xff : null;
  return FAULTS.find((known) => known.name === name || known.code === number)?.fault ?? null;
}

export function prepareOnce(prepare: (sql: string) => Statement): (sql: string) => Statement {
  const known = new Map<string, Statement>();
  return (sql) => {
    const statement = known.get(sql) ?? prepare(sql);
    known.set(sql, statement);
    return statement;
  };
}

// SQLite as Node brings it since 22.13. The types are our own: those of Node 20, the oldest we run on, do not have it yet.
import { type OpenSqlite, prepareOnce, type SqlValue } from './sqlite.ts';

interface NodeStatement {
  run(...values: readonly SqlValue[]): { readonly changes: number | bigint };
  all(...values: readonly SqlValue[]): unknown[];
}

interface NodeSqlite {
  readonly DatabaseSync: new (
    path: string,
    options: { readonly readOnly: boolean },
  ) => { exec(sql: string): void; prepare(sql: string): NodeStatement; close(): void };
}

export async function loadNodeSqlite(): Promise<OpenSqlite | null> {
  const sqlite = quietly(() => process.getBuiltinModule('node:sqlite') as NodeSqlite | undefined);
  if (sqlite === undefined) return null;
  return (path, { readOnly, busyMs }) => {
    const database = new sqlite.DatabaseSync(path, { readOnly });
    database.exec(`PRAGMA busy_timeout = ${busyMs}`);
    return {
      exec: (sql) => database.exec(sql),
      prepare: prepareOnce((sql) => {
        const statement = database.prepare(sql);
        return {
          run: (...values) => Number(statement.run(...values).changes),
          all: <Row>(...values: readonly SqlValue[]) => statement.all(...values) as Row[],
        };
      }),
      close: () => database.close(),
    };
  };
}

/** Node warns on standard error that its SQLite is new; nobody who runs toposcope can do anything about that. */
function quietly<T>(load: () => T): T {
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  try {
    return load();
  } finally {
    process.emitWarning = emitWarning;
  }
}

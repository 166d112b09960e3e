// SQLite by better-sqlite3, for a Node that has none of its own. It is optional: compiling it may have failed.
import { type OpenSqlite, prepareOnce, type SqlValue } from './sqlite.ts';

export async function loadBetterSqlite(): Promise<OpenSqlite> {
  const { default: Database } = await import('better-sqlite3');
  // Its native half is loaded only with the first database.
  new Database(':memory:').close();
  return (path, { readOnly, busyMs }) => {
    const database = new Database(path, { readonly: readOnly, timeout: busyMs });
    return {
      exec: (sql) => void database.exec(sql),
      prepare: prepareOnce((sql) => {
        const statement = database.prepare<SqlValue[]>(sql);
        return {
          run: (...values) => statement.run(...values).changes,
          all: <Row>(...values: readonly SqlValue[]) => statement.all(...values) as Row[],
        };
      }),
      close: () => void database.close(),
    };
  };
}

// Which SQLite runs here: Node's own where it has one (22.13 and newer), else better-sqlite3.
import { ToposcopeError } from '../model/index.ts';
import type { OpenSqlite } from './sqlite.ts';
import { loadBetterSqlite } from './sqlite-better.ts';
import { loadNodeSqlite } from './sqlite-node.ts';

/** Null where this Node has none; throws where it is there and does not run. */
export type SqliteLoader = () => Promise<OpenSqlite | null>;

export const SQLITE_LOADERS: readonly SqliteLoader[] = [loadNodeSqlite, loadBetterSqlite];

/** STORE_SQLITE_MISSING where none of them runs here. */
export async function loadSqlite(loaders: readonly SqliteLoader[] = SQLITE_LOADERS): Promise<OpenSqlite> {
  let cause: unknown;
  for (const load of loaders) {
    try {
      const open = await load();
      if (open !== null) return open;
    } catch (error) {
      cause = error;
    }
  }
  const why = cause instanceof Error ? `: ${cause.message.split('\n', 1)[0]}` : '';
  throw new ToposcopeError(
    'STORE_SQLITE_MISSING',
    `Node ${process.version} has no SQLite of its own, and better-sqlite3 does not run${why}`,
    {
      hint: 'install python3, make and g++ and run `npm rebuild better-sqlite3`, or use Node 22.13 or newer',
      cause,
    },
  );
}

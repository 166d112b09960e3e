// One open database: its settings and tables, transactions that wait for other processes, and errors in words.
import { setTimeout as sleep } from 'node:timers/promises';
import { ToposcopeError } from '../model/index.ts';
import { loadSqlite } from './load-sqlite.ts';
import { MIGRATIONS } from './migrations.ts';
import { faultOf, type Sqlite } from './sqlite.ts';
import { explain, inTransaction, isNew, migrate, requireOurs, type Schema, versionOf } from './sqlite-file.ts';

export interface Database {
  /** For statements that need not agree with each other. `work` may run more than once. */
  read<T>(work: (sqlite: Sqlite) => T): Promise<T>;
  /** All of it or nothing; on the disk once this resolves. `work` may run more than once. */
  write<T>(work: (sqlite: Sqlite) => T): Promise<T>;
  /** Folds the write-ahead log into the file where no other process has it open. */
  close(): void;
}

const SCHEMA: Schema = {
  // `topo`
  applicationId: 0x746f_706f,
  migrations: MIGRATIONS,
  restore:
    'restore it from a backup; or move it away, with state.db-wal and state.db-shm: the next snapshot makes a new one from the files in snapshots/',
};

/** For a lock that another process holds: this long in one go, which blocks this process, and so long in all. */
const BUSY_MS = 100;
const PATIENCE_MS = 30_000;

/** Closed when the process ends, for those who did not do it. */
const openNow = new Set<Sqlite>();
process.on('exit', () => {
  for (const sqlite of openNow) sqlite.close();
});

/**
 * Opens the file, or creates it; `fill` puts the first things into a new one, in the same step as its tables.
 * STORE_DATABASE_FAILED for a file that is damaged, of another program or of a newer toposcope: it is left as it is.
 * STORE_WRITE_FAILED where it cannot be written, STORE_SQLITE_MISSING where no SQLite runs.
 */
export async function openDatabase(path: string, fill: (sqlite: Sqlite) => void): Promise<Database> {
  const open = await loadSqlite();
  return await connect(
    path,
    () => open(path, { readOnly: false, busyMs: BUSY_MS }),
    (sqlite) => {
      if (isNew(sqlite)) sqlite.exec('PRAGMA auto_vacuum = INCREMENTAL');
      sqlite.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON');
      inTransaction(sqlite, () => migrate(sqlite, SCHEMA, fill));
    },
  );
}

/** For a file that this user may not write, nor create others beside it. STORE_WRITE_FAILED where that does not do. */
export async function openReadOnly(path: string): Promise<Database> {
  const open = await loadSqlite();
  return await connect(
    path,
    () => open(path, { readOnly: true, busyMs: BUSY_MS }),
    (sqlite) => {
      if (versionOf(sqlite) < MIGRATIONS.length) throw mustBeWritten(path);
    },
  );
}

async function connect(path: string, open: () => Sqlite, prepare: (sqlite: Sqlite) => void): Promise<Database> {
  const connection = await patiently(path, () => {
    const sqlite = open();
    try {
      requireOurs(sqlite, path, SCHEMA);
      prepare(sqlite);
      return sqlite;
    } catch (error) {
      sqlite.close();
      throw error;
    }
  });
  openNow.add(connection);
  return {
    read: (work) => patiently(path, () => work(connection)),
    write: (work) => patiently(path, () => inTransaction(connection, () => work(connection))),
    close() {
      if (openNow.delete(connection)) connection.close();
    },
  };
}

async function patiently<T>(path: string, work: () => T): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return work();
    } catch (error) {
      if (faultOf(error) !== 'busy' || Date.now() > deadline) throw explain(path, error, SCHEMA);
    }
    // Two that wait for each other's turn must not wake together.
    await sleep(10 + Math.random() * 40);
  }
}

function mustBeWritten(path: string): ToposcopeError {
  return new ToposcopeError(
    'STORE_WRITE_FAILED',
    `${path} is of an older toposcope and must be brought up to date first`,
    {
      hint: 'run any verb once as the user who owns the output folder',
      context: { path },
    },
  );
}

// One open database: its settings and tables, transactions that wait for other processes, and errors in words.
import { setTimeout as sleep } from 'node:timers/promises';
import { ToposcopeError } from '../model/index.ts';
import { loadSqlite } from './load-sqlite.ts';
import { MIGRATIONS } from './migrations.ts';
import { faultOf, type Sqlite } from './sqlite.ts';

export interface Database {
  /** For statements that need not agree with each other. `work` may run more than once. */
  read<T>(work: (sqlite: Sqlite) => T): Promise<T>;
  /** All of it or nothing; on the disk once this resolves. `work` may run more than once. */
  write<T>(work: (sqlite: Sqlite) => T): Promise<T>;
  /** Folds the write-ahead log into the file where no other process has it open. */
  close(): void;
}

/** `topo`: tells our files from another program's. */
const APPLICATION_ID = 0x746f_706f;

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
      inTransaction(sqlite, () => migrate(sqlite, fill));
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
      requireOurs(sqlite, path);
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

function numberOf(sqlite: Sqlite, pragma: string): number {
  const [row] = sqlite.prepare(`PRAGMA ${pragma}`).all<Record<string, number>>();
  return row?.[pragma] ?? 0;
}

function versionOf(sqlite: Sqlite): number {
  return numberOf(sqlite, 'user_version');
}

function isNew(sqlite: Sqlite): boolean {
  return sqlite.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').all().length === 0;
}

function requireOurs(sqlite: Sqlite, path: string): void {
  const isOurs = numberOf(sqlite, 'application_id') === APPLICATION_ID;
  if (!isOurs && !(isNew(sqlite) && versionOf(sqlite) === 0)) {
    throw failed(
      path,
      'it is a database of another program',
      'move it away, or choose another folder with --output DIR',
    );
  }
  if (versionOf(sqlite) > MIGRATIONS.length) {
    const hint = 'use that version of toposcope, or another folder with --output DIR';
    throw failed(path, 'it was written by a newer toposcope', hint);
  }
}

/** Another process may have been first: what there is to do is looked up inside the transaction. */
function migrate(sqlite: Sqlite, fill: (sqlite: Sqlite) => void): void {
  const version = versionOf(sqlite);
  if (version >= MIGRATIONS.length) return;
  for (const sql of MIGRATIONS.slice(version)) sqlite.exec(sql);
  sqlite.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${MIGRATIONS.length}`);
  if (version === 0) fill(sqlite);
}

function inTransaction<T>(sqlite: Sqlite, work: () => T): T {
  sqlite.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    sqlite.exec('COMMIT');
    return result;
  } catch (error) {
    rollBack(sqlite);
    throw error;
  }
}

/** After some faults SQLite has already done it. */
function rollBack(sqlite: Sqlite): void {
  try {
    sqlite.exec('ROLLBACK');
  } catch {
    // The fault that led here is the one to tell.
  }
}

async function patiently<T>(path: string, work: () => T): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return work();
    } catch (error) {
      if (faultOf(error) !== 'busy' || Date.now() > deadline) throw explain(path, error);
    }
    // Two that wait for each other's turn must not wake together.
    await sleep(10 + Math.random() * 40);
  }
}

function explain(path: string, error: unknown): unknown {
  const fault = faultOf(error);
  const why = error instanceof Error ? error.message : String(error);
  if (fault === 'unwritable') {
    return new ToposcopeError('STORE_WRITE_FAILED', `cannot write ${path}: ${why}`, {
      hint: 'check that the output folder and the file are yours to write, and that the disk is not full (--output DIR chooses another folder)',
      context: { path },
      cause: error,
    });
  }
  if (fault === 'busy')
    return failed(path, why, 'another process has been writing to it for too long: end it, then try again', error);
  if (fault === 'damaged') return failed(path, why, RESTORE, error);
  return error;
}

const RESTORE =
  'restore it from a backup; or move it away, with state.db-wal and state.db-shm: the next snapshot makes a new one from the files in snapshots/';

function failed(path: string, why: string, hint: string, cause?: unknown): ToposcopeError {
  return new ToposcopeError('STORE_DATABASE_FAILED', `cannot use ${path}: ${why}; it is left as it is`, {
    hint,
    context: { path },
    cause,
  });
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

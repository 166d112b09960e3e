// What every database file of ours has: a mark that it is ours, tables that are made step by step, transactions, and errors in words.
import { ToposcopeError } from '../model/index.ts';
import { faultOf, type Sqlite } from './sqlite.ts';

export interface Schema {
  /** Tells our files from another program's, and from each other (`PRAGMA application_id`). */
  readonly applicationId: number;
  /** How a file becomes one of today, in order; the number of steps taken stands in it (`user_version`). A released one is never changed. */
  readonly migrations: readonly string[];
  /** What a user can do where the file is damaged. */
  readonly restore: string;
}

export function versionOf(sqlite: Sqlite): number {
  return numberOf(sqlite, 'user_version');
}

export function isNew(sqlite: Sqlite): boolean {
  return sqlite.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').all().length === 0;
}

/** STORE_DATABASE_FAILED for a file of another program or of a newer toposcope. */
export function requireOurs(sqlite: Sqlite, path: string, { applicationId, migrations }: Schema): void {
  const isOurs = numberOf(sqlite, 'application_id') === applicationId;
  if (!isOurs && !(isNew(sqlite) && versionOf(sqlite) === 0)) {
    throw databaseFailed(
      path,
      'it is a database of another program',
      'move it away, or choose another folder with --output DIR',
    );
  }
  if (versionOf(sqlite) > migrations.length) {
    const hint = 'use that version of toposcope, or another folder with --output DIR';
    throw databaseFailed(path, 'it was written by a newer toposcope', hint);
  }
}

/** Inside a transaction: another process may have been first, so what there is to do is looked up there. */
export function migrate(sqlite: Sqlite, { applicationId, migrations }: Schema, fill: (sqlite: Sqlite) => void): void {
  const version = versionOf(sqlite);
  if (version >= migrations.length) return;
  for (const sql of migrations.slice(version)) sqlite.exec(sql);
  sqlite.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${migrations.length}`);
  if (version === 0) fill(sqlite);
}

export function inTransaction<T>(sqlite: Sqlite, work: () => T): T {
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

/** What a user can do something about, as STORE_WRITE_FAILED or STORE_DATABASE_FAILED; anything else as it is. */
export function explain(path: string, error: unknown, { restore }: Schema): unknown {
  const fault = faultOf(error);
  const why = error instanceof Error ? error.message : String(error);
  if (fault === 'unwritable' || isFileError(error)) {
    return new ToposcopeError('STORE_WRITE_FAILED', `cannot write ${path}: ${why}`, {
      hint: 'check that the output folder and the file are yours to write, and that the disk is not full (--output DIR chooses another folder)',
      context: { path },
      cause: error,
    });
  }
  if (fault === 'busy') {
    const hint = 'another process has been writing to it for too long: end it, then try again';
    return databaseFailed(path, why, hint, error);
  }
  if (fault === 'damaged') return databaseFailed(path, why, restore, error);
  return error;
}

function databaseFailed(path: string, why: string, hint: string, cause?: unknown): ToposcopeError {
  return new ToposcopeError('STORE_DATABASE_FAILED', `cannot use ${path}: ${why}; it is left as it is`, {
    hint,
    context: { path },
    cause,
  });
}

/** Of the file system, not of SQLite. */
function isFileError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}

function numberOf(sqlite: Sqlite, pragma: string): number {
  const [row] = sqlite.prepare(`PRAGMA ${pragma}`).all<Record<string, number>>();
  return row?.[pragma] ?? 0;
}

/** After some faults SQLite has already done it. */
function rollBack(sqlite: Sqlite): void {
  try {
    sqlite.exec('ROLLBACK');
  } catch {
    // The fault that led here is the one to tell.
  }
}

// A snapshot by the name that a user gives it.
import { readFile } from 'node:fs/promises';
import { type Snapshot, ToposcopeError } from '../model/index.ts';
import { isErrno } from './atomic-file.ts';
import { parseSnapshot } from './document.ts';
import type { SnapshotReference } from './reference.ts';
import { idAtTime, newestIds, snapshotIds, snapshotOf } from './snapshot-table.ts';
import type { Sqlite } from './sqlite.ts';

/** For a time, the newest taken at or before it. Undefined where there is none. */
export function findSnapshot(
  sqlite: Sqlite,
  named: Exclude<SnapshotReference, { kind: 'file' }>,
): Snapshot | undefined {
  const id = idOf(sqlite, named);
  return id === undefined ? undefined : snapshotOf(sqlite, id);
}

function idOf(sqlite: Sqlite, named: Exclude<SnapshotReference, { kind: 'file' }>): string | undefined {
  if (named.kind === 'latest') return newestIds(sqlite, 1, named.back)[0];
  return named.kind === 'time' ? idAtTime(sqlite, named.at) : named.id;
}

/** Undefined where there is no such file. STORE_SNAPSHOT_INVALID where it is no snapshot. */
export async function readSnapshotFile(path: string): Promise<Snapshot | undefined> {
  try {
    return parseSnapshot(await readFile(path, 'utf8'), path);
  } catch (error) {
    if (isErrno(error, 'ENOENT') || isErrno(error, 'EISDIR') || isErrno(error, 'ENOTDIR')) return undefined;
    throw error;
  }
}

export function snapshotMissing(sqlite: Sqlite, output: string, reference: string): ToposcopeError {
  const ids = snapshotIds(sqlite);
  const held = ids.length === 0 ? 'it holds none yet: run `toposcope snapshot` first' : `it holds ${describeIds(ids)}`;
  return new ToposcopeError('STORE_SNAPSHOT_MISSING', `no snapshot "${reference}" in ${output}`, {
    hint: `${held}; a snapshot is named by id, latest, latest~1, a time, or a file path`,
  });
}

function describeIds(ids: readonly string[]): string {
  return ids.length === 1 ? `${ids[0]}` : `${ids.length}, from ${ids[0]} to ${ids.at(-1)}`;
}

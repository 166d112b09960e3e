// An output folder whose snapshots are files only: of toposcope 0.1, of a clone, or after the database was lost.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { compareText, type Snapshot, ToposcopeError } from '../model/index.ts';
import { parseSnapshot } from './document.ts';
import { type Evidence, hashesOf } from './evidence-table.ts';
import { recordSnapshot } from './record.ts';
import { isSnapshotId, splitId } from './snapshot-id.ts';
import type { Sqlite } from './sqlite.ts';

/** Takes them in, oldest first, in the transaction that makes the tables: all of them, and never twice. Files stay as they are. */
export function importFiles(sqlite: Sqlite, output: string, warn: (message: string) => void): void {
  for (const id of fileIds(join(output, 'snapshots'))) {
    try {
      const snapshot = readSnapshotFile(join(output, 'snapshots', `${id}.json`));
      recordSnapshot(sqlite, { ...snapshot, id }, evidenceFiles(output, snapshot), new Map());
    } catch (error) {
      if (!(error instanceof ToposcopeError)) throw error;
      warn(`${error.message}; it is left out, the others are taken in`);
    }
  }
}

function readSnapshotFile(path: string): Snapshot {
  const snapshot = parseSnapshot(readText(path), path);
  if (!Number.isNaN(Date.parse(snapshot.takenAt))) return snapshot;
  throw new ToposcopeError('STORE_SNAPSHOT_INVALID', `${path}: takenAt is no time: "${snapshot.takenAt}"`);
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new ToposcopeError('STORE_SNAPSHOT_INVALID', (error as Error).message, { cause: error });
  }
}

/** Ids of the documents that are there as files, oldest first. */
export function fileIds(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length))
    .filter(isSnapshotId)
    .sort(compareIds);
}

function compareIds(one: string, other: string): number {
  const [a, b] = [splitId(one), splitId(other)];
  return compareText(a.base, b.base) || a.ordinal - b.ordinal;
}

/** What toposcope 0.1 kept as files. One that is not there is missing in the database as well. */
function* evidenceFiles(output: string, snapshot: Snapshot): Generator<Evidence> {
  for (const hash of hashesOf(snapshot)) {
    if (!/^[0-9a-f]{64}$/.test(hash)) continue;
    const raw = readEvidence(evidenceFile(output, hash));
    if (raw !== null) yield { hash, raw };
  }
}

export function evidenceFile(output: string, hash: string): string {
  return join(output, 'evidence', hash.slice(0, 2), `${hash}.txt.gz`);
}

function readEvidence(path: string): string | null {
  try {
    return gunzipSync(readFileSync(path)).toString('utf8');
  } catch {
    return null;
  }
}

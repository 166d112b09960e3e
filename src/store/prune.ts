// Retention: what is old enough goes, and with it what only that needed.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Retention } from '../model/index.ts';
import type { Database } from './database.ts';
import { hashesOf } from './evidence-table.ts';
import { evidenceFile, fileIds } from './import-files.ts';
import { timeOfId } from './snapshot-id.ts';
import { newestIds, snapshotIds, snapshotOf } from './snapshot-table.ts';
import type { Sqlite } from './sqlite.ts';

export interface Pruned {
  readonly snapshots: number;
  readonly events: number;
  readonly evidence: number;
}

/** So many pages of 4 KiB are given back to the file system at a time. */
const VACUUM_PAGES = 10_000;

/** Never the newest snapshot, and none that an open incident names. */
export async function prune(database: Database, output: string, retention: Retention, now: Date): Promise<Pruned> {
  const cut = {
    snapshots: timeBefore(now, retention.snapshotDays),
    history: timeBefore(now, retention.historyDays),
    evidence: timeBefore(now, retention.evidenceDays),
  };
  const { events, hashes, snapshots } = await database.write((sqlite) => ({
    snapshots: pruneSnapshots(sqlite, cut.snapshots),
    events: pruneHistory(sqlite, cut.history),
    hashes: pruneEvidence(sqlite, cut.snapshots, cut.evidence),
  }));
  await removeFiles(database, output, cut.snapshots, hashes);
  await database.read((sqlite) => sqlite.exec(`PRAGMA incremental_vacuum(${VACUUM_PAGES})`));
  return { snapshots, events, evidence: hashes.length };
}

/** Empty, which is before every time, where everything is kept. */
function timeBefore(now: Date, days: number | null): string {
  return days === null ? '' : new Date(now.getTime() - days * 86_400_000).toISOString();
}

function pruneSnapshots(sqlite: Sqlite, cut: string): number {
  const kept = JSON.stringify([...newestIds(sqlite, 1), ...namedByIncidents(sqlite)]);
  const sql = 'DELETE FROM snapshot WHERE taken_at < ? AND id NOT IN (SELECT value FROM json_each(?))';
  return sqlite.prepare(sql).run(cut, kept);
}

function namedByIncidents(sqlite: Sqlite): string[] {
  return sqlite
    .prepare(
      `SELECT value ->> 'firstSnapshot' AS first, value ->> 'lastSnapshot' AS last FROM state
       WHERE kind = 'incident' AND value ->> 'stage' IS NOT 'resolved'`,
    )
    .all<{ first: string | null; last: string | null }>()
    .flatMap(({ first, last }) => [first, last].filter((id) => id !== null));
}

function pruneHistory(sqlite: Sqlite, cut: string): number {
  sqlite.prepare('DELETE FROM interval WHERE until_at < ?').run(cut);
  return sqlite.prepare('DELETE FROM event WHERE at < ?').run(cut);
}

/** Raw answers that no snapshot names and that none has named after `cut`; not those that the history of a claim rests on. */
function pruneEvidence(sqlite: Sqlite, snapshotCut: string, cut: string): string[] {
  const old = sqlite.prepare('SELECT id FROM snapshot WHERE taken_at < ?').all<{ id: string }>(snapshotCut);
  const named = new Set(old.flatMap(({ id }) => [...hashesOf(snapshotOf(sqlite, id) ?? { answers: {}, links: [] })]));
  return sqlite
    .prepare(
      `DELETE FROM evidence
       WHERE until_at <= ? AND until_at <= (SELECT ifnull(min(taken_at), until_at) FROM snapshot WHERE taken_at >= ?)
         AND hash NOT IN (SELECT evidence FROM interval WHERE evidence IS NOT NULL)
         AND hash NOT IN (SELECT value FROM json_each(?))
       RETURNING hash`,
    )
    .all<{ hash: string }>(cut, snapshotCut, JSON.stringify([...named]))
    .map(({ hash }) => hash);
}

/** Also what an earlier run had not come to. */
async function removeFiles(database: Database, output: string, cut: string, hashes: readonly string[]): Promise<void> {
  const kept = new Set(await database.read(snapshotIds));
  const folder = join(output, 'snapshots');
  const gone = fileIds(folder).filter((id) => !kept.has(id) && timeOfId(id) < cut);
  const paths = [...gone.map((id) => join(folder, `${id}.json`)), ...hashes.map((hash) => evidenceFile(output, hash))];
  for (const path of paths) await rm(path, { force: true });
}

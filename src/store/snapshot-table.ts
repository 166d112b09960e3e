// Snapshots in the database: each a document, deflated, found by its id and in the order of time.
import { deflateSync, inflateSync } from 'node:zlib';
import type { Snapshot } from '../model/index.ts';
import { parseSnapshot } from './document.ts';
import { joinId, splitId, timeOfId } from './snapshot-id.ts';
import type { Sqlite, SqlValue } from './sqlite.ts';

export const SNAPSHOT_TABLE = `
  CREATE TABLE snapshot (
    id TEXT PRIMARY KEY,
    base TEXT NOT NULL,
    ordinal INTEGER NOT NULL,
    taken_at TEXT NOT NULL,
    took_ms REAL NOT NULL,
    previous TEXT,
    devices INTEGER NOT NULL,
    links INTEGER NOT NULL,
    changes INTEGER NOT NULL,
    problems INTEGER NOT NULL,
    document BLOB NOT NULL,
    UNIQUE (base, ordinal)
  ) STRICT;
  CREATE INDEX snapshot_by_time ON snapshot (taken_at, ordinal);
`;

/** Where a snapshot stands in time: `…Z` before `…Z-2` before `…Z-10`. */
export interface Position {
  readonly takenAt: string;
  readonly ordinal: number;
}

/** Times at which the snapshots right before and right after were taken; null where there is none. */
export interface Neighbours {
  readonly before: string | null;
  readonly after: string | null;
}

/** Returns it with the id that was free: its own, or that with `-2`, `-3` … behind. */
export function insertSnapshot(sqlite: Sqlite, wanted: Snapshot): { snapshot: Snapshot; position: Position } {
  const { base, ordinal } = freeId(sqlite, wanted.id);
  const snapshot = { ...wanted, id: joinId(base, ordinal) };
  const takenAt = isoTime(snapshot.takenAt);
  const { devices, links, changes, problems } = snapshot;
  sqlite
    .prepare('INSERT INTO snapshot VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
    .run(
      ...[snapshot.id, base, ordinal, takenAt, snapshot.tookMs, snapshot.previous],
      ...[devices.length, links.length, changes.length, problems.length],
      deflateSync(JSON.stringify(snapshot), { level: 1 }),
    );
  return { snapshot, position: { takenAt, ordinal } };
}

/** One form for all, so that times can be compared as text. RangeError for what is no time. */
export function isoTime(time: string): string {
  return new Date(time).toISOString();
}

function freeId(sqlite: Sqlite, id: string): { base: string; ordinal: number } {
  const { base, ordinal } = splitId(id);
  const rows = sqlite.prepare('SELECT ordinal FROM snapshot WHERE base = ?').all<{ ordinal: number }>(base);
  const taken = rows.map((row) => row.ordinal);
  return { base, ordinal: taken.includes(ordinal) ? Math.max(...taken) + 1 : ordinal };
}

/** Undefined where there is none of that id. STORE_SNAPSHOT_INVALID for a document that this toposcope cannot read. */
export function snapshotOf(sqlite: Sqlite, id: string): Snapshot | undefined {
  const [row] = sqlite.prepare('SELECT document FROM snapshot WHERE id = ?').all<{ document: Uint8Array }>(id);
  return row && parseSnapshot(inflateSync(row.document).toString('utf8'), `snapshot ${id}`);
}

/** Oldest first. */
export function snapshotIds(sqlite: Sqlite): string[] {
  return idsOf(sqlite, 'SELECT id FROM snapshot ORDER BY taken_at, ordinal');
}

/** Newest first. */
export function newestIds(sqlite: Sqlite, count: number, skip = 0): string[] {
  return idsOf(sqlite, 'SELECT id FROM snapshot ORDER BY taken_at DESC, ordinal DESC LIMIT ? OFFSET ?', count, skip);
}

/** The newest that was taken in that second or before. */
export function idAtTime(sqlite: Sqlite, at: Date): string | undefined {
  const nextSecond = new Date(Math.floor(at.getTime() / 1000) * 1000 + 1000).toISOString();
  const sql = 'SELECT id FROM snapshot WHERE taken_at < ? ORDER BY taken_at DESC, ordinal DESC LIMIT 1';
  return idsOf(sqlite, sql, nextSecond)[0];
}

/** Oldest first; also after one that is gone by now. */
export function idsAfter(sqlite: Sqlite, id: string): string[] {
  const find = sqlite.prepare('SELECT taken_at AS takenAt, ordinal FROM snapshot WHERE id = ?');
  const { takenAt, ordinal } = find.all<Position>(id)[0] ?? { takenAt: timeOfId(id), ordinal: splitId(id).ordinal };
  const sql = 'SELECT id FROM snapshot WHERE (taken_at, ordinal) > (?, ?) ORDER BY taken_at, ordinal';
  return idsOf(sqlite, sql, takenAt, ordinal);
}

export function neighboursOf(sqlite: Sqlite, { takenAt, ordinal }: Position): Neighbours {
  const timeOf = (sql: string) => sqlite.prepare(sql).all<{ at: string }>(takenAt, ordinal)[0]?.at ?? null;
  return {
    before: timeOf(
      'SELECT taken_at AS at FROM snapshot WHERE (taken_at, ordinal) < (?, ?) ORDER BY taken_at DESC, ordinal DESC LIMIT 1',
    ),
    after: timeOf(
      'SELECT taken_at AS at FROM snapshot WHERE (taken_at, ordinal) > (?, ?) ORDER BY taken_at, ordinal LIMIT 1',
    ),
  };
}

function idsOf(sqlite: Sqlite, sql: string, ...values: SqlValue[]): string[] {
  return sqlite
    .prepare(sql)
    .all<{ id: string }>(...values)
    .map(({ id }) => id);
}

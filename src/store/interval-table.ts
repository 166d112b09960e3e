// Intervals: while what held. A row is added when something begins to hold, and closed when it no longer does; a snapshot in
// which nothing has changed writes none.
import type { HistoryInterval, HistoryQuery, LinkEnd } from '../model/index.ts';
import type { HeldFact } from './held.ts';
import { isoTime, type Neighbours } from './snapshot-table.ts';
import type { Sqlite } from './sqlite.ts';
import { type Condition, whereAll } from './where.ts';

/** From the first snapshot that showed it, to the last one that did (`last_at`) and the first that did not (`until_at`). */
export const INTERVAL_TABLE = `
  CREATE TABLE interval (
    seq INTEGER PRIMARY KEY,
    what TEXT NOT NULL,
    subject TEXT NOT NULL,
    a_device TEXT NOT NULL,
    a_port TEXT,
    b_device TEXT,
    b_port TEXT,
    from_at TEXT NOT NULL,
    last_at TEXT,
    until_at TEXT,
    text TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    evidence TEXT
  ) STRICT;
  CREATE INDEX interval_open ON interval (fingerprint) WHERE until_at IS NULL;
  CREATE INDEX interval_by_subject ON interval (subject);
  CREATE INDEX interval_by_a ON interval (a_device);
  CREATE INDEX interval_by_b ON interval (b_device);
`;

/** Fingerprint → what it stands for. */
type Held = ReadonlyMap<string, () => HeldFact>;

interface OpenRow {
  readonly seq: number;
  readonly fingerprint: string;
}

interface Span {
  readonly from: string;
  readonly last: string | null;
  readonly until: string | null;
}

/** Notes what the snapshot taken at that time shows. One that comes after a newer one is put between its neighbours. */
export function noteHeld(sqlite: Sqlite, held: Held, at: string, neighbours: Neighbours): void {
  if (neighbours.after === null) append(sqlite, held, at, neighbours.before ?? at);
  else putBetween(sqlite, held, at, neighbours.before ?? at, neighbours.after);
}

/** Fingerprint of what held of a device at that time; null where nothing is known. */
export function standingAt(sqlite: Sqlite, at: string): (device: string) => string | null {
  const find = sqlite.prepare(
    `SELECT fingerprint FROM interval
     WHERE subject = ? AND what = 'device' AND from_at <= ? AND ifnull(until_at > ?, TRUE) ORDER BY seq DESC LIMIT 1`,
  );
  return (device) => find.all<{ fingerprint: string }>(device, at, at)[0]?.fingerprint ?? null;
}

function append(sqlite: Sqlite, held: Held, at: string, before: string): void {
  const rows = sqlite.prepare('SELECT seq, fingerprint FROM interval WHERE until_at IS NULL').all<OpenRow>();
  const open = new Map(rows.map(({ fingerprint, seq }) => [fingerprint, seq]));
  for (const [fingerprint, tell] of held) {
    if (!open.delete(fingerprint)) insert(sqlite, fingerprint, tell(), { from: at, last: null, until: null });
  }
  for (const seq of open.values()) close(sqlite, seq, before, at);
}

function close(sqlite: Sqlite, seq: number, last: string, until: string): void {
  sqlite.prepare('UPDATE interval SET last_at = ?, until_at = ? WHERE seq = ?').run(last, until, seq);
}

function insert(sqlite: Sqlite, fingerprint: string, fact: HeldFact, { from, last, until }: Span): void {
  const { what, subject, a, b, text, evidence } = fact;
  sqlite
    .prepare('INSERT INTO interval VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
    .run(
      ...[what, subject, a.device, a.port, b?.device ?? null, b?.port ?? null, from, last, until],
      ...[text, fingerprint, evidence],
    );
}

/** A run that began before another and was done after it: rare, but what it saw is as true. */
function putBetween(sqlite: Sqlite, held: Held, at: string, before: string, after: string): void {
  const rows = sqlite
    .prepare(
      'SELECT seq, fingerprint, until_at AS until FROM interval WHERE from_at <= ? AND ifnull(until_at > ?, TRUE)',
    )
    .all<OpenRow & { readonly until: string | null }>(at, at);
  const alive = new Map(rows.map((row) => [row.fingerprint, row]));
  const startEarlier = sqlite.prepare('UPDATE interval SET from_at = ? WHERE fingerprint = ? AND from_at = ?');
  for (const [fingerprint, tell] of held) {
    const row = alive.get(fingerprint);
    alive.delete(fingerprint);
    if (row?.until === after) close(sqlite, row.seq, at, after);
    if (row || startEarlier.run(at, fingerprint, after) > 0) continue;
    insert(sqlite, fingerprint, tell(), { from: at, last: at, until: after });
  }
  for (const { seq, until } of alive.values()) {
    if (until !== after) goOnFrom(sqlite, seq, after);
    close(sqlite, seq, before, at);
  }
}

/** A copy of the row that begins later. */
function goOnFrom(sqlite: Sqlite, seq: number, from: string): void {
  const rest = 'what, subject, a_device, a_port, b_device, b_port, last_at, until_at, text, fingerprint, evidence';
  sqlite
    .prepare(`INSERT INTO interval (from_at, ${rest}) SELECT ?, ${rest} FROM interval WHERE seq = ?`)
    .run(from, seq);
}

interface IntervalRow {
  readonly what: HistoryInterval['what'];
  readonly subject: string;
  readonly a_device: string;
  readonly a_port: string | null;
  readonly b_device: string | null;
  readonly b_port: string | null;
  readonly from_at: string;
  readonly until_at: string | null;
  readonly text: string;
  readonly evidence: string | null;
}

/** Those that reach into the time asked for; the newest so many, oldest first. */
export function findIntervals(sqlite: Sqlite, query: HistoryQuery): HistoryInterval[] {
  const { sql, values } = whereAll([
    query.device === null ? null : atEnd(query.device, query.port),
    query.link === null ? null : ['subject = ?', query.link],
    query.since === null ? null : ['ifnull(until_at >= ?, TRUE)', isoTime(query.since)],
    query.until === null ? null : ['from_at <= ?', isoTime(query.until)],
  ]);
  return sqlite
    .prepare(`SELECT * FROM interval ${sql} ORDER BY from_at DESC, seq DESC LIMIT ?`)
    .all<IntervalRow>(...values, query.limit)
    .reverse()
    .map(toInterval);
}

function atEnd(device: string, port: string | null): Condition {
  if (port === null) return ['a_device = ? OR b_device = ?', device, device];
  return ['(a_device = ? AND a_port = ?) OR (b_device = ? AND b_port = ?)', device, port, device, port];
}

function toInterval(row: IntervalRow): HistoryInterval {
  const ends: LinkEnd[] = [{ device: row.a_device, port: row.a_port }];
  if (row.b_device !== null) ends.push({ device: row.b_device, port: row.b_port });
  const { what, subject, text, evidence } = row;
  return { what, subject, ends, from: row.from_at, until: row.until_at, text, evidence };
}

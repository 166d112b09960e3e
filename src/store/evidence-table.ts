// Raw answers in the database, each kept once under its hash, deflated.
import { createHash } from 'node:crypto';
import { deflateSync, inflateSync } from 'node:zlib';
import type { Snapshot } from '../model/index.ts';
import type { Neighbours } from './snapshot-table.ts';
import type { Sqlite } from './sqlite.ts';

/** `until_at` is when the first snapshot was taken that no longer names it; null while the newest one does. */
export const EVIDENCE_TABLE = `
  CREATE TABLE evidence (
    hash TEXT PRIMARY KEY,
    first_at TEXT NOT NULL,
    until_at TEXT,
    raw BLOB NOT NULL
  ) STRICT;
  CREATE INDEX evidence_named ON evidence (hash) WHERE until_at IS NULL;
`;

export interface Evidence {
  /** `hashAnswer` of the text with the fields masked that change at every poll; the first raw text of a hash is kept. */
  readonly hash: string;
  readonly raw: string;
}

/** SHA-256 of its UTF-8 bytes, in hex. */
export function hashAnswer(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/** Hash → raw answer, ready to be written. */
export type Deflated = ReadonlyMap<string, Uint8Array>;

/** What was kept when `deflated` was made may be gone again, so that is looked at once more. */
export function insertEvidence(sqlite: Sqlite, evidence: Iterable<Evidence>, deflated: Deflated, at: string): void {
  const insert = sqlite.prepare('INSERT OR IGNORE INTO evidence VALUES (?, ?, ?, ?)');
  for (const { hash, raw } of evidence) {
    if (!isKept(sqlite, hash)) insert.run(hash, at, at, deflated.get(hash) ?? deflateSync(raw));
  }
}

export function isKept(sqlite: Sqlite, hash: string): boolean {
  return sqlite.prepare('SELECT 1 FROM evidence WHERE hash = ?').all(hash).length > 0;
}

/** Undefined where it is not kept (any more). */
export function rawAnswerOf(sqlite: Sqlite, hash: string): string | undefined {
  const [row] = sqlite.prepare('SELECT raw FROM evidence WHERE hash = ?').all<{ raw: Uint8Array }>(hash);
  return row && inflateSync(row.raw).toString('utf8');
}

/** Every hash that a document names. */
export function hashesOf(snapshot: Pick<Snapshot, 'answers' | 'links'>): Set<string> {
  const answers = Object.values(snapshot.answers).flatMap((commands) => Object.values(commands));
  const claims = snapshot.links.flatMap((link) => link.claims.map((claim) => claim.evidence));
  return new Set([...answers, ...claims].filter((hash) => hash !== null));
}

/** Notes until when each raw answer is named, so that `prune` need not read the documents. */
export function noteNames(sqlite: Sqlite, named: ReadonlySet<string>, at: string, { after }: Neighbours): void {
  if (after !== null) {
    const extend = sqlite.prepare('UPDATE evidence SET until_at = max(until_at, ?) WHERE hash = ?');
    for (const hash of named) extend.run(after, hash);
    return;
  }
  const rows = sqlite.prepare('SELECT hash FROM evidence WHERE until_at IS NULL').all<{ hash: string }>();
  const before = new Set(rows.map(({ hash }) => hash));
  const setUntil = sqlite.prepare('UPDATE evidence SET until_at = ? WHERE hash = ?');
  for (const hash of named) if (!before.has(hash)) setUntil.run(null, hash);
  for (const hash of before) if (!named.has(hash)) setUntil.run(at, hash);
}

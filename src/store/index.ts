// Snapshots, raw answers, history and state in `output/state.db`; snapshots and diagrams also as files that any program can read.
import { join } from 'node:path';
import {
  type HistoryEvent,
  type HistoryInterval,
  type HistoryQuery,
  type Retention,
  Serial,
  type Snapshot,
  type StateKeeper,
  ToposcopeError,
} from '../model/index.ts';
import { replaceFile, requireWritable } from './atomic-file.ts';
import { deflateNew } from './deflate-evidence.ts';
import { addEvents, findEvents } from './event-table.ts';
import { type Evidence, rawAnswerOf } from './evidence-table.ts';
import { findSnapshot, readSnapshotFile, snapshotMissing } from './find-snapshot.ts';
import { findIntervals } from './interval-table.ts';
import { outputDatabase } from './output-database.ts';
import { type Pruned, prune } from './prune.ts';
import { recordSnapshot } from './record.ts';
import { parseReference } from './reference.ts';
import { publish, repairFiles } from './snapshot-files.ts';
import { idsAfter, snapshotIds } from './snapshot-table.ts';
import type { Sqlite } from './sqlite.ts';
import { changeState, stateOf } from './state-table.ts';

export { type Evidence, hashAnswer } from './evidence-table.ts';
export type { Pruned } from './prune.ts';
export { parseTime } from './reference.ts';
export { snapshotId } from './snapshot-id.ts';
export { readFlowTemplates, saveFlowTemplates } from './template-file.ts';
export * from './traffic/index.ts';

/**
 * Safe for several processes at once. Reading creates nothing. Where the database is damaged or of another program, all of it
 * fails with STORE_DATABASE_FAILED, but for the reading of a file by its path.
 */
export interface Store extends StateKeeper {
  /** Ids, oldest first. */
  list(): Promise<string[]>;
  /** By id, `latest`, `latest~1`, time, or file path; see docs/reference/snapshot.md. STORE_SNAPSHOT_MISSING where there is none. */
  read(reference: string): Promise<Snapshot>;
  /** The newest, or null where there is none yet. */
  latest(): Promise<Snapshot | null>;
  /** Ids of the snapshots after that one, oldest first; after null, of all. The one named may be gone by now. */
  since(id: string | null): Promise<string[]>;
  /** STORE_WRITE_FAILED where `save` would fail: asked before devices are visited for nothing. */
  requireWritable(): Promise<void>;
  /**
   * Keeps the document, the raw answers, what it says of intervals and the history of its changes: all of it or nothing. Then
   * the files. Returns the snapshot as kept: its id has `-2` behind where another had it.
   */
  save(snapshot: Snapshot, evidence: Iterable<Evidence>): Promise<Snapshot>;
  /** The raw answer of that hash. STORE_EVIDENCE_MISSING where it is not kept (any more). */
  answer(hash: string): Promise<string>;
  /** Writes `diagrams/<name>` and returns its path. */
  saveDiagram(name: string, content: string | Uint8Array): Promise<string>;
  /** The newest `limit` lines that fit, oldest first. */
  history(query: HistoryQuery): Promise<readonly HistoryEvent[]>;
  /** Those that reach into the time asked for: the newest `limit`, oldest first. */
  intervals(query: HistoryQuery): Promise<readonly HistoryInterval[]>;
  /** Never the newest snapshot, none that an incident names which is not resolved, and no raw answer that a kept snapshot names. */
  prune(retention: Retention, now: Date): Promise<Pruned>;
  /** Not needed at the end of a process. The store may be used again. */
  close(): Promise<void>;
}

/** Touches nothing yet. `warn` hears of files of an older output folder that a new database leaves out. */
export function openStore(output: string, warn: (message: string) => void = emitWarning): Store {
  const database = outputDatabase(output, warn);
  const folder = join(output, 'snapshots');
  // Two of this process must not write the same files at once.
  const files = new Serial();
  const ask = async <T>(work: (sqlite: Sqlite) => T) => await (await database.reader()).read(work);
  const change = async <T>(work: (sqlite: Sqlite) => T) => await (await database.writer()).write(work);
  return {
    list: () => ask(snapshotIds),
    async read(reference) {
      const named = parseReference(reference, new Date());
      const found = named.kind === 'file' ? readSnapshotFile(named.path) : ask((sqlite) => findSnapshot(sqlite, named));
      const snapshot = await found;
      if (snapshot === undefined) throw await ask((sqlite) => snapshotMissing(sqlite, output, reference));
      return snapshot;
    },
    latest: () => ask((sqlite) => findSnapshot(sqlite, { kind: 'latest', back: 0 }) ?? null),
    since: (id) => ask((sqlite) => (id === null ? snapshotIds(sqlite) : idsAfter(sqlite, id))),
    async requireWritable() {
      await requireWritable(folder);
      const writer = await database.writer();
      await writer.write(() => undefined);
      await files.run(() => repairFiles(writer, folder));
    },
    async save(snapshot, evidence) {
      const [writer, answers] = [await database.writer(), [...evidence]];
      const deflated = await deflateNew(writer, answers);
      const saved = await writer.write((sqlite) => recordSnapshot(sqlite, snapshot, answers, deflated));
      await files.run(() => publish(writer, folder, saved));
      return saved;
    },
    async answer(hash) {
      const raw = await ask((sqlite) => rawAnswerOf(sqlite, hash));
      if (raw === undefined) throw evidenceMissing(output, hash);
      return raw;
    },
    async saveDiagram(name, content) {
      const path = join(output, 'diagrams', name);
      await replaceFile(path, content);
      return path;
    },
    history: (query) => ask((sqlite) => findEvents(sqlite, query)),
    intervals: (query) => ask((sqlite) => findIntervals(sqlite, query)),
    state: (kind) => ask((sqlite) => stateOf(sqlite, kind)),
    commit: (wanted) =>
      change((sqlite) => {
        changeState(sqlite, wanted);
        addEvents(sqlite, wanted.events ?? []);
      }),
    prune: async (retention, now) => await prune(await database.writer(), output, retention, now),
    close: () => files.run(database.close),
  };
}

function emitWarning(message: string): void {
  process.emitWarning(message);
}

function evidenceMissing(output: string, hash: string): ToposcopeError {
  return new ToposcopeError('STORE_EVIDENCE_MISSING', `no raw answer ${hash} is kept in ${output}`, {
    hint: 'raw answers go when they are older than `retention` and no snapshot names them; a snapshot that is read from a file has its answers in the folder it was taken in',
  });
}

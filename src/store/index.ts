// Snapshots, raw answers and diagrams under one output folder. Documents are files: any program can read them.
import { join } from 'node:path';
import type { Snapshot } from '../model/index.ts';
import { replaceFile, requireWritable } from './atomic-file.ts';
import { keepAnswers, readAnswer } from './evidence.ts';
import { listSnapshots, readSnapshot, writeSnapshot } from './snapshots.ts';

export { hashAnswer } from './evidence.ts';
export { snapshotId } from './snapshots.ts';

export interface Store {
  /** Ids, oldest first. */
  list(): Promise<string[]>;
  /** By id, `latest`, `latest~1`, time, or file path; see docs/reference/snapshot.md. */
  read(reference: string): Promise<Snapshot>;
  /** The newest, or null where there is none yet. */
  latest(): Promise<Snapshot | null>;
  /** STORE_WRITE_FAILED where `save` would fail: asked before devices are visited for nothing. */
  requireWritable(): Promise<void>;
  /** Keeps the raw answers first, then the document, so that no document names evidence that is not there. */
  save(snapshot: Snapshot, rawAnswers: Iterable<string>): Promise<Snapshot>;
  answer(hash: string): Promise<string>;
  /** Writes `diagrams/<name>` and returns its path. */
  saveDiagram(name: string, content: string | Uint8Array): Promise<string>;
}

export function openStore(output: string): Store {
  const snapshots = join(output, 'snapshots');
  const evidence = join(output, 'evidence');
  const list = () => listSnapshots(snapshots);
  const read = (reference: string) => readSnapshot(snapshots, reference, new Date());
  return {
    list,
    read,
    async latest() {
      return (await list()).length === 0 ? null : await read('latest');
    },
    requireWritable: () => requireWritable(snapshots),
    async save(snapshot, rawAnswers) {
      await keepAnswers(evidence, rawAnswers);
      return await writeSnapshot(snapshots, snapshot);
    },
    answer: (hash) => readAnswer(evidence, hash),
    async saveDiagram(name, content) {
      const path = join(output, 'diagrams', name);
      await replaceFile(path, content);
      return path;
    },
  };
}

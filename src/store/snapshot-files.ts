// The documents as files beside the database, for other programs: `snapshots/<id>.json`, and `latest.json`, a copy of the newest.
// toposcope itself never reads them back, so that a broken one does no harm.
import { access, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Snapshot } from '../model/index.ts';
import { createFile, isErrno, replaceFile } from './atomic-file.ts';
import type { Database } from './database.ts';
import { formatSnapshot } from './document.ts';
import { newestIds, snapshotOf } from './snapshot-table.ts';

/** A process that is killed leaves at most its last snapshot without a file; several may have been at work. */
const REPAIRED = 10;

/** Writes the file of a snapshot that was just saved, then what else is missing. */
export async function publish(database: Database, folder: string, snapshot: Snapshot): Promise<void> {
  const text = formatSnapshot(snapshot);
  await createFile(join(folder, `${snapshot.id}.json`), text);
  await repairFiles(database, folder, { id: snapshot.id, text });
}

/** Writes those of the newest snapshots that are not there, and `latest.json` where it is another. `known` spares reading it. */
export async function repairFiles(
  database: Database,
  folder: string,
  known: { readonly id: string; readonly text: string } | null = null,
): Promise<void> {
  const textOf = async (id: string) => {
    if (id === known?.id) return known.text;
    const snapshot = await database.read((sqlite) => snapshotOf(sqlite, id));
    return snapshot && formatSnapshot(snapshot);
  };
  for (const id of await database.read((sqlite) => newestIds(sqlite, REPAIRED))) {
    const path = join(folder, `${id}.json`);
    if (await isThere(path)) continue;
    const text = await textOf(id);
    if (text !== undefined) await createFile(path, text);
  }
  await repairLatest(database, join(folder, 'latest.json'), textOf);
}

/** Another process may put its own there meanwhile: whoever writes it looks afterwards whether that is still the newest. */
async function repairLatest(
  database: Database,
  path: string,
  textOf: (id: string) => Promise<string | undefined>,
): Promise<void> {
  for (;;) {
    const [newest] = await database.read((sqlite) => newestIds(sqlite, 1));
    if (newest === undefined || (await idIn(path)) === newest) return;
    const text = await textOf(newest);
    if (text !== undefined) await replaceFile(path, text);
  }
}

async function isThere(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}

/** The id stands in the first lines. Null where the file is none of ours, or not there. */
async function idIn(path: string): Promise<string | null> {
  try {
    const file = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(200), 0, 200, 0);
      return /^\{\s*"schema": "[^"]*",\s*"id": "([^"]*)"/.exec(buffer.toString('utf8', 0, bytesRead))?.[1] ?? null;
    } finally {
      await file.close();
    }
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return null;
    throw error;
  }
}

// `output/state.db`, opened when it is first needed: to read, so that nothing is created, or to write.
import { access, chmod, constants, copyFile, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ToposcopeError } from '../model/index.ts';
import { isErrno, requireWritable } from './atomic-file.ts';
import { type Database, openDatabase, openReadOnly } from './database.ts';
import { importFiles } from './import-files.ts';

export interface OutputDatabase {
  /** Where there is no database yet, one in memory, of what the files tell. */
  reader(): Promise<Database>;
  /** Creates it where there is none. STORE_WRITE_FAILED where that cannot be. */
  writer(): Promise<Database>;
  /** It may be used again, and is opened again then. */
  close(): Promise<void>;
}

interface Opened {
  readonly database: Database;
  /** Of the file that was there when it was opened; null where there was none. */
  readonly inode: number | null;
  readonly canWrite: boolean;
}

/** `warn` hears of files that a new database leaves out. */
export function outputDatabase(output: string, warn: (message: string) => void): OutputDatabase {
  const path = join(output, 'state.db');
  const fill: Parameters<typeof openDatabase>[1] = (sqlite) => importFiles(sqlite, output, warn);
  const all = new Set<Database>();
  let current: Promise<Opened | null> = Promise.resolve(null);

  /** One after the other. A file that was removed or replaced meanwhile is opened anew. */
  async function use(wantWrite: boolean): Promise<Database> {
    const next = current
      .catch(() => null)
      .then(async (opened) => {
        const inode = await inodeOf(path);
        const fits = opened?.inode === inode && (opened.canWrite || !wantWrite);
        return fits ? opened : await open(inode, wantWrite);
      });
    current = next;
    const { database } = await next;
    all.add(database);
    return database;
  }

  async function open(inode: number | null, wantWrite: boolean): Promise<Opened> {
    if (wantWrite) await requireWritable(output);
    if (inode === null && !wantWrite) {
      return { database: await openDatabase(':memory:', fill), inode, canWrite: false };
    }
    const canWrite = wantWrite || (await mayWrite(output, path));
    const database = canWrite ? await openDatabase(path, fill) : await openOthers(path);
    return { database, inode: await inodeOf(path), canWrite };
  }

  return {
    reader: () => use(false),
    writer: () => use(true),
    async close() {
      await current.catch(() => null);
      current = Promise.resolve(null);
      for (const database of all) database.close();
      all.clear();
    },
  };
}

async function inodeOf(path: string): Promise<number | null> {
  try {
    return (await stat(path)).ino;
  } catch (error) {
    if (isErrno(error, 'ENOENT') || isErrno(error, 'ENOTDIR')) return null;
    throw error;
  }
}

async function mayWrite(...paths: readonly string[]): Promise<boolean> {
  const answers = paths.map((path) => access(path, constants.W_OK));
  return await Promise.all(answers).then(
    () => true,
    () => false,
  );
}

/** The database of another user: as it is while that user has it open, else (SQLite must write files beside it) a copy. */
async function openOthers(path: string): Promise<Database> {
  if ((await inodeOf(`${path}-shm`)) === null) return await openCopy(path);
  return await openReadOnly(path).catch((error) => {
    if (error instanceof ToposcopeError && error.code === 'STORE_WRITE_FAILED') return openCopy(path);
    throw error;
  });
}

async function openCopy(path: string): Promise<Database> {
  const folder = await mkdtemp(join(tmpdir(), 'toposcope-'));
  try {
    const copy = join(folder, 'state.db');
    for (const part of ['', '-wal']) {
      if ((await inodeOf(path + part)) === null) continue;
      await copyFile(path + part, copy + part);
      await chmod(copy + part, 0o600);
    }
    return await openDatabase(copy, () => undefined);
  } finally {
    // On Unix an open file can be read after its name is gone.
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}

// The traffic files of an output folder: found by name, opened when they are needed, closed again, removed. All of it waits, in a thread
// of its own.
import {
  accessSync,
  chmodSync,
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isErrno } from '../atomic-file.ts';
import { faultOf, type OpenSqlite, type Sqlite } from '../sqlite.ts';
import { explain, inTransaction, isNew, migrate, requireOurs, versionOf } from '../sqlite-file.ts';
import { Links } from './links.ts';
import { type FileName, parseFileName, type Resolution } from './resolution.ts';
import { TRAFFIC_SCHEMA } from './schema.ts';

export interface TrafficFile {
  readonly sqlite: Sqlite;
  readonly resolution: Resolution;
  readonly links: Links;
}

interface Opened extends TrafficFile {
  readonly inode: number;
  readonly canWrite: boolean;
}

/** For a lock that another process holds: so long in one go, and in all. */
const BUSY_MS = 1000;
const PATIENCE_MS = 30_000;

/** Files that stay open: what is written now, and what was asked for last. */
const OPEN_FILES = 8;

const openNow = new Set<TrafficFolder>();
process.on('exit', () => {
  for (const folder of openNow) folder.close();
});

export class TrafficFolder {
  readonly #folder: string;
  readonly #openSqlite: OpenSqlite;
  /** Least recently used first. */
  readonly #opened = new Map<string, Opened>();

  constructor(folder: string, openSqlite: OpenSqlite) {
    this.#folder = folder;
    this.#openSqlite = openSqlite;
  }

  /** In the order of time. Those that reach into `from` … `to` (seconds since 1970). */
  list(from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY): FileName[] {
    const files = namesIn(this.#folder).map(parseFileName);
    return files
      .filter((file) => file !== null)
      .filter((file) => file.from < to && file.to > from)
      .sort((a, b) => a.from - b.from);
  }

  pathOf({ name }: FileName): string {
    return join(this.#folder, name);
  }

  /** Undefined where there is no such file (any more). STORE_DATABASE_FAILED as in `write`. */
  read<T>(name: FileName, work: (file: TrafficFile) => T): T | undefined {
    return this.#patiently(name, () => {
      const file = this.#use(name, false);
      if (file === null) return undefined;
      file.links.refresh();
      return work(file);
    });
  }

  /**
   * All of it or nothing; `work` may run more than once. The file is created where it is missing.
   * STORE_DATABASE_FAILED for one that is damaged, of another program or of a newer toposcope; STORE_WRITE_FAILED where it cannot be written.
   */
  write<T>(name: FileName, work: (file: TrafficFile) => T): T {
    return this.#patiently(name, () => {
      mkdirSync(this.#folder, { recursive: true });
      const file = this.#use(name, true);
      if (file === null) throw new Error(`${name.name} was not opened`);
      try {
        return inTransaction(file.sqlite, () => {
          file.links.refresh();
          return work(file);
        });
      } catch (error) {
        file.links.forget();
        throw error;
      }
    });
  }

  /** What was not folded into the file goes after it: SQLite ignores the log of a file that is not there. */
  remove(name: FileName): void {
    this.#close(name.name);
    this.#patiently(name, () => {
      for (const part of ['', '-wal', '-shm']) rmSync(this.pathOf(name) + part, { force: true });
    });
  }

  /** Logs without their file: of a process that was killed while it removed them. */
  removeOrphans(): void {
    const names = new Set(namesIn(this.#folder));
    for (const name of names) {
      const [, file = ''] = /^(.*\.db)-(?:wal|shm)$/.exec(name) ?? [];
      if (parseFileName(file) && !names.has(file)) rmSync(join(this.#folder, name), { force: true });
    }
  }

  /** It may be used again. */
  close(): void {
    for (const name of [...this.#opened.keys()]) this.#close(name);
    openNow.delete(this);
  }

  #close(name: string): void {
    this.#opened.get(name)?.sqlite.close();
    this.#opened.delete(name);
  }

  /** Null where it is not there and only read. One that was removed or replaced meanwhile is opened anew. */
  #use(file: FileName, wantWrite: boolean): TrafficFile | null {
    const inode = inodeOf(this.pathOf(file));
    let opened = this.#opened.get(file.name);
    if (opened?.inode !== inode || (wantWrite && !opened?.canWrite)) {
      this.#close(file.name);
      opened = undefined;
      if (inode === null && !wantWrite) return null;
    }
    opened ??= this.#open(file, wantWrite);
    this.#opened.delete(file.name);
    this.#opened.set(file.name, opened);
    const [oldest] = this.#opened.keys();
    if (this.#opened.size > OPEN_FILES && oldest !== undefined) this.#close(oldest);
    openNow.add(this);
    return opened;
  }

  #open(file: FileName, wantWrite: boolean): Opened {
    const path = this.pathOf(file);
    const canWrite = wantWrite || mayWrite(this.#folder, path);
    const sqlite = canWrite ? this.#connect(path, false) : this.#openOthers(path);
    return {
      sqlite,
      resolution: file.resolution,
      links: new Links(sqlite),
      inode: inodeOf(path) ?? 0,
      canWrite,
    };
  }

  #connect(path: string, readOnly: boolean): Sqlite {
    const sqlite = this.#openSqlite(path, { readOnly, busyMs: BUSY_MS });
    try {
      requireOurs(sqlite, path, TRAFFIC_SCHEMA);
      if (readOnly) return sqlite;
      if (isNew(sqlite)) sqlite.exec('PRAGMA journal_mode = WAL');
      sqlite.exec('PRAGMA synchronous = NORMAL');
      if (versionOf(sqlite) < TRAFFIC_SCHEMA.migrations.length) {
        inTransaction(sqlite, () => migrate(sqlite, TRAFFIC_SCHEMA, () => undefined));
      }
      return sqlite;
    } catch (error) {
      sqlite.close();
      throw error;
    }
  }

  /** The file of another user: as it is while that user has it open, else (SQLite must write files beside it) a copy. */
  #openOthers(path: string): Sqlite {
    if (!existsSync(`${path}-shm`)) return this.#openCopy(path);
    try {
      const sqlite = this.#connect(path, true);
      if (versionOf(sqlite) === TRAFFIC_SCHEMA.migrations.length) return sqlite;
      sqlite.close();
      return this.#openCopy(path);
    } catch (error) {
      if (faultOf(error) === 'unwritable') return this.#openCopy(path);
      throw error;
    }
  }

  #openCopy(path: string): Sqlite {
    const folder = mkdtempSync(join(tmpdir(), 'toposcope-'));
    try {
      const copy = join(folder, 'traffic.db');
      for (const part of ['', '-wal']) {
        if (!existsSync(path + part)) continue;
        copyFileSync(path + part, copy + part);
        chmodSync(copy + part, 0o600);
      }
      return this.#connect(copy, false);
    } finally {
      // On Unix an open file can be read after its name is gone.
      rmSync(folder, { recursive: true, force: true });
    }
  }

  #patiently<T>(name: FileName, work: () => T): T {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      try {
        return work();
      } catch (error) {
        if (faultOf(error) !== 'busy' || Date.now() > deadline) throw explain(this.pathOf(name), error, TRAFFIC_SCHEMA);
      }
      // Two that wait for each other's turn must not wake together.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10 + Math.random() * 40);
    }
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (isErrno(error, 'ENOENT') || isErrno(error, 'ENOTDIR')) return [];
    throw error;
  }
}

function inodeOf(path: string): number | null {
  return statSync(path, { throwIfNoEntry: false })?.ino ?? null;
}

function mayWrite(...paths: readonly string[]): boolean {
  try {
    for (const path of paths) accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

// The database file: what is done with one that is not there, not ours, damaged, removed, of another user, or of before.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, mkdtemp, readdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/index.ts';
import { loadSqlite, SQLITE_LOADERS } from '../../src/store/load-sqlite.ts';
import { faultOf } from '../../src/store/sqlite.ts';
import { claim, evidence, link, minutes, snapshotAt } from './sample.ts';

let output: string;
let file: string;
beforeEach(async () => {
  output = await mkdtemp(join(tmpdir(), 'toposcope-store-'));
  file = join(output, 'state.db');
});
afterEach(() => rm(output, { recursive: true }));

const ALL = { device: null, port: null, link: null, since: null, until: null, limit: 100 };

describe('the database', () => {
  it('is not created by reading', async () => {
    const store = openStore(join(output, 'nowhere'));
    expect(await store.latest()).toBeNull();
    expect([await store.list(), await store.since(null), (await store.state('incident')).size]).toEqual([[], [], 0]);
    expect([await store.history(ALL), await store.intervals(ALL)]).toEqual([[], []]);
    await expect(store.read('latest')).rejects.toMatchObject({ code: 'STORE_SNAPSHOT_MISSING' });
    expect(await readdir(output)).toEqual([]);
  });

  it('shows a reader what is written after it first looked', async () => {
    const [reader, writer] = [openStore(output), openStore(output)];
    expect(await reader.latest()).toBeNull();
    const saved = await writer.save(snapshotAt(minutes(0)), []);
    expect(await reader.latest()).toEqual(saved);
    await reader.close();
    await writer.close();
    expect(await readdir(output)).toEqual(['snapshots', 'state.db']);
  });

  it('is left as it is where it is of another program, damaged, or of a newer toposcope', async () => {
    const open = await loadSqlite();
    const foreign = open(file, { readOnly: false, busyMs: 0 });
    foreign.exec('CREATE TABLE theirs (x TEXT)');
    foreign.close();
    await expectRefused(/another program/);
    await writeFile(file, 'not a database at all, but long enough to look like a file of some other kind'.repeat(99));
    await expectRefused(/not a database/);
    await rm(file);
    await openAndClose();
    const newer = open(file, { readOnly: false, busyMs: 0 });
    newer.exec('PRAGMA user_version = 99');
    newer.close();
    await expectRefused(/newer toposcope/);
  });

  async function openAndClose(): Promise<void> {
    const store = openStore(output);
    await store.requireWritable();
    await store.close();
  }

  async function expectRefused(why: RegExp): Promise<void> {
    const before = await readFile(file);
    const refused = {
      code: 'STORE_DATABASE_FAILED',
      message: expect.stringMatching(why),
      context: { path: file },
      hint: expect.any(String),
    };
    const store = openStore(output);
    const document = join(output, 'document.json');
    await writeFile(document, JSON.stringify(snapshotAt(minutes(0))));
    await expect(store.requireWritable()).rejects.toMatchObject(refused);
    await expect(store.latest()).rejects.toMatchObject(refused);
    await expect(store.save(snapshotAt(minutes(0)), [])).rejects.toMatchObject(refused);
    expect((await store.read(document)).id).toBe('2026-11-21T10-00-00Z');
    expect(await readFile(file)).toEqual(before);
    await store.close();
  }

  it('tells damage inside the file in words', async () => {
    const store = openStore(output);
    for (let count = 0; count < 20; count++) {
      const links = Array.from({ length: 50 }, (_, index) => link(`a${index}`, `b${count}`));
      await store.save(snapshotAt(minutes(count), { links }), []);
    }
    await store.close();
    await truncate(file, 20_000);
    const damaged = openStore(output);
    await expect(damaged.intervals({ ...ALL, limit: 9999 })).rejects.toMatchObject({ code: 'STORE_DATABASE_FAILED' });
    await damaged.close();
  });

  it('is made anew where it was removed while in use, from the files beside it', async () => {
    const store = openStore(output);
    const first = await store.save(snapshotAt(minutes(0), { links: [link('r1', 'r2')] }), []);
    for (const name of ['state.db', 'state.db-wal', 'state.db-shm']) await rm(join(output, name), { force: true });
    const second = await store.save(snapshotAt(minutes(1)), []);
    expect(await store.list()).toEqual([first.id, second.id]);
    expect(await store.read(first.id)).toEqual(first);
    await rm(output, { recursive: true });
    const third = await store.save(snapshotAt(minutes(2)), []);
    expect(await store.list()).toEqual([third.id]);
    await store.close();
  });

  it.skipIf(asOther('').status !== 0)(
    'may be read by who may not write it (skipped where another user cannot read this checkout)',
    async () => {
      const store = openStore(output);
      const saved = await store.save(snapshotAt(minutes(0)), []);
      const look = async (folder = output) => {
        const names = (await readdir(folder)).filter((name) => name.startsWith('state.db'));
        for (const name of names) await chmod(join(folder, name), 0o444);
        await chmod(folder, 0o555);
        const { stdout, stderr } = asOther(`const { openStore } = await import('./src/store/index.ts');
          const store = openStore(${JSON.stringify(folder)});
          console.log((await store.latest()).id);
          console.log(await store.requireWritable().then(() => 'writable', (error) => error.code));`);
        await chmod(folder, 0o755);
        return [stdout, stderr];
      };
      expect(await look()).toEqual([`${saved.id}\nSTORE_WRITE_FAILED\n`, '']);
      // As a process leaves it that is killed: what was written last is in the log only.
      const killed = join(output, 'killed');
      await mkdir(killed);
      for (const name of ['state.db', 'state.db-wal', 'state.db-shm'])
        await copyFile(join(output, name), join(killed, name));
      expect(await look(killed)).toEqual([`${saved.id}\nSTORE_WRITE_FAILED\n`, '']);
      await rm(join(killed, 'state.db-shm'));
      expect(await look(killed)).toEqual([`${saved.id}\nSTORE_WRITE_FAILED\n`, '']);
      await store.close();
      expect(await look()).toEqual([`${saved.id}\nSTORE_WRITE_FAILED\n`, '']);
    },
  );
});

/** Root may write everywhere, so that it is nobody who looks. */
function asOther(script: string) {
  const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
  const args = ['--import', 'tsx', '--input-type=module', '-e', script];
  return spawnSync(process.execPath, args, { encoding: 'utf8', env: { ...process.env, HOME: tmpdir() }, ...nobody });
}

describe('files beside the database', () => {
  it('do no harm when they are broken, and are written again when they are missing', async () => {
    const store = openStore(output);
    const [first, second] = [
      await store.save(snapshotAt(minutes(0)), []),
      await store.save(snapshotAt(minutes(1)), []),
    ];
    const path = (name: string) => join(output, 'snapshots', `${name}.json`);
    await writeFile(path(second.id), '{"schema":"topos');
    await rm(path(first.id));
    await copyFile(path(second.id), path('latest'));
    expect(await store.latest()).toEqual(second);
    await store.requireWritable();
    expect(JSON.parse(await readFile(path(first.id), 'utf8'))).toEqual(first);
    expect(JSON.parse(await readFile(path('latest'), 'utf8'))).toEqual(second);
    expect(await readFile(path(second.id), 'utf8')).toBe('{"schema":"topos');
    await rm(path('latest'));
    const third = await store.save(snapshotAt(minutes(2)), []);
    expect(JSON.parse(await readFile(path('latest'), 'utf8'))).toEqual(third);
    await store.close();
  });

  it('of an older toposcope are taken in once, but for bad ones, which are told', async () => {
    const raw = 'show lldp neighbors\r\nr1#';
    const { hash } = evidence(raw);
    const old = [
      snapshotAt(minutes(0), { links: [link('r1', 'r2', [claim('r1', 'r2', minutes(0), { evidence: hash })])] }),
      snapshotAt(minutes(1), { answers: { r1: { 'show lldp neighbors': hash } } }),
      { ...snapshotAt(minutes(1)), id: '2026-11-21T10-01-00Z-2' },
    ];
    await mkdir(join(output, 'snapshots'));
    await mkdir(join(output, 'evidence', hash.slice(0, 2)), { recursive: true });
    await writeFile(join(output, 'evidence', hash.slice(0, 2), `${hash}.txt.gz`), gzipSync(raw));
    for (const one of old) await writeFile(join(output, 'snapshots', `${one.id}.json`), JSON.stringify(one));
    await writeFile(join(output, 'snapshots', '2026-11-21T10-02-00Z.json'), '{"schema":"topos');
    const ids = old.map(({ id }) => id);

    const warnings: string[] = [];
    const reader = openStore(output, (message) => warnings.push(message));
    expect([await reader.list(), await reader.answer(hash), await reader.latest()]).toEqual([ids, raw, old[2]]);
    expect(warnings).toEqual([expect.stringContaining('2026-11-21T10-02-00Z.json')]);
    expect(existsSync(file)).toBe(false);

    const store = openStore(output, (message) => warnings.push(message));
    await store.requireWritable();
    expect(warnings).toHaveLength(2);
    expect([await store.list(), await store.answer(hash), await store.since(ids[0]!)]).toEqual([
      ids,
      raw,
      ids.slice(1),
    ]);
    expect((await store.intervals(ALL)).map(({ what, until }) => [what, until])).toEqual([
      ['link', minutes(1)],
      ['claim', minutes(1)],
    ]);
    await store.close();
    await rename(join(output, 'snapshots', `${ids[0]}.json`), join(output, 'snapshots', '2026-11-21T09-00-00Z.json'));
    await store.requireWritable();
    expect(await store.list()).toEqual(ids);
    expect(warnings).toHaveLength(2);
    await store.close();
  });
});

describe('SQLite', () => {
  it.for(SQLITE_LOADERS.map((load) => [load.name, load] as const))(
    'runs by %s, where it is there',
    async ([, load], { skip }) => {
      const open = await load().catch(() => null);
      if (open === null) return skip('this Node has it not; all other tests use the one that is there');
      const first = open(file, { readOnly: false, busyMs: 1 });
      first.exec('CREATE TABLE t (a INTEGER, b TEXT, c BLOB, d REAL) STRICT');
      const insert = first.prepare('INSERT INTO t VALUES (?, ?, ?, ?)');
      expect(insert.run(1, 'ä', new Uint8Array([0, 255]), 1.5)).toBe(1);
      expect(insert.run(null, null, null, null)).toBe(1);
      const [row, empty] = first.prepare('SELECT * FROM t').all<Record<string, unknown>>();
      expect({ ...row, c: [...(row!.c as Uint8Array)] }).toEqual({ a: 1, b: 'ä', c: [0, 255], d: 1.5 });
      expect({ ...empty }).toEqual({ a: null, b: null, c: null, d: null });
      const second = open(file, { readOnly: false, busyMs: 1 });
      const reader = open(file, { readOnly: true, busyMs: 1 });
      first.exec('BEGIN IMMEDIATE');
      expect(faultOf(thrown(() => second.exec('BEGIN IMMEDIATE')))).toBe('busy');
      first.exec('COMMIT');
      expect(faultOf(thrown(() => reader.exec('DELETE FROM t')))).toBe('unwritable');
      expect(faultOf(thrown(() => first.exec('nonsense')))).toBeNull();
      expect(faultOf(new Error('something else'))).toBeNull();
      expect(faultOf(thrown(() => open(join(output, 'no/such/folder'), { readOnly: false, busyMs: 1 })))).not.toBe(
        'busy',
      );
      for (const sqlite of [first, second, reader]) sqlite.close();
      await writeFile(file, 'no database'.repeat(500));
      const bad = open(file, { readOnly: false, busyMs: 1 });
      expect(faultOf(thrown(() => bad.prepare('SELECT * FROM sqlite_schema').all()))).toBe('damaged');
      bad.close();
    },
  );

  it('says what to do where none runs', async () => {
    const broken = async () => {
      throw new Error('Could not locate the bindings file. Tried:\n → a\n → b');
    };
    await expect(loadSqlite([async () => null, broken])).rejects.toMatchObject({
      code: 'STORE_SQLITE_MISSING',
      message: expect.stringMatching(/does not run: Could not locate the bindings file\. Tried:$/),
      hint: expect.stringContaining('npm rebuild better-sqlite3'),
    });
  });
});

function thrown(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

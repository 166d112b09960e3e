import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hashAnswer, openStore } from '../../src/store/index.ts';
import { snapshotAt } from './sample.ts';

let output: string;
beforeEach(async () => {
  output = await mkdtemp(join(tmpdir(), 'toposcope-store-'));
});
afterEach(() => rm(output, { recursive: true }));

describe('store', () => {
  it('reads back what it saved, by every name', async () => {
    const store = openStore(output);
    expect(await store.latest()).toBeNull();
    const first = await store.save(snapshotAt('2026-11-21T10:00:00.000Z'), []);
    const second = await store.save(snapshotAt('2026-11-21T10:15:00.000Z'), []);
    expect(await store.list()).toEqual(['2026-11-21T10-00-00Z', '2026-11-21T10-15-00Z']);
    expect(await store.read('latest')).toEqual(second);
    expect(await store.read('latest~1')).toEqual(first);
    expect(await store.read(first.id)).toEqual(first);
    expect(await store.read('2026-11-21T10:14:59Z')).toEqual(first);
    expect(await store.read('2026-11-21 10:15')).toEqual(second);
    expect(await store.read('1 min ago')).toEqual(second);
    expect(await store.read(join(output, 'snapshots', `${first.id}.json`))).toEqual(first);
    expect(JSON.parse(await readFile(join(output, 'snapshots/latest.json'), 'utf8'))).toEqual(second);
  });

  it('keeps two snapshots of one second apart, in order', async () => {
    const store = openStore(output);
    const saved = await Promise.all(
      Array.from({ length: 12 }, () => store.save(snapshotAt('2026-11-21T10:00:00.000Z'), [])),
    );
    expect(new Set(saved.map((snapshot) => snapshot.id)).size).toBe(12);
    expect((await store.list()).at(-1)).toBe('2026-11-21T10-00-00Z-12');
    expect((await store.read('latest')).id).toBe('2026-11-21T10-00-00Z-12');
  });

  it('keeps each raw answer once, and gives it back byte by byte', async () => {
    const store = openStore(output);
    const raw = 'show lldp\r\n% LLDP is not enabled\r\n\u0007r1#';
    const evidence = { hash: hashAnswer(raw), raw };
    await store.save(snapshotAt('2026-11-21T10:00:00.000Z'), [evidence, evidence]);
    await store.save(snapshotAt('2026-11-21T10:15:00.000Z'), [{ ...evidence, raw: 'the same, a minute later' }]);
    expect(await store.answer(evidence.hash)).toBe(raw);
  });

  it('replaces a diagram in one step and leaves nothing behind', async () => {
    const store = openStore(output);
    await store.saveDiagram('lab.svg', 'old');
    const path = await store.saveDiagram('lab.svg', 'new');
    expect(await readFile(path, 'utf8')).toBe('new');
    expect(await readdir(join(output, 'diagrams'))).toEqual(['lab.svg']);
  });

  it('names what is missing and what it holds', async () => {
    const store = openStore(output);
    await expect(store.read('latest')).rejects.toMatchObject({
      code: 'STORE_SNAPSHOT_MISSING',
      hint: expect.stringContaining('none yet'),
    });
    await store.save(snapshotAt('2026-11-21T10:00:00.000Z'), []);
    await expect(store.read('latest~7')).rejects.toMatchObject({
      code: 'STORE_SNAPSHOT_MISSING',
      hint: expect.stringContaining('2026-11-21T10-00-00Z'),
    });
    await expect(store.read('2020-01-01')).rejects.toMatchObject({ code: 'STORE_SNAPSHOT_MISSING' });
    await expect(store.answer('00'.repeat(32))).rejects.toMatchObject({ code: 'STORE_EVIDENCE_MISSING' });
  });

  it('refuses a file that is no snapshot, and leaves it alone', async () => {
    const store = openStore(output);
    const path = join(output, 'broken.json');
    for (const text of ['{', '{"schema":"toposcope/snapshot/2"}', '[]']) {
      await writeFile(path, text);
      await expect(store.read(path)).rejects.toMatchObject({
        code: 'STORE_SNAPSHOT_INVALID',
        message: expect.stringContaining(path),
      });
      expect(await readFile(path, 'utf8')).toBe(text);
    }
  });

  it('says why it cannot write', async () => {
    await writeFile(join(output, 'diagrams'), 'a file where a folder should be');
    await expect(openStore(output).saveDiagram('x.svg', '')).rejects.toMatchObject({
      code: 'STORE_WRITE_FAILED',
      hint: expect.any(String),
    });
  });
});

// Processes that are killed while they save, and two that save at once.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Snapshot } from '../../src/model/index.ts';
import { openStore, type Store } from '../../src/store/index.ts';
import { loadSqlite } from '../../src/store/load-sqlite.ts';
import { answerOf, crashSnapshot } from './crash-snapshot.ts';

const SNAPSHOTS = 50;
const KILLS = 6;
const ALL = { device: null, port: null, link: null, since: null, until: null, limit: 100_000 };

let output: string;
beforeEach(async () => {
  output = await mkdtemp(join(tmpdir(), 'toposcope-crash-'));
});
afterEach(() => rm(output, { recursive: true }));

interface Told {
  readonly snapshots: { readonly id: string; readonly number: number }[];
  readonly states: string[];
}

/** Runs one process; `onTold` hears every line that it got out. */
function save(name: string, first: number, count: number, told: Told, onTold: (child: ChildProcess) => void) {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', 'test/store/save-process.ts', output, name, String(first), String(count)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    const lines = text.split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) {
      const [what, id = '', number] = line.split(' ');
      if (what === 'snapshot') told.snapshots.push({ id, number: Number(number) });
      else told.states.push(id);
      onTold(child);
    }
  });
  return new Promise<number | null>((done) => child.on('close', done));
}

async function expectWhole(store: Store, name: string, told: Told): Promise<void> {
  const ids = await store.list();
  const [states, events, intervals] = [
    await store.state('crash'),
    await store.history(ALL),
    await store.intervals(ALL),
  ];
  for (const { id } of told.snapshots) expect(ids).toContain(id);
  for (const key of told.states) expect(states.has(key)).toBe(true);
  // State and event of one commit stand and fall together.
  const alerted = events.filter(({ kind, devices }) => kind === 'incident.alerted' && devices.includes(name));
  const keys = [...states.keys()].filter((key) => key.startsWith(`${name}-`));
  expect(alerted.map(({ incident }) => incident).sort()).toEqual(keys.sort());
  for (const id of ids) {
    const snapshot = await store.read(id);
    if (snapshot.devices[0]?.name !== name) continue;
    const number = (Date.parse(snapshot.takenAt) - Date.parse(crashSnapshot(name, 0).takenAt)) / 60_000;
    expect(snapshot).toEqual({ ...crashSnapshot(name, number), id });
    const answer = answerOf(name, number);
    expect(await store.answer(answer.hash)).toBe(answer.raw);
    const held = intervals.filter(({ from, text }) => from === snapshot.takenAt && text.includes(`of ${name}`));
    expect(held.map(({ text }) => text)).toEqual(snapshot.links.map(({ reason }) => `unverified: ${reason}`));
    expect(events.filter((event) => event.snapshot === id && event.kind === 'change.added')).toHaveLength(1);
  }
}

async function expectIntact(): Promise<void> {
  const sqlite = (await loadSqlite())(join(output, 'state.db'), { readOnly: true, busyMs: 1000 });
  expect(sqlite.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
  expect(sqlite.prepare('PRAGMA foreign_key_check').all()).toEqual([]);
  sqlite.close();
}

describe('a process that is killed', () => {
  it('loses nothing that it has told of, and leaves nothing half', async () => {
    const told: Told = { snapshots: [], states: [] };
    let kills = 0;
    const next = () => (told.snapshots.at(-1)?.number ?? -1) + 1;
    while (next() < SNAPSHOTS) {
      const first = next();
      // Somewhere in the work after the n-th line, at the latest; the last process may finish.
      const lines = kills < KILLS ? 1 + Math.floor(Math.random() * 12) : Number.POSITIVE_INFINITY;
      let seen = 0;
      const code = await save('r1', first, SNAPSHOTS - first, told, (child) => {
        seen += 1;
        if (seen === lines) void sleep(Math.random() * 15).then(() => child.kill('SIGKILL'));
      });
      if (code === null) kills += 1;
      else expect(code).toBe(0);
      await expectIntact();
      // As another program sees it: complete, whenever it looks.
      const latest = Snapshot.parse(JSON.parse(await readFile(join(output, 'snapshots', 'latest.json'), 'utf8')));
      expect(latest.links).toHaveLength(60);
      const store = openStore(output);
      await expectWhole(store, 'r1', told);
      await store.close();
    }
    expect(kills).toBeGreaterThan(0);
    const store = openStore(output);
    await store.requireWritable();
    const ids = await store.list();
    const files = (await readdir(join(output, 'snapshots'))).filter((name) => name.endsWith('.json'));
    expect(files.sort()).toEqual([...ids.map((id) => `${id}.json`), 'latest.json'].sort());
    expect(JSON.parse(await readFile(join(output, 'snapshots', 'latest.json'), 'utf8'))).toEqual(await store.latest());
    await store.close();
  }, 180_000);

  it('does not disturb another that saves at the same time', async () => {
    const told = new Map(['r1', 'r2'].map((name) => [name, { snapshots: [], states: [] } as Told]));
    const codes = await Promise.all([...told].map(([name, hears]) => save(name, 0, 20, hears, () => undefined)));
    expect(codes).toEqual([0, 0]);
    await expectIntact();
    const store = openStore(output);
    const ids = await store.list();
    expect(new Set(ids).size).toBe(40);
    // Both were taken at the same times: the later of each pair has `-2` behind.
    expect(ids.filter((id) => id.endsWith('-2'))).toHaveLength(20);
    for (const hears of told.values()) expect(hears.snapshots).toHaveLength(20);
    const latest = JSON.parse(await readFile(join(output, 'snapshots', 'latest.json'), 'utf8'));
    expect(latest).toEqual(await store.latest());
    for (const id of ids)
      expect(await store.read(join(output, 'snapshots', `${id}.json`))).toEqual(await store.read(id));
    await store.close();
  }, 180_000);
});

// Collectors that are killed while they save, several at once, and readers meanwhile.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTraffic, type TrafficStore } from '../../src/store/index.ts';
import { loadSqlite } from '../../src/store/load-sqlite.ts';
import { GROUPS } from './traffic-model.ts';
import { BYTES, FIRST, LINKS, TICKS } from './traffic-ticks.ts';

/** Until after midnight. */
const COUNT = 200 * TICKS;
const KILLS = 6;

let output: string;
let store: TrafficStore;
beforeEach(async () => {
  output = await mkdtemp(join(tmpdir(), 'toposcope-traffic-'));
  store = await openTraffic(output);
});
afterEach(async () => {
  store.close();
  await rm(output, { recursive: true });
});

/** Runs one collector; `onTick` hears of every tick that it says is saved. Resolves to its exit code, null where it was killed. */
function collect(name: string, first: number, count: number, onTick: (tick: number, child: ChildProcess) => void) {
  const args = ['--import', 'tsx', 'test/store/traffic-process.ts', output, name, String(first), String(count)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => {
    const lines = (text + chunk.toString()).split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) onTick(Number(line), child);
  });
  return new Promise<number | null>((done) => child.on('close', done));
}

async function expectIntact(): Promise<void> {
  const open = await loadSqlite();
  for (const name of (await readdir(output)).filter((each) => each.endsWith('.db'))) {
    const sqlite = open(join(output, name), { readOnly: true, busyMs: 1000 });
    expect(sqlite.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
    sqlite.close();
  }
}

describe('a collector that is killed', () => {
  it('loses at most the tick that it was about to save, also of the minute that it goes on with', async () => {
    let next = 0;
    let kills = 0;
    const killedAt = new Map<number, number>();
    while (next < COUNT) {
      // Somewhere in the work after the n-th tick, at the latest; the last run may finish.
      const ticks = kills < KILLS ? 1 + Math.floor(Math.random() * 300) : Number.POSITIVE_INFINITY;
      const first = next;
      const code = await collect('one', first, COUNT - first, (tick, child) => {
        next = tick + 1;
        if (next - first === ticks) void sleep(Math.random() * 10).then(() => child.kill('SIGKILL'));
      });
      if (code === null) {
        kills += 1;
        const minute = FIRST + Math.floor(next / TICKS);
        killedAt.set(minute, (killedAt.get(minute) ?? 0) + 1);
      } else expect(code).toBe(0);
      await expectIntact();
    }
    expect(kills).toBeGreaterThan(0);
    for (const compactAt of [0, Date.UTC(2026, 10, 23)]) {
      store.compact(new Date(compactAt));
      const minutes = store.minutes(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
      expect(minutes).toHaveLength(COUNT / TICKS);
      for (const { loads, talkers, unattributed } of minutes) {
        expect(loads.links).toHaveLength(LINKS);
        // What was saved and not yet told of when the kill came was saved again by the next run.
        const most = (TICKS + (killedAt.get(loads.minute) ?? 0)) * BYTES;
        const [bytes] = loads.bytes;
        expect(new Set(loads.bytes)).toEqual(new Set([bytes]));
        expect(bytes).toBeGreaterThanOrEqual(TICKS * BYTES);
        expect(bytes).toBeLessThanOrEqual(most);
        expect(loads.covered[0]).toBe(60);
        // All of a minute is kept together.
        expect([talkers.reduce((sum, each) => sum + each.bytes, 0), unattributed.bytes]).toEqual([bytes, bytes]);
      }
    }
  }, 180_000);
});

describe('several at once', () => {
  it('add up, while others read and pack', async () => {
    const minutes = 90;
    let running = true;
    const reads = (async () => {
      const reader = await openTraffic(output);
      let count = 0;
      while (running) {
        for (const { bytes } of reader.series('a7--b7', (FIRST + 60) * 60_000, (FIRST + minutes) * 60_000).aToB) {
          // Whole ticks, of one or both.
          if (bytes !== null) expect([bytes % BYTES, bytes <= 2 * TICKS * BYTES]).toEqual([0, true]);
        }
        store.compact(new Date(Date.UTC(2026, 10, 23)));
        count += 1;
        await sleep(5);
      }
      reader.close();
      return count;
    })();
    const codes = await Promise.all(['one', 'other'].map((name) => collect(name, 0, minutes * TICKS, () => undefined)));
    running = false;
    expect(await reads).toBeGreaterThan(1);
    expect(codes).toEqual([0, 0]);
    await expectIntact();
    store.compact(new Date(Date.UTC(2026, 10, 23)));
    const { aToB } = store.series('a7--b7', FIRST * 60_000, (FIRST + minutes) * 60_000);
    expect(aToB.map(({ bytes }) => bytes)).toEqual(Array.from({ length: minutes }, () => 2 * TICKS * BYTES));
    const { rows } = store.talkers({ by: GROUPS.src, from: FIRST * 60_000, to: (FIRST + minutes) * 60_000, n: 5 });
    expect(rows).toEqual([
      { group: '10.0.0.1', bytes: 2 * minutes * TICKS * BYTES, packets: (2 * minutes * TICKS * BYTES) / 100 },
    ]);
  }, 180_000);
});

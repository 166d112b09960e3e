// The traffic files: none, damaged, of others, deleted while in use; restarts, several observers, many links, windows over midnight.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ExporterReport, ToposcopeError, TrafficMinute } from '../../src/model/index.ts';
import { openTraffic, type TalkerQuery, type TrafficStore } from '../../src/store/index.ts';
import { loadSqlite } from '../../src/store/load-sqlite.ts';
import { GROUPS, rowOf, talker, trafficMinute } from './traffic-model.ts';

/** 23:50 */
const FIRST = Date.UTC(2026, 10, 21, 23, 50) / 60_000;
const LINK = 'r1:Gi0/1--r2:Gi0/1';
const LATER = new Date(Date.UTC(2026, 10, 24));
const FOR_EVER = 1e12;
const ALL = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;

let output: string;
let store: TrafficStore;
let warnings: ToposcopeError[];
beforeEach(async () => {
  output = await mkdtemp(join(tmpdir(), 'toposcope-traffic-'));
  warnings = [];
  store = await openTraffic(output, { warn: (error) => warnings.push(error) });
});
afterEach(async () => {
  store.close();
  await rm(output, { recursive: true });
});

const seen = (bytes: number, source = 0) => rowOf({ bytes, packets: 1, source, covered: 60 });
const minute = (offset: number, bytes: number, source = 0) =>
  trafficMinute(FIRST + offset, { [`${LINK} 0`]: seen(bytes, source) }, [talker(LINK, 0, source, bytes)]);
const ms = (offset: number) => (FIRST + offset) * 60_000;
const bytesOf = (from: number, to: number, step?: number) =>
  store.series(LINK, ms(from), ms(to), step).aToB.map(({ bytes }) => bytes);
const databases = async () => (await readdir(output)).filter((name) => name.endsWith('.db'));

describe('traffic files', () => {
  it('are not created by reading', async () => {
    const nowhere = await openTraffic(join(output, 'nowhere'));
    expect(nowhere.series(LINK, ...ALL)).toMatchObject({ aToB: [], bToA: [] });
    expect(nowhere.series(LINK, ms(0), ms(5))).toMatchObject({ aToB: [], bToA: [] });
    expect(nowhere.top(5, 'p95', ms(0), ms(5)).rows).toEqual([]);
    expect(nowhere.talkers({ by: GROUPS.src, from: ms(0), to: ms(5), n: 5 }).rows).toEqual([]);
    expect(nowhere.minutes(...ALL)).toEqual([]);
    expect([
      nowhere.compact(LATER),
      nowhere.prune({ minuteSeconds: 0, fiveMinuteSeconds: 0, hourSeconds: 0 }, LATER),
    ]).toEqual([0, 0]);
    expect(await readdir(output)).toEqual([]);
    store.save([minute(0, 1)]);
    expect(store.minutes(ms(-3000), ms(-2000))).toEqual([]);
    expect(await databases()).toEqual(['traffic-20261121.db']);
  });

  it('are one for each day; a window goes over midnight', async () => {
    store.save(Array.from({ length: 20 }, (_, offset) => minute(offset, offset)));
    expect(await databases()).toEqual(['traffic-20261121.db', 'traffic-20261122.db']);
    expect(bytesOf(8, 12)).toEqual([8, 9, 10, 11]);
    // From 23:40: the half hours that it touches.
    expect(bytesOf(-10, 20, 1800)).toEqual([45, 145]);
    expect(bytesOf(-10, 20, 3600)).toEqual([45, 145]);
    expect(bytesOf(0, 20, 7 * 3600)).toEqual([190]);
    expect(store.talkers({ by: GROUPS.link, from: ms(5), to: ms(15), n: 1 }).rows).toMatchObject([
      { group: LINK, bytes: 95 },
    ]);
    expect(store.minutes(ms(9), ms(11)).map(({ loads }) => loads.bytes[0])).toEqual([9, 10]);
  });

  it('answer with whole steps that hold the window', () => {
    store.save(Array.from({ length: 5 }, (_, offset) => minute(offset, offset)));
    const { from, to, aToB } = store.series(LINK, ms(1) + 1, ms(3) - 1);
    expect([from, to, aToB.length]).toEqual([ms(1), ms(3), 2]);
  });

  it('are added to by the next run of a collector, which knows nothing of what was before', async () => {
    store.save([minute(0, 40)]);
    const next = await openTraffic(output);
    next.save([minute(0, 7)]);
    next.save([minute(0, 8)]);
    expect(bytesOf(0, 1)).toEqual([48]);
    expect(store.talkers({ by: GROUPS.src, from: ms(0), to: ms(1), n: 9 }).rows).toMatchObject([{ bytes: 48 }]);
    next.close();
  });

  it('never add up what was seen at two places', async () => {
    const other = await openTraffic(output, { collector: 'other' });
    store.save([minute(0, 100, 1)]);
    expect(bytesOf(0, 1)).toEqual([100]);
    other.save([minute(0, 99, 0)]);
    for (const work of [() => 0, () => store.compact(LATER)]) {
      work();
      expect(bytesOf(0, 1)).toEqual([99]);
      expect(store.top(1, 'max', ms(0), ms(1)).rows[0]?.bytes).toBe(99);
      expect(store.talkers({ by: GROUPS.link, from: ms(0), to: ms(1), n: 9 }).rows).toMatchObject([{ bytes: 99 }]);
    }
    other.close();
  });

  it('count a conversation that crosses several links once, and what the filter asks for', () => {
    const other = 'r2:Gi0/2--r3:Gi0/2';
    const rows = { [`${LINK} 0`]: seen(1), [`${other} 1`]: seen(1) };
    store.save([
      trafficMinute(FIRST, rows, [talker(LINK, 0, 1, 90), talker(other, 1, 1, 100), talker(other, 1, 2, 30)]),
    ]);
    const window = { from: ms(0), to: ms(1), n: 9 };
    const bytes = (query: Omit<TalkerQuery, 'from' | 'to' | 'n'>) =>
      store.talkers({ ...window, ...query }).rows.map((row) => [row.group, row.bytes]);
    expect(bytes({ by: GROUPS.src })).toEqual([
      ['10.0.0.1', 100],
      ['10.0.0.2', 30],
    ]);
    expect(bytes({ by: GROUPS.link })).toEqual([
      [other, 130],
      [LINK, 90],
    ]);
    expect(bytes({ by: GROUPS.src, link: LINK })).toEqual([['10.0.0.1', 90]]);
    expect(bytes({ by: GROUPS.src, link: LINK, side: 1 })).toEqual([]);
    expect(bytes({ by: GROUPS.src, link: 'none' })).toEqual([]);
    expect(bytes({ by: () => null, filter: ({ src }, link) => src === '10.0.0.2' || link === LINK })).toEqual([
      [null, 120],
    ]);
  });

  it('hold what the exporters were heard to say, of several collectors and steps put together', async () => {
    const exporter = (
      address: string,
      datagrams: number,
      loss: number,
      more: Partial<ExporterReport> = {},
    ): ExporterReport => ({
      ...{
        address,
        device: null,
        protocols: ['netflow9'],
        datagrams,
        records: 10 * datagrams,
        lost: datagrams * loss,
        loss,
      },
      ...{ sampling: [100], clockOffsetSeconds: null, problems: { FLOW_TEMPLATE_MISSING: 1 }, ...more },
    });
    const report = (offset: number, exporters: ExporterReport[]): TrafficMinute => ({
      ...{ ...minute(offset, 1), exporters, snapshot: `s${offset}` },
      unattributed: { bytes: 7, packets: 1, reasons: { 'no-link': 5, late: 2 } },
    });
    const other = await openTraffic(output, { collector: 'other' });
    store.save([report(0, [exporter('10.0.0.2', 30, 0.1)]), report(1, [])]);
    other.save([
      report(0, [
        exporter('10.0.0.2', 10, 0.5, { protocols: ['ipfix'], device: 'r1', clockOffsetSeconds: 2, sampling: [1] }),
        exporter('10.0.0.1', 1, 0),
      ]),
    ]);
    const both = [
      exporter('10.0.0.1', 1, 0),
      exporter('10.0.0.2', 40, 0.2, {
        ...{ protocols: ['ipfix', 'netflow9'], device: 'r1', clockOffsetSeconds: 2, sampling: [1, 100], lost: 8 },
        problems: { FLOW_TEMPLATE_MISSING: 2 },
      }),
    ];
    expect(store.minutes(ms(0), ms(1))).toMatchObject([
      { exporters: both, snapshot: 's0', unattributed: { bytes: 14, packets: 2, reasons: { 'no-link': 10, late: 4 } } },
    ]);
    store.prune({ minuteSeconds: 0, fiveMinuteSeconds: FOR_EVER, hourSeconds: FOR_EVER }, LATER);
    expect(store.minutes(ms(0), ms(1))).toMatchObject([
      { exporters: both, snapshot: 's1', unattributed: { bytes: 21, packets: 3, reasons: { 'no-link': 15, late: 6 } } },
    ]);
    other.close();
  });

  it('hold more links than are packed together, and links that come later in the day', () => {
    const places = (from: number, to: number, bytes: number) =>
      Object.fromEntries(
        Array.from({ length: to - from }, (_, index) => [`l${from + index} 1`, seen(bytes * (from + index))]),
      );
    store.save([trafficMinute(FIRST, places(0, 700, 1))]);
    store.save([trafficMinute(FIRST + 1, places(600, 1300, 2)), trafficMinute(FIRST + 2, places(1200, 1201, 3))]);
    for (const work of [() => 0, () => store.compact(LATER)]) {
      work();
      const bytes = (link: string) => store.series(link, ms(0), ms(3)).bToA.map((point) => point.bytes);
      expect([bytes('l0'), bytes('l650')]).toEqual([
        [0, null, null],
        [650, 1300, null],
      ]);
      expect([bytes('l1200'), bytes('l1299')]).toEqual([
        [null, 2400, 3600],
        [null, 2598, null],
      ]);
      expect(store.top(2, 'mean', ms(0), ms(3)).rows.map(({ link }) => link)).toEqual(['l1200', 'l1299']);
      expect(store.minutes(ms(0), ms(3)).map(({ loads }) => loads.links.length)).toEqual([700, 700, 1]);
    }
  });

  it('that are damaged are told and left as they are, and the other days answer', async () => {
    store.save([minute(0, 1), minute(10, 2), minute(1500, 3)]);
    store.compact(LATER);
    store.close();
    const path = join(output, 'traffic-20261122.db');
    const content = await readFile(path);
    for (const damaged of [Buffer.from('no database at all'.repeat(99)), content.fill(0x5a, 4096)]) {
      await writeFile(path, damaged);
      warnings.length = 0;
      expect(bytesOf(0, 1501, 3600).filter((bytes) => bytes !== null)).toEqual([1, 3]);
      expect(warnings).toMatchObject([{ code: 'STORE_DATABASE_FAILED', context: { path }, hint: expect.any(String) }]);
      expect(store.top(1, 'mean', ...ALL).rows[0]?.bytes).toBe(4);
      expect(store.minutes(...ALL)).toHaveLength(2);
      expect(() => store.save([minute(10, 5), minute(0, 6)])).toThrow(
        expect.objectContaining({ code: 'STORE_DATABASE_FAILED' }),
      );
      expect(bytesOf(0, 1)).toEqual([6]);
      store.save([minute(0, 1)]);
      store.close();
      expect((await readFile(path)).equals(damaged)).toBe(true);
    }
    expect(store.prune({ minuteSeconds: 0, fiveMinuteSeconds: FOR_EVER, hourSeconds: FOR_EVER }, LATER)).toBe(2);
    expect(existsSync(path)).toBe(true);
  });

  it('tell damage that SQLite does not look for', async () => {
    store.save([minute(0, 1), minute(1, 2)]);
    store.compact(LATER);
    store.close();
    const path = join(output, 'traffic-20261121.db');
    const sqlite = (await loadSqlite())(path, { readOnly: false, busyMs: 0 });
    sqlite.exec("UPDATE block SET bytes = x'78010000000000'");
    sqlite.close();
    expect(bytesOf(0, 2)).toEqual([null, null]);
    expect(warnings).toMatchObject([{ code: 'STORE_DATABASE_FAILED' }]);
  });

  it('of another program or of a newer toposcope are left as they are', async () => {
    const path = join(output, 'traffic-20261121.db');
    const open = await loadSqlite();
    for (const sql of [
      'CREATE TABLE theirs (x TEXT)',
      'DROP TABLE theirs; PRAGMA application_id = 1953460340; PRAGMA user_version = 99',
    ]) {
      const sqlite = open(path, { readOnly: false, busyMs: 0 });
      sqlite.exec(sql);
      sqlite.close();
      const before = await readFile(path);
      expect(() => store.save([minute(0, 1)])).toThrow(/another program|newer toposcope/);
      expect(store.minutes(...ALL)).toEqual([]);
      expect((await readFile(path)).equals(before)).toBe(true);
    }
    expect(warnings.map(({ code }) => code)).toEqual(['STORE_DATABASE_FAILED', 'STORE_DATABASE_FAILED']);
  });

  it('that are removed while in use are made anew', async () => {
    store.save([minute(0, 1)]);
    for (const name of await readdir(output)) await rm(join(output, name));
    expect(bytesOf(0, 1)).toEqual([]);
    store.save([minute(1, 2)]);
    expect(bytesOf(0, 2)).toEqual([null, 2]);
  });

  it('cannot be written where the folder is a file', async () => {
    const path = join(output, 'file');
    await writeFile(path, '');
    const other = await openTraffic(path);
    expect(() => other.save([minute(0, 1)])).toThrow(expect.objectContaining({ code: 'STORE_WRITE_FAILED' }));
    expect(other.minutes(...ALL)).toEqual([]);
  });

  it.skipIf(asOther('').status !== 0)(
    'may be read by who may not write them (skipped where another user cannot read this checkout)',
    async () => {
      store.save([minute(0, 1), minute(10, 2)]);
      const look = async () => {
        for (const name of await readdir(output)) await chmod(join(output, name), 0o444);
        await chmod(output, 0o555);
        const { stdout, stderr } = asOther(`const { openTraffic } = await import('./src/store/index.ts');
          const store = await openTraffic(${JSON.stringify(output)}, { warn: (error) => console.log(error.code) });
          console.log(store.minutes(${ms(0)}, ${ms(11)}).map(({ loads }) => loads.bytes[0]).join());
          try { store.save(store.minutes(${ms(0)}, ${ms(1)})) } catch (error) { console.log(error.code) }
          store.prune({ minuteSeconds: 0, fiveMinuteSeconds: 0, hourSeconds: 0 }, new Date('2026-12-31'));`);
        await chmod(output, 0o755);
        return [stdout, stderr];
      };
      const told = '1,2\nSTORE_WRITE_FAILED\nSTORE_WRITE_FAILED\nSTORE_WRITE_FAILED\n';
      expect(await look()).toEqual([told, '']);
      store.close();
      const names = await readdir(output);
      expect(await look()).toEqual([told, '']);
      expect(await readdir(output)).toEqual(names);
    },
  );
});

describe('retention', () => {
  it('rolls up and deletes files of which all is old, and no other', async () => {
    store.save([minute(0, 1), minute(1, 2), minute(10, 4)]);
    const keep = { minuteSeconds: 2 * 86_400, fiveMinuteSeconds: 30 * 86_400, hourSeconds: 730 * 86_400 };
    expect(store.prune(keep, new Date(Date.UTC(2026, 10, 23, 23, 59)))).toBe(0);
    expect(store.prune(keep, new Date(Date.UTC(2026, 10, 24)))).toBe(1);
    expect(await databases()).toEqual(['traffic-20261122.db', 'traffic-5m-20261121.db']);
    const series = store.series(LINK, ms(0), ms(15));
    expect(series).toMatchObject({ resolutionSeconds: 300, stepSeconds: 300 });
    expect(series.aToB.map(({ bytes }) => bytes)).toEqual([3, null, 4]);
    expect(store.prune(keep, new Date(Date.UTC(2026, 11, 25)))).toBe(3);
    expect(await databases()).toEqual(['traffic-1h-202611.db']);
    expect(bytesOf(-50, 70)).toEqual([3, 4]);
    // The month holds nothing of the day after, whose minutes come.
    store.save([minute(2000, 9)]);
    expect(store.series(LINK, ms(2000), ms(2001)).aToB).toMatchObject([{ bytes: 9 }]);
    expect(store.prune(keep, new Date(Date.UTC(2027, 0, 1)))).toBe(2);
    expect(await databases()).toEqual(['traffic-1h-202611.db']);
    expect(store.prune(keep, new Date(Date.UTC(2028, 10, 29)))).toBe(0);
    expect(store.top(1, 'max', ...ALL).rows).toMatchObject([{ bytes: 16 }]);
    expect(store.prune(keep, new Date(Date.UTC(2028, 10, 30)))).toBe(1);
    expect(await readdir(output)).toEqual([]);
  });

  it('does not let what comes in late replace what was rolled up', () => {
    const keep = { minuteSeconds: 0, fiveMinuteSeconds: FOR_EVER, hourSeconds: FOR_EVER };
    store.save([minute(0, 1), minute(1, 2)]);
    store.prune(keep, LATER);
    store.save([minute(1, 900), minute(6, 5)]);
    store.prune(keep, LATER);
    expect(bytesOf(0, 10)).toEqual([3, 5]);
    expect(store.talkers({ by: GROUPS.src, from: ms(0), to: ms(10), n: 1 }).rows).toMatchObject([{ bytes: 8 }]);
  });

  it('clears away logs whose file a killed process has removed', async () => {
    await writeFile(join(output, 'traffic-20261101.db-wal'), 'old');
    await writeFile(join(output, 'other.db-wal'), 'not ours');
    store.prune({ minuteSeconds: 0, fiveMinuteSeconds: 0, hourSeconds: 0 }, LATER);
    expect(await readdir(output)).toEqual(['other.db-wal']);
  });
});

/** Root may write everywhere, so that it is nobody who looks. */
function asOther(script: string) {
  const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
  const args = ['--import', 'tsx', '--input-type=module', '-e', script];
  return spawnSync(process.execPath, args, { encoding: 'utf8', env: { ...process.env, HOME: tmpdir() }, ...nobody });
}

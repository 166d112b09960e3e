// Saved in any order, by several collectors, again and again, packed and rolled up in between: the answers are those of a plain model.
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FlowSide, LOAD_SOURCES } from '../../src/model/index.ts';
import { openTraffic, type TrafficPoint, type TrafficStore } from '../../src/store/index.ts';
import { GROUPS, rowOf, sumOf, TrafficModel, talker, trafficMinute } from './traffic-model.ts';

/** 22:00; so many minutes on are 02:00 of the next day. */
const FIRST = Date.UTC(2026, 10, 21, 22) / 60_000;
const SPAN = 240;
const LINKS = ['r1:Gi0/1--r2:Gi0/1', 'r1:Gi0/2--r3:Gi0/1', 'r2:Gi0/3--r3:Gi0/3'];
const SIDES: readonly FlowSide[] = [0, 1];
const FOR_EVER = 1e12;
const LATER = new Date(Date.UTC(2026, 11, 24));

const Figure = fc.oneof(
  fc.constant(Number.NaN),
  fc.constant(0),
  fc.nat(1e9),
  fc.double({ min: 1e-3, max: 1e13, noNaN: true }),
);
const ARow = fc
  .record({
    ...{ bytes: Figure, packets: Figure, variance: fc.oneof(fc.constant(0), fc.nat(1e9)) },
    ...{ source: fc.constantFrom(0, 0, 1, 2, Number.NaN), covered: fc.constantFrom(60, 60, 0, 12.5, 48) },
    ...{ ingressFar: Figure, egressNear: Figure, counters: Figure, flags: fc.constantFrom(0, 0, 0, 1, 6) },
    same: fc.boolean(),
  })
  // As it mostly is: the figure is that of one of the places.
  .map(({ same, ...row }) => rowOf(same ? { ...row, ingressFar: row.bytes } : row));
const Place = fc.constantFrom(...LINKS.flatMap((link) => SIDES.map((side) => `${link} ${side}`)));
const ATalker = fc
  .tuple(fc.constantFrom(...LINKS), fc.constantFrom(...SIDES), fc.nat(4), fc.integer({ min: 1, max: 5000 }))
  .map(([link, side, key, bytes]) => talker(link, side, key, bytes));
const AMinute = fc
  .tuple(
    fc.nat(SPAN - 1),
    fc.dictionary(Place, ARow, { maxKeys: 4, noNullPrototype: true }),
    fc.uniqueArray(ATalker, { maxLength: 5, selector: ({ link, side, key }) => `${link} ${side} ${key.src}` }),
    fc.nat(3),
  )
  .map(([offset, rows, talkers, late]) => trafficMinute(FIRST + offset, rows, talkers, late));
const AStep = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      writer: fc.constantFrom('one', 'other'),
      minutes: fc.array(AMinute, { minLength: 1, maxLength: 12 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ compactAt: fc.nat(400) }) },
);
const AWindow = fc.tuple(fc.nat(SPAN), fc.nat(SPAN)).map(([a, b]) => [Math.min(a, b), Math.max(a, b) + 1] as const);

async function inFolder(work: (output: string) => Promise<void>): Promise<void> {
  const output = await mkdtemp(join(tmpdir(), 'toposcope-traffic-'));
  try {
    await work(output);
  } finally {
    await rm(output, { recursive: true });
  }
}

function near(actual: number | null, expected: number): void {
  if (Number.isNaN(expected)) expect(actual).toBeNull();
  else expect(Math.abs((actual ?? Number.NaN) - expected)).toBeLessThanOrEqual(2e-6 * Math.abs(expected));
}

type Window = readonly [from: number, to: number];
const msOf = (minute: number) => minute * 60_000;

/** `ladder`: lengths in minutes of the steps that it is kept in, and the wanted one. */
function expectSeries(store: TrafficStore, model: TrafficModel, [from, to]: Window, ladder: readonly number[]): void {
  const step = ladder.at(-1) ?? 1;
  for (const link of LINKS) {
    const series = store.series(link, msOf(from), msOf(to), step * 60);
    expect(series).toMatchObject({ link, stepSeconds: step * 60 });
    expect(series.aToB).toHaveLength((series.to - series.from) / msOf(step));
    for (const [side, points] of [series.aToB, series.bToA].entries()) {
      for (const point of points) expectPoint(point, model, `${link} ${side}`, ladder);
    }
    // Nothing that the model knows is outside of what was answered.
    for (let minute = from; minute < to; minute++) {
      if (model.step(minute, [1])) expect(msOf(minute) >= series.from && msOf(minute) < series.to).toBe(true);
    }
  }
}

function expectPoint(point: TrafficPoint, model: TrafficModel, place: string, ladder: readonly number[]): void {
  const row = model.step(point.at / 60_000, ladder)?.rows.get(place);
  near(point.bytes, row?.bytes ?? Number.NaN);
  near(point.packets, row?.packets ?? Number.NaN);
  near(point.bps, ((row?.bytes ?? Number.NaN) * 8) / ((row?.minutes ?? 0) * 60));
  near(point.coverage, (row?.covered || 0) / ((ladder.at(-1) ?? 1) * 60));
  expect(point.source).toBe(LOAD_SOURCES[row?.source ?? -1] ?? null);
  if (row && !Number.isNaN(row.bytes) && row.variance > 0)
    near(point.interval?.high ?? null, row.bytes + 1.96 * Math.sqrt(row.variance));
  else expect(point.interval).toBeNull();
}

/** `kept`: the ladder down to what is kept now. */
function expectTop(store: TrafficStore, model: TrafficModel, [from, to]: Window, kept: readonly number[]): void {
  const sample = Math.max(kept.at(-1) ?? 1, to - from > 60 ? 5 : 1);
  const ladder = sample === kept.at(-1) ? kept : [...kept, sample];
  for (const by of ['mean', 'p95', 'max'] as const) {
    const top = store.top(100, by, msOf(from), msOf(to));
    if (top.rows.length > 0) expect(top.sampleSeconds).toBe(sample * 60);
    expect(top.rows.map((row) => row[by])).toEqual(top.rows.map((row) => row[by]).sort((a, b) => b - a));
    expect(store.top(2, by, msOf(from), msOf(to)).rows).toEqual(top.rows.slice(0, 2));
    const seen = new Set(top.rows.map(({ link, side }) => `${link} ${side}`));
    for (const place of LINKS.flatMap((link) => SIDES.map((side) => `${link} ${side}`))) {
      const rows = steps(top.from, top.to, sample).flatMap(
        (minute) => model.step(minute, ladder)?.rows.get(place) ?? [],
      );
      const known = rows.filter(({ bytes }) => !Number.isNaN(bytes));
      expect(seen.has(place)).toBe(known.length > 0);
      const row = top.rows.find(({ link, side }) => `${link} ${side}` === place);
      if (!row) continue;
      const samples = known.map(({ bytes, minutes }) => (bytes * 8) / (minutes * 60)).sort((a, b) => a - b);
      const minutes = known.reduce((total, each) => total + each.minutes, 0);
      near(row.bytes, sumOf(known.map(({ bytes }) => bytes)));
      near(row.mean, (sumOf(known.map(({ bytes }) => bytes)) * 8) / (minutes * 60));
      near(row.max, (Math.max(...known.map(({ peak }) => peak)) * 8) / 60);
      // Of 100 samples the five largest are set aside.
      near(row.p95, samples[samples.length - 1 - Math.floor(samples.length / 20)]!);
    }
  }
}

function steps(fromMs: number, toMs: number, length: number): number[] {
  return Array.from({ length: (toMs - fromMs) / msOf(length) }, (_, index) => fromMs / 60_000 + index * length);
}

function expectTalkers(store: TrafficStore, model: TrafficModel, [from, to]: Window, kept: readonly number[]): void {
  for (const query of [{}, { link: LINKS[0]! }, { link: LINKS[1]!, side: 1 as FlowSide }]) {
    for (const by of ['src', 'proto', 'link'] as const) {
      const answer = store.talkers({ ...query, by: GROUPS[by], from: msOf(from), to: msOf(to), n: 100 });
      const expected = new Map<string, number>();
      for (const minute of steps(answer.from, answer.to, kept.at(-1) ?? 1)) {
        const largest = new Map<string, { group: string; bytes: number }>();
        for (const { conversations } of model.step(minute, kept)?.talkers.values() ?? []) {
          for (const {
            talker: { link, side, key },
            text,
            bytes,
          } of conversations) {
            if (query.link !== undefined && (query.link !== link || (query.side ?? side) !== side)) continue;
            const group = String(GROUPS[by](key, link));
            const known = largest.get(`${group} ${text}`);
            if (!known || bytes > known.bytes) largest.set(`${group} ${text}`, { group, bytes });
          }
        }
        for (const { group, bytes } of largest.values()) expected.set(group, (expected.get(group) ?? 0) + bytes);
      }
      expect(new Map(answer.rows.map(({ group, bytes }) => [group, bytes]))).toEqual(expected);
      expect(answer.rows.map(({ bytes }) => bytes)).toEqual([...expected.values()].sort((a, b) => b - a));
    }
  }
}

function expectMinutes(store: TrafficStore, model: TrafficModel, [from, to]: Window, kept: readonly number[]): void {
  const minutes = store.minutes(msOf(from), msOf(to));
  for (const { loads, unattributed, talkers } of minutes) {
    const step = model.step(loads.minute, kept);
    expect(new Set(loads.links.map((link, row) => `${link} ${loads.sides[row]}`))).toEqual(new Set(step?.rows.keys()));
    for (const [row, link] of loads.links.entries()) {
      const expected = step?.rows.get(`${link} ${loads.sides[row]}`);
      for (const name of ['bytes', 'packets', 'variance', 'covered', 'ingressFar', 'egressNear', 'counters'] as const) {
        const value = loads[name][row]!;
        near(Number.isNaN(value) ? null : value, expected?.[name] ?? Number.NaN);
      }
      expect(loads.flags[row]).toBe(expected?.flags);
      expect(LOAD_SOURCES[loads.sources[row]!]).toBe(LOAD_SOURCES[expected?.source ?? -1]);
    }
    expect(unattributed.bytes).toBe(step?.late);
    const bytes = [...(step?.talkers.values() ?? [])].flatMap(({ conversations }) =>
      conversations.map((each) => each.bytes),
    );
    expect(sumOf(talkers.map((each) => each.bytes))).toEqual(sumOf(bytes));
  }
  const there = steps(msOf(from - (from % (kept.at(-1) ?? 1))), msOf(to), kept.at(-1) ?? 1).filter((minute) =>
    model.step(minute, kept),
  );
  expect(minutes.map(({ loads }) => loads.minute)).toEqual(expect.arrayContaining(there));
}

describe('traffic', () => {
  it('is answered as a plain model does, however it was saved, packed and rolled up', async () => {
    const property = fc.asyncProperty(fc.array(AStep, { minLength: 1, maxLength: 12 }), AWindow, (todo, [from, to]) =>
      inFolder(async (output) => {
        const model = new TrafficModel();
        const stores = {
          one: await openTraffic(output, { collector: 'one' }),
          other: await openTraffic(output, { collector: 'other' }),
        };
        for (const step of todo) {
          if ('compactAt' in step) stores.one.compact(new Date(msOf(FIRST + step.compactAt)));
          else {
            stores[step.writer as 'one' | 'other'].save(step.minutes);
            model.save(step.writer, step.minutes);
          }
        }
        const window = [FIRST + from, FIRST + to] as const;
        const [store] = [stores.other];
        const expectAll = (kept: readonly number[]) => {
          expectSeries(store, model, window, kept);
          expectTop(store, model, window, kept);
          expectTalkers(store, model, window, kept);
          expectMinutes(store, model, window, kept);
        };
        expectAll([1]);
        expectSeries(store, model, window, [1, 15]);
        stores.one.compact(LATER);
        expectAll([1]);
        const keep = { minuteSeconds: 0, fiveMinuteSeconds: FOR_EVER, hourSeconds: FOR_EVER };
        stores.one.prune(keep, LATER);
        expect(
          (await readdir(output))
            .filter((name) => name.endsWith('.db'))
            .every((name) => name.startsWith('traffic-5m-')),
        ).toBe(true);
        expectAll([1, 5]);
        stores.one.prune({ ...keep, fiveMinuteSeconds: 0 }, LATER);
        expectAll([1, 5, 60]);
        const saved = todo.some((step) => 'minutes' in step);
        const files = (await readdir(output)).filter((name) => name.endsWith('.db'));
        expect(files).toEqual(saved ? ['traffic-1h-202611.db'] : []);
        stores.one.prune({ minuteSeconds: 0, fiveMinuteSeconds: 0, hourSeconds: 0 }, LATER);
        expect(await readdir(output)).toEqual([]);
        for (const each of Object.values(stores)) each.close();
      }),
    );
    await fc.assert(property, { numRuns: 25 });
  }, 180_000);
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { pruneDaily } from '../../../src/app/watch/prune-daily.ts';
import { openStore, type Store } from '../../../src/store/index.ts';
import { snapshotAt } from '../../store/sample.ts';

const RETENTION = { snapshotDays: 1, historyDays: 1, evidenceDays: 1 };
let output: string;
let store: Store;
beforeEach(async () => {
  output = await mkdtemp(join(tmpdir(), 'toposcope-prune-'));
  store = openStore(output);
});
afterEach(async () => {
  await store.close();
  await rm(output, { recursive: true });
});

const day = (number: number, hour = 0) => new Date(Date.UTC(2026, 10, number, hour));

it('removes what is old once a day, also for the next process', async () => {
  const save = (at: Date) => store.save(snapshotAt(at.toISOString()), []);
  const first = await save(day(1));
  const second = await save(day(2));
  await pruneDaily(store, RETENTION, day(2, 12));
  expect(await store.list()).toEqual([second.id]);
  const third = await save(day(3));
  const another = openStore(output);
  await pruneDaily(another, RETENTION, day(3, 11));
  expect(await another.list()).toEqual([second.id, third.id]);
  await pruneDaily(another, RETENTION, day(3, 13));
  expect(await another.list()).toEqual([third.id]);
  expect(first.id).not.toBe(third.id);
  await another.close();
});

it('does not wait for a clock that was put back', async () => {
  await pruneDaily(store, RETENTION, day(20));
  await store.save(snapshotAt(day(1).toISOString()), []);
  const newest = await store.save(snapshotAt(day(4).toISOString()), []);
  await pruneDaily(store, RETENTION, day(5));
  expect(await store.list()).toEqual([newest.id]);
});

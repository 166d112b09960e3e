import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore, type Store } from '../../src/store/index.ts';
import { change, claim, evidence, link, minutes, snapshotAt } from './sample.ts';

let output: string;
let store: Store;
beforeEach(async () => {
  output = await mkdtemp(join(tmpdir(), 'toposcope-store-'));
  store = openStore(output);
});
afterEach(async () => {
  await store.close();
  await rm(output, { recursive: true });
});

const ALL = { device: null, port: null, link: null, since: null, until: null, limit: 1000 };
const FOR_EVER = { snapshotDays: null, historyDays: null, evidenceDays: null };
/** Ten days after the first. */
const NOW = new Date('2026-12-01T10:00:00Z');

function dayOf(day: number): string {
  return new Date(Date.UTC(2026, 10, 21 + day, 10)).toISOString();
}

/** One snapshot a day, each with an answer of its own, and a link that is claimed from the second day on. */
async function tenDays(): Promise<string[]> {
  const ids: string[] = [];
  for (let day = 0; day < 10; day++) {
    const answer = evidence(`answer of day ${day}`);
    const heard = claim('r1', 'r2', dayOf(day), { evidence: answer.hash, holdSeconds: day < 5 ? 120 : 60 });
    const content = {
      links: day === 0 ? [] : [link('r1', 'r2', [heard])],
      changes: [change('added', 'r1', `x${day}`)],
      answers: { r1: { 'show lldp neighbors': answer.hash } },
    };
    ids.push((await store.save(snapshotAt(dayOf(day), content), [answer])).id);
  }
  return ids;
}

const isKept = (day: number) =>
  store.answer(evidence(`answer of day ${day}`).hash).then(
    () => true,
    () => false,
  );

describe('retention', () => {
  it('keeps everything where nothing is said, and the newest snapshot always', async () => {
    const ids = await tenDays();
    expect(await store.prune(FOR_EVER, NOW)).toEqual({ snapshots: 0, events: 0, evidence: 0 });
    expect(await store.prune({ snapshotDays: 0, historyDays: 0, evidenceDays: 0 }, NOW)).toMatchObject({
      snapshots: 9,
    });
    expect(await store.list()).toEqual(ids.slice(-1));
    expect(await readdir(join(output, 'snapshots'))).toEqual([`${ids.at(-1)}.json`, 'latest.json']);
    expect(await store.since(ids[2]!)).toEqual(ids.slice(-1));
    expect((await store.read('latest')).id).toBe(ids.at(-1));
    expect(await isKept(9)).toBe(true);
  });

  it('drops old snapshots with their files and the answers that only they named', async () => {
    const ids = await tenDays();
    const pruned = await store.prune({ snapshotDays: 3, historyDays: null, evidenceDays: 3 }, NOW);
    expect(await store.list()).toEqual(ids.slice(7));
    expect(existsSync(join(output, 'snapshots', `${ids[6]}.json`))).toBe(false);
    expect(existsSync(join(output, 'snapshots', `${ids[7]}.json`))).toBe(true);
    // The claim's two intervals, of which one is over, rest on the answers of days 1 and 5.
    const kept = await Promise.all(Array.from({ length: 10 }, (_, day) => isKept(day)));
    expect(kept.flatMap((is, day) => (is ? [day] : []))).toEqual([1, 5, 7, 8, 9]);
    expect(pruned).toEqual({ snapshots: 7, events: 0, evidence: 5 });
    expect(await store.history(ALL)).toHaveLength(10);
  });

  it('keeps answers longer than snapshots where it is told to', async () => {
    await tenDays();
    expect(await store.prune({ snapshotDays: 3, historyDays: 1, evidenceDays: 6 }, NOW)).toMatchObject({ evidence: 4 });
    expect([await isKept(0), await isKept(2), await isKept(3), await isKept(4)]).toEqual([false, false, false, true]);
  });

  it('keeps what an open incident names, with its answers, until it is resolved', async () => {
    const ids = await tenDays();
    const incident = (stage: string) => ({
      kind: 'incident',
      key: 'i1',
      value: { stage, firstSnapshot: ids[2], lastSnapshot: ids[3] },
    });
    await store.commit({ put: [incident('alert')] });
    const retention = { snapshotDays: 2, historyDays: 2, evidenceDays: 2 };
    await store.prune(retention, NOW);
    expect(await store.list()).toEqual([ids[2], ids[3], ids[8], ids[9]]);
    expect([await isKept(2), await isKept(3), await isKept(4)]).toEqual([true, true, false]);
    await store.commit({ put: [incident('resolved')] });
    await store.prune(retention, NOW);
    expect(await store.list()).toEqual([ids[8], ids[9]]);
    expect([await isKept(2), await isKept(3)]).toEqual([false, false]);
  });

  it('drops old lines of history, and intervals that are over, but none that still holds', async () => {
    await tenDays();
    const { events } = await store.prune({ ...FOR_EVER, historyDays: 3 }, NOW);
    expect(events).toBe(7);
    expect((await store.history(ALL)).map(({ devices }) => devices[1])).toEqual(['x7', 'x8', 'x9']);
    expect(await store.history({ ...ALL, device: 'x2' })).toEqual([]);
    expect((await store.intervals(ALL)).map(({ what, from }) => [what, from])).toEqual([
      ['link', dayOf(1)],
      ['claim', dayOf(5)],
    ]);
  });

  it('gives the room back', async () => {
    const noise = Array.from({ length: 200 }, (_, index) => link(`${Math.sin(index)}`, `${Math.cos(index)}`));
    for (let count = 0; count < 20; count++) {
      const links = noise.map((one) => ({ ...one, reason: `${Math.tan(count)} ${one.id}` }));
      await store.save(snapshotAt(minutes(count), { links }), [evidence(`${Math.random()}`.repeat(999))]);
    }
    await store.close();
    const before = (await stat(join(output, 'state.db'))).size;
    await store.prune({ snapshotDays: 0, historyDays: 0, evidenceDays: 0 }, NOW);
    await store.close();
    expect((await stat(join(output, 'state.db'))).size).toBeLessThan(before / 2);
  });
});

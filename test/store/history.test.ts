import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HistoryInterval, HistoryQuery, Snapshot } from '../../src/model/index.ts';
import { openStore, type Store } from '../../src/store/index.ts';
import { change, claim, device, evidence, link, minutes, scenes, snapshotAt } from './sample.ts';

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

const ALL: HistoryQuery = { device: null, port: null, link: null, since: null, until: null, limit: 10_000 };

describe('intervals', () => {
  it('tell what every snapshot showed, in whatever order the snapshots were saved', async () => {
    const times = fc.integer({ min: 0, max: 59 }).map(minutes);
    const runs = fc.uniqueArray(scenes(times), { selector: ({ takenAt }) => takenAt, minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(runs, async (snapshots) => {
        const folder = await mkdtemp(join(tmpdir(), 'toposcope-store-'));
        const fresh = openStore(folder);
        for (const snapshot of snapshots) {
          expect(await fresh.read((await fresh.save(snapshot, [])).id)).toEqual(snapshot);
        }
        const intervals = await fresh.intervals(ALL);
        for (const snapshot of snapshots) expect(heldAt(intervals, snapshot.takenAt)).toEqual(shownBy(snapshot));
        const newest = snapshots
          .map(({ takenAt }) => takenAt)
          .sort()
          .at(-1)!;
        expect(intervals.filter(({ until }) => until === null).every(({ from }) => from <= newest)).toBe(true);
        await fresh.close();
        await rm(folder, { recursive: true });
      }),
      { numRuns: 60 },
    );
  });

  it('are added only where something has changed', async () => {
    const answer = (at: string, state: 'confirmed' | 'one-way') => {
      const reason =
        state === 'confirmed' ? null : `r2 is silent; its claim is from ${at}, ${at.slice(14, 16)} min ago`;
      const claims = [
        claim('r1', 'r2', at, { remainingSeconds: Number(at.slice(14, 16)), evidence: evidence(at).hash }),
      ];
      return snapshotAt(at, {
        devices: [device('r1'), device('r2')],
        links: [link('r1', 'r2', claims, { state, reason })],
      });
    };
    const states = ['confirmed', 'confirmed', 'one-way', 'one-way', 'one-way', 'confirmed'] as const;
    for (const [index, state] of states.entries()) await store.save(answer(minutes(index), state), []);
    const intervals = await store.intervals(ALL);
    const ofLink = intervals.filter(({ what }) => what === 'link');
    expect(ofLink.map(({ from, until }) => [from, until])).toEqual([
      [minutes(0), minutes(2)],
      [minutes(2), minutes(5)],
      [minutes(5), null],
    ]);
    expect(ofLink[1]?.text).toMatch(/^one-way: r2 is silent/);
    // One claim all the time, read from the first answer; two devices.
    expect(intervals.filter(({ what }) => what === 'claim')).toEqual([
      {
        what: 'claim',
        subject: 'r1:GigabitEthernet0/1--r2:GigabitEthernet0/1',
        ends: ['r1', 'r2'].map((name) => ({ device: name, port: 'GigabitEthernet0/1' })),
        from: minutes(0),
        until: null,
        text: 'r1:Gi0/1 hears r2 Gi0/1 by LLDP',
        evidence: evidence(minutes(0)).hash,
      },
    ]);
    expect(intervals).toHaveLength(6);
  });

  it('go on for a device that was left out of a run', async () => {
    const leftOut = device('r1', 'skipped');
    const runs = [device('r1'), leftOut, device('r1'), device('r1', 'unreachable'), leftOut];
    for (const [i, one] of runs.entries()) await store.save(snapshotAt(minutes(i), { devices: [one] }), []);
    const held = await store.intervals({ ...ALL, device: 'r1' });
    expect(held.map(({ from, until, text }) => [from, until, text.split(',')[0]])).toEqual([
      [minutes(0), minutes(3), 'ok'],
      [minutes(3), null, 'unreachable'],
    ]);
  });

  it('are found by device, port, link and time', async () => {
    const links = [link('r1', 'r2'), link('r2', 'r3')];
    await store.save(snapshotAt(minutes(0), { links }), []);
    await store.save(snapshotAt(minutes(10), { links: links.slice(1) }), []);
    const subjects = async (query: Partial<HistoryQuery>) =>
      (await store.intervals({ ...ALL, ...query })).map(({ subject }) => subject);
    const [first, second] = links.map(({ id }) => id);
    expect(await subjects({})).toEqual([first, second]);
    expect(await subjects({ device: 'r3' })).toEqual([second]);
    expect(await subjects({ device: 'r2' })).toEqual([first, second]);
    expect(await subjects({ device: 'r2', port: 'GigabitEthernet0/9' })).toEqual([]);
    expect(await subjects({ device: 'r1', port: 'GigabitEthernet0/1' })).toEqual([first]);
    expect(await subjects({ link: first! })).toEqual([first]);
    expect(await subjects({ since: minutes(11) })).toEqual([second]);
    expect(await subjects({ until: '2026-11-21T09:59:59Z' })).toEqual([]);
    expect(await subjects({ limit: 1 })).toEqual([second]);
  });
});

function heldAt(intervals: readonly HistoryInterval[], at: string): string[] {
  return intervals
    .filter(({ from, until }) => from <= at && (until === null || at < until))
    .map(({ what, subject, text }) => `${what} ${subject} ${text}`)
    .sort();
}

function shownBy({ devices, links }: Snapshot): string[] {
  const states = links.map(
    ({ id, state, settling, reason }) =>
      `link ${id} ${state}${settling ? ', settling' : ''}${reason === null ? '' : `: ${reason}`}`,
  );
  const claims = links.flatMap(({ id, claims }) =>
    claims.map(({ by, systemName }) => `claim ${id} ${by}:Gi0/1 hears ${systemName} Gi0/1 by LLDP`),
  );
  const answers = devices.map(({ name, poll }) => `device ${name} ${poll?.status}, calls itself ${name}, version 15.8`);
  return [...states, ...claims, ...answers].sort();
}

describe('history', () => {
  it('tells the changes of each snapshot, by device, port, link and time', async () => {
    await store.save(
      snapshotAt(minutes(0), { changes: [change('added', 'r1', 'r2'), change('added', 'r2', 'r3')] }),
      [],
    );
    await store.save(snapshotAt(minutes(10), { changes: [change('lost', 'r1', 'r2')] }), []);
    const lost = {
      at: minutes(10),
      kind: 'change.lost',
      snapshot: '2026-11-21T10-10-00Z',
      link: link('r1', 'r2').id,
      incident: null,
      devices: ['r1', 'r2'],
      ends: ['r1', 'r2'].map((name) => ({ device: name, port: 'GigabitEthernet0/1' })),
      text: 'it is lost',
    };
    const found = async (query: Partial<HistoryQuery>) =>
      (await store.history({ ...ALL, ...query })).map(({ kind, devices }) => `${kind} ${devices.join('–')}`);
    expect((await store.history(ALL)).at(-1)).toEqual(lost);
    expect(await found({})).toEqual(['change.added r1–r2', 'change.added r2–r3', 'change.lost r1–r2']);
    expect(await found({ device: 'r3' })).toEqual(['change.added r2–r3']);
    expect(await found({ device: 'r1', port: 'GigabitEthernet0/1' })).toEqual([
      'change.added r1–r2',
      'change.lost r1–r2',
    ]);
    expect(await found({ device: 'r1', port: 'GigabitEthernet0/2' })).toEqual([]);
    expect(await found({ link: link('r2', 'r3').id })).toEqual(['change.added r2–r3']);
    expect(await found({ since: '2026-11-21T10:10:00Z' })).toEqual(['change.lost r1–r2']);
    expect(await found({ until: minutes(0) })).toHaveLength(2);
    expect(await found({ limit: 1 })).toEqual(['change.lost r1–r2']);
    expect(await found({ device: "r1' OR 1=1 --" })).toEqual([]);
  });

  it('finds a device by the name it had, and a cable by where it was', async () => {
    const renamed = {
      kind: 'renamed' as const,
      link: null,
      device: 'core1',
      before: 'r1',
      after: 'core1',
      cause: 'c',
      evidence: [],
    };
    const moved = {
      ...change('lost', 'r2', 'r3'),
      kind: 'moved' as const,
      before: { ...link('r2', 'r4'), link: link('r2', 'r4').id },
    };
    await store.save(snapshotAt(minutes(0), { changes: [renamed, moved] }), []);
    expect(await store.history({ ...ALL, device: 'r1' })).toMatchObject([
      { kind: 'change.renamed', devices: ['core1', 'r1'] },
    ]);
    expect(await store.history({ ...ALL, device: 'r4', port: 'GigabitEthernet0/1' })).toMatchObject([
      { kind: 'change.moved' },
    ]);
  });

  it('keeps state and events in one step, or nothing of both', async () => {
    const told = {
      at: minutes(1),
      kind: 'incident.alerted',
      snapshot: null,
      link: null,
      incident: 'i1',
      devices: ['r1'],
      ends: [],
      text: 't',
    };
    await store.commit({
      put: [
        { kind: 'incident', key: 'b', value: { stage: 'alert', nothing: null } },
        { kind: 'incident', key: 'a', value: [1, 'two'] },
        { kind: 'other', key: 'a', value: 1 },
      ],
      events: [told],
    });
    expect([...(await store.state('incident'))]).toEqual([
      ['a', [1, 'two']],
      ['b', { stage: 'alert', nothing: null }],
    ]);
    const broken = { ...told, text: undefined as unknown as string };
    await expect(store.commit({ drop: [{ kind: 'incident', key: 'a' }], events: [told, broken] })).rejects.toThrow();
    expect(await store.history(ALL)).toEqual([told]);
    expect((await store.state('incident')).size).toBe(2);
    await store.commit({ drop: [{ kind: 'incident', key: 'a' }], put: [{ kind: 'incident', key: 'b', value: 2 }] });
    expect([...(await store.state('incident'))]).toEqual([['b', 2]]);
  });

  it('writes nothing where what the change rests on is no longer so', async () => {
    const put = (value: unknown) => ({ put: [{ kind: 'k', key: 'a', value }] });
    await store.commit({ expect: [{ kind: 'k', key: 'a', value: undefined }], ...put({ x: 1, y: 2 }) });
    await store.commit({ expect: [{ kind: 'k', key: 'a', value: { y: 2, x: 1, z: undefined } }], ...put(2) });
    const late = store.commit({ expect: [{ kind: 'k', key: 'a', value: { x: 1, y: 2 } }], ...put(3) });
    await expect(late).rejects.toMatchObject({ code: 'STORE_CONFLICT' });
    expect([...(await store.state('k'))]).toEqual([['a', 2]]);
  });
});

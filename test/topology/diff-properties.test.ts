// What must hold of every two snapshots: the bare difference is complete, the judged one never says what is not so.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Change, isLinkChange, type LinkChange, Snapshot } from '../../src/model/index.ts';
import { applyDelta, compareSnapshots, delta, diffSnapshots } from '../../src/topology/index.ts';
import { takeSnapshot } from './case-file.ts';
import { LATER, pairs, rotated, type Story, stories, tell } from './diff-worlds.ts';
import { someDevices, truth, visit, worlds } from './worlds.ts';

const MOVES = ['moved', 'renumbered', 'swapped'];

function partsOf({ devices, links, segments, bundles }: Snapshot) {
  return { devices, links, segments, bundles };
}

function idsOf(snapshot: Snapshot): string[] {
  return snapshot.links.map(({ id }) => id);
}

/** The ids that a change speaks of, in the earlier and in the later snapshot. */
function spokenOf({ kind, link, before, partner }: LinkChange): { gone: string[]; come: string[] } {
  const gone = [before?.link, partner?.before.link].filter((id) => id !== undefined);
  if (MOVES.includes(kind)) return { gone, come: [link, ...(partner ? [partner.link] : [])] };
  const isGone = kind === 'lost' || kind === 'degraded';
  return isGone ? { gone: [link], come: [] } : { gone: [], come: [link] };
}

function without(ids: readonly string[], others: readonly string[]): string[] {
  return ids.filter((id) => !others.includes(id));
}

function quiet(story: Story): Story {
  return { ...story, renamed: [], replaced: [] };
}

describe('delta', () => {
  it('applied to the earlier snapshot gives the later one', () => {
    fc.assert(
      fc.property(stories, (story) => {
        const [before, after] = tell(story);
        expect(applyDelta(before, delta(before, after))).toEqual(partsOf(after));
        expect(applyDelta(after, delta(after, before))).toEqual(partsOf(before));
      }),
    );
  });

  it('also where lists are in another order, and says nothing of equal ones', () => {
    fc.assert(
      fc.property(stories, (story) => {
        const [before, after] = tell(story);
        const turned = { ...after, links: [...after.links].reverse(), devices: [...after.devices].reverse() };
        expect(applyDelta(before, delta(before, turned))).toEqual(partsOf(turned));
        const empty = { added: [], removed: [], changed: [], order: null };
        expect(delta(after, structuredClone(after))).toEqual({
          ...{ devices: empty, links: empty, segments: empty, bundles: empty },
        });
      }),
    );
  });

  it('names what was added, removed and changed by key', () => {
    const [before, after] = [
      visit({
        devices: 3,
        cables: [
          [
            [0, 0],
            [1, 0],
          ],
        ],
      }),
      visit({
        devices: 3,
        cables: [
          [
            [0, 0],
            [2, 0],
          ],
        ],
      }),
    ].map(takeSnapshot);
    if (!before || !after) throw new Error('two snapshots expected');
    const { links, devices } = delta(before, after);
    expect(links.added.map(({ id }) => id)).toEqual(['r0:GigabitEthernet0/0--r2:GigabitEthernet0/0']);
    expect(links.removed.map(({ id }) => id)).toEqual(['r0:GigabitEthernet0/0--r1:GigabitEthernet0/0']);
    expect(devices.changed.map((one) => one.after.name)).toEqual(['r1', 'r2']);
  });
});

describe('changes', () => {
  it('account for every link that only one of the snapshots has, once', () => {
    let judged = 0;
    fc.assert(
      fc.property(stories, (story) => {
        const [before, after] = tell(quiet(story));
        const { changes, unjudged } = compareSnapshots(before, after);
        const [old, now] = [new Set(idsOf(before)), new Set(idsOf(after))];
        const gone = [...old].filter((id) => !now.has(id));
        const come = [...now].filter((id) => !old.has(id));
        const told = changes.filter(isLinkChange).map(spokenOf);
        const doubts = unjudged.map(({ link }) => link);
        for (const id of gone)
          expect([...told.flatMap((one) => one.gone), ...doubts].filter((one) => one === id)).toEqual([id]);
        for (const id of come)
          expect([...told.flatMap((one) => one.come), ...doubts].filter((one) => one === id)).toEqual([id]);
        for (const id of told.flatMap((one) => one.gone)) expect(old).toContain(id);
        for (const id of told.flatMap((one) => one.come)) expect(now).toContain(id);
        judged += told.length;
      }),
    );
    expect(judged).toBeGreaterThan(0);
  });

  it('say nothing that is not so, whatever visits fail', () => {
    const kinds = new Set<string>();
    fc.assert(
      fc.property(pairs, someDevices, someDevices, ([world, next], failed, partial) => {
        const before = takeSnapshot(visit(world));
        const after = takeSnapshot(visit(next, { takenAt: LATER, previous: before, failed, partial }));
        const [old, now] = [truth(world), truth(next)];
        for (const change of diffSnapshots(before, after).filter(isLinkChange)) {
          kinds.add(change.kind);
          const { gone, come } = spokenOf(change);
          for (const id of gone) expect(old.includes(id) && !now.includes(id), `${change.kind} ${id}`).toBe(true);
          if (MOVES.includes(change.kind) || change.kind === 'added')
            for (const id of come) expect(now.includes(id) && !old.includes(id), `${change.kind} ${id}`).toBe(true);
        }
      }),
      { numRuns: 400 },
    );
    expect([...kinds]).toEqual(expect.arrayContaining(['added', 'lost', ...MOVES]));
  });

  it('of two cables that changed places are one', () => {
    fc.assert(
      fc.property(rotated(2), ([world, next]) => {
        const [before, after] = tell({ ...still0, world, next });
        const changes = diffSnapshots(before, after).filter(isLinkChange);
        expect(changes.map(({ kind }) => kind)).toEqual(['swapped']);
        const told = changes.map(spokenOf);
        expect(told.flatMap(({ gone }) => gone).sort()).toEqual(without(truth(world), truth(next)));
        expect(told.flatMap(({ come }) => come).sort()).toEqual(without(truth(next), truth(world)));
      }),
    );
  });

  it('of cables that changed places in a ring are as many moves, and none is lost', () => {
    fc.assert(
      fc.property(fc.constantFrom(3, 4, 5).chain(rotated), ([world, next]) => {
        const [before, after] = tell({ ...still0, world, next });
        const changes = diffSnapshots(before, after).filter(isLinkChange);
        for (const { kind } of changes) expect(MOVES).toContain(kind);
        const told = changes.map(spokenOf);
        expect(told.flatMap(({ gone }) => gone).sort()).toEqual(without(truth(world), truth(next)));
        expect(told.flatMap(({ come }) => come).sort()).toEqual(without(truth(next), truth(world)));
      }),
    );
  });

  it('lose and move nothing where only visits fail', () => {
    fc.assert(
      fc.property(stories, (story) => {
        const still = { ...quiet(story), next: story.world, upgraded: [] };
        const [before, after] = tell({
          ...still,
          hubs: [still.hubs[0], still.hubs[0]],
          phones: [still.phones[0], still.phones[0]],
        });
        expect(diffSnapshots(before, after)).toEqual([]);
      }),
    );
  });

  it('are equal whatever the order of lists', () => {
    fc.assert(
      fc.property(stories, (story) => {
        const [before, after] = tell(story);
        const { changes, unjudged } = compareSnapshots(backwards(before), backwards(after));
        const expected = compareSnapshots(before, after);
        expect(changes).toEqual(expected.changes);
        expect(unjudged).toEqual(expected.unjudged);
        expect(diffSnapshots(before, after)).toEqual(expected.changes);
      }),
    );
  });

  it('are equal whenever it happened', () => {
    fc.assert(
      fc.property(stories, fc.integer({ min: -500, max: 500 }), (story, days) => {
        const [before, after] = tell(story);
        const [early, late] = [before, after].map((snapshot) => shift(snapshot, days)) as [Snapshot, Snapshot];
        const kinds = (changes: readonly Change[]) =>
          changes.map(({ kind, link, cause }) => [kind, link, undated(cause)]);
        expect(kinds(diffSnapshots(early, late))).toEqual(kinds(diffSnapshots(before, after)));
      }),
    );
  });

  it('of a renamed device are one, and none of its links', () => {
    fc.assert(
      fc.property(worlds, someDevices, (world, renamed) => {
        const still: Story = { ...still0, world, next: world, renamed };
        const [before, after] = tell(still);
        expect(
          diffSnapshots(before, after).map(({ kind, ...one }) => [kind, 'device' in one ? one.device : one.link]),
        ).toEqual([...renamed].sort().map((device) => ['renamed', `box${device}`]));
      }),
    );
  });

  it('of a renamed device lose and move nothing, whatever visits fail', () => {
    fc.assert(
      fc.property(worlds, someDevices, someDevices, (world, renamed, failed) => {
        const [before, after] = tell({ ...still0, world, next: world, renamed, failed });
        const { changes } = compareSnapshots(before, after);
        expect(changes.filter(isLinkChange).map(({ kind, link, before: old }) => [kind, link, old?.link])).toEqual([]);
        const seen = renamed.filter((device) => !failed.includes(device));
        const told = changes.filter(({ kind }) => kind === 'renamed').map((one) => ('device' in one ? one.device : ''));
        expect(told).toEqual(expect.arrayContaining(seen.map((device) => `box${device}`)));
      }),
    );
  });

  it('of an exchanged device are one, and none where nothing is different', () => {
    fc.assert(
      fc.property(worlds, someDevices, someDevices, (world, replaced, upgraded) => {
        const [before, after] = tell({ ...still0, world, next: world, replaced, upgraded });
        const told = diffSnapshots(before, after).map(
          ({ kind, ...one }) => `${'device' in one ? one.device : one.link} ${kind}`,
        );
        const expected = [
          ...replaced.map((device) => `r${device} replaced`),
          ...upgraded.filter((device) => !replaced.includes(device)).map((device) => `r${device} new-version`),
        ];
        expect(told).toEqual(expected.sort());
        const same = compareSnapshots(after, after);
        expect([same.changes, same.unjudged]).toEqual([[], []]);
      }),
    );
  });

  it('fit the schema', () => {
    fc.assert(
      fc.property(stories, (story) => {
        const after = tell(story)[1];
        expect(Snapshot.parse(after)).toEqual(after);
      }),
    );
  });
});

const still0: Omit<Story, 'world' | 'next'> = {
  ...{ failed: [], partial: [], renamed: [], replaced: [], upgraded: [], hubs: [[], []], phones: [[], []] },
};

function backwards(snapshot: Snapshot): Snapshot {
  const links = snapshot.links.map((link) => ({ ...link, claims: [...link.claims].reverse() })).reverse();
  const { devices, segments, bundles } = snapshot;
  const reversed = {
    devices: [...devices].reverse(),
    segments: [...segments].reverse(),
    bundles: [...bundles].reverse(),
  };
  return { ...snapshot, links, ...reversed };
}

const TIME = /\d{4}-\d\d-\d\dT[\d:.]+Z/g;

/** Every time in it, moved by so many days. */
function shift(snapshot: Snapshot, days: number): Snapshot {
  const moved = (time: string) => new Date(Date.parse(time) + days * 86_400_000).toISOString().replace('.000Z', 'Z');
  return JSON.parse(JSON.stringify(snapshot).replace(TIME, moved)) as Snapshot;
}

function undated(text: string): string {
  return text.replace(TIME, 'T');
}

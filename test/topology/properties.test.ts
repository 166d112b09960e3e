// What must hold for every network: determinism, and the rules of truth (ARCHITECTURE.md).
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Change, compareEnds, isLinkChange, linkId, Snapshot } from '../../src/model/index.ts';
import { buildTopology, diffSnapshots, type TopologyInput, toGraph } from '../../src/topology/index.ts';
import { playCase, takeSnapshot } from './case-file.ts';
import { neighbor, renameInventory, someDevices, truth, visit, type World, worlds } from './worlds.ts';

const LATER = '2026-11-21T10:10:00Z';

function shuffled<T>(items: readonly T[], seed: number): T[] {
  const copy = [...items];
  let state = seed % 2147483647 || 1;
  for (let i = copy.length - 1; i > 0; i--) {
    state = (state * 48271) % 2147483647;
    const j = state % (i + 1);
    [copy[i], copy[j]] = [copy[j] as T, copy[i] as T];
  }
  return copy;
}

function shuffleInput(input: TopologyInput, seed: number): TopologyInput {
  const devices = input.devices.map((device) => ({
    ...device,
    facts: device.facts && { ...device.facts, neighbors: shuffled(device.facts.neighbors, seed + 1) },
  }));
  return { ...input, devices: shuffled(devices, seed) };
}

function shuffleSnapshot(snapshot: Snapshot, seed: number): Snapshot {
  const links = shuffled(snapshot.links, seed).map((link) => ({ ...link, claims: shuffled(link.claims, seed) }));
  return { ...snapshot, links, devices: shuffled(snapshot.devices, seed), segments: shuffled(snapshot.segments, seed) };
}

/** Two snapshots of two worlds, every device polled in the first. */
function pair(before: World, after: World, failed: number[] = [], partial: number[] = []): [Snapshot, Snapshot] {
  const first = takeSnapshot(visit(before));
  return [first, takeSnapshot(visit(after, { takenAt: LATER, previous: first, failed, partial }))];
}

function apply(changes: readonly Change[], ids: readonly string[]): string[] {
  const links = new Set(ids);
  const own = changes.filter(isLinkChange);
  for (const { kind, link, before, partner } of own) {
    for (const old of [before, partner?.before]) if (old) links.delete(old.link);
    if (kind === 'lost' || kind === 'degraded') links.delete(link);
  }
  for (const { kind, link, partner } of own) {
    if (['added', 'moved', 'renumbered', 'swapped'].includes(kind)) links.add(link);
    if (partner) links.add(partner.link);
  }
  return [...links].sort();
}

function sortEnds(id: string): string {
  return id.split('--').sort().join('--');
}

function idsOf(snapshot: Snapshot): string[] {
  return snapshot.links.map(({ id }) => id).sort();
}

describe('buildTopology', () => {
  it('finds exactly the cables that are there, each confirmed', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const { links, segments, devices } = buildTopology(visit(world));
        expect(links.map(({ id }) => id).sort()).toEqual(truth(world));
        expect(links.every(({ state }) => state === 'confirmed')).toBe(true);
        expect([segments.length, devices.length]).toEqual([0, world.devices]);
      }),
    );
  });

  it('does not depend on the order of devices and claims', () => {
    fc.assert(
      fc.property(worlds, worlds, someDevices, someDevices, fc.nat(), (world, next, failed, partial, seed) => {
        const [first] = pair(world, world);
        const input = visit(next, { takenAt: LATER, previous: first, failed, partial });
        const mixed = shuffleInput({ ...input, previous: shuffleSnapshot(first, seed) }, seed);
        expect(buildTopology(mixed)).toEqual(buildTopology(input));
      }),
    );
  });

  it('keeps ids unique, built from their ends, and ends in order', () => {
    fc.assert(
      fc.property(worlds, worlds, someDevices, (world, next, failed) => {
        const { links } = pair(world, next, failed)[1];
        expect(new Set(links.map(({ id }) => id)).size).toBe(links.length);
        for (const { id, a, b, segment } of links) {
          expect(id).toBe(linkId(a, b));
          if (segment === null) expect(compareEnds(a, b)).toBeLessThan(0);
        }
      }),
    );
  });

  it('carries a claim over unchanged, however long its device cannot be read', () => {
    const steps = playCase(`
devices:
  r1: { hostname: r1, hears: [Gi0/0 r2 Gi0/0, Gi0/0 veos Ma1, Gi0/1 r2 Gi0/1] }
  r2: { hostname: r2, hears: [Gi0/0 r1 Gi0/0, Gi0/0 veos Ma1, Gi0/1 r1 Gi0/1] }
---
devices: { r1: { poll: DEVICE_TIMEOUT }, r2: { poll: DEVICE_TIMEOUT } }
---
devices: {}
---
devices: { r1: { poll: null, outcome: partial, hears: [Gi0/0 r2 Gi0/0] } }
`);
    const claims = steps.map(({ snapshot }) => snapshot.links.map(({ id, claims: all }) => ({ id, all })));
    expect(claims[0]?.flatMap(({ all }) => all)).toHaveLength(8);
    expect(claims[1]).toEqual(claims[0]);
    expect(claims[2]).toEqual(claims[0]);
    expect(claims[3]?.flatMap(({ all }) => all)).toHaveLength(8);
    expect(steps.flatMap(({ snapshot }) => snapshot.changes)).toEqual([]);
  });

  it('joins no wrong devices where only reciprocity tells who is who', () => {
    let recognised = 0;
    fc.assert(
      fc.property(worlds, someDevices, someDevices, (world, renamed, failed) => {
        const { links, devices } = buildTopology(renameInventory(visit(world, { failed }), renamed));
        const managed = new Set(devices.filter((device) => device.managed).map(({ name }) => name));
        const inside = links.filter(({ a, b }) => managed.has(a.device) && managed.has(b.device));
        const real = new Set(truth(world));
        for (const { id } of inside) expect(real).toContain(sortEnds(id.replace(/box(\d)/g, 'r$1')));
        recognised += inside.filter(({ id }) => id.includes('box')).length;
      }),
    );
    expect(recognised).toBeGreaterThan(0);
  });

  it('takes any text a stranger may send', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.constantFrom(
        'r1',
        'r1.lab.net',
        'segment:r0:GigabitEthernet0/0',
        'r1:GigabitEthernet0/1',
        'a--b:c',
        '',
        '__proto__',
      ),
    );
    const claim = fc.tuple(fc.constantFrom('GigabitEthernet0/1', 'GigabitEthernet0/2', null), text, text);
    fc.assert(
      fc.property(fc.array(fc.array(claim, { maxLength: 5 }), { minLength: 3, maxLength: 3 }), (tables) => {
        const input = visit({ devices: 3, cables: [] });
        const devices = input.devices.map((device, i) => {
          const neighbors = (tables[i] ?? []).map(([port, name, far]) => neighbor(port, name, far));
          return { ...device, facts: device.facts && { ...device.facts, neighbors, neighborsOutcome: 'ok' as const } };
        });
        const snapshot = takeSnapshot({ ...input, devices });
        expect(Snapshot.parse(snapshot)).toEqual(snapshot);
        expect(new Set(snapshot.links.map(({ id }) => id)).size).toBe(snapshot.links.length);
        expect(toGraph(snapshot).size).toBe(snapshot.links.length);
        const again = takeSnapshot({ ...input, devices, takenAt: LATER, previous: snapshot });
        expect(again.changes.filter(({ kind }) => kind !== 'one-way')).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

describe('diffSnapshots', () => {
  it('finds nothing between a snapshot and itself', () => {
    fc.assert(
      fc.property(worlds, worlds, someDevices, (world, next, failed) => {
        const [, after] = pair(world, next, failed);
        expect(diffSnapshots(after, after)).toEqual([]);
      }),
    );
  });

  it('does not depend on the order of lists', () => {
    fc.assert(
      fc.property(worlds, worlds, someDevices, fc.nat(), (world, next, failed, seed) => {
        const [before, after] = pair(world, next, failed);
        const mixed = diffSnapshots(shuffleSnapshot(before, seed), shuffleSnapshot(after, seed + 7));
        expect(mixed).toEqual(diffSnapshots(before, after));
      }),
    );
  });

  it('leads from the links before to the links after, where everything was polled', () => {
    fc.assert(
      fc.property(worlds, worlds, (world, next) => {
        const [before, after] = pair(world, next);
        expect(apply(diffSnapshots(before, after), idsOf(before))).toEqual(idsOf(after));
        expect(idsOf(after)).toEqual(truth(next));
      }),
    );
  });

  it('finds no change when only visits fail or tables are partial', () => {
    fc.assert(
      fc.property(worlds, someDevices, someDevices, (world, failed, partial) => {
        const [before, after] = pair(world, world, failed, partial);
        expect(diffSnapshots(before, after)).toEqual([]);
        expect(idsOf(after)).toEqual(idsOf(before));
        const third = takeSnapshot(visit(world, { takenAt: '2026-11-21T10:20:00Z', previous: after }));
        expect(diffSnapshots(after, third)).toEqual([]);
      }),
    );
  });

  it('loses no link at a device that could not be read', () => {
    fc.assert(
      fc.property(worlds, worlds, someDevices, someDevices, (world, next, failed, partial) => {
        const [before, after] = pair(world, next, failed, partial);
        const unread = new Set([...failed, ...partial].map((device) => `r${device}`));
        const lost = diffSnapshots(before, after)
          .filter(isLinkChange)
          .filter(({ kind }) => kind === 'lost' || kind === 'degraded');
        for (const { a, b } of lost) expect([a.device, b.device].filter((device) => unread.has(device))).toEqual([]);
      }),
    );
  });

  it('never calls a link one-way that nobody judged before the hold time', () => {
    fc.assert(
      fc.property(worlds, someDevices, (world, deaf) => {
        const first = takeSnapshot(silence(visit({ ...world, cables: [] }), deaf));
        const soon = { takenAt: '2026-11-21T10:01:00Z', previous: first };
        const second = takeSnapshot(silence(visit(world, soon), deaf));
        const oneWay = second.links.filter(({ state }) => state === 'one-way');
        expect(oneWay.every(({ settling }) => settling)).toBe(true);
        expect(second.changes.filter(({ kind }) => kind !== 'added')).toEqual([]);
      }),
    );
  });
});

/** These devices were polled and hear nobody. */
function silence(input: TopologyInput, deaf: readonly number[]): TopologyInput {
  const devices = input.devices.map((device, i) =>
    device.facts && deaf.includes(i)
      ? { ...device, facts: { ...device.facts, neighbors: [], neighborsOutcome: 'empty' as const } }
      : device,
  );
  return { ...input, devices };
}

// A generated campus of 314 devices whose names share their first 20 characters or more, read with tables that cut names
// there: every claim is attributed to its device where reciprocity or detail allows it, and none to a wrong one anywhere.
import { describe, expect, it } from 'vitest';
import { buildTopology, type Topology } from '../../src/topology/index.ts';
import { campus, type Fabric, type FabricVisit, fabricTruth, visitFabric } from './fabric.ts';

const SIZE = { buildings: 12, access: 24 };

const two = (number: number): string => String(number).padStart(2, '0');
/** `campus-b07-f2-sw3`: told apart within 20 characters. */
const SHORT = (building: number, floor: number, number: number) => `campus-b${two(building)}-f${floor}-sw${number}`;
/** `campus-building-07-floor-2-sw3`: cut to `campus-building-07-f`, which all switches of a building share. */
const LONG = (building: number, floor: number, number: number) =>
  `campus-building-${two(building)}-floor-${floor}-sw${number}`;
/** All 312 switches share the first 20 characters. */
const SAME = (building: number, floor: number, number: number) =>
  `campus-of-the-university-${two(building)}-${floor}-${number}`;

interface Score {
  readonly claims: number;
  readonly right: number;
  readonly wrong: number;
}

/** Every cable has its own pair of ports at a device, so that a claim's own end tells what it should mean. */
function score(fabric: Fabric, topology: Topology): Score {
  const truth = new Map<string, string>();
  for (const id of fabricTruth(fabric)) {
    const [a = '', b = ''] = id.split('--');
    truth.set(a, b).set(b, a);
  }
  const managed = new Set(fabric.devices.map(({ name }) => name));
  let [claims, right, wrong] = [0, 0, 0];
  for (const link of topology.links) {
    for (const claim of link.claims) {
      const far = link.a.device === claim.by ? link.b : link.a;
      claims++;
      if (!managed.has(far.device)) continue;
      if (truth.get(`${claim.by}:${claim.port}`) === `${far.device}:${far.port}`) right++;
      else wrong++;
    }
  }
  return { claims, right, wrong };
}

function play(nameOf: typeof SHORT, visit: Partial<FabricVisit> = {}): Score & { topology: Topology; fabric: Fabric } {
  const fabric = campus(SIZE, nameOf);
  const topology = buildTopology(visitFabric(fabric, visit));
  return { ...score(fabric, topology), topology, fabric };
}

describe('identity on a campus of 314 devices', () => {
  it('is a campus of 314 devices', () => {
    const fabric = campus(SIZE, LONG);
    expect([fabric.devices.length, fabric.cables.length]).toEqual([314, 625]);
    expect(new Set(fabric.devices.map(({ name }) => name)).size).toBe(314);
  });

  it('resolves every name that is told apart within 20 characters, one direction or two', () => {
    expect(play(SHORT)).toMatchObject({ claims: 1250, right: 1250, wrong: 0 });
    expect(play(SHORT, { hears: ({ by, far }) => by < far[0] })).toMatchObject({ claims: 625, right: 625, wrong: 0 });
  });

  it('resolves every name of a building by the port that answers', () => {
    const { topology, fabric, ...found } = play(LONG);
    expect(found).toMatchObject({ claims: 1250, right: 1250, wrong: 0 });
    expect(topology.links.map(({ id }) => id).sort()).toEqual(fabricTruth(fabric));
    expect(
      topology.links.every(({ state, rule }) => state === 'confirmed' && rule === 'both ends name both ports'),
    ).toBe(true);
    expect(topology.problems).toEqual([]);
    const rules = new Set(topology.links.flatMap(({ claims }) => claims.map(({ rule }) => rule)));
    expect([...rules].sort()).toEqual(['inventory name', 'reciprocity']);
  });

  it('keeps apart what nothing tells apart: a name that is cut, and nobody who answers', () => {
    const { topology, ...found } = play(LONG, { hears: ({ by, far }) => by > far[0] });
    expect(found.wrong).toBe(0);
    // Access switches hear their two distribution switches by a name that 26 switches share; those hear the cores in full.
    expect(found).toMatchObject({ claims: 625, right: 49 });
    expect(topology.problems.filter(({ code }) => code === 'TOPOLOGY_AMBIGUOUS_NEIGHBOR')).toHaveLength(576);
  });

  it('attributes nothing wrongly where one name is cut to the same text on the whole campus', () => {
    const { wrong, right, claims } = play(SAME);
    expect(wrong).toBe(0);
    expect(claims).toBe(1250);
    // The claims of and about the cores name them in full; between the others, equal ports in all buildings tell nobody apart.
    expect(right).toBeGreaterThanOrEqual(98);
    expect(right).toBeLessThan(1250);
  });

  it('resolves everything with full names, and with chassis ids and addresses', () => {
    for (const table of ['names', 'detail'] as const) {
      for (const nameOf of [LONG, SAME]) {
        expect(play(nameOf, { table })).toMatchObject({ claims: 1250, right: 1250, wrong: 0 });
        expect(play(nameOf, { table, hears: ({ by, far }) => by > far[0] })).toMatchObject({ right: 625, wrong: 0 });
      }
    }
  });

  it('attributes nothing wrongly while any part of the campus cannot be read', () => {
    for (const step of [2, 3, 5, 7]) {
      for (const nameOf of [SHORT, LONG, SAME]) {
        const { wrong, right } = play(nameOf, { polled: (device) => device % step !== 1 });
        expect(wrong, `every ${step}. device is silent`).toBe(0);
        expect(right).toBeGreaterThan(0);
      }
    }
  });

  it('attributes nothing wrongly while frames are lost in one direction', () => {
    for (const lost of [3, 7, 11]) {
      for (const nameOf of [SHORT, LONG, SAME]) {
        const hears = ({ by, port, far }: { by: number; port: number; far: readonly [number, number] }) =>
          (by * 31 + port * 17 + far[0]) % lost !== 0;
        expect(play(nameOf, { hears }).wrong, `one frame in ${lost} is lost`).toBe(0);
      }
    }
  });
});

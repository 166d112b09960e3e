// Bundles: by the LAG's own ifIndex or by its members', and never both.
import { describe, expect, it } from 'vitest';
import { directions, link, meter, type NetworkScene, type RecordScene } from './scene.ts';

const BUNDLE = 'r1:Po1 -- r2:Po1';
const MEMBERS = ['r1:Gi0/1 -- r2:Gi0/1', 'r1:Gi0/2 -- r2:Gi0/2'] as const;

const NETWORK: NetworkScene = {
  devices: {
    r1: { address: '10.0.0.1', ports: lagPorts(10) },
    r2: { address: '10.0.0.2', ports: lagPorts(20) },
  },
  links: MEMBERS,
  bundles: [`${BUNDLE} = ${MEMBERS.join(', ')}`],
};

function lagPorts(base: number) {
  return {
    'Gi0/1': { ifIndex: base + 1, bundle: 'Po1' },
    'Gi0/2': { ifIndex: base + 2, bundle: 'Po1' },
    Po1: { ifIndex: base + 3, speedBps: null },
    'Po1.7': { ifIndex: base + 4 },
  };
}

function sees(ifIndex: number, bytes: number, more: Partial<RecordScene> = {}): RecordScene {
  return { from: '10.0.0.2', way: 'ingress', in: ifIndex, out: 99, bytes: bytes - 18, rate: 1, ...more };
}

function bytesOf(records: readonly RecordScene[]): (number | null)[] {
  const metered = meter(NETWORK);
  metered.add(records);
  const loads = metered.loads();
  return [BUNDLE, ...MEMBERS].map((text) => directions(loads, text).there.bytes);
}

describe('a bundle', () => {
  it('has what its own port and its sub-interfaces tell; of its members nothing is known then', () => {
    expect(bytesOf([sees(23, 1000), sees(24, 504)])).toEqual([1508, null, null]);
  });

  it('has the sum of its members where they are observed', () => {
    expect(bytesOf([sees(21, 1000), sees(22, 500)])).toEqual([1500, 1000, 500]);
  });

  it('is not counted twice where both are', () => {
    expect(bytesOf([sees(21, 1000), sees(22, 500), sees(23, 1499)])).toEqual([1499, 1000, 500]);
  });

  it('has the sum of members that are observed at different ends', () => {
    const left = sees(12, 500, { from: '10.0.0.1', way: 'egress', in: 99, out: 12 });
    expect(bytesOf([sees(21, 1000), left])).toEqual([1500, 1000, 500]);
  });

  it('is not idle where its members saw something, though its settings say that the LAG is measured', () => {
    const asOne = { ifIndex: 23, speedBps: null, measures: 'both' as const };
    const network = {
      ...NETWORK,
      devices: { ...NETWORK.devices, r2: { address: '10.0.0.2', ports: { ...lagPorts(20), Po1: asOne } } },
    };
    const metered = meter(network);
    metered.add([sees(21, 1000)]);
    expect(directions(metered.loads(), BUNDLE).there).toMatchObject({ bytes: 1000, source: 'ingress-far' });
  });

  it('names its members, and they it; its capacity is the sum of theirs', () => {
    const { links } = meter(NETWORK).loads();
    const bundle = links.find(({ link: id }) => id === link(BUNDLE));
    expect(bundle).toMatchObject({ members: MEMBERS.map(link), capacityBps: 2_000_000_000, bundle: null });
    expect(links.find(({ link: id }) => id === link(MEMBERS[0]))).toMatchObject({ bundle: link(BUNDLE), members: [] });
  });

  it('is there once where it is told as a link of its own', () => {
    const metered = meter({ ...NETWORK, links: [...MEMBERS, BUNDLE] });
    metered.add([sees(23, 1000)]);
    const loads = metered.loads();
    expect(loads.links.map(({ link: id }) => id)).toEqual([...MEMBERS, BUNDLE].map(link).sort());
    expect(directions(loads, BUNDLE).there.bytes).toBe(1000);
  });
});

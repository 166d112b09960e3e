// Interface counters: what the load is where no flow tells it, and evidence where one does.
import { describe, expect, it } from 'vitest';
import type { PortCounters } from '../../../src/flows/index.ts';
import { directions, type Metered, meter, type NetworkScene, T0 } from './scene.ts';

const CABLE = 'r1:Gi0/1 -- r2:Gi0/1';
const NETWORK: NetworkScene = {
  devices: {
    r1: { address: '10.0.0.1', ports: { 'Gi0/1': 1 } },
    r2: { address: '10.0.0.2', ports: { 'Gi0/1': 1 } },
  },
  links: [CABLE],
};

type Poll = Partial<PortCounters> & { readonly at: number };

function poll(metered: Metered, { at, ...more }: Poll): void {
  const none = { inDiscards: null, outDiscards: null, inErrors: null, outErrors: null, adminUp: true, operUp: true };
  const idle = { inBytes: 0, inPackets: 0, outBytes: 0, outPackets: 0, speedBps: 1e9, ifIndex: 1, exporter: 0 };
  metered.meter.counters({ ...none, ...idle, ...more, received: T0 + at * 1000 });
}

/** The exporter with slot 0 is r2. */
function polled(polls: readonly Poll[]): Metered {
  const metered = meter(NETWORK);
  metered.add([{ from: '10.0.0.2', way: 'ingress', in: 99, out: 99, bytes: 0, packets: 0 }]);
  for (const one of polls) poll(metered, one);
  return metered;
}

describe('counters', () => {
  it('are the load where no flow tells one, both ways, spread between the polls', () => {
    const metered = polled([{ at: 5 }, { at: 25, inBytes: 4000, inPackets: 40, outBytes: 2000, outPackets: 20 }]);
    const { there, back } = directions(metered.loads(), CABLE);
    expect(there).toMatchObject({ bytes: 4000, packets: 40, source: 'counters', evidence: { counters: 4000 } });
    expect(back).toMatchObject({ bytes: 2000, packets: 20, source: 'counters' });
    expect(there.coverage).toBeCloseTo(20 / 60);
    expect(directions(metered.loads(10, 20), CABLE).there).toMatchObject({ bytes: 2000, coverage: 1 });
  });

  it('give way to flows, and are shown beside them', () => {
    const metered = polled([{ at: 0 }, { at: 60, inBytes: 3_000_000, inPackets: 3000 }]);
    metered.add([
      { from: '10.0.0.2', way: 'ingress', in: 1, out: 99, bytes: 1_982_000, packets: 1000, last: 60, rate: 1 },
    ]);
    const { there } = directions(metered.loads(), CABLE);
    expect(there).toMatchObject({ bytes: 2_000_000, source: 'ingress-far' });
    expect(there.evidence).toEqual({ ingressFar: 2_000_000, egressNear: null, counters: 3_000_000 });
    expect(there.notes).toEqual(['Flows tell 267kbit/s, the interface counters 400kbit/s of the same minutes.']);
  });

  it('come before what is inferred only in part', () => {
    const metered = polled([{ at: 0 }, { at: 60, outBytes: 5000 }]);
    metered.add([{ from: '10.0.0.2', way: 'ingress', in: 99, out: 1, bytes: 982, rate: 1 }]);
    expect(directions(metered.loads(), CABLE).back).toMatchObject({ bytes: 5000, source: 'counters' });
  });

  it.each([
    ['went round at 32 bits', { inBytes: 2 ** 32 - 1000 }, { inBytes: 3000 }, 4000],
    ['went round at 64 bits', { inBytes: 2 ** 64 - 4096 }, { inBytes: 4096 }, 8192],
    ['began anew', { inBytes: 2 ** 33 }, { inBytes: 3000 }, null],
    [
      'would have gone round faster than the port',
      { inBytes: 1000, speedBps: 1e6 },
      { inBytes: 999, speedBps: 1e6 },
      null,
    ],
    ['are not told', { inBytes: null }, { inBytes: null }, null],
  ])('that %s', (_, before, now, bytes) => {
    const metered = polled([
      { at: 0, ...before },
      { at: 30, ...now },
    ]);
    expect(directions(metered.loads(), CABLE).there.bytes).toBe(bytes);
  });

  it.each([
    ['the first poll', [{ at: 10, inBytes: 1000 }]],
    [
      'polls out of order',
      [
        { at: 30, inBytes: 1000 },
        { at: 10, inBytes: 2000 },
      ],
    ],
    ['polls far apart', [{ at: 0 }, { at: 400, inBytes: 1000 }]],
    [
      'a port of no link',
      [
        { at: 0, ifIndex: 7 },
        { at: 10, ifIndex: 7, inBytes: 1000 },
      ],
    ],
  ])('tell nothing: %s', (_, polls) => {
    expect(directions(polled(polls).loads(0, 420), CABLE).there.bytes).toBeNull();
  });
});

// What the devices tell, added up, is what the cables carried: to the octet where every packet is counted.
import { afterEach, describe, expect, it } from 'vitest';
import type { FlowSetup } from '../../../src/lab/index.ts';
import { closeLabs, decode, fiveRouterIndex, flowLab, START, sumBy, trueIngress } from './flow-lab.ts';

afterEach(closeLabs);

const END = START + 90_000;

async function measure(flows: FlowSetup) {
  const lab = await flowLab({ traffic: 'demo', flows });
  const decoded = decode(lab.traffic.datagrams(START, END, { flush: true }));
  return { lab, ...decoded };
}

describe('every packet counted as it comes in', () => {
  it.each(['5', '9', '10'] as const)('NetFlow %s tells each port exactly', async (protocol) => {
    const { lab, rows, problems, lost } = await measure({ protocol, directions: 'ingress' });
    expect(problems).toEqual([]);
    expect(lost).toBe(0);
    const truth = trueIngress(lab, START, END, fiveRouterIndex);
    expect(truth.length).toBe(14);
    expect(sumBy(rows, ({ exporter, inIf }) => `${exporter} ${inIf}`)).toEqual(truth);
  });

  it('sFlow does too', async () => {
    const lab = await flowLab({ traffic: SMALL, flows: { protocol: 'sflow' } });
    const { rows, problems, lost } = decode(lab.traffic.datagrams(START, END, { flush: true }));
    expect([problems, lost]).toEqual([[], 0]);
    const truth = trueIngress(lab, START, END, fiveRouterIndex);
    expect(truth.length).toBeGreaterThan(3);
    expect(sumBy(rows, ({ exporter, seenAt }) => `${exporter} ${seenAt}`)).toEqual(truth);
  });
});

/** Little enough for a sample of every packet. */
const SMALL = {
  conversations: [
    {
      name: 'small',
      from: 'Client',
      to: 'Server',
      toPort: 80,
      forward: { packetsPerSecond: 20, sizes: [60, 1500, 200] },
      back: { packetsPerSecond: 30, sizes: [1000] },
    },
  ],
};

describe('both directions of every port', () => {
  it('NetFlow 5 tells every packet of a router twice, and does not say so', async () => {
    const { lab, rows } = await measure({ protocol: '5' });
    expect(rows.every(({ direction }) => direction === 0)).toBe(true);
    const passing = rows.filter(({ inIf, outIf }) => inIf !== 0 && outIf !== 0 && outIf < 1000);
    const doubled = sumBy(passing, ({ exporter, inIf }) => `${exporter} ${inIf}`);
    const truth = trueIngress(lab, START, END, fiveRouterIndex);
    const routing = rows.filter((row) => !passing.includes(row));
    // What ends in a router is told once only: 59 octets of BGP now and then.
    expect(routing.every(({ bytes }) => bytes % 59 === 0)).toBe(true);
    const once = new Map(
      sumBy(
        routing.filter(({ inIf }) => inIf !== 0 && inIf < 1000),
        ({ exporter, inIf }) => `${exporter} ${inIf}`,
      ).map(([key, bytes, packets]) => [key, { bytes, packets }]),
    );
    for (const [key, bytes, packets] of truth) {
      const own = once.get(key) ?? { bytes: 0, packets: 0 };
      expect(doubled.find(([one]) => one === key) ?? [key, 0, 0]).toEqual([
        key,
        2 * (bytes - own.bytes),
        2 * (packets - own.packets),
      ]);
    }
  });

  it.each(['9', '10'] as const)('NetFlow %s says which is which', async (protocol) => {
    const { lab, rows } = await measure({ protocol });
    const incoming = rows.filter(({ direction }) => direction === 1);
    const outgoing = rows.filter(({ direction }) => direction === 2);
    expect(incoming.length + outgoing.length).toBe(rows.length);
    const truth = trueIngress(lab, START, END, fiveRouterIndex);
    expect(sumBy(incoming, ({ exporter, inIf }) => `${exporter} ${inIf}`)).toEqual(truth);
    // What leaves a port enters the other end of its cable.
    const sent = sumBy(outgoing, () => 'all')[0]![1];
    const toRouters = truth.reduce((sum, [, bytes]) => sum + bytes, 0);
    const ofHosts = lab.traffic.truth(START, END).filter(({ link }) => /^(Client|Server)--/.test(link));
    const fromHosts = ofHosts.filter(({ side }) => side === 0).reduce((sum, { bytes }) => sum + bytes, 0);
    const toHosts = ofHosts.filter(({ side }) => side === 1).reduce((sum, { bytes }) => sum + bytes, 0);
    expect(sent).toBe(toRouters - fromHosts + toHosts);
  });
});

describe('one packet in N', () => {
  it.each([
    ['5', 100, 'random'],
    ['9', 100, 'deterministic'],
    ['9', 100, 'random'],
    ['10', 100, 'deterministic'],
    ['10', 100, 'random'],
    ['sflow', 200, 'random'],
  ] as const)(
    'NetFlow %s tells its rate of %i (%s), and the sums come near',
    async (protocol, sampling, samplingMode) => {
      const { lab, rows, problems } = await measure({ protocol, sampling, samplingMode, directions: 'ingress' });
      expect(problems).toEqual([]);
      expect(new Set(rows.map(({ rate }) => rate))).toEqual(new Set([sampling]));
      const port =
        protocol === 'sflow' ? (row: (typeof rows)[number]) => row.seenAt : (row: (typeof rows)[number]) => row.inIf;
      const measured = sumBy(rows, (row) => `${row.exporter} ${port(row)}`);
      for (const [key, bytes, packets] of trueIngress(lab, START, END, fiveRouterIndex)) {
        if (packets < 100_000) continue;
        const [, seen = 0, seenPackets = 0] = measured.find(([one]) => one === key) ?? [];
        expect(Math.abs(seenPackets / packets - 1), `packets at ${key}`).toBeLessThan(0.001);
        // Four standard deviations of a thousand samples of mixed sizes.
        expect(Math.abs(seen / bytes - 1), `octets at ${key}`).toBeLessThan(0.12);
      }
    },
  );
});

it('is the same every time, and another one with another seed', async () => {
  const digest = async (seed: number) => {
    const lab = await flowLab({ traffic: 'demo', seed, flows: { protocol: '10', sampling: 10 } });
    return Buffer.concat([...lab.traffic.datagrams(START, START + 20_000)].map(({ bytes }) => bytes)).toString(
      'base64',
    );
  };
  expect(await digest(1)).toBe(await digest(1));
  expect(await digest(1)).not.toBe(await digest(2));
});

it('names its ports', async () => {
  const { portNames } = await measure({ protocol: '9' });
  expect(portNames.get('127.0.1.5 2')).toBe('Gi0/1');
  const sflow = await measure({ protocol: 'sflow', sampling: 1000 });
  expect(sflow.portNames.get('127.0.1.5 2')).toBe('GigabitEthernet0/1');
});

it('counts what sFlow polls', async () => {
  const { lab, counters } = await measure({ protocol: 'sflow', sampling: 1000 });
  for (const { link, side, bytes, packets } of lab.traffic.truth(START, END)) {
    const end = link.split('--')[1 - side]!;
    const device = lab.devices.find(({ name }) => end.startsWith(`${name}:`));
    if (!device) continue;
    const last = counters.findLast(
      ({ address, ifIndex }) => address === device.flowAddress && ifIndex === fiveRouterIndex(end),
    );
    expect([last?.inBytes, last?.inPackets, last?.speedBps, last?.operUp]).toEqual([bytes, packets, 1e9, true]);
  }
});

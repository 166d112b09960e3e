// Ways through the network: equal ones are shared, lost ones avoided, and what enters a router leaves it.
import { afterEach, describe, expect, it } from 'vitest';
import type { Lab, LinkTruth, TrafficPlanInput } from '../../../src/lab/index.ts';
import { closeLabs, decode, flowLab, START, sumBy } from './flow-lab.ts';

afterEach(closeLabs);

const END = START + 60_000;
const [EDGE_R1, EDGE_R2, EDGE_R3] = [1, 2, 3].map((n) => `r${n}:GigabitEthernet0/1--r6-edge:GigabitEthernet0/${n}`);

/** Many conversations, of the same size. */
function many(count: number, more: Partial<TrafficPlanInput> = {}): TrafficPlanInput {
  const conversation = (i: number) => ({
    name: `c${i}`,
    from: { at: 'Client', address: `10.9.${i >> 8}.${i & 255}` },
    to: 'Server',
    toPort: 80,
    forward: { packetsPerSecond: 10, sizes: [982] },
    back: { packetsPerSecond: 10, sizes: [482] },
  });
  return { conversations: Array.from({ length: count }, (_, i) => conversation(i)), ...more };
}

const bytesOf = (truth: readonly LinkTruth[], link: string | undefined, side: 0 | 1) =>
  truth.find((one) => one.link === link && one.side === side)?.bytes ?? 0;

/** Octets into and out of each router. */
function balance(truth: readonly LinkTruth[], device: string): [into: number, out: number] {
  let [into, out] = [0, 0];
  for (const { link, side, bytes } of truth) {
    const ends = link.split('--');
    if (ends[1 - side]?.startsWith(`${device}:`)) into += bytes;
    if (ends[side]?.startsWith(`${device}:`)) out += bytes;
  }
  return [into, out];
}

const ROUTERS = ['r1', 'r2', 'r3', 'r5-tor', 'r6-edge'];

describe('ways', () => {
  it('are shared by conversation, and nothing is lost or gained in a router', async () => {
    const lab = await flowLab({ traffic: many(300) });
    const truth = lab.traffic.truth(START, END);
    for (const router of ROUTERS) {
      const [into, out] = balance(truth, router);
      expect(out).toBe(into);
      expect(into).toBeGreaterThan(0);
    }
    const shares = [EDGE_R1, EDGE_R2, EDGE_R3].map((link) => bytesOf(truth, link, 1));
    expect(shares.reduce((sum, share) => sum + share, 0)).toBe(300 * 600 * 1000);
    for (const share of shares) expect(share / (300 * 600 * 1000)).toBeGreaterThan(0.25);
  });

  it('differ by direction: one device shares, the other does not', async () => {
    const lab = await flowLab({ traffic: many(90, { singlePath: ['r5-tor'] }) });
    const truth = lab.traffic.truth(START, END);
    expect([EDGE_R1, EDGE_R2, EDGE_R3].map((link) => bytesOf(truth, link, 1) > 0)).toEqual([true, true, true]);
    expect([EDGE_R1, EDGE_R2, EDGE_R3].map((link) => bytesOf(truth, link, 0))).toEqual([90 * 600 * 500, 0, 0]);
  });

  it('lead around a cable that is cut, from then on', async () => {
    const lab = await flowLab({ traffic: many(60) });
    await new Promise((resolve) => setTimeout(resolve, 5));
    const cutAt = Date.now();
    lab.cut('r6-edge:Gi0/1', 'shutdown');
    lab.cut('r6-edge:Gi0/2', 'carrier');
    expect(bytesOf(lab.traffic.truth(cutAt - 60_000, cutAt - 10), EDGE_R1, 1)).toBeGreaterThan(0);
    const after = lab.traffic.truth(cutAt + 10_000, cutAt + 70_000);
    expect([EDGE_R1, EDGE_R2, EDGE_R3].map((link) => bytesOf(after, link, 1))).toEqual([0, 0, 60 * 600 * 1000]);
    lab.cut('r6-edge:Gi0/3', 'shutdown');
    const alone = lab.traffic.truth(Date.now() + 10_000, Date.now() + 70_000);
    expect(alone.map(({ link, side }) => `${link} ${side}`)).toEqual([
      'Client--r6-edge:GigabitEthernet0/4 0',
      'Server--r5-tor:GigabitEthernet0/4 0',
    ]);
  });

  it('lead into the dark where frames vanish and the line stays up', async () => {
    const lab = await flowLab({ traffic: many(60), flows: { protocol: '9' } });
    const before = bytesOf(lab.traffic.truth(START, END), EDGE_R1, 1);
    lab.cut('r6-edge:Gi0/1', 'silent');
    const [from, to] = [Date.now() + 10_000, Date.now() + 70_000];
    const truth = lab.traffic.truth(from, to);
    expect([bytesOf(truth, EDGE_R1, 0), bytesOf(truth, EDGE_R1, 1)]).toEqual([0, 0]);
    // The near router believes that it sends.
    const { rows } = decode(lab.traffic.datagrams(from, to, { flush: true }));
    const sent = sumBy(
      rows.filter(({ exporter, direction }) => exporter === '127.0.1.5' && direction === 2),
      ({ outIf }) => String(outIf),
    );
    expect(sent.find(([port]) => port === '2')?.[1]).toBeGreaterThan(before / 2);
    expect(rows.some(({ exporter, inIf }) => exporter === '127.0.1.1' && inIf === 2)).toBe(false);
  });

  it('end where a device is off, and its exporter is silent', async () => {
    const lab = await flowLab({ traffic: many(30), flows: { protocol: '5', directions: 'ingress' } });
    await lab.power('r2', 'off');
    const { rows } = decode(lab.traffic.datagrams(Date.now() + 1000, Date.now() + 40_000, { flush: true }));
    expect(new Set(rows.map(({ exporter }) => exporter))).toEqual(
      new Set(['127.0.1.1', '127.0.1.3', '127.0.1.4', '127.0.1.5']),
    );
    await lab.power('r2', 'on');
    // What was set up before the lab began is there after a start too.
    const again = decode(lab.traffic.datagrams(Date.now() + 1000, Date.now() + 40_000, { flush: true }));
    expect(new Set(again.rows.map(({ exporter }) => exporter)).size).toBe(5);
  });
});

const RICH = `
name: rich
domain: rich.example
credentials: {user: cisco, password: cisco, enableSecret: cisco}
devices:
  a:
    interfaces:
      Gi0/0: 10.0.0.2/30
      Gi0/1: {}
      Gi0/1.10: 10.0.10.1/30
      Gi0/1.20: 10.0.20.1/30
  b:
    interfaces:
      Gi0/1: {}
      Gi0/1.10: 10.0.10.2/30
      Gi0/1.20: 10.0.20.2/30
      Gi0/2: {}
      Gi0/3: {}
      Po1: {address: 10.0.30.1/30, members: [Gi0/2, Gi0/3], mode: 'on'}
  c:
    interfaces:
      Gi0/0: 10.0.1.2/30
      Gi0/2: {}
      Gi0/3: {}
      Po1: {address: 10.0.30.2/30, members: [Gi0/2, Gi0/3], mode: 'on'}
hosts: [left, right]
links:
  - ['left', 'a:Gi0/0']
  - ['a:Gi0/1', 'b:Gi0/1']
  - ['b:Gi0/2', 'c:Gi0/2']
  - ['b:Gi0/3', 'c:Gi0/3']
  - ['c:Gi0/0', 'right']
`;

/** ifIndex in the order of the ports: Gi0/0, Gi0/1, Gi0/1.10, Gi0/1.20; Gi0/1, .10, .20, Gi0/2, Gi0/3, Po1; Gi0/0, Gi0/2, Gi0/3, Po1. */
async function richLab(protocol: '9' | 'sflow'): Promise<{ lab: Lab; truth: readonly LinkTruth[] }> {
  const conversations = Array.from({ length: 40 }, (_, i) => ({
    name: `c${i}`,
    from: { at: 'left', address: `10.9.0.${i}` },
    to: 'right',
    toPort: 80,
    forward: { packetsPerSecond: 2, sizes: [982] },
  }));
  const lab = await flowLab({ topology: RICH, traffic: { conversations }, flows: { protocol, directions: 'ingress' } });
  return { lab, truth: lab.traffic.truth(START, END) };
}

describe('sub-interfaces and bundles', () => {
  const PACKETS = 40 * 120;

  it('are told by NetFlow as the ports that route', async () => {
    const { lab, truth } = await richLab('9');
    const { rows } = decode(lab.traffic.datagrams(START, END, { flush: true }));
    const packets = (exporter: string) =>
      sumBy(
        rows.filter((row) => row.exporter === exporter),
        ({ inIf }) => String(inIf),
      ).map(([port, , sum]) => [port, sum] as const);
    // b hears both VLANs of the one cable, and c one bundle of two cables.
    const [ten, twenty] = packets('127.0.1.2');
    expect([ten?.[0], twenty?.[0]]).toEqual(['2', '3']);
    expect((ten?.[1] ?? 0) + (twenty?.[1] ?? 0)).toBe(PACKETS);
    expect(Math.min(ten?.[1] ?? 0, twenty?.[1] ?? 0)).toBeGreaterThan(PACKETS / 4);
    expect(packets('127.0.1.3')).toEqual([['4', PACKETS]]);
    // Tags are 4 octets of every frame.
    expect(bytesOf(truth, 'a:GigabitEthernet0/1--b:GigabitEthernet0/1', 0)).toBe(PACKETS * 1004);
    const members = ['2', '3'].map((n) => bytesOf(truth, `b:GigabitEthernet0/${n}--c:GigabitEthernet0/${n}`, 0));
    expect((members[0] ?? 0) + (members[1] ?? 0)).toBe(PACKETS * 1000);
    expect(Math.min(...members)).toBeGreaterThan(PACKETS * 250);
  });

  it('are told by sFlow as sockets, with the tag in the header', async () => {
    const { lab, truth } = await richLab('sflow');
    const { rows } = decode(lab.traffic.datagrams(START, END, { flush: true }));
    const atB = rows.filter(({ exporter }) => exporter === '127.0.1.2');
    expect(new Set(atB.map(({ seenAt }) => seenAt))).toEqual(new Set([1]));
    expect(new Set(atB.map(({ vlan }) => vlan))).toEqual(new Set([10, 20]));
    expect(sumBy(atB, () => '')).toEqual([['', PACKETS * 1004, PACKETS]]);
    const atC = rows.filter(({ exporter }) => exporter === '127.0.1.3');
    for (const [port, bytes] of sumBy(atC, ({ seenAt }) => String(seenAt))) {
      expect(bytes).toBe(bytesOf(truth, `b:GigabitEthernet0/${port}--c:GigabitEthernet0/${port}`, 0));
    }
  });

  it('go on with the members that are left', async () => {
    const { lab } = await richLab('9');
    lab.cut('b:Gi0/2', 'carrier');
    const truth = lab.traffic.truth(Date.now() + 10_000, Date.now() + 70_000);
    expect(bytesOf(truth, 'b:GigabitEthernet0/2--c:GigabitEthernet0/2', 0)).toBe(0);
    expect(bytesOf(truth, 'b:GigabitEthernet0/3--c:GigabitEthernet0/3', 0)).toBe(PACKETS * 1000);
  });
});

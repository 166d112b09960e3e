// What a flow cache does with time: active and inactive time-outs, the end of TCP, counters that are full; and what a configuration makes of it.
import { afterEach, describe, expect, it } from 'vitest';
import type { Lab, TrafficPlanInput } from '../../../src/lab/index.ts';
import { openTestSession } from '../test-session.ts';
import { closeLabs, decode, flowLab, START, sumBy } from './flow-lab.ts';

afterEach(closeLabs);

type Conversation = TrafficPlanInput['conversations'][number];

const endless: Conversation = {
  name: 'endless',
  from: 'Client',
  to: 'Server',
  protocol: 'udp',
  toPort: 4000,
  forward: { packetsPerSecond: 10, sizes: [500] },
};

/** What r6-edge tells of packets from its Client. */
function atEdge(lab: Lab, seconds: number, flush = false) {
  const { rows } = decode(lab.traffic.datagrams(START, START + seconds * 1000, { flush }));
  return rows.filter(({ exporter, inIf }) => exporter === '127.0.1.5' && inIf === 5);
}

describe('a flow', () => {
  it('that never ends is told in parts, each at most as long as the active time-out, none twice', async () => {
    const lab = await flowLab({
      traffic: { conversations: [endless] },
      flows: { protocol: '10', directions: 'ingress', activeSeconds: 60 },
    });
    const rows = atEdge(lab, 300, true);
    expect(rows.map(({ packets }) => packets)).toEqual([600, 600, 600, 600, 600]);
    expect(rows.map(({ first, last }) => [first - START, last - START])).toEqual(
      [0, 1, 2, 3, 4].map((minute) => [minute * 60_000, minute * 60_000 + 59_900]),
    );
  });

  it('that falls silent is told when the inactive time-out is over', async () => {
    const short = { ...endless, startSeconds: 0, seconds: 3 };
    const lab = await flowLab({
      traffic: { conversations: [short] },
      flows: { protocol: '9', directions: 'ingress', inactiveSeconds: 20 },
    });
    expect(atEdge(lab, 22)).toEqual([]);
    expect(atEdge(lab, 23)).toMatchObject([{ packets: 30, bytes: 15_000, first: START, last: START + 2900 }]);
  });

  it('of TCP is over at its end in classic NetFlow, and goes on waiting in Flexible NetFlow', async () => {
    const page: Conversation = {
      ...endless,
      protocol: 'tcp',
      startSeconds: 0,
      forward: { packetsPerSecond: 200, sizes: [60, 52, 195, 52, 52, 52], packets: 6 },
    };
    const classic = await flowLab({
      traffic: { conversations: [page] },
      flows: { protocol: '5', directions: 'ingress' },
    });
    expect(atEdge(classic, 2)).toMatchObject([{ packets: 6, bytes: 463, tcpFlags: 0x13, proto: 6 }]);
    const flexible = await flowLab({
      traffic: { conversations: [page] },
      flows: { protocol: '9', directions: 'ingress' },
    });
    expect(atEdge(flexible, 2)).toEqual([]);
    expect(atEdge(flexible, 17)).toMatchObject([{ packets: 6, bytes: 463 }]);
  });

  it('that fills a counter of 32 bits is told before that, and nothing is lost', async () => {
    const lab = await flowLab({
      traffic: { conversations: [{ ...endless, forward: { packetsPerSecond: 100_000, sizes: [1500] } }] },
      flows: { protocol: '5', directions: 'ingress', activeSeconds: 3600 },
    });
    const rows = atEdge(lab, 60, true);
    expect(rows.length).toBeGreaterThan(1);
    expect(Math.max(...rows.map(({ bytes }) => bytes))).toBeLessThan(2 ** 32);
    expect(sumBy(rows, () => '')[0]?.[2]).toBe(6_000_000);
  });

  it('that nobody knows a way for is told without a way out', async () => {
    const lab = await flowLab({
      traffic: { conversations: [endless] },
      flows: { protocol: '5', directions: 'ingress' },
    });
    for (const port of [1, 2, 3]) lab.cut(`r6-edge:Gi0/${port}`, 'shutdown');
    const from = Date.now() + 1000;
    const { rows } = decode(lab.traffic.datagrams(from, from + 30_000, { flush: true }));
    expect(rows).toMatchObject([{ exporter: '127.0.1.5', inIf: 5, packets: 300 }]);
    expect(rows[0]?.outIf === 0 || (rows[0]?.outIf ?? 0) >= 0x3fff_ffff).toBe(true);
  });
});

describe('configuration', () => {
  async function configured(...lines: string[]): Promise<Lab> {
    const lab = await flowLab({ traffic: { conversations: [endless] } });
    const session = await openTestSession(lab, 'r6-edge');
    await session.enable();
    await session.configure(...lines);
    session.close();
    return lab;
  }

  /** From now on: the past was not configured so. */
  function told(lab: Lab) {
    const from = Date.now() + 1000;
    const datagrams = [...lab.traffic.datagrams(from, from + 60_000, { flush: true })];
    return { datagrams, ...decode(datagrams) };
  }

  it('is obeyed as it is typed: no export before, then to its destination from its source', async () => {
    const silent = await flowLab({ traffic: { conversations: [endless] } });
    expect([...silent.traffic.datagrams(START, START + 60_000, { flush: true })]).toEqual([]);
    const lab = await configured(
      'ip flow-export version 5',
      'ip flow-export source Gi0/0',
      'ip flow-export destination 192.0.2.7 9995',
      'interface Gi0/4',
      'ip flow ingress',
    );
    const { datagrams, rows } = told(lab);
    expect(datagrams.length).toBeGreaterThan(0);
    expect(new Set(datagrams.map(({ address, to }) => `${address} ${to.host}:${to.port}`))).toEqual(
      new Set(['192.168.2.222 192.0.2.7:9995']),
    );
    expect(sumBy(rows, ({ inIf, direction }) => `${inIf} ${direction}`)).toEqual([['5 0', 600 * 518, 600]]);
  });

  it('sends to two destinations what each of them wants', async () => {
    const lab = await configured(
      'ip flow-export version 9',
      'ip flow-export destination 192.0.2.7 9995',
      'ip flow-export destination 192.0.2.8 2055',
      'interface Gi0/4',
      'ip flow ingress',
    );
    const { datagrams } = told(lab);
    const to = (host: string) => datagrams.filter((one) => one.to.host === host).map(({ bytes }) => bytes);
    expect(to('192.0.2.7').length).toBeGreaterThan(0);
    expect(to('192.0.2.8')).toEqual(to('192.0.2.7'));
  });

  const RECORD = [
    'flow record R',
    'match ipv4 source address',
    'match ipv4 destination address',
    'match interface input',
    'collect interface output',
    'collect counter bytes long',
    'collect counter packets long',
    'collect timestamp sys-uptime first',
    'collect timestamp sys-uptime last',
    'flow exporter E',
    'destination 192.0.2.7',
    'flow monitor M',
    'exporter E',
    'record R',
  ];
  const BOTH = ['interface Gi0/1', 'interface Gi0/2', 'interface Gi0/3', 'interface Gi0/4'].flatMap((line) => [
    line,
    'ip flow monitor M input',
    'ip flow monitor M output',
  ]);

  it('without the direction as a key counts what comes in and what goes out in one flow: twice', async () => {
    const lab = await configured(...RECORD, ...BOTH);
    const { rows } = told(lab);
    expect(sumBy(rows, ({ inIf, direction }) => `${inIf} ${direction}`)).toEqual([['5 0', 2 * 600 * 518, 1200]]);
  });

  it('with it tells both', async () => {
    const lab = await configured('flow record R', 'match flow direction', ...RECORD, ...BOTH);
    const { rows } = told(lab);
    expect(sumBy(rows, ({ inIf, direction }) => `${inIf} ${direction}`)).toEqual([
      ['5 1', 600 * 518, 600],
      ['5 2', 600 * 518, 600],
    ]);
  });

  it('that changes begins anew, and what was counted is told', async () => {
    const lab = await flowLab({
      traffic: { conversations: [endless] },
      flows: { protocol: '9', directions: 'ingress' },
    });
    const from = Date.now() - 10_000;
    const session = await openTestSession(lab, 'r6-edge');
    await session.enable();
    await session.configure('flow monitor LAB', 'cache timeout active 10');
    session.close();
    const to = Date.now() + 60_000;
    const { rows, lost } = decode(lab.traffic.datagrams(from, to, { flush: true }));
    const edge = rows.filter(({ exporter }) => exporter === '127.0.1.5');
    const link = lab.traffic.truth(from, to).find((one) => one.link === 'Client--r6-edge:GigabitEthernet0/4');
    expect(sumBy(edge, () => '')[0]?.[2]).toBe(link?.packets);
    expect(lost).toBe(0);
    expect(
      Math.max(...edge.filter(({ first }) => first > to - 60_000).map(({ first, last }) => last - first)),
    ).toBeLessThan(11_000);
  });
});

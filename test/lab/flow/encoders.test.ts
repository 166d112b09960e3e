// The datagrams on the wire, field by field, as tshark reads them; and their sums, as nfcapd and nfdump find them.
import { afterEach, describe, expect, it } from 'vitest';
import type { FlowSetup, TrafficPlanInput } from '../../../src/lab/index.ts';
import { closeLabs, fiveRouterIndex, flowLab, START, trueIngress } from './flow-lab.ts';
import { askNfdump, askTshark, whyNot } from './judges.ts';

afterEach(closeLabs);

const withoutTshark = whyNot('tshark');
const withoutNfdump = whyNot('nfcapd', 'nfdump');
const because = (reason: string | null) => (reason === null ? '' : ` (${reason})`);

/** One conversation, three seconds after the beginning, of six packets each way. */
const ONE: TrafficPlanInput = {
  conversations: [
    {
      name: 'page',
      from: 'Client',
      fromPort: 51_111,
      to: 'Server',
      toPort: 8000,
      tos: 104,
      startSeconds: 3,
      forward: { packetsPerSecond: 200, sizes: [60, 52, 195, 52, 52, 52], packets: 6 },
    },
  ],
};

/** What r6-edge tells of it, on its way from the Client (Gi0/4, 5) to r1, r2 or r3 (2, 3 or 4). */
async function datagramsOf(flows: FlowSetup) {
  const lab = await flowLab({ traffic: ONE, flows: { directions: 'ingress', ...flows } });
  const all = [...lab.traffic.datagrams(START, START + 60_000, { flush: true })];
  return all.filter(({ address }) => address === '127.0.1.5');
}

/** Of the fields of many datagrams those that have the conversation. */
const valuesOf = (rows: readonly string[][][]) => {
  const row = rows.find(([src]) => src?.includes('10.0.0.9'));
  return row?.map((values) => values.join(' '));
};

const FLOW_FIELDS = ['srcaddr', 'dstaddr', 'srcport', 'dstport', 'protocol', 'tos', 'tcpflags', 'inputint'].map(
  (name) => `cflow.${name}`,
);
const FLOW_VALUES = ['10.0.0.9', '10.0.0.5', '51111', '8000', '6', '0x68', '0x13', '5'];

describe.skipIf(withoutTshark !== null)(`tshark${because(withoutTshark)}`, () => {
  it('reads NetFlow 5', async () => {
    const datagrams = await datagramsOf({ protocol: '5' });
    const fields = [
      ...FLOW_FIELDS,
      'cflow.outputint',
      'cflow.packets',
      'cflow.octets',
      'cflow.timedelta',
      'cflow.count',
    ];
    const [found] = await askTshark(datagrams, fields, ['-d', 'udp.port==2055,cflow']).then((rows) => [valuesOf(rows)]);
    const [srcaddr, dstaddr, ...rest] = FLOW_VALUES;
    expect(found?.slice(0, 8)).toEqual([srcaddr, dstaddr, ...rest]);
    expect(found?.slice(9)).toEqual(['6', '463', '0.025000000', '1']);
    expect(['2', '3', '4']).toContain(found?.[8]);
    const times = await askTshark(datagrams, [
      'cflow.version',
      'cflow.sequence',
      'cflow.unix_secs',
      'cflow.samplingmode',
      'cflow.samplerate',
    ]);
    expect(times.map((row) => row.map((values) => values.join()))).toEqual([
      ['5', '0', String(START / 1000 + 4), '0', '0'],
    ]);
  });

  it('reads the sampling in the header of NetFlow 5', async () => {
    const lab = await flowLab({
      traffic: 'demo',
      flows: { protocol: '5', sampling: 100, samplingMode: 'deterministic' },
    });
    const datagrams = [...lab.traffic.datagrams(START, START + 30_000, { flush: true })];
    const rows = await askTshark(datagrams, ['cflow.samplingmode', 'cflow.samplerate', 'cflow.count']);
    expect(new Set(rows.map((row) => row.slice(0, 2).join(' ')))).toEqual(new Set(['1 100']));
    expect(Math.max(...rows.map(([, , count]) => Number(count?.[0])))).toBe(30);
  });

  it.each(['9', '10'] as const)('reads NetFlow %s by its template', async (protocol) => {
    const datagrams = await datagramsOf({ protocol });
    const more = ['cflow.direction', 'cflow.packets', 'cflow.octets', 'cflow.timedelta'];
    const rows = await askTshark(datagrams, [...FLOW_FIELDS, ...more]);
    const found = valuesOf(rows);
    // Port 5 stands in the table of ports too, in the same datagram or before.
    expect(found?.slice(0, 7)).toEqual(FLOW_VALUES.slice(0, 7));
    expect(found?.[7]?.split(' ').at(-1)).toBe('5');
    expect(found?.slice(8)).toEqual(['0', '6', '463', '0.025000000']);
    const malformed = await askTshark(datagrams, ['_ws.malformed', '_ws.expert.message']);
    expect(malformed.flat(2).filter((text) => text !== '')).toEqual([]);
  });

  it.each(['9', '10'] as const)('finds no gap in the sequence of NetFlow %s', async (protocol) => {
    const lab = await flowLab({ traffic: 'demo', flows: { protocol, sampling: 10 } });
    const datagrams = [...lab.traffic.datagrams(START, START + 150_000, { flush: true })];
    const rows = await askTshark(datagrams, ['cflow.version', '_ws.expert.message', 'cflow.template_id']);
    expect(new Set(rows.map(([version]) => version?.join()))).toEqual(new Set([protocol]));
    expect(rows.flatMap(([, expert]) => expert)).toEqual([]);
    // Templates come again after a minute.
    const ofEdge = datagrams.flatMap(({ address }, i) => (address === '127.0.1.5' && rows[i]?.[2]?.length ? [i] : []));
    expect(ofEdge.length).toBeGreaterThanOrEqual(3);
  });

  it('reads sFlow down to the packet in the sample', async () => {
    const datagrams = await datagramsOf({ protocol: 'sflow' });
    const fields = ['ip.src', 'sflow_245.agent', 'sflow_245.sampletype', 'sflow.flow_sample.source_id_index'];
    const inner = ['ip.len', 'tcp.srcport', 'tcp.dstport', 'tcp.flags.syn', 'ip.ttl', 'eth.type'];
    const rows = await askTshark(datagrams, [...fields, ...inner, '_ws.malformed'], ['-o', 'ip.check_checksum:TRUE']);
    const found = rows.find(([src]) => src?.includes('10.0.0.9'));
    expect(found?.[0]?.filter((address) => address === '10.0.0.9')).toHaveLength(6);
    expect(found?.[1]).toEqual(['127.0.1.5']);
    expect(found?.[4]?.slice(-6)).toEqual(['60', '52', '195', '52', '52', '52']);
    expect(found?.[5]?.slice(-6)).toEqual(new Array(6).fill('51111'));
    expect(found?.[7]?.slice(-6).map((flag) => /1|True/.test(flag))).toEqual([true, false, false, false, false, false]);
    expect(found?.[8]?.slice(-6)).toEqual(new Array(6).fill('64'));
    expect(rows.flatMap((row) => row[10] ?? [])).toEqual([]);
    const bad = await askTshark(datagrams, ['_ws.expert.message'], ['-o', 'ip.check_checksum:TRUE']);
    expect(bad.flat(2).filter((text) => /checksum|malformed/i.test(text))).toEqual([]);
  });
});

describe.skipIf(withoutNfdump !== null)(`nfcapd and nfdump${because(withoutNfdump)}`, () => {
  it.each(['5', '9', '10'] as const)(
    'find what the cables carried, by NetFlow %s',
    { timeout: 60_000 },
    async (protocol) => {
      const lab = await flowLab({ traffic: 'demo', flows: { protocol, directions: 'ingress' } });
      const found = await askNfdump([...lab.traffic.datagrams(START, START + 60_000, { flush: true })]);
      const truth = trueIngress(lab, START, START + 60_000, fiveRouterIndex);
      // They count layer 3: 18 octets of every frame less.
      expect(found).toEqual(truth.map(([port, bytes, packets]) => [port, bytes - 18 * packets, packets]));
    },
  );
});

// The printed forms as scripts read them, and that all of them tell the same.
import { describe, expect, it } from 'vitest';
import { COUNTER_STRUCTURES } from '../../../src/flows/decode/sflow/structures.ts';
import { FlowReader, openPrinter } from '../../../src/flows/index.ts';
import { FLOW_STRUCTURES } from '../../../src/flows/print/sflow/flow-structures.ts';
import { address4, ethernet, ipv4, ipv6, tcp, u16, u32, udp } from '../packets.ts';
import { CORPUS } from '../sflow-corpus.ts';
import {
  counterSample,
  datagram,
  flowSample,
  genericCounters,
  headerRecord,
  structure,
  textField,
} from '../sflow-encoder.ts';
import { print } from './print.ts';

const tcpPacket = ethernet(0x0800, ipv4(6, tcp(52_237, 22, 24), { src: '10.0.0.253', dst: '10.0.0.9' }));
const udpPacket = ethernet(
  0x86dd,
  ipv6(17, udp(53, 5353, Buffer.alloc(8)), { src: '2001:db8::1', dst: '2001:db8::2' }),
);
const counters = (ifIndex: number, inOctets: bigint) =>
  counterSample([
    genericCounters({
      ifIndex,
      speed: 10n ** 9n,
      status: 3,
      inOctets,
      input: [1, 2, 3, 4, 5, 6],
      outOctets: 7n,
      output: [8, 9, 10, 11, 12],
    }),
  ]);
const mixed = [
  datagram([flowSample([headerRecord(tcpPacket, 1518)], { rate: 1000 }), counters(23, 432_680_126_074n)], {
    agent: '10.0.0.253',
  }),
  datagram([counters(24, 5n), flowSample([headerRecord(udpPacket)]), flowSample([])], {
    agent: '10.0.0.254',
    sequence: 9,
  }),
];

/** A v5 datagram of one record. */
const netflow5 = Buffer.concat([
  ...[5, 1].map(u16),
  ...[116_262_790, 1_569_974_960, 306_899_412, 24_930].map(u32),
  ...[0, 0x4064].map(u16),
  ...['192.168.0.3', '192.168.0.2', '0.0.0.0'].map(address4),
  ...[1, 2].map(u16),
  ...[1, 59, 116_262_000, 116_262_700].map(u32),
  ...[44_779, 179].map(u16),
  Buffer.from([0, 24, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
]);

/** The key and value of every field of a document in sflowtool's JSON, in order. */
function fieldsOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    typeof inner === 'string' ? [`${key} ${inner}`] : fieldsOf(inner),
  );
}

const documents = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
const isField = (line: string) => !/^(start|end)(Datagram|Sample) |^skipping |^NO_DECODE /.test(line);

describe('the forms of sflowtool', () => {
  it('tell the same fields', () => {
    const plain = print(CORPUS, 'sflowtool').trim().split('\n').filter(isField);
    const grep = print(CORPUS, 'sflowtool-g')
      .trim()
      .split('\n')
      .map((line) => line.split(' ').slice(7).join(' '));
    expect(grep.filter(isField)).toEqual(plain);
    // Numbered fields of lists are lists in JSON.
    const numbered = /^(adaptor_|sfp_lane_)/;
    const inLists = new Set(['ifIndex', 'MACs', 'index', 'tx_bias_current_uA']);
    const json = documents(print(CORPUS, 'sflowtool-j')).flatMap(fieldsOf);
    expect(
      json.filter(
        (line) => !inLists.has(line.split(' ')[0]!) && !/^[tr]x_(power|wavelength)/.test(line) && !/^\d+ /.test(line),
      ),
    ).toEqual(
      plain.filter((line) => !numbered.test(line) && !/^(ifIndex|MACs) /.test(line) && !/^tx_power_mW/.test(line)),
    );
  });

  it('know every field of every structure', () => {
    const keys = new Set(
      print(CORPUS, 'sflowtool')
        .split('\n')
        .map((line) => line.split(' ')[0]),
    );
    const tables = [...COUNTER_STRUCTURES.values(), ...[...FLOW_STRUCTURES.values()].map(({ fields }) => fields)];
    const missing = tables.flat().filter(({ name, kind }) => kind !== 'adaptors' && !keys.has(name));
    expect(missing).toEqual([]);
    expect(keys).toContain('adaptor_0_MAC_1');
    expect(keys).toContain('sfp_lane_rx_wavelength_nM.0');
  });

  it('plain: a script finds the agents', () => {
    const agents = [...print(mixed, 'sflowtool').matchAll(/agent (.*)/g)].map(([, agent]) => agent);
    expect(agents).toEqual(['10.0.0.253', '10.0.0.254']);
  });

  it('-g: time, agent, sub-agent, datagram, source, sample, structure, key, value', () => {
    const lines = print(mixed, 'sflowtool-g').split('\n');
    expect(lines).toContain('2019-09-03T22:37:21+0000 10.0.0.253 0 1 0:1 0:2 0:1 ifInOctets 432680126074');
    expect(lines).toContain('2019-09-03T22:37:22+0000 10.0.0.254 0 9 0:1 0:1 0:1 UDPDstPort 5353');
  });

  it('-L: chosen fields, a line per sample that has one', () => {
    const chosen = (fields: string) => print(mixed, { format: 'csv', fields: fields.split(',') });
    expect(chosen('agent,ifIndex,ifInOctets')).toBe('10.0.0.253,23,432680126074\n10.0.0.254,24,5\n');
    expect(chosen('agent,srcIP,dstIP,ifIndex')).toBe(
      '10.0.0.253,10.0.0.253,10.0.0.9,\n10.0.0.253,,,23\n10.0.0.254,,,24\n',
    );
    expect(chosen('exporter,src,dstPort,samplingRate,ifIndex')).toBe(
      '10.0.0.253,10.0.0.253,22,1000,\n10.0.0.253,,,,23\n10.0.0.254,,,,24\n' +
        '10.0.0.254,2001:0db8:0000:0000:0000:0000:0000:0001,5353,1,\n10.0.0.254,,,1,\n',
    );
  });

  it('-j: a document a line, every value a string', () => {
    const found = documents(print(mixed, 'sflowtool-j'));
    expect(found).toMatchObject([
      { agent: '10.0.0.253', samples: [{ meanSkipCount: '1000' }, { elements: [{ ifIndex: '23' }] }] },
      { agent: '10.0.0.254', samplesInPacket: '3', samples: [{}, {}, { elements: [] }] },
    ]);
    // As a script looks for addresses of a blacklist.
    const pairs = found.flatMap(({ samples }) =>
      (samples as { elements: Record<string, string>[] }[]).flatMap(({ elements }) =>
        elements.filter((element) => 'srcIP' in element).map(({ srcIP, dstIP }) => [srcIP, dstIP]),
      ),
    );
    expect(pairs).toEqual([['10.0.0.253', '10.0.0.9']]);
  });

  it('-J: the same, indented, an empty line between datagrams', () => {
    const parts = print(CORPUS, 'sflowtool-J')
      .split('\n\n')
      .filter((part) => part !== '');
    expect(parts.map((part) => JSON.parse(part) as unknown)).toEqual(documents(print(CORPUS, 'sflowtool-j')));
  });

  it('-l: a line per sample', () => {
    expect(print(mixed, 'line')).toBe(
      [
        'FLOW,10.0.0.253,1,2,02000000000a,02000000000b,0x0800,0,0,10.0.0.253,10.0.0.9,6,0x00,64,52237,22,0x18,1518,1500,1000',
        'CNTR,10.0.0.253,23,6,1000000000,1,3,432680126074,1,2,3,4,5,6,7,8,9,10,11,12,0',
        'CNTR,10.0.0.254,24,6,1000000000,1,3,5,1,2,3,4,5,6,7,8,9,10,11,12,0',
        'FLOW,10.0.0.254,1,2,02000000000a,02000000000b,0x86dd,0,0,2001:0db8:0000:0000:0000:0000:0000:0001,' +
          '2001:0db8:0000:0000:0000:0000:0000:0002,17,0x00,64,53,5353,0x00,70,66,1',
        'FLOW,10.0.0.254,1,2,000000000000,000000000000,0x0000,0,0,-,-,0,0x00,0,0,0,0x00,0,0,1',
        '',
      ].join('\n'),
    );
  });

  it('cannot be broken by a name', () => {
    const evil = datagram([counterSample([structure(1005, textField('"a",\nendSample\u001b[31m'))])]);
    expect(print([evil], 'sflowtool')).toContain('ifName "a",.endSample.[31m\n');
    expect(documents(print([evil], 'sflowtool-j'))).toMatchObject([
      { samples: [{ elements: [{ ifName: '"a",.endSample.[31m' }] }] },
    ]);
    expect(print([evil], { format: 'csv', fields: ['ifName', 'agent'] })).toBe('"""a"",.endSample.[31m",192.0.2.9\n');
  });

  it('print NetFlow too, with the names that its fields have there', () => {
    expect(documents(print([netflow5], 'sflowtool-j'))).toMatchObject([
      {
        datagramVersion: '5',
        agent: '203.0.113.7',
        packetSequenceNo: '24930',
        samples: [{ inputPort: '1', meanSkipCount: '100' }],
      },
    ]);
    expect(print([netflow5], { format: 'csv', fields: ['agent', 'srcIP', 'TCPDstPort', 'packets', 'IPTTL'] })).toBe(
      '203.0.113.7,192.168.0.3,179,1,\n',
    );
  });
});

describe('records', () => {
  it('as JSON have the keys of the contract, in their order', () => {
    const [record] = documents(print([netflow5], 'jsonl'));
    expect(Object.keys(record!)).toEqual([
      ...['type', 'exporter', 'domain', 'seq', 'received', 'start', 'end', 'in', 'out', 'direction', 'src', 'dst'],
      ...['srcPort', 'dstPort', 'proto', 'tos', 'tcpFlags', 'bytes', 'packets', 'samplingRate', 'srcAs', 'dstAs'],
      ...['nextHop', 'srcMac', 'dstMac', 'vlan', 'etherType'],
    ]);
    expect(record).toMatchObject({ type: 'netflow5', exporter: '203.0.113.7', seq: 24_930, samplingRate: 100 });
    expect(record).toMatchObject({ start: '2019-10-02T00:09:19.516Z', direction: null, srcMac: null, etherType: 2048 });
  });

  it('as CSV are the same, with a line of names unless fields were chosen', () => {
    const [names, ...rows] = print(mixed, 'csv')
      .trim()
      .split('\n')
      .map((line) => line.split(','));
    const records = documents(print(mixed, 'jsonl')).filter(({ type }) => type === 'sflow5');
    expect(rows).toEqual(records.map((record) => names!.map((name) => String(record[name] ?? ''))));
    expect(print(mixed, { format: 'csv', fields: ['dst', 'in', 'src'] })).toBe(
      '10.0.0.9,1,10.0.0.253\n2001:db8::2,1,2001:db8::1\n,1,\n',
    );
  });

  it('and counter samples are printed in the order of their datagrams', () => {
    const lines = documents(print([...mixed, ...mixed], 'jsonl'));
    const kinds = ['sflow5', 'sflow5-counters', 'sflow5-counters', 'sflow5', 'sflow5'];
    expect(lines.map(({ type }) => type)).toEqual([...kinds, ...kinds]);
    expect(lines[1]).toMatchObject({
      exporter: '10.0.0.253',
      sourceId: '0:1',
      ifIndex: 23,
      ifInOctets: 432_680_126_074,
    });
  });

  it('of v5 as the lines of its script', () => {
    expect(print([netflow5], 'line')).toMatch(
      /^Headers:\nNetFlow Version: 5\nFlow Count: 1\n(.*\n)+0 {2}192\.168\.0\.3:44779 -> 192\.168\.0\.2:179 1 packts 59 bytes\n\*{10}\n$/,
    );
    expect(print([netflow5.subarray(0, 40)], 'line')).toMatch(/24930\n\*{10}\n$/);
    expect(print([netflow5.subarray(0, 20)], 'line')).toBe('');
  });

  it('that cannot be decoded are problems, told elsewhere', () => {
    const problems: string[] = [];
    expect(print([Buffer.from('GET / HTTP/1.1')], 'jsonl', problems)).toBe('');
    expect(problems.map((line) => JSON.parse(line) as unknown)).toEqual([
      { type: 'problem', code: 'FLOW_DATAGRAM_UNKNOWN', exporter: '203.0.113.7', message: expect.any(String) },
    ]);
  });

  it('hold times that no calendar has as not known', () => {
    const printer = openPrinter('jsonl', { addressOf: () => '' }, () => {});
    const reader = new FlowReader(printer, { detail: 'all' });
    for (const time of [Number.NaN, Number.POSITIVE_INFINITY, 1e300]) {
      expect(() => reader.read(netflow5, 0, netflow5.length, '203.0.113.7', time)).not.toThrow();
    }
    expect(() => reader.flush()).not.toThrow();
  });
});

describe('a field that does not exist', () => {
  const open = (...fields: string[]) => openPrinter('csv', { addressOf: () => '', fields }, () => {});

  it('is said, with the nearest', () => {
    expect(() => open('agent', 'ifInOctest')).toThrow(
      expect.objectContaining({ code: 'CLI_USAGE', message: expect.stringContaining('ifInOctest') }),
    );
    expect(() => open('ifInOctest')).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('Did you mean ifInOctets?') }),
    );
  });

  it('may be a numbered or prefixed one', () => {
    expect(() =>
      open('adaptor_3_MAC_0', 'decodedVLAN.1', 'discarded_srcIP', 'tunnel_ipv4_in_dstIP', 'sfp_lane_rx_power_uW.2'),
    ).not.toThrow();
  });
});

// sFlow v5 samples as written by our own encoder: what comes back is what was put in.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FlowBatch, FlowReader, SPECIAL_IF } from '../../../src/flows/index.ts';
import { address6, ethernet, ipv4, ipv6, SRC_MAC, tcp } from '../packets.ts';
import { decode } from '../read-records.ts';
import {
  counterSample,
  datagram,
  discardedSample,
  ethernetRecord,
  type FlowSampleOptions,
  flowSample,
  gatewayRecord,
  genericCounters,
  headerRecord,
  ipRecord,
  type Port,
  routerRecord,
  structure,
  switchRecord,
  textField,
  u32,
} from '../sflow-encoder.ts';

const packet = ethernet(0x0800, ipv4(6, tcp(50_000, 443, 0x18), { tos: 0x28 }));
const UNKNOWN = 0xffff_ffff;

function one(records: readonly Buffer[], options: FlowSampleOptions = {}) {
  const { records: found, problems } = decode([datagram([flowSample(records, options)])]);
  expect(problems).toEqual([]);
  expect(found).toHaveLength(1);
  return found[0]!;
}

describe('a flow sample', () => {
  it('is a record of one packet', () => {
    const sample = flowSample([headerRecord(packet, 1518)], {
      rate: 1000,
      input: [0, 3],
      output: [0, 4],
      source: [0, 3],
    });
    const { records } = decode([datagram([sample], { agent: '10.0.0.9', subAgent: 7, sequence: 41 })]);
    expect(records).toEqual([
      {
        ...{ type: 'sflow5', exporter: '10.0.0.9', domain: 7, seq: 41, received: '2026-11-21T10:00:00.123Z' },
        ...{ start: null, end: null, in: 3, out: 4, direction: 'ingress', src: '192.0.2.1', dst: '198.51.100.2' },
        ...{ srcPort: 50_000, dstPort: 443, proto: 6, tos: 0x28, tcpFlags: 0x18, bytes: 1518, packets: 1 },
        ...{ samplingRate: 1000, srcAs: null, dstAs: null, nextHop: null, srcMac: '02:00:00:00:00:0a' },
        ...{ dstMac: '02:00:00:00:00:0b', vlan: null, etherType: 0x0800, frame: true },
      },
    ]);
  });

  it.each([
    ['ingress', [0, 5], [0, 5], [0, 9]],
    ['egress', [0, 9], [0, 5], [0, 9]],
    [null, [0, 8], [0, 5], [0, 9]],
    ['ingress', [0, 5], [0, 5], [0, 5]],
    [null, [2, 5], [0, 5], [0, 9]],
    [null, [0, 0], [0, 0], [0, 9]],
  ] as const)('was seen on %s by the source %j of %j → %j', (direction, source, input, output) => {
    for (const expanded of [false, true]) {
      expect(one([headerRecord(packet)], { expanded, source, input, output })).toMatchObject({ direction });
    }
  });

  it.each<[name: string, port: Port, column: number, printed: number | null]>([
    ['a port', [0, 12], 12, 12],
    ['a port that needs 31 bits', [0, 1_285_816_721], 1_285_816_721, 1_285_816_721],
    ['the device itself', [0, 0x3fff_ffff], SPECIAL_IF.internal, 0x3fff_ffff],
    ['not known', [0, 0], 0, null],
    ['discarded for reason 258', [1, 258], SPECIAL_IF.discardBase + 258, 0x4000_0102],
    ['several ports', [2, 7], SPECIAL_IF.multipleBase + 7, 0x8000_0007],
    ['an unknown number of ports', [2, 0], SPECIAL_IF.multipleBase, 0x8000_0000],
    ['a format that does not exist', [3, 7], 0, null],
  ])('tells that a port is %s', (_, output, column, printed) => {
    for (const expanded of [true, false]) {
      if (!expanded && output[1] > 0x3fff_ffff) continue;
      const columns: number[] = [];
      const sink = { flows: (batch: FlowBatch) => void columns.push(batch.outIf[0]!), problem: () => {} };
      const reader = new FlowReader(sink, { detail: 'load' });
      const bytes = datagram([flowSample([headerRecord(packet)], { expanded, output })]);
      reader.read(bytes, 0, bytes.length, '203.0.113.7', 0);
      reader.flush();
      expect(columns).toEqual([column]);
      expect(one([headerRecord(packet)], { expanded, output })).toMatchObject({ out: printed });
    }
  });

  it('without a rate tells none', () => {
    expect(one([headerRecord(packet)], { rate: 0 })).toMatchObject({ samplingRate: null });
  });

  it('takes the length from the Ethernet structure, then from the IP structure', () => {
    const eth = ethernetRecord(900, SRC_MAC, '02:00:00:00:00:0c', 0x86dd);
    const o = { length: 886, protocol: 6, srcPort: 7, dstPort: 8, tcpFlags: 2, tos: 12 };
    const ip = ipRecord({ ...o, src: '2001:db8::5', dst: '2001:db8::6' });
    const keys = { src: '2001:db8::5', dst: '2001:db8::6', srcPort: 7, dstPort: 8, proto: 6, tcpFlags: 2, tos: 12 };
    const ofFrame = { bytes: 900, frame: true, srcMac: SRC_MAC, dstMac: '02:00:00:00:00:0c', etherType: 0x86dd };
    for (const records of [
      [eth, ip],
      [ip, eth],
    ])
      expect(one(records)).toMatchObject({ ...keys, ...ofFrame });
    const alone = one([ipRecord({ ...o, src: '10.1.1.1', dst: '10.2.2.2', protocol: 17 })]);
    expect(alone).toMatchObject({ bytes: 886, src: '10.1.1.1', dst: '10.2.2.2', tcpFlags: null, srcMac: null });
    expect(alone).not.toHaveProperty('frame');
    for (const records of [
      [headerRecord(packet, 777), eth, ip],
      [eth, ip, headerRecord(packet, 777)],
    ]) {
      expect(one(records)).toMatchObject({ bytes: 777, frame: true });
    }
  });

  it('without any of them is a packet of unknown length', () => {
    expect(one([switchRecord(3, 5)])).toMatchObject({ bytes: null, packets: 1, vlan: 3 });
  });

  it('prefers the tag in the header to what the switch says', () => {
    const tagged = ethernet(0x0800, ipv4(6, tcp(1, 2, 3)), { tags: [[0x8100, 20]] });
    for (const records of [
      [switchRecord(3, 5), headerRecord(tagged)],
      [headerRecord(tagged), switchRecord(3, 5)],
    ]) {
      expect(one(records)).toMatchObject({ vlan: 20 });
    }
    expect(one([headerRecord(packet), switchRecord(3, 5)])).toMatchObject({ vlan: 3 });
    expect(one([headerRecord(packet), switchRecord(UNKNOWN, 5)])).toMatchObject({ vlan: null });
  });

  it('learns next hop and autonomous systems', () => {
    const gateway = gatewayRecord('10.0.0.1', 64_511, [
      [2, [100, 200]],
      [1, [300, 400]],
    ]);
    const both = one([headerRecord(packet), routerRecord('10.0.0.2'), gateway]);
    expect(both).toMatchObject({ nextHop: '10.0.0.2', srcAs: 64_511, dstAs: 400 });
    expect(one([gateway, headerRecord(packet)])).toMatchObject({ nextHop: '10.0.0.1', dstAs: 400 });
    expect(one([headerRecord(packet), gatewayRecord('10.0.0.1', 7, [])])).toMatchObject({ srcAs: 7, dstAs: 0 });
    // A next hop of the other family has no place in the record.
    expect(one([headerRecord(packet), routerRecord('2001:db8::9')])).toMatchObject({ nextHop: null });
    const six = ethernet(0x86dd, ipv6(6, tcp(1, 2, 3)));
    expect(one([routerRecord('2001:db8::9'), headerRecord(six)])).toMatchObject({ nextHop: '2001:db8::9' });
  });

  it('is not led astray by a path that is too long', () => {
    const long = structure(1003, Buffer.concat([1, 0x0a00_0001, 1, 2, 3, 1, 2, 0x4000_0000].map(u32)));
    expect(one([headerRecord(packet), long])).toMatchObject({ srcAs: 2, dstAs: null });
    const endless = structure(1003, Buffer.concat([1, 0x0a00_0001, 1, 2, 3, 0xffff_ffff].map(u32)));
    expect(one([headerRecord(packet), endless])).toMatchObject({ srcAs: 2, dstAs: null });
  });

  it('passes over structures that it does not know, of any enterprise', () => {
    const unknown = [
      structure(4_300 * 4096 + 1, Buffer.alloc(13)),
      structure(1004, u32(1)),
      structure(2999, Buffer.alloc(0)),
    ];
    expect(one([...unknown, headerRecord(packet, 99), ...unknown])).toMatchObject({ bytes: 99, proto: 6 });
  });

  it('hands its header to who asks', () => {
    const { headers } = decode([datagram([flowSample([headerRecord(packet)])])]);
    expect(headers).toEqual([packet]);
  });

  it('says only what the detail asks for', () => {
    const records = [headerRecord(packet, 640), routerRecord('10.0.0.2'), switchRecord(3, 5)];
    const { records: found } = decode([datagram([flowSample(records, { rate: 50 })])], { detail: 'load' });
    expect(found[0]).toMatchObject({ in: 1, out: 2, bytes: 640, frame: true, samplingRate: 50, direction: 'ingress' });
    expect(found[0]).toMatchObject({ src: null, srcMac: null, nextHop: null, vlan: null, etherType: null });
  });

  it('leaves nothing of one record in the next', () => {
    const full = flowSample([headerRecord(packet), routerRecord('10.0.0.2'), gatewayRecord('10.0.0.1', 1, [[2, [2]]])]);
    const bare = flowSample([]);
    const many = Array.from({ length: 9 }, (_, i) => (i % 3 === 0 ? bare : full));
    const [first, second] = [decode([datagram(many)], { batchSize: 2 }), decode([datagram([bare])])];
    const expected = { ...second.records[0], seq: 1 };
    expect(first.records.filter((_, i) => i % 3 === 0)).toEqual([expected, expected, expected]);
  });
});

const port = fc.oneof(fc.nat(0x3fff_fffe), fc.constantFrom(0, 0x3fff_ffff)).map((value): Port => [0, value]);
const sampleOf = fc.record({
  ...{ expanded: fc.boolean(), sequence: fc.nat(), rate: fc.nat(), pool: fc.nat(), drops: fc.nat() },
  ...{ source: fc.tuple(fc.constantFrom(0, 1, 2), fc.nat(0xff_fffe)), input: port, output: port },
  frame: fc.nat(9216),
  words: fc.array(fc.nat(0xffff), { minLength: 6, maxLength: 6 }),
});

describe('any samples', () => {
  it('come back as they were written', () => {
    fc.assert(
      fc.property(fc.array(sampleOf, { maxLength: 20 }), fc.integer({ min: 2, max: 9 }), (samples, batchSize) => {
        const encoded = samples.map(({ frame, words, ...options }) => {
          const [a, b, c, d, e, f] = words as [number, number, number, number, number, number];
          const address = (x: number, y: number) => [x >> 8, x & 255, y >> 8, y & 255].join('.');
          const ip = ipv4(6, tcp(c, d, f & 255), { src: address(a, b), dst: address(e, f), tos: a & 255 });
          return flowSample([headerRecord(ethernet(0x0800, ip), frame)], options);
        });
        const { records, problems } = decode([datagram(encoded)], { batchSize });
        expect(problems).toEqual([]);
        expect(records).toHaveLength(samples.length);
        samples.forEach(({ frame, words, ...o }, i) => {
          const known = ([, value]: Port) => (value === 0 ? null : value);
          const at = o.source[0] === 0 && o.source[1] !== 0 ? o.source[1] : -1;
          const direction = at === o.input[1] ? 'ingress' : at === o.output[1] ? 'egress' : null;
          const [a, , c, d, , f] = words;
          expect(records[i]).toMatchObject({ in: known(o.input), out: known(o.output), direction, bytes: frame });
          expect(records[i]).toMatchObject({ samplingRate: o.rate || null, srcPort: c, dstPort: d });
          expect(records[i]).toMatchObject({ tcpFlags: f! & 255, tos: a! & 255 });
        });
      }),
    );
  });
});

describe('a discarded packet', () => {
  it('is marked', () => {
    const { records } = decode([datagram([discardedSample([headerRecord(packet, 321)], { input: 5, output: 0 })])]);
    expect(records).toMatchObject([{ discarded: true, in: 5, out: null, bytes: 321, packets: 1, samplingRate: null }]);
  });
});

describe('an agent', () => {
  it('is who the datagram says, whoever sent it', () => {
    const bytes = [
      datagram([flowSample([])], { agent: '2001:db8::77' }),
      datagram([flowSample([])], { agent: '10.0.0.1' }),
    ];
    const { records, reader } = decode(bytes, { source: '203.0.113.7' });
    expect(records.map(({ exporter }) => exporter)).toEqual(['2001:db8::77', '10.0.0.1']);
    expect(reader.counts().map(({ address, datagrams }) => [address, datagrams])).toEqual([
      ['2001:db8::77', 1],
      ['10.0.0.1', 1],
    ]);
  });

  it('with an IPv4-mapped address is the IPv4 one', () => {
    const mapped = Buffer.concat([u32(5), u32(2), address6('::ffff:a00:1'), ...[0, 1, 1, 0].map(u32)]);
    const { reader } = decode([mapped, datagram([], { agent: '10.0.0.1', sequence: 2 })]);
    expect(reader.counts()).toMatchObject([{ address: '10.0.0.1', datagrams: 2, lost: 0 }]);
  });

  it('is known again among very many', () => {
    const addresses = Array.from({ length: 6000 }, (_, i) => `10.${i >> 8}.${i & 255}.1`);
    const bytes = [1, 2].flatMap((sequence) =>
      addresses.map((agent) => datagram([flowSample([])], { agent, sequence })),
    );
    const { reader, records } = decode(bytes);
    expect(reader.counts()).toHaveLength(addresses.length);
    expect(records.map(({ exporter }) => exporter)).toEqual([...addresses, ...addresses]);
  });

  it('has a stream of numbers per sub-agent', () => {
    const numbers: [subAgent: number, sequence: number][] = [
      [0, 1],
      [1, 900],
      [0, 2],
      [1, 903],
      [0, 6],
    ];
    const { reader } = decode(numbers.map(([subAgent, sequence]) => datagram([], { subAgent, sequence })));
    expect(reader.counts()).toMatchObject([{ lost: 2 + 3, expected: 10, protocols: ['sflow5'] }]);
  });

  it('tells what it dropped, and what of its samples never came', () => {
    const sample = (sequence: number, drops: number, index = 4) =>
      flowSample([], { sequence, drops, source: [0, index], expanded: true });
    const samples = [sample(10, 5), sample(11, 5), sample(70, 0, 9), sample(14, 8), sample(71, 0, 9), sample(3, 0)];
    const { reader } = decode([datagram(samples)]);
    expect(reader.counts()).toMatchObject([{ samples: { lost: 2, dropped: 3 } }]);
  });
});

describe('a counter sample', () => {
  const generic = {
    ...{ ifIndex: 12, speed: 10_000_000_000n, status: 3, inOctets: 0x1_0000_0002n, outOctets: 0xffff_ffff_ffff_ffffn },
    input: [10, 20, 30, 40, 50, 60] as [number, number, number, number, number, number],
    output: [UNKNOWN, 1, 2, 3, UNKNOWN] as [number, number, number, number, number],
  };

  it('gives the counters of the port; all ones are not known', () => {
    const { counters } = decode([datagram([counterSample([genericCounters(generic)])], { agent: '10.0.0.1' })]);
    expect(counters).toEqual([
      {
        ...{
          exporter: 1,
          received: expect.any(Number),
          ifIndex: 12,
          speedBps: 10_000_000_000,
          adminUp: true,
          operUp: true,
        },
        ...{ inBytes: 0x1_0000_0002, inPackets: 60, outBytes: null, outPackets: null, inDiscards: 40, outDiscards: 3 },
        ...{ inErrors: 50, outErrors: null },
      },
    ]);
    const down = { ...generic, status: 1, speed: 0n, input: [1, UNKNOWN, UNKNOWN, 0, 0, 0] as typeof generic.input };
    const { counters: second } = decode([datagram([counterSample([genericCounters(down)], { expanded: true })])]);
    expect(second).toMatchObject([{ adminUp: true, operUp: false, speedBps: null, inPackets: 1 }]);
  });

  it('names the port', () => {
    const record = structure(1005, textField('Ethernet1/48'));
    const bytes = [1, 2].map((sequence) =>
      datagram([counterSample([record], { source: [0, 48], sequence }), counterSample([record], { source: [2, 1] })], {
        sequence,
      }),
    );
    expect(decode(bytes).names).toEqual([['192.0.2.9', 48, 'Ethernet1/48']]);
  });

  it('tells all its fields to people', () => {
    const { details } = decode([
      datagram([counterSample([genericCounters(generic), structure(1005, textField('a\u001b[2J\n'))])]),
    ]);
    expect(details).toMatchObject([
      { type: 'sflow5-counters', domain: 0, sequence: 1, fields: { sourceId: '0:1', ifInOctets: 0x1_0000_0002 } },
    ]);
    expect(details[0]!.fields).toMatchObject({ ifOutOctets: null, ifOutUcastPkts: null, ifName: 'a.[2J.' });
  });
});

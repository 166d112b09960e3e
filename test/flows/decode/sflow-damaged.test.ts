// Damaged datagrams: nothing throws, nothing hangs, nothing grows, and what stands before the damage counts.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FlowReader, openPrinter, PRINT_FORMATS } from '../../../src/flows/index.ts';
import { ethernet, ipv4, tcp } from '../packets.ts';
import { decode } from '../read-records.ts';
import { CORPUS } from '../sflow-corpus.ts';
import { counterSample, datagram, flowSample, headerRecord, structure, switchRecord, u32 } from '../sflow-encoder.ts';

const packet = ethernet(0x0800, ipv4(6, tcp(50_000, 443, 0x18)));

/** Puts a datagram through the reader and every printer; returns how much text came of it. */
function printAll(bytes: Uint8Array): number {
  let length = 0;
  const forms = [
    ...PRINT_FORMATS.map((format) => ({ format })),
    ...[false, true].map((pretty) => ({ format: 'jsonl' as const, keys: 'sflowtool' as const, pretty })),
    { format: 'csv' as const, fields: ['agent', 'ifInOctets', 'srcIP', 'discarded_srcIP'] },
  ];
  for (const { format, ...options } of forms) {
    const printer = openPrinter(format, { ...options, addressOf: (slot) => reader.addressOf(slot) }, (text) => {
      length += text.length;
    });
    const reader = new FlowReader(printer, { detail: 'all' });
    printer.datagram(bytes, 0, bytes.length, '203.0.113.7', 0);
    reader.read(bytes, 0, bytes.length, '203.0.113.7', 0);
    reader.flush();
    printer.end();
  }
  return length;
}

/** The most that an octet may become in all forms together. */
const MOST_TEXT = 600;

const damage = fc.oneof(
  fc.record({ at: fc.nat(), octets: fc.uint8Array({ minLength: 1, maxLength: 4 }) }),
  fc.record({ at: fc.nat(), octets: fc.constantFrom([255, 255, 255, 255], [0, 0, 0, 0], [127, 255, 255, 255]) }),
);

describe('a damaged sFlow datagram', () => {
  it('never throws, and becomes no more text than its octets are worth', { timeout: 120_000 }, () => {
    const damaged = fc.tuple(fc.constantFrom(...CORPUS), fc.array(damage, { maxLength: 6 }), fc.nat());
    fc.assert(
      fc.property(damaged, ([whole, damages, cut]) => {
        const bytes = Buffer.from(whole);
        for (const { at, octets } of damages) Buffer.from(octets).copy(bytes, (at % (bytes.length >> 2)) << 2);
        const part = bytes.subarray(0, cut % 3 === 0 ? cut % bytes.length : bytes.length);
        expect(printAll(part)).toBeLessThan(10_000 + MOST_TEXT * part.length);
      }),
      { numRuns: 400 },
    );
  });

  it('of random octets never throws', () => {
    const random = fc.uint8Array({ maxLength: 200 }).map((octets) => Buffer.concat([u32(5), u32(1), octets]));
    fc.assert(fc.property(random, (bytes) => void printAll(bytes)));
  });

  it('cut anywhere gives the samples before the cut, and one problem', () => {
    const samples = [1, 2, 3].map((ifIndex) => flowSample([headerRecord(packet)], { input: [0, ifIndex] }));
    const whole = datagram(samples);
    const ends = samples.map((_, i) => 28 + samples.slice(0, i + 1).reduce((sum, { length }) => sum + length, 0));
    for (let length = 28; length < whole.length; length++) {
      const { records, problems } = decode([whole.subarray(0, length)]);
      expect(records).toHaveLength(ends.filter((end) => end <= length).length);
      expect(problems).toMatchObject([{ code: 'FLOW_DATAGRAM_CUT', exporter: '192.0.2.9' }]);
    }
  });

  it.each([
    ['shorter than a header', Buffer.concat([u32(5), u32(1), Buffer.alloc(19)]), 'FLOW_DATAGRAM_SHORT'],
    ['of an agent without an address', Buffer.concat([u32(5), u32(7), Buffer.alloc(40)]), 'FLOW_LENGTH_INVALID'],
    ['of a cut IPv6 agent', Buffer.concat([u32(5), u32(2), Buffer.alloc(30)]), 'FLOW_LENGTH_INVALID'],
    ['with a sample too short for its kind', datagram([structure(1, Buffer.alloc(20))]), 'FLOW_LENGTH_INVALID'],
    ['with a counter sample too short', datagram([structure(4, Buffer.alloc(12))]), 'FLOW_LENGTH_INVALID'],
    ['with counters too short', datagram([counterSample([structure(1, Buffer.alloc(80))])]), 'FLOW_LENGTH_INVALID'],
    ['with a discarded packet too short', datagram([structure(5, Buffer.alloc(28))]), 'FLOW_LENGTH_INVALID'],
    ['that announces too many samples', datagram([], { count: 0xffff_ffff }), 'FLOW_DATAGRAM_CUT'],
  ])('%s is one problem', (_, bytes, code) => {
    const { records, problems } = decode([bytes]);
    expect(records).toEqual([]);
    expect(problems).toMatchObject([{ code }]);
  });

  it.each([
    ['a structure longer than its sample', [structure(1001, Buffer.alloc(16), 400)]],
    ['a structure shorter than it must be', [structure(1001, Buffer.alloc(4))]],
  ])('with %s keeps the packet and what stood before', (_, records) => {
    const broken = flowSample([headerRecord(packet, 99), ...records, switchRecord(7, 7)]);
    const { records: found, problems } = decode([datagram([broken, flowSample([headerRecord(packet, 98)])])]);
    expect(found).toMatchObject([{ bytes: 99, vlan: null }, { bytes: 98 }]);
    expect(problems).toMatchObject([{ code: 'FLOW_LENGTH_INVALID' }]);
  });

  it('with a header that claims to be longer than its structure is read to its end', () => {
    const record = headerRecord(packet, 1500);
    record.writeUInt32BE(0xffff_ffff, 8 + 12);
    expect(decode([datagram([flowSample([record])])]).records).toMatchObject([{ bytes: 1500, dstPort: 443 }]);
  });

  it('with more structures than fit ends with the last', () => {
    const { records, problems } = decode([datagram([flowSample([headerRecord(packet, 77)], { count: 0xffff_ffff })])]);
    expect(records).toMatchObject([{ bytes: 77 }]);
    expect(problems).toHaveLength(1);
  });
});

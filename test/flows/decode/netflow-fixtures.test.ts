// Every record of the captures of real exporters, field by field, and the generated ones against their own truth.
import { describe, expect, it } from 'vitest';
import { OTHER_COUNTS, OTHER_VALUES } from './contradictions.ts';
import {
  type ExpectedDatagram,
  type ExpectedRecord,
  FIXTURES_PRESENT,
  generatedCases,
  ownCaptures,
  realCases,
} from './fixtures.ts';
import { type Row, Session } from './rows.ts';

const absent = FIXTURES_PRESENT ? '' : ', which is not here';
const AT = 1_700_000_000_000;
const NTP_EPOCH = 2_208_988_800n;

describe.skipIf(!FIXTURES_PRESENT)(`NetFlow and IPFIX fixtures (../shared/fixtures/flows${absent})`, () => {
  it('are all found', () => {
    expect(realCases().length).toBeGreaterThan(35);
  });

  it.each(realCases())('$id', ({ id, datagrams, expected }) => {
    const session = new Session();
    for (const [i, { bytes }] of datagrams.entries()) session.send(bytes, '203.0.113.7', AT + i);
    const { rows, details, problems } = session.get();
    expect(datagrams.length).toBe(expected.length);
    expected.forEach((datagram, i) => {
      const found = rows.filter(({ received, reverse }) => received === AT + i && !reverse);
      const records = datagram.records ?? [];
      expect(found.length, `records of datagram ${i}`).toBe(OTHER_COUNTS[id]?.records[i] ?? records.length);
      for (const [j, record] of records.entries()) {
        compareRecord(id, datagram, record, found[j]!, `datagram ${i}, record ${j}`);
      }
      compareOptions(
        datagram,
        details.filter(({ received }) => received === AT + i),
        i,
      );
    });
    const missing = expected.reduce((sum, { unknownSets = [] }) => sum + unknownSets.length, 0);
    expect(session.counts().problems.FLOW_TEMPLATE_MISSING ?? 0).toBe(missing);
    expect(problems.filter(({ code }) => code === 'FLOW_TEMPLATE_INVALID')).toEqual([]);
  });

  it.each(ownCaptures())('$id: totals, and nothing lost', ({ id, datagrams, totals }) => {
    const session = new Session({ batchSize: 100 });
    for (const { bytes, source, at } of datagrams) session.send(bytes, source, at);
    const { rows, details, problems } = session.get();
    const forward = rows.filter(({ reverse }) => !reverse);
    expect(datagrams.length).toBe(totals.datagrams);
    expect(forward.length).toBe(totals.records);
    expect(sum(forward, 'bytes')).toBe(totals.octets);
    expect(sum(forward, 'packets')).toBe(totals.packets);
    expect(details.length).toBe(totals.options ?? 0);
    expect(problems, id).toEqual([]);
    for (const exporter of session.reader.counts()) {
      expect({ lost: exporter.lost, duplicates: exporter.duplicates, undecoded: exporter.undecoded }, id).toEqual({
        lost: 0,
        duplicates: 0,
        undecoded: 0,
      });
    }
  });

  it.each(generatedCases())('generated $id: every (exporter, ifIndex, direction, minute)', ({ datagrams, truth }) => {
    for (const detail of ['load', 'talkers', 'all'] as const) {
      const session = new Session({ detail, batchSize: 33 });
      for (const { bytes, source, at } of datagrams) session.send(bytes, source, at);
      const { rows, problems } = session.get();
      expect(problems).toEqual([]);
      expect(rows.length).toBe(truth.records);
      expect(
        account(
          rows,
          truth.exporters.map(([address]) => address),
        ),
      ).toEqual(truth.keys);
    }
  });
});

function compareRecord(id: string, datagram: ExpectedDatagram, record: ExpectedRecord, row: Row, where: string): void {
  const other = OTHER_VALUES[id];
  for (const [field, value] of Object.entries(readExpected(datagram, record))) {
    if (other?.of(field, record[field])) expect(row[field as keyof Row], `${where}: ${field}`).toBeNull();
    else expect(row[field as keyof Row], `${where}: ${field}`).toEqual(value);
  }
  compareTimes(datagram, record, row, where);
}

/** The fields of a row that a record tells, as a row has them. */
function readExpected(datagram: ExpectedDatagram, record: ExpectedRecord): Partial<Row> {
  const port = (value: string | number) => (value === 0 ? 'internal' : value);
  const ported = { inIf: record.inIf ?? record.inPhysIf, outIf: record.outIf ?? record.outPhysIf };
  const address = (four?: string | number, six?: string | number) => (four === '0.0.0.0' && six ? six : (four ?? six));
  const all = {
    bytes: record.octets ?? record.octetsTotal ?? record.outOctets,
    packets: record.packets ?? record.packetsTotal ?? record.outPackets,
    inIf: ported.inIf === undefined ? undefined : port(ported.inIf),
    outIf: ported.outIf === undefined ? undefined : port(ported.outIf),
    src: address(record.src4, record.src6),
    dst: address(record.dst4, record.dst6),
    ...{ srcPort: record.sport, dstPort: record.dport, proto: record.proto, tos: record.tos, vlan: record.vlan },
    tcpFlags: record.tcpFlags === undefined ? undefined : Number(record.tcpFlags) & 255,
    sampler: record.samplerId,
    direction: record.dir === undefined ? undefined : (['ingress', 'egress'][Number(record.dir)] ?? null),
    ...(datagram.samplingInterval ? { rate: datagram.samplingInterval } : {}),
    ...(datagram.domain === undefined ? {} : { domain: datagram.domain }),
    sequence: datagram.seq ?? 0,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Partial<Row>;
}

function compareTimes(datagram: ExpectedDatagram, record: ExpectedRecord, row: Row, where: string): void {
  const [first, last] = expectedTimes(datagram, record);
  if (first !== null && last !== null)
    expect(row.last - row.first, `${where}: duration`).toBeCloseTo(Math.max(0, last - first), 2);
  // Headers of v5 have nanoseconds that expected.json leaves out; IPFIX tells no uptime, and ours is an estimate.
  if (datagram.version === 10 && record.firstUptime !== undefined) return;
  if (first === null || (last !== null && first > last)) return;
  expect(row.first - first, `${where}: first`).toBeGreaterThanOrEqual(0);
  expect(row.first - first, `${where}: first`).toBeLessThan(datagram.version === 5 ? 1000 : 1);
}

/** ms since 1970. */
function expectedTimes(datagram: ExpectedDatagram, record: ExpectedRecord): [number | null, number | null] {
  const sent = (datagram.secs ?? 0) * 1000;
  const byUptime = (value?: string | number) =>
    value === undefined ? null : sent - (((datagram.uptime ?? 0) - Number(value)) | 0);
  const byNtp = (value?: string | number) => (value === undefined ? null : ntp(BigInt(value)));
  const bySeconds = (value?: string | number) => (value === undefined ? null : 1000 * Number(value));
  if (record.startMs !== undefined)
    return [Number(record.startMs), record.endMs === undefined ? null : Number(record.endMs)];
  if (record.startUs !== undefined) return [byNtp(record.startUs), byNtp(record.endUs)];
  if (record.firstUptime !== undefined) return [byUptime(record.firstUptime), byUptime(record.lastUptime)];
  return [bySeconds(record.startSec), bySeconds(record.endSec)];
}

/** JSON has rounded the number already: the fraction is good to a millisecond or so. */
function ntp(value: bigint): number {
  return Number(((value >> 32n) - NTP_EPOCH) * 1000n) + Number(((value & 0xffffffffn) * 1000n) >> 32n);
}

function compareOptions(
  datagram: ExpectedDatagram,
  found: readonly { fields: Readonly<Record<string, string | number | null>> }[],
  i: number,
): void {
  const options = datagram.options ?? [];
  expect(found.length, `options of datagram ${i}`).toBe(options.length);
  const names = {
    ...{ inIf: 'ingressInterface', outIf: 'egressInterface', ifName: 'interfaceName', ifDescr: 'interfaceDescription' },
    ...{ samplingInterval: 'samplingInterval', pktInterval: 'samplingPacketInterval', pktSpace: 'samplingPacketSpace' },
    selAlgo: 'selectorAlgorithm',
  };
  options.forEach((record, j) => {
    for (const [field, name] of Object.entries(names)) {
      if (record[field] !== undefined) expect(found[j]!.fields[name], `datagram ${i}: ${field}`).toBe(record[field]);
    }
  });
}

function sum(rows: readonly Row[], field: 'bytes' | 'packets'): number {
  return rows.reduce((total, row) => total + (row[field] ?? 0), 0);
}

function account(rows: readonly Row[], exporters: readonly number[]): Record<string, [number, number, number]> {
  const index = new Map(exporters.map((address, i) => [dotted(address), i]));
  const keys: Record<string, [number, number, number]> = {};
  for (const row of rows) {
    for (const [side, port] of [
      ['in', row.inIf],
      ['out', row.outIf],
    ]) {
      const key = `${index.get(row.exporter)}|${port}|${side}|${Math.floor(row.received / 60_000)}`;
      const total = keys[key] ?? [0, 0, 0];
      keys[key] = total;
      total[0] += row.bytes! * (row.rate ?? 1);
      total[1] += row.packets! * (row.rate ?? 1);
      total[2]++;
    }
  }
  return keys;
}

function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.');
}

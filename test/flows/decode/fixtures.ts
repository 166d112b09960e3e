// The NetFlow and IPFIX cases of ../shared/fixtures/flows: datagrams, and what an independent decoder read.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { CaptureReader } from '../../../src/flows/index.ts';

const FIXTURES = new URL('../../../../shared/fixtures/flows/', import.meta.url);

export const FIXTURES_PRESENT = existsSync(FIXTURES);

/** One record of expected.json: raw values of the wire by short names. */
export type ExpectedRecord = Readonly<Record<string, string | number>>;

export interface ExpectedDatagram {
  readonly version: number;
  readonly secs?: number;
  readonly uptime?: number;
  readonly domain?: number;
  readonly seq: number;
  readonly samplingInterval?: number;
  readonly records?: readonly ExpectedRecord[];
  readonly options?: readonly ExpectedRecord[];
  readonly unknownSets?: readonly unknown[];
}

export interface RealCase {
  readonly id: string;
  readonly datagrams: readonly Datagram[];
  readonly expected: readonly ExpectedDatagram[];
}

export interface Datagram {
  readonly bytes: Buffer;
  readonly source: string;
  readonly at: number;
}

export function realCases(): RealCase[] {
  if (!FIXTURES_PRESENT) return [];
  return readdirSync(new URL('real/', FIXTURES))
    .sort()
    .map((id) => ({ id, expected: readJson(`real/${id}/expected.json`) as unknown as ExpectedFile }))
    .filter(({ expected }) => expected.protocol !== 'sflow')
    .map(({ id, expected }) => ({
      id,
      datagrams: expected.files.flatMap((file) => readDatagrams(`real/${id}/${file}`)),
      expected: expected.datagrams,
    }));
}

interface ExpectedFile {
  readonly protocol: string;
  readonly files: readonly string[];
  readonly datagrams: readonly ExpectedDatagram[];
}

export interface Totals {
  readonly datagrams: number;
  readonly records: number;
  readonly octets: number;
  readonly packets: number;
  readonly options?: number;
}

export function ownCaptures(): { id: string; datagrams: Datagram[]; totals: Totals }[] {
  if (!FIXTURES_PRESENT) return [];
  return readdirSync(new URL('own-captures/', FIXTURES))
    .filter((name) => name.endsWith('.pcap'))
    .sort()
    .map((name) => ({
      id: name.replace('.pcap', ''),
      datagrams: readDatagrams(`own-captures/${name}`),
      totals: readJson(`own-captures/${name.replace('.pcap', '.totals.json')}`).totals as unknown as Totals,
    }));
}

/** [octets, packets, records], scaled by sampling, by `exporter|ifIndex|in or out|minute`. */
export interface Truth {
  readonly records: number;
  readonly datagrams: number;
  /** Address as a number, rate. */
  readonly exporters: readonly (readonly [address: number, rate: number])[];
  readonly keys: Readonly<Record<string, readonly [number, number, number]>>;
}

export function generatedCases(): { id: string; datagrams: Datagram[]; truth: Truth }[] {
  if (!FIXTURES_PRESENT) return [];
  return ['v5', 'v9', 'ipfix'].map((id) => ({
    id,
    datagrams: readDatagrams(`generated/${id}-small.pcap`),
    truth: readJson(`generated/${id}-small.pcap.truth.json`) as unknown as Truth,
  }));
}

function readJson(path: string): Record<string, unknown> {
  return JSON.parse(readFileSync(new URL(path, FIXTURES), 'utf8')) as Record<string, unknown>;
}

/** A capture, or one raw UDP payload. */
function readDatagrams(path: string): Datagram[] {
  const bytes = readFileSync(new URL(path, FIXTURES));
  if (!path.endsWith('.pcap')) return [{ bytes, source: '203.0.113.7', at: 0 }];
  const found: Datagram[] = [];
  const reader = new CaptureReader(
    (data, from, to, source, at) => {
      found.push({ bytes: Buffer.from(data.subarray(from, to)), source: source.address, at });
    },
    (problem) => {
      throw new Error(problem.message);
    },
  );
  reader.push(bytes);
  reader.end();
  return found;
}

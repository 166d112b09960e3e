// The sFlow captures of ../shared/fixtures/flows, sample by sample against an independent decoder, and the generated one against its truth.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CaptureReader, FLOW_PROTOCOLS, type FlowBatch, FlowReader, KNOWN } from '../../../src/flows/index.ts';
import { type Decoded, decode } from '../read-records.ts';

const FIXTURES = new URL('../../../../shared/fixtures/flows/', import.meta.url);
const PRESENT = existsSync(FIXTURES);

interface Sample {
  readonly tag: number;
  readonly seq: number;
  readonly rate?: number;
  readonly drops?: number;
  readonly inIf?: number;
  readonly outIf?: number;
  readonly source: readonly [type: number, index: number];
  readonly in?: readonly [format: number, value: number];
  readonly out?: readonly [format: number, value: number];
  readonly records?: readonly Readonly<Record<string, number>>[];
  readonly error?: string;
}

interface Datagram {
  readonly agent: string;
  readonly subAgent: number;
  readonly seq: number;
  readonly samples: readonly Sample[];
  readonly error?: string;
}

interface Expected {
  readonly protocol: string;
  readonly files: readonly string[];
  readonly datagrams: readonly Datagram[];
}

function loadCases() {
  if (!PRESENT) return [];
  return readdirSync(new URL('real/', FIXTURES))
    .map((name) => {
      const folder = new URL(`real/${name}/`, FIXTURES);
      return { name, folder, expected: JSON.parse(readFileSync(new URL('expected.json', folder), 'utf8')) as Expected };
    })
    .filter(({ expected }) => expected.protocol === 'sflow');
}

function datagramsOf(file: URL): Buffer[] {
  const bytes = readFileSync(file);
  if (!file.pathname.endsWith('.pcap')) return [bytes];
  const found: Buffer[] = [];
  const reader = new CaptureReader(
    (data, from, to) => found.push(Buffer.from(data.subarray(from, to))),
    (problem) => expect.fail(problem.message),
  );
  reader.push(bytes);
  reader.end();
  return found;
}

const FLOW_TAGS = [1, 3, 5];

/** A port as the JSON line has it. */
function portOf([format, value]: readonly [number, number]): number | null {
  return format === 0 ? value || null : format * 0x4000_0000 + value;
}

/** What a row must tell, as far as the independent decoder told it. */
function recordOf(datagram: Datagram, sample: Sample) {
  const { agent, subAgent, seq } = datagram;
  const head = { type: 'sflow5', exporter: agent, domain: subAgent, seq, packets: 1 };
  if (sample.tag === 5) return { ...head, discarded: true, in: sample.inIf, out: sample.outIf };
  const frame = sample.records?.find(({ fmt }) => fmt === 1)?.frameLength;
  const ethernet = sample.records?.find(({ fmt }) => fmt === 2)?.length;
  const [input, output] = [portOf(sample.in!), portOf(sample.out!)];
  const [type, index] = sample.source;
  const direction = type !== 0 ? null : index === input ? 'ingress' : index === output ? 'egress' : null;
  return { ...head, in: input, out: output, direction, samplingRate: sample.rate, bytes: frame ?? ethernet ?? null };
}

function checkCounters(found: Decoded, expected: Expected) {
  const samples = expected.datagrams.flatMap(({ samples }) => samples.filter(({ tag }) => !FLOW_TAGS.includes(tag)));
  expect(found.details.map(({ fields }) => [fields.sourceId, fields.sampleSequenceNo])).toEqual(
    samples.map(({ source, seq }) => [source.join(':'), seq]),
  );
  const generic = samples.flatMap(({ records }) => records!.filter(({ fmt }) => fmt === 1));
  expect(found.counters.map((one) => [one.ifIndex, one.speedBps ?? 0, one.inBytes, one.outBytes])).toEqual(
    generic.map((one) => [one.ifIndex, one.ifSpeed, one.inOctets, one.outOctets]),
  );
  expect(found.counters.map(({ adminUp, operUp }) => Number(adminUp) + 2 * Number(operUp))).toEqual(
    generic.map(({ ifStatus }) => ifStatus),
  );
}

describe.skipIf(!PRESENT)(`sFlow fixtures (../shared/fixtures/flows${PRESENT ? '' : ' is absent: skipped'})`, () => {
  const cases = loadCases();

  it('were found', () => {
    expect(cases.length).toBeGreaterThanOrEqual(13);
  });

  it.each(cases)('$name', ({ folder, expected }) => {
    const found = decode(expected.files.flatMap((file) => datagramsOf(new URL(file, folder))));
    const flows = expected.datagrams.flatMap((datagram) =>
      datagram.samples.filter(({ tag }) => FLOW_TAGS.includes(tag)).map((sample) => recordOf(datagram, sample)),
    );
    expect(found.records).toMatchObject(flows);
    expect(found.records).toHaveLength(flows.length);
    checkCounters(found, expected);
    const broken = expected.datagrams.filter(({ error, samples }) => error || samples.some((sample) => sample.error));
    expect(found.problems).toHaveLength(broken.length);
  });

  it('generated: every exporter, port, direction and minute is exact', () => {
    const truth = JSON.parse(readFileSync(new URL('generated/sflow-small.pcap.truth.json', FIXTURES), 'utf8')) as Truth;
    const rows = new Map<string, [bytes: number, packets: number, records: number]>();
    const agents = new Map(truth.exporters.map(([address], i) => [address, i]));
    const add = (key: string, bytes: number, packets: number) => {
      const sum = rows.get(key) ?? [0, 0, 0];
      rows.set(key, [sum[0] + bytes, sum[1] + packets, sum[2] + 1]);
    };
    const reader: FlowReader = new FlowReader(
      {
        problem: (problem) => expect.fail(problem.message),
        flows(batch: FlowBatch) {
          for (let i = 0; i < batch.size; i++) {
            expect(batch.protocol[i]).toBe(FLOW_PROTOCOLS.sflow5);
            expect(batch.known[i]! & (KNOWN.inIf | KNOWN.outIf | KNOWN.rate)).not.toBe(0);
            const agent = agents.get(addressNumber(reader.addressOf(batch.exporter[i]!)));
            const [bytes, packets] = [batch.bytes[i]! * batch.rate[i]!, batch.packets[i]! * batch.rate[i]!];
            const minute = Math.floor(batch.received[i]! / 60_000);
            add(`${agent}|${batch.inIf[i]}|in|${minute}`, bytes, packets);
            add(`${agent}|${batch.outIf[i]}|out|${minute}`, bytes, packets);
          }
        },
      },
      { detail: 'load', batchSize: 16 },
    );
    const capture = new CaptureReader(
      (bytes, from, to, source, ms) => reader.read(bytes, from, to, source.address, ms),
      (problem) => expect.fail(problem.message),
    );
    capture.push(readFileSync(new URL('generated/sflow-small.pcap', FIXTURES)));
    capture.end();
    reader.flush();
    expect(Object.fromEntries(rows)).toEqual(truth.keys);
  });
});

interface Truth {
  readonly exporters: readonly (readonly [address: number, rate: number])[];
  /** Octets, packets and records by `exporter|ifIndex|direction|minute`. */
  readonly keys: Readonly<Record<string, readonly [number, number, number]>>;
}

function addressNumber(text: string): number {
  return text.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
}

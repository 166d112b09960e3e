// Captures to be decoded by us and by others: made here, exported by the lab, and those of the fixtures.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCapture } from '../../../src/collector/index.ts';
import { captureHeader, capturePacket, type LabOptions, startLab } from '../../../src/lab/index.ts';
import { type CorpusKind, writeCorpus } from '../../bench/flows/corpus.ts';
import { FIVE_ROUTERS } from '../../lab/five-routers.ts';
import type { SentDatagram } from './told.ts';

export interface Case {
  readonly id: string;
  readonly isSflow: boolean;
  readonly datagrams: readonly SentDatagram[];
}

const FIXTURES = new URL('../../../../shared/fixtures/flows/', import.meta.url);

/** `real`, `own-captures` or `generated`; null where fixtures are not here. */
export async function fixtureCases(kind: string): Promise<Case[]> {
  const folder = new URL(`${kind}/`, FIXTURES);
  const entries = readdirSync(folder).sort();
  if (kind !== 'real') {
    const files = entries.filter((name) => name.endsWith('.pcap'));
    return Promise.all(
      files.map(async (name) => {
        const datagrams = await datagramsOf(new URL(name, folder).pathname);
        return { id: name.replace('.pcap', ''), isSflow: name.startsWith('sflow'), datagrams };
      }),
    );
  }
  return Promise.all(
    entries.map(async (id, i) => {
      const { files, protocol } = JSON.parse(readFileSync(new URL(`${id}/expected.json`, folder), 'utf8')) as RealCase;
      // Each as if by an exporter of its own: then all fit into one capture.
      const address = `127.77.0.${i + 1}`;
      const parts = await Promise.all(files.map((file) => datagramsOf(new URL(`${id}/${file}`, folder).pathname)));
      const datagrams = parts.flat().map((one, at) => ({ ...one, address, at: AT + at }));
      return { id, isSflow: protocol === 'sflow', datagrams };
    }),
  );
}

interface RealCase {
  readonly files: readonly string[];
  readonly protocol: string;
}

const AT = Date.UTC(2026, 10, 21, 10);

/** Of a capture, or of a file that is one UDP payload. */
async function datagramsOf(path: string): Promise<SentDatagram[]> {
  if (!path.endsWith('.pcap')) return [{ bytes: readFileSync(path), address: '127.77.0.1', port: 2055, at: AT }];
  const datagrams: SentDatagram[] = [];
  await readCapture(path, (bytes, from, to, { address, port }, at) => {
    datagrams.push({ bytes: Buffer.from(bytes.subarray(from, to)), address: onLoopback(address), port, at });
  });
  return datagrams;
}

/** The same address in 127.0.0.0/8, so that it can be sent from here. */
const onLoopback = (address: string) => address.replace(/^\d+\./, '127.');

/** A capture of 40 made-up exporters. */
export async function corpusCase(kind: CorpusKind, folder: string, records: number): Promise<Case> {
  const path = join(folder, `corpus-${kind}.pcap`);
  writeCorpus(kind, path, records);
  return { id: `corpus ${kind}`, isSflow: kind === 'sflow5', datagrams: await datagramsOf(path) };
}

/** What the five routers of the lab export of half a minute. */
export async function labCase(flows: NonNullable<LabOptions['flows']>): Promise<Case> {
  const start = 1_790_000_000_000;
  const lab = await startLab({
    ...{ topology: FIVE_ROUTERS, basePort: 'free', trafficStartMs: start, traffic: 'demo', flows },
  });
  try {
    const exported = [...lab.traffic.datagrams(start, start + 30_000, { flush: true })];
    const datagrams = exported.map(({ bytes, address, to, sentMs }) => ({ bytes, address, port: to.port, at: sentMs }));
    return { id: `lab ${flows.protocol}`, isSflow: flows.protocol === 'sflow', datagrams };
  } finally {
    await lab.close();
  }
}

/** For programs that read captures. */
export function writeCase(path: string, datagrams: readonly SentDatagram[]): string {
  const packets = datagrams.map(({ bytes, address, port, at }) =>
    capturePacket({ address, to: { host: '127.0.0.1', port }, bytes, sentMs: at }),
  );
  writeFileSync(path, Buffer.concat([captureHeader(), ...packets]));
  return path;
}

// The sampled headers of a link, of captures or as they come, as one pcap stream.
import { openCollector, readCapture } from '../../collector/index.ts';
import { compileFilter, FlowReader, HeaderCapture, LoadMeter, portMapOf } from '../../flows/index.ts';
import type { FlowSide, ListenPoint, Problem, Snapshot } from '../../model/index.ts';

import { linkNamed } from './link-named.ts';

export interface LinkPcapRequest {
  /** As users name it (`linkNamed`); null: every header that came, and the snapshot is not used. */
  readonly link: string | null;
  readonly snapshot: Snapshot | null;
  /** Null: both directions. */
  readonly side: FlowSide | null;
  readonly filter: string | null;
  readonly write: (bytes: Uint8Array) => void;
  readonly onProblem: (problem: Problem) => void;
}

export interface LinkPcapCounts {
  readonly packets: number;
  /** Headers of protocols that cannot stand in a capture of Ethernet. */
  readonly unwritable: number;
}

/** Of captures; `-` is standard input. */
export async function linkPcapOfCaptures(files: readonly string[], request: LinkPcapRequest): Promise<LinkPcapCounts> {
  const { reader, headers } = open(request);
  for (const file of files) {
    await readCapture(
      file,
      (bytes, from, to, source, receivedMs) => reader.read(bytes, from, to, source.address, receivedMs),
      { onProblem: request.onProblem },
    );
  }
  reader.flush();
  headers.end();
  return headers.counts;
}

export interface LiveOptions {
  readonly points: readonly ListenPoint[];
  readonly receiveBufferBytes: number;
  readonly stopped: Promise<void>;
  onListening(points: readonly ListenPoint[]): void;
}

/** As they come, until `stopped`. */
export async function linkPcapLive(live: LiveOptions, request: LinkPcapRequest): Promise<LinkPcapCounts> {
  const { reader, headers } = open(request);
  const collector = await openCollector(live.points, {
    ...{ receiveBufferBytes: live.receiveBufferBytes, allow: null, onProblem: request.onProblem },
    onDatagram: (bytes, from, to, source, receivedMs) => reader.read(bytes, from, to, source.address, receivedMs),
  });
  const flush = setInterval(() => reader.flush(), FLUSH_MS);
  try {
    for (const warning of collector.warnings) request.onProblem(warning);
    live.onListening(collector.listening);
    await live.stopped;
  } finally {
    clearInterval(flush);
    await collector.close();
  }
  reader.flush();
  headers.end();
  return headers.counts;
}

const FLUSH_MS = 200;

function open({ snapshot, link, side, filter, write }: LinkPcapRequest) {
  const addressOf = (slot: number) => reader.addressOf(slot);
  const meter = snapshot && new LoadMeter(portMapOf(snapshot), { addressOf });
  const headers = new HeaderCapture({
    links: link === null || snapshot === null ? null : withMembers(snapshot, link),
    side,
    filter: filter === null ? null : compileFilter(filter, { addressOf }),
    book: (batch) => (meter as LoadMeter).add(batch),
    write,
  });
  const reader: FlowReader = new FlowReader(
    { ...headers.sink, problem: () => undefined },
    { detail: filter === null ? 'load' : 'all' },
  );
  return { reader, headers };
}

function withMembers(snapshot: Snapshot, text: string): string[] {
  const link = linkNamed(snapshot, text);
  return [link, ...(snapshot.bundles.find(({ id }) => id === link)?.members ?? [])];
}

// What a reader makes of datagrams: every row of its batches as an object, straight from the columns.
import {
  DIRECTION,
  FLOW_FLAGS,
  FLOW_PROTOCOLS,
  type FlowBatch,
  type FlowDetails,
  type FlowProblem,
  FlowReader,
  formatAddress,
  formatIpv4,
  KNOWN,
  type ReaderOptions,
  SPECIAL_IF,
} from '../../../src/flows/index.ts';

/** null: not known. */
export interface Row {
  protocol: string;
  exporter: string;
  domain: number;
  sequence: number;
  received: number;
  first: number;
  last: number;
  timed: boolean;
  inIf: number | 'internal' | null;
  outIf: number | 'internal' | null;
  direction: 'ingress' | 'egress' | null;
  bytes: number | null;
  packets: number | null;
  rate: number | null;
  sampler: number | null;
  src: string | null;
  dst: string | null;
  nextHop: string | null;
  srcPort: number | null;
  dstPort: number | null;
  proto: number | null;
  tos: number | null;
  tcpFlags: number | null;
  srcAs: number | null;
  dstAs: number | null;
  srcMac: number | null;
  dstMac: number | null;
  vlan: number | null;
  etherType: number | null;
  reverse: boolean;
  frame: boolean;
}

const NUMBERS = [
  ...(['bytes', 'packets', 'sampler', 'srcPort', 'dstPort', 'proto', 'tos', 'tcpFlags', 'srcAs', 'dstAs'] as const),
  ...(['srcMac', 'dstMac', 'vlan', 'etherType'] as const),
];

const ADDRESSES = ['src', 'dst', 'nextHop'] as const;

const PROTOCOL_NAMES = new Map<number, string>(Object.entries(FLOW_PROTOCOLS).map(([name, number]) => [number, name]));

export interface Decoded {
  readonly rows: Row[];
  readonly problems: FlowProblem[];
  readonly details: FlowDetails[];
  readonly names: [exporter: string, ifIndex: number, name: string][];
  readonly headers: { row: number; bytes: Buffer; frame: number }[];
}

export interface Sent {
  readonly bytes: Uint8Array;
  readonly from?: string;
  readonly at?: number;
}

export const RECEIVED = Date.UTC(2026, 10, 21, 10);

/** A reader whose findings are kept; `send` gives it a datagram in the middle of a larger buffer, as sockets and captures do. */
export class Session {
  readonly found: Decoded = { rows: [], problems: [], details: [], names: [], headers: [] };
  readonly reader: FlowReader;

  constructor(options: Partial<ReaderOptions> = {}) {
    const { found } = this;
    this.reader = new FlowReader(
      {
        flows: (batch) => {
          for (let i = 0; i < batch.size; i++) found.rows.push(rowOf(batch, i, this.reader));
        },
        problem: (problem) => found.problems.push(problem),
        details: (details) => found.details.push(details),
        portName: (slot, ifIndex, name) => found.names.push([this.reader.addressOf(slot), ifIndex, name]),
        header: (_batch, row, bytes, from, length, frame) => {
          found.headers.push({ row, bytes: Buffer.from(bytes.subarray(from, from + length)), frame });
        },
      },
      { detail: 'all', batchSize: 16, ...options },
    );
  }

  send(bytes: Uint8Array, from = '203.0.113.7', at = RECEIVED): this {
    const framed = Buffer.concat([Buffer.alloc(3, 0xee), bytes, Buffer.alloc(5, 0xee)]);
    this.reader.read(framed, 3, 3 + bytes.length, from, at);
    return this;
  }

  /** All that was found so far, the unfinished batch too. */
  get(): Decoded {
    this.reader.flush();
    return this.found;
  }

  counts() {
    return this.reader.counts()[0]!;
  }

  codes(): string[] {
    return this.get().problems.map(({ code }) => code);
  }
}

export function decodeAll(datagrams: readonly Uint8Array[], options: Partial<ReaderOptions> = {}): Decoded {
  const session = new Session(options);
  for (const datagram of datagrams) session.send(datagram);
  return session.get();
}

/** Fails where a column holds something that the row does not claim to know. */
export function rowOf(batch: FlowBatch, i: number, reader: FlowReader): Row {
  const told = batch.known[i]!;
  const row: Record<string, unknown> = {
    protocol: PROTOCOL_NAMES.get(batch.protocol[i]!),
    exporter: reader.addressOf(batch.exporter[i]!),
    ...{ domain: batch.domain[i], sequence: batch.sequence[i], received: batch.received[i] },
    ...{ first: batch.first[i], last: batch.last[i], timed: (told & KNOWN.times) !== 0 },
    inIf: portOf(batch, 'inIf', i),
    outIf: portOf(batch, 'outIf', i),
    direction: [null, 'ingress', 'egress'][batch.direction[i]!],
    rate: told & KNOWN.rate ? batch.rate[i] : null,
    reverse: (batch.flags[i]! & FLOW_FLAGS.reverse) !== 0,
    frame: (batch.flags[i]! & FLOW_FLAGS.frameBytes) !== 0,
  };
  for (const name of NUMBERS) row[name] = told & KNOWN[name] ? batch[name][i] : claimNothing(name, batch[name][i]!);
  for (const name of ADDRESSES) {
    const words = batch[name].subarray(4 * i, 4 * i + 4);
    if (batch.family[i] !== 6) for (const word of words.subarray(1)) claimNothing(name, word);
    row[name] = told & KNOWN[name] ? textOf(words, batch.family[i]!) : claimNothing(name, words[0]!);
  }
  if (!(told & KNOWN.rate) && batch.rate[i] !== 1) throw new Error(`rate ${batch.rate[i]} of a row that knows none`);
  if (batch.direction[i] === DIRECTION.unknown) row.direction = null;
  return row as unknown as Row;
}

function portOf(batch: FlowBatch, name: 'inIf' | 'outIf', i: number): Row['inIf'] {
  const value = batch[name][i]!;
  if (!(batch.known[i]! & KNOWN[name])) return claimNothing(name, value);
  return value === SPECIAL_IF.internal ? 'internal' : value;
}

function claimNothing(name: string, value: number): null {
  if (value !== 0) throw new Error(`${name} holds ${value} in a row that does not know it`);
  return null;
}

function textOf(words: Uint32Array, family: number): string {
  const [w0 = 0, w1 = 0, w2 = 0, w3 = 0] = words;
  return family === 4 ? formatIpv4(w0) : formatAddress(w0, w1, w2, w3);
}

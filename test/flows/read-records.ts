// What a reader makes of datagrams, as objects: one per row, by the names of the JSON lines.
import {
  FLOW_FLAGS,
  type FlowBatch,
  type FlowDetail,
  type FlowDetails,
  type FlowProblem,
  FlowReader,
  openPrinter,
  type PortCounters,
} from '../../src/flows/index.ts';

export type FlowRecord = Record<string, string | number | boolean | null>;

export interface Decoded {
  /** What `flows decode` prints; `frame` tells that `bytes` are those of whole frames. */
  readonly records: FlowRecord[];
  readonly counters: PortCounters[];
  readonly details: FlowDetails[];
  readonly problems: FlowProblem[];
  readonly names: [exporter: string, ifIndex: number, name: string][];
  readonly headers: Buffer[];
  readonly reader: FlowReader;
}

export const RECEIVED = Date.UTC(2026, 10, 21, 10, 0, 0, 123);

export function decode(
  datagrams: readonly Uint8Array[],
  { detail = 'all' as FlowDetail, source = '203.0.113.7', batchSize = 64 } = {},
): Decoded {
  const found = { records: [], counters: [], details: [], problems: [], names: [], headers: [] } as Omit<
    Decoded,
    'reader'
  >;
  const lines: string[] = [];
  const printer = openPrinter('jsonl', { addressOf: (slot) => reader.addressOf(slot) }, (text) => lines.push(text));
  const reader: FlowReader = new FlowReader(
    {
      flows(batch: FlowBatch) {
        lines.length = 0;
        printer.flows(batch);
        const rows = lines.join('').trim().split('\n');
        rows.forEach((line, row) => {
          const frame = (batch.flags[row]! & FLOW_FLAGS.frameBytes) !== 0;
          found.records.push({ ...(JSON.parse(line) as FlowRecord), ...(frame && { frame }) });
        });
      },
      problem: (problem) => found.problems.push(problem),
      counters: (counters) => found.counters.push(counters),
      details: (details) => found.details.push(details),
      portName: (exporter, ifIndex, name) => found.names.push([reader.addressOf(exporter), ifIndex, name]),
      header(_batch, _row, bytes, from, length) {
        found.headers.push(Buffer.from(bytes.subarray(from, from + length)));
      },
    },
    { detail, batchSize },
  );
  // Each datagram stands in the middle of a larger buffer, as captures and sockets have them.
  datagrams.forEach((datagram, i) => {
    const bytes = Buffer.concat([Buffer.alloc(3, 0xee), datagram, Buffer.alloc(5, 0xee)]);
    reader.read(bytes, 3, 3 + datagram.length, source, RECEIVED + i);
  });
  reader.flush();
  return { ...found, reader };
}

// What a decoder works with: the batch it fills, whose datagram it reads, and where it reports to.
import type { ErrorCode } from '../model/index.ts';
import { FlowBatch, type FlowDetail, KNOWN } from './batch.ts';
import { SflowState } from './decode/sflow/state.ts';
import type { Exporter, Exporters } from './exporters.ts';
import type { FlowSink } from './sink.ts';

/** Problems of one exporter and code that are told; all are counted. */
const MOST_TOLD = 5;

/** One per reader, passed to every decoder. `exporter` and `received` are of the datagram at hand. */
export class DecodeContext {
  readonly sink: FlowSink;
  readonly detail: FlowDetail;
  readonly batch: FlowBatch;
  readonly exporters: Exporters;
  readonly sflow: SflowState;
  exporter: Exporter;
  received = 0;
  /** Columns that may hold something in rows not yet in use. */
  private dirty = 0;
  private used = 0;
  private readonly columns: readonly (readonly [bit: number, column: Column])[];

  constructor(sink: FlowSink, detail: FlowDetail, batchSize: number, exporters: Exporters, nobody: Exporter) {
    this.sink = sink;
    this.detail = detail;
    this.batch = new FlowBatch(batchSize);
    this.columns = columnsOf(this.batch);
    this.exporters = exporters;
    this.sflow = new SflowState(exporters);
    this.exporter = nobody;
  }

  /**
   * Before rows are filled: `columns` (bits of KNOWN) are the ones that this decoder writes in every row; all other columns of KNOWN
   * are made to hold 0 in the rows that follow. Other columns a decoder always writes: `stamp` does those of the datagram; `first`,
   * `last`, `direction`, `flags`, `known`, `rate`, `seenAt`, `family` are its own.
   */
  begin(columns: number): void {
    const stale = this.dirty & ~columns;
    if (stale !== 0) this.clear(stale);
    this.used |= columns;
  }

  /** Rows free for filling, at least one: hands the batch over when it is full. */
  room(): number {
    if (this.batch.size === this.batch.capacity) this.flush();
    return this.batch.capacity - this.batch.size;
  }

  /** Fills the columns of the datagram in `count` new rows, which the decoder has filled or is about to, and takes them into the batch. */
  stamp(count: number, protocol: number, domain: number, sequence: number): void {
    const { batch, received } = this;
    const { slot } = this.exporter;
    const from = batch.size;
    const to = from + count;
    for (let row = from; row < to; row++) {
      batch.protocol[row] = protocol;
      batch.exporter[row] = slot;
      batch.domain[row] = domain;
      batch.sequence[row] = sequence;
      batch.received[row] = received;
    }
    batch.size = to;
    this.exporter.records += count;
  }

  /** Counts a problem of this exporter, and tells it where it is one of the first of its kind. */
  problem(code: ErrorCode, message: () => string): void {
    const { problems, address } = this.exporter;
    const count = (problems.get(code) ?? 0) + 1;
    problems.set(code, count);
    if (count <= MOST_TOLD) this.sink.problem({ code, exporter: address, message: message() });
  }

  flush(): void {
    if (this.batch.size === 0) return;
    this.sink.flows(this.batch);
    this.batch.size = 0;
    this.dirty |= this.used;
    this.used = 0;
  }

  private clear(stale: number): void {
    const { size, capacity } = this.batch;
    for (const [bit, column] of this.columns) if (stale & bit) column.fill(0, size * (column.length / capacity));
    this.dirty &= ~stale;
  }
}

type Column = Uint8Array | Uint16Array | Uint32Array | Float64Array;

/** Columns with a bit in KNOWN that decoders leave alone where the record does not tell them. */
function columnsOf(batch: FlowBatch): readonly (readonly [bit: number, column: Column])[] {
  const names = [
    ...(['inIf', 'outIf', 'bytes', 'packets', 'src', 'dst', 'srcPort', 'dstPort', 'proto', 'tos', 'tcpFlags'] as const),
    ...(['srcAs', 'dstAs', 'nextHop', 'srcMac', 'dstMac', 'vlan', 'etherType', 'sampler'] as const),
  ];
  return names.map((name) => [KNOWN[name], batch[name]]);
}

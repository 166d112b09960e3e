// What a decoder works with: the batch it fills, whose datagram it reads, what the reader remembers, and where it reports to.
import type { ErrorCode } from '../model/index.ts';
import { FlowBatch, type FlowDetail, KNOWN } from './batch.ts';
import { ALSO } from './column-bits.ts';
import { SflowState } from './decode/sflow/state.ts';
import { Exporter, Exporters } from './exporters.ts';
import { PortNames } from './port-names.ts';
import type { FlowDetails, FlowSink } from './sink.ts';
import { RecordLocator } from './templates/layout.ts';
import type { TemplateLimits } from './templates/limits.ts';
import { TemplateStore } from './templates/store.ts';
import { WaitingRoom } from './templates/waiting.ts';

/** Problems of one exporter and code that are told; all are counted. */
const MOST_TOLD = 5;

const ALL_OTHERS = ALSO.direction | ALSO.flags | ALSO.seenAt | ALSO.family | ALSO.wide;

type Column = Uint8Array | Uint16Array | Uint32Array | Float64Array;

/** One per reader, passed to every decoder. `exporter` and `received` are of the datagram at hand. */
export class DecodeContext {
  readonly sink: FlowSink;
  readonly detail: FlowDetail;
  readonly batch: FlowBatch;
  readonly limits: TemplateLimits;
  readonly exporters: Exporters;
  readonly templates: TemplateStore;
  readonly waiting: WaitingRoom;
  readonly names: PortNames;
  readonly locator: RecordLocator;
  readonly sflow: SflowState;
  exporter = new Exporter(-1, '', 0);
  received = 0;
  /** Columns that may hold something in rows not yet in use. */
  private dirty = 0;
  private used = 0;
  /** Told since the batch was handed over. */
  private details = 0;
  private readonly columns: readonly (readonly [bit: number, column: Column])[];

  constructor(sink: FlowSink, detail: FlowDetail, batchSize: number, limits: TemplateLimits) {
    this.sink = sink;
    this.detail = detail;
    this.limits = limits;
    this.batch = new FlowBatch(Math.max(2, batchSize));
    this.columns = columnsOf(this.batch);
    this.exporters = new Exporters(limits);
    this.templates = new TemplateStore(limits);
    this.waiting = new WaitingRoom(limits, (domain) => {
      const exporter = this.exporters.bySlot(domain.exporter);
      if (exporter) exporter.undecoded++;
    });
    this.exporters.onForget = (domain) => {
      this.waiting.forget(domain);
      for (const template of [...domain.templates.values()]) template.forget();
    };
    this.names = new PortNames(limits.names, sink);
    this.locator = new RecordLocator(this.batch.capacity);
    this.sflow = new SflowState(this.exporters);
  }

  /**
   * Before rows are filled: `columns` (bits of KNOWN) and `others` (bits of ALSO) are the ones that this decoder writes in every row; all
   * other columns with such bits are made to hold 0 in the rows that follow. `first`, `last`, `known` and `rate` every decoder writes;
   * `stamp` writes those of the datagram.
   */
  begin(columns: number, others: number = ALL_OTHERS): void {
    const written = columns | others;
    const stale = this.dirty & ~written;
    if (stale !== 0) this.clear(stale);
    this.used |= written;
  }

  /** Columns that are written in some rows only. */
  mark(columns: number): void {
    this.used |= columns;
  }

  /** Rows free for filling, at least `least` (no more than 2): hands the batch over when it is full. */
  room(least = 1): number {
    if (this.batch.size + least > this.batch.capacity) this.flush();
    return this.batch.capacity - this.batch.size;
  }

  /** Fills the columns of the datagram in `count` new rows, which the decoder has filled or is about to, and takes them into the batch. */
  stamp(count: number, protocol: number, domain: number, sequence: number): void {
    const { batch, received: now } = this;
    const { protocol: protocols, exporter, domain: domains, sequence: sequences, received } = batch;
    const { slot } = this.exporter;
    const to = batch.size + count;
    for (let row = batch.size; row < to; row++) {
      protocols[row] = protocol;
      exporter[row] = slot;
      domains[row] = domain;
      sequences[row] = sequence;
      received[row] = now;
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

  /** A counter sample or an options record: after many of them the batch is handed over, so that nobody need hold more. */
  tellDetails(details: FlowDetails): void {
    this.sink.details?.(details);
    if (++this.details >= this.batch.capacity) this.flush();
  }

  flush(): void {
    this.details = 0;
    if (this.batch.size === 0) return;
    this.sink.flows(this.batch);
    this.batch.size = 0;
    this.dirty |= this.used;
    this.used = 0;
  }

  private clear(stale: number): void {
    const { size, capacity, src, dst, nextHop } = this.batch;
    for (const [bit, column] of this.columns) if (stale & bit) column.fill(0, size * (column.length / capacity));
    if (stale & ALSO.wide) for (const words of [src, dst, nextHop]) words.fill(0, 4 * size);
    this.dirty &= ~stale;
  }
}

/** Columns with a bit in KNOWN or ALSO that decoders leave alone where the record does not tell them. */
function columnsOf(batch: FlowBatch): readonly (readonly [bit: number, column: Column])[] {
  const names = [
    ...(['inIf', 'outIf', 'bytes', 'packets', 'src', 'dst', 'srcPort', 'dstPort', 'proto', 'tos', 'tcpFlags'] as const),
    ...(['srcAs', 'dstAs', 'nextHop', 'srcMac', 'dstMac', 'vlan', 'etherType', 'sampler'] as const),
  ];
  const others = (['direction', 'flags', 'seenAt', 'family'] as const).map(
    (name) => [ALSO[name], batch[name]] as const,
  );
  return [...names.map((name) => [KNOWN[name], batch[name]] as const), ...others];
}

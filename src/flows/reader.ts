// Datagrams in, flows out: finds the protocol of each datagram, keeps what the protocols need remembered, counts everything.
import { FLOW_PROTOCOLS, type FlowDetail } from './batch.ts';
import { DecodeContext } from './context.ts';
import { decodeNetflow5 } from './decode/netflow5.ts';
import { detectProtocol } from './detect.ts';
import { Exporter, Exporters } from './exporters.ts';
import type { ExporterCounts, FlowSink } from './sink.ts';
import { TEMPLATE_LIMITS, type TemplateLimits } from './templates/limits.ts';
import type { TemplateMemory } from './templates/memory.ts';

export interface ReaderOptions {
  readonly detail: FlowDetail;
  /** Rows of a batch. */
  readonly batchSize?: number;
  readonly limits?: Partial<TemplateLimits>;
  /** What `templates()` of an earlier run gave. */
  readonly memory?: TemplateMemory | null;
}

export class FlowReader {
  private readonly context: DecodeContext;
  private readonly exporters: Exporters;

  constructor(sink: FlowSink, options: ReaderOptions) {
    const limits = { ...TEMPLATE_LIMITS, ...options.limits };
    this.exporters = new Exporters(limits.exporters);
    const nobody = new Exporter(-1, '', 0);
    this.context = new DecodeContext(sink, options.detail, options.batchSize ?? 1024, this.exporters, nobody);
  }

  /**
   * One datagram, `bytes[from … to)`, that came from `address` (as RFC 5952 writes it; IPv4-mapped ones as IPv4). Never throws: what is
   * wrong with it is counted and told to the sink.
   */
  read(bytes: Uint8Array, from: number, to: number, address: string, receivedMs: number): void {
    const { context } = this;
    const exporter = this.exporters.find(address, receivedMs);
    if (!exporter) return;
    context.exporter = exporter;
    context.received = receivedMs;
    exporter.datagrams++;
    exporter.lastSeen = receivedMs;
    const protocol = detectProtocol(bytes, from, to);
    if (protocol === FLOW_PROTOCOLS.netflow5) decodeNetflow5(context, bytes, from, to);
    else
      context.problem('FLOW_DATAGRAM_UNKNOWN', () => `a datagram of ${to - from} octets is of no protocol known here`);
  }

  /** Hands over the unfinished batch. */
  flush(): void {
    this.context.flush();
  }

  /** Per exporter, in the order of their slots. */
  counts(): ExporterCounts[] {
    return this.exporters.counts();
  }

  /** Of a slot in `FlowBatch.exporter`; '' where there is no such slot. */
  addressOf(slot: number): string {
    return this.exporters.addressOf(slot) ?? '';
  }

  /** What the next run should begin with: JSON. */
  templates(): TemplateMemory {
    return { version: 1, exporters: [] };
  }
}

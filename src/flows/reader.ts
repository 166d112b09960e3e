// Datagrams in, flows out: finds the protocol of each datagram, keeps what the protocols need remembered, counts everything.
import { FLOW_PROTOCOLS, type FlowDetail } from './batch.ts';
import { DecodeContext } from './context.ts';
import { decodeIpfix } from './decode/ipfix.ts';
import { decodeNetflow1 } from './decode/netflow1.ts';
import { decodeNetflow5 } from './decode/netflow5.ts';
import { decodeNetflow7 } from './decode/netflow7.ts';
import { decodeNetflow9 } from './decode/netflow9.ts';
import { decodeSflow5 } from './decode/sflow5.ts';
import { detectProtocol } from './detect.ts';
import type { ExporterCounts, FlowSink } from './sink.ts';
import { TEMPLATE_LIMITS, type TemplateLimits } from './templates/limits.ts';
import { restoreMemory, saveMemory, type TemplateMemory } from './templates/memory.ts';

type Decoder = (context: DecodeContext, bytes: Uint8Array, from: number, to: number) => void;

const DECODERS: ReadonlyMap<number, Decoder> = new Map([
  [FLOW_PROTOCOLS.netflow1, decodeNetflow1],
  [FLOW_PROTOCOLS.netflow5, decodeNetflow5],
  [FLOW_PROTOCOLS.netflow7, decodeNetflow7],
  [FLOW_PROTOCOLS.netflow9, decodeNetflow9],
  [FLOW_PROTOCOLS.ipfix, decodeIpfix],
  [FLOW_PROTOCOLS.sflow5, decodeSflow5],
]);

export interface ReaderOptions {
  readonly detail: FlowDetail;
  /** Rows of a batch, at least 2. */
  readonly batchSize?: number;
  readonly limits?: Partial<TemplateLimits>;
  /** What `templates()` of an earlier run gave. */
  readonly memory?: TemplateMemory | null;
}

export class FlowReader {
  /** Datagrams of exporters for which there was no room (`limits.exporters`). */
  refused = 0;
  private readonly context: DecodeContext;

  constructor(sink: FlowSink, options: ReaderOptions) {
    const limits = { ...TEMPLATE_LIMITS, ...options.limits };
    this.context = new DecodeContext(sink, options.detail, options.batchSize ?? 1024, limits);
    if (options.memory) restoreMemory(this.context, options.memory);
  }

  /**
   * One datagram, `bytes[from … to)`, that came from `address` (as RFC 5952 writes it; IPv4-mapped ones as IPv4). Never throws: what is
   * wrong with it is counted and told to the sink. What the sink itself throws goes through.
   */
  read(bytes: Uint8Array, from: number, to: number, address: string, receivedMs: number): void {
    const { context } = this;
    const exporter = context.exporters.find(address, receivedMs);
    if (!exporter) {
      this.refuse(address);
      return;
    }
    context.exporter = exporter;
    context.received = receivedMs;
    const protocol = detectProtocol(bytes, from, to);
    // One of sFlow is the agent's that it names.
    if (protocol !== FLOW_PROTOCOLS.sflow5) exporter.hear(receivedMs);
    if (exporter.namesUntold) context.names.tellRestored(exporter);
    const decode = DECODERS.get(protocol);
    if (decode) decode(context, bytes, from, to);
    else
      context.problem('FLOW_DATAGRAM_UNKNOWN', () => `a datagram of ${to - from} octets is of no protocol known here`);
  }

  /** Hands over the unfinished batch. */
  flush(): void {
    this.context.flush();
  }

  /** Per exporter, in the order of their slots. */
  counts(): ExporterCounts[] {
    const { exporters, sflow } = this.context;
    return exporters.counts().map((counts) => sflow.withSamples(counts));
  }

  /** Of a slot in `FlowBatch.exporter`; '' where there is no such slot. */
  addressOf(slot: number): string {
    return this.context.exporters.bySlot(slot)?.address ?? '';
  }

  /** The clock of a slot's exporter less ours, ms; null where it has not told its time. */
  clockOffsetOf(slot: number): number | null {
    return this.context.exporters.bySlot(slot)?.clockOffsetMs ?? null;
  }

  /** What the next run should begin with: JSON. */
  templates(): TemplateMemory {
    return saveMemory(this.context.exporters.all());
  }

  private refuse(address: string): void {
    this.refused++;
    if (this.refused > 1) return;
    const message = `there are ${this.context.limits.exporters} exporters already; this one and all others are not decoded`;
    this.context.sink.problem({ code: 'FLOW_EXPORTERS_FULL', exporter: address, message });
  }
}

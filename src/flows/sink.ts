// What decoding gives: flows in batches, and the rarer things as objects.
import type { ErrorCode } from '../model/index.ts';
import type { FlowBatch, FlowProtocol } from './batch.ts';

/** One thing wrong with a datagram: counted by code, shown, and the rest goes on. */
export interface FlowProblem {
  readonly code: ErrorCode;
  readonly exporter: string;
  readonly message: string;
}

/** Interface counters as sFlow sends them (counter sample, generic block); unknown (all ones) is null. Octets and packets since the start. */
export interface PortCounters {
  readonly exporter: number;
  readonly received: number;
  readonly ifIndex: number;
  readonly speedBps: number | null;
  readonly adminUp: boolean | null;
  readonly operUp: boolean | null;
  readonly inBytes: number | null;
  readonly inPackets: number | null;
  readonly outBytes: number | null;
  readonly outPackets: number | null;
  readonly inDiscards: number | null;
  readonly outDiscards: number | null;
  readonly inErrors: number | null;
  readonly outErrors: number | null;
}

/** A whole counter sample or options record, by the names of its fields: for people and scripts, not for the hot path. */
export interface FlowDetails {
  readonly type: 'sflow5-counters' | 'options';
  readonly exporter: number;
  readonly domain: number;
  readonly sequence: number;
  readonly received: number;
  /** Rows of the batch at hand that came before it: who prints both in their order needs it. */
  readonly row?: number;
  readonly fields: Readonly<Record<string, string | number | null>>;
}

/** Receives what a `FlowReader` decodes. What is not given is not decoded. */
export interface FlowSink {
  /** Called when the batch is full and at `flush`; the rows are valid during the call. */
  flows(batch: FlowBatch): void;
  problem(problem: FlowProblem): void;
  counters?(counters: PortCounters): void;
  details?(details: FlowDetails): void;
  /** The port name that an exporter gave an ifIndex (IE 82/83, sFlow 0:1005). */
  portName?(exporter: number, ifIndex: number, name: string): void;
  /**
   * A sampled packet header (sFlow, IE 315): `length` octets at `from` of `bytes`; row `row` of `batch` is its flow. `frame` is the
   * length of the whole frame, `protocol` sFlow's header protocol (1: Ethernet).
   */
  header?(
    batch: FlowBatch,
    row: number,
    bytes: Uint8Array,
    from: number,
    length: number,
    frame: number,
    protocol: number,
  ): void;
}

/** Totals of one exporter since the reader was made. */
export interface ExporterCounts {
  readonly slot: number;
  /** sFlow: the agent address; else where the datagrams came from. */
  readonly address: string;
  readonly protocols: readonly FlowProtocol[];
  readonly datagrams: number;
  readonly records: number;
  /** By the sequence rule of each protocol: v5 flows, v9 datagrams, IPFIX data records, sFlow datagrams. */
  readonly lost: number;
  readonly expected: number;
  readonly duplicates: number;
  /** Data records whose template never came. */
  readonly undecoded: number;
  /** Of sFlow: samples missing by the numbers of the samples (losses on the way, mostly), and samples that the agent itself had to drop. */
  readonly samples?: { readonly lost: number; readonly dropped: number };
  readonly sampling: readonly number[];
  /** Its clock less ours, ms; null where its datagrams tell no time. */
  readonly clockOffsetMs: number | null;
  readonly firstSeen: number;
  readonly lastSeen: number;
  /** Problems by code. */
  readonly problems: Readonly<Record<string, number>>;
}

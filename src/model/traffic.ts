// What is kept of traffic: minutes of link loads and of talkers, as columns.
import type { ExporterReport, UnattributedReason } from './link-load.ts';

/** 0: from the link's end `a` to `b`; 1: from `b` to `a`. */
export type FlowSide = 0 | 1;

/** Bits of `LoadMinute.flags`: what a reader of the figure should know. Minutes put together have the bits of all. */
export const LOAD_FLAGS = {
  /** Not seen at the port of its source: told by records of other ports of that device. */
  inferred: 1,
  /** No sampling rate was told: every packet is taken for counted. */
  rateUnknown: 2,
  /** The exporter's clock is wrong: its times were corrected by when its datagrams came. */
  clockCorrected: 4,
  /** Records with impossible times were booked when they came. */
  timesUnusable: 8,
} as const;

/** Loads of one minute: a row per link (or bundle) and direction. All columns have one length; NaN is "not known". */
export interface LoadMinute {
  /** Minutes since 1970. */
  readonly minute: number;
  readonly links: readonly string[];
  readonly sides: Uint8Array;
  /** Octets of frames, scaled by sampling. */
  readonly bytes: Float64Array;
  readonly packets: Float64Array;
  /** Variance of `bytes` that sampling brings; 0 where every packet was counted. */
  readonly variance: Float64Array;
  /** Index into LOAD_SOURCES; 255: none. */
  readonly sources: Uint8Array;
  /** Seconds of the minute that were measured, 0 to 60, less loss. */
  readonly covered: Float64Array;
  readonly ingressFar: Float64Array;
  readonly egressNear: Float64Array;
  readonly counters: Float64Array;
  /** Bits of LOAD_FLAGS. */
  readonly flags: Uint8Array;
}

/** Keys of a conversation as it was reported; unknown is null. */
export interface FlowKey {
  readonly src: string | null;
  readonly dst: string | null;
  readonly srcPort: number | null;
  readonly dstPort: number | null;
  readonly proto: number | null;
  readonly dscp: number | null;
  readonly srcAs: number | null;
  readonly dstAs: number | null;
}

/** A large conversation on one link and direction in one minute. */
export interface Talker {
  readonly link: string;
  readonly side: FlowSide;
  readonly key: FlowKey;
  readonly bytes: number;
  readonly packets: number;
}

/** Everything kept of one minute. Written again as late records arrive; final once its time is over. */
export interface TrafficMinute {
  readonly loads: LoadMinute;
  readonly talkers: readonly Talker[];
  readonly unattributed: {
    readonly bytes: number;
    readonly packets: number;
    readonly reasons: Partial<Record<UnattributedReason, number>>;
  };
  readonly exporters: readonly ExporterReport[];
  /** The snapshot the links are of. */
  readonly snapshot: string | null;
}

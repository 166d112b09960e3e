// What the links of a snapshot carried in a window of time: the document of `flows load`, kept in a snapshot and read by `render --load`.
import { z } from 'zod';

/**
 * Where the figure of a link and direction A→B was observed: entering B's port, leaving A's port, or by interface counters.
 * In this order of preference; figures of two places are never added.
 */
export const LOAD_SOURCES = ['ingress-far', 'egress-near', 'counters'] as const;
export type LoadSource = (typeof LOAD_SOURCES)[number];

/** Why traffic that was reported could not be given to a link and direction. */
export const UNATTRIBUTED_REASONS = [
  /** The address is no device of the snapshot. */
  'unknown-exporter',
  /** No port of that device had this ifIndex then. */
  'unknown-ifindex',
  /** The port is known, and no cable is known on it. */
  'no-link',
  /** ifIndex 0 or 0x3FFFFFFF: the device itself. */
  'internal',
  /** Dropped by the device, or sent out of several ports at once. */
  'discarded',
  'multiple',
  /** The port belongs to a segment of several neighbours: which of them, nobody says. */
  'segment',
  /** The record does not tell whether the packets came in or went out (both interfaces are the one it was seen at). */
  'unknown-direction',
  /** Too late: its window was final. */
  'late',
] as const;
export type UnattributedReason = (typeof UNATTRIBUTED_REASONS)[number];

const Figure = z.number().nullable();

const DirectionLoad = z.object({
  /** Octets of frames, FCS included, as interface counters count them: 18 are added per packet where the protocol counts layer 3. */
  bytes: Figure,
  packets: Figure,
  /** `bytes` × 8 ÷ seconds of the window. */
  bps: Figure,
  /** Share of the capacity in use on the wire, preamble and gap (20 octets a packet) included; above 1 is possible only where the capacity is wrong. */
  utilisation: Figure,
  source: z.enum(LOAD_SOURCES).nullable(),
  /** Share of the window that was measured: heard from the exporter, and not lost on the way. 0 to 1. */
  coverage: z.number(),
  /** Bounds of `bytes`, 95 %, where packets were sampled; null where every packet was counted. */
  interval: z.object({ low: z.number(), high: z.number() }).nullable().default(null),
  /** What each place of observation says of `bytes`; null where it says nothing. */
  evidence: z
    .object({ ingressFar: Figure, egressNear: Figure, counters: Figure })
    .default({ ingressFar: null, egressNear: null, counters: null }),
  /** A sentence where the places contradict each other, or the figure deserves a warning. */
  notes: z.array(z.string()).default([]),
});

const LinkLoad = z.object({
  /** Id of a link of the snapshot; or of one of its bundles, where `members` names its links. */
  link: z.string(),
  capacityBps: Figure,
  aToB: DirectionLoad,
  bToA: DirectionLoad,
  /** The bundle that this link is a member of. Its traffic may be known for the bundle alone. */
  bundle: z.string().nullable().default(null),
  members: z.array(z.string()).default([]),
});

const ExporterReport = z.object({
  address: z.string(),
  /** Name in the snapshot; null for a stranger. */
  device: z.string().nullable(),
  protocols: z.array(z.string()),
  datagrams: z.number(),
  records: z.number(),
  /** Lost on the way by the protocol's own sequence numbers: of datagrams, flows or records, as `loss` (share, 0 to 1). */
  lost: z.number(),
  loss: z.number(),
  /** Rates met, ascending; 1 is every packet. Empty: none was told. */
  sampling: z.array(z.number()),
  /** The exporter's clock less ours, seconds. Null where the protocol tells no time. */
  clockOffsetSeconds: Figure,
  problems: z.record(z.string(), z.number()).default({}),
});

export const LinkLoads = z.object({
  window: z.object({ from: z.string(), to: z.string(), seconds: z.number() }),
  /** Id of the snapshot whose links these are. */
  snapshot: z.string().nullable().default(null),
  /** Sorted by link id. */
  links: z.array(LinkLoad),
  unattributed: z.object({
    bytes: z.number(),
    packets: z.number().default(0),
    /** Bytes by reason; only those that occurred. */
    reasons: z.partialRecord(z.enum(UNATTRIBUTED_REASONS), z.number()),
  }),
  exporters: z.array(ExporterReport),
});

export type LinkLoads = z.infer<typeof LinkLoads>;
export type LinkLoad = z.infer<typeof LinkLoad>;
export type DirectionLoad = z.infer<typeof DirectionLoad>;
export type ExporterReport = z.infer<typeof ExporterReport>;

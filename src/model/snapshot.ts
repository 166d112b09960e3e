// The snapshot document, schema 1. The file is a promise to other programs: docs/reference/snapshot.md.
import { z } from 'zod';
import { ERROR_CODES } from './errors.ts';

export const SNAPSHOT_SCHEMA = 'toposcope/snapshot/1';

const Text = z.string().nullable();
const Count = z.number().nullable();

const SnapshotPort = z.object({
  name: z.string(),
  short: z.string(),
  ifIndex: Count,
  speedBps: Count,
  adminUp: z.boolean().nullable(),
  operUp: z.boolean().nullable(),
  description: Text,
  mac: Text,
  bundle: Text,
  addresses: z.array(z.string()),
  mtu: Count.default(null),
  duplex: z.enum(['full', 'half', 'auto']).nullable().default(null),
});

const FlowExport = z.object({
  exporters: z.array(
    z.object({
      protocol: z.enum(['netflow5', 'netflow9', 'ipfix', 'sflow5']),
      destination: z.string(),
      port: z.number(),
      vrf: Text,
      source: Text,
    }),
  ),
  samplers: z.array(
    z.object({ name: Text, port: Text, rate: z.number(), mode: z.enum(['random', 'deterministic']).nullable() }),
  ),
  ports: z.array(z.object({ port: z.string(), ingress: z.boolean(), egress: z.boolean(), sampler: Text })),
  activeTimeoutSeconds: Count,
  inactiveTimeoutSeconds: Count,
});

const SnapshotDevice = z.object({
  name: z.string(),
  managed: z.boolean(),
  hostname: Text,
  platform: Text,
  model: Text,
  version: Text,
  serial: Text,
  managementAddress: Text,
  chassisId: Text,
  groups: z.array(z.string()),
  site: Text,
  role: Text,
  aliases: z.array(z.string()),
  /** Letters the device's neighbours heard from it; types stubs (phone, access point, host). */
  capabilities: z.array(z.string()),
  /** Alias → the rule that joined it to this device. */
  identity: z.array(z.object({ alias: z.string(), rule: z.string() })),
  poll: z
    .object({
      status: z.enum(['ok', 'unreachable', 'auth-failed', 'failed', 'skipped']),
      code: z.enum(ERROR_CODES).nullable(),
      message: Text,
      hint: Text,
      tookMs: z.number(),
      changed: z.boolean(),
    })
    .nullable(),
  lldp: z.object({ enabled: z.boolean(), intervalSeconds: Count, holdSeconds: Count }).nullable(),
  /** When the neighbour table was last read whole; null when never. Older than `takenAt` where the device was not polled. */
  claimsAsOf: Text,
  ports: z.array(SnapshotPort),
  /** When it last started, to the minute, from its uptime: ifIndex numbers may have changed then. */
  bootedAt: Text.default(null),
  /** When the ifIndex numbers of `ports` were read; older than `takenAt` where they were carried over. */
  ifIndexAsOf: Text.default(null),
  flowExport: FlowExport.nullable().default(null),
  /** MAC addresses by port, where ARP and MAC tables were asked for. */
  endpoints: z.array(z.object({ mac: z.string(), ip: Text, vlan: Text, port: Text })).default([]),
});

const End = z.object({ device: z.string(), port: Text });

const Claim = z.object({
  /** The device that says so, and the port it says it of. */
  by: z.string(),
  port: Text,
  protocol: z.enum(['lldp', 'cdp', 'declared']),
  /** What it hears: as advertised, before identity was settled. */
  systemName: Text,
  chassisId: Text,
  portId: Text,
  portDescription: Text,
  holdSeconds: Count,
  remainingSeconds: Count,
  /** When it was read. Older than the snapshot for a claim carried over from a device that was not polled. */
  at: z.string(),
  command: z.string(),
  /** Hash of the raw answer in the evidence store; null for declared links. */
  evidence: Text,
  /** The rule by which the far device was recognised. */
  rule: z.string(),
});

const SnapshotLink = z.object({
  id: z.string(),
  a: End,
  b: End,
  state: z.enum(['confirmed', 'one-way', 'unverified', 'mismatch', 'declared']),
  /** Why it is not confirmed; null for confirmed links. */
  reason: Text,
  /** True while it is too young, or ageing out, to be judged: no alarm yet. */
  settling: z.boolean(),
  protocols: z.array(z.string()),
  speedBps: Count,
  bundle: Text,
  /**
   * Id of the segment (hub, unmanaged switch, management LAN) it belongs to; null for a cable between two devices.
   * A link of a segment joins one member's port (`a`) to the segment itself (`b.device` is the segment id, `b.port` null).
   */
  segment: Text,
  firstSeen: z.string(),
  claims: z.array(Claim),
});

/** A shared medium: several neighbours on one port. Each member is joined to it by one link whose other end is the segment. */
const Segment = z.object({ id: z.string(), members: z.array(End) });

const LinkChange = z.object({
  kind: z.enum(['added', 'lost', 'one-way', 'restored', 'moved', 'degraded', 'renumbered']),
  /** Id of the link after the change (before it, where it is lost). */
  link: z.string(),
  a: End,
  b: End,
  /** The ends before, for `moved` and `renumbered`. */
  before: z.object({ link: z.string(), a: End, b: End }).nullable(),
  cause: z.string(),
  /** Facts the verdict rests on, each a sentence. */
  evidence: z.array(z.string()),
});

const SnapshotProblem = z.object({
  code: z.enum(ERROR_CODES),
  severity: z.enum(['error', 'warning']),
  device: Text,
  message: z.string(),
  hint: z.string(),
});

export const Snapshot = z.object({
  schema: z.literal(SNAPSHOT_SCHEMA),
  id: z.string(),
  takenAt: z.string(),
  tookMs: z.number(),
  /** Id of the snapshot that `changes` compares with; null for the first. */
  previous: Text,
  devices: z.array(SnapshotDevice),
  links: z.array(SnapshotLink),
  segments: z.array(Segment),
  changes: z.array(LinkChange),
  problems: z.array(SnapshotProblem),
  /** Device → command → hash of the raw answer. */
  answers: z.record(z.string(), z.record(z.string(), z.string())),
});

export type Snapshot = z.infer<typeof Snapshot>;
export type SnapshotDevice = z.infer<typeof SnapshotDevice>;
export type SnapshotPort = z.infer<typeof SnapshotPort>;
export type SnapshotLink = z.infer<typeof SnapshotLink>;
export type Claim = z.infer<typeof Claim>;
export type Segment = z.infer<typeof Segment>;
export type LinkChange = z.infer<typeof LinkChange>;
export type LinkState = SnapshotLink['state'];
export type SnapshotProblem = z.infer<typeof SnapshotProblem>;

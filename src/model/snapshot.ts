// The snapshot document, schema 1. The file is a promise to other programs: docs/reference/snapshot.md.
import { z } from 'zod';
import { ERROR_CODES } from './errors.ts';
import { LinkLoads } from './link-load.ts';

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
  mac: Text.default(null),
  bundle: Text,
  /** How the LAG it is a member of is agreed upon, and what its owner says of the member. Null where not read. */
  bundleProtocol: z.enum(['lacp', 'pagp', 'static']).nullable().default(null),
  bundleState: z.enum(['bundled', 'standby', 'suspended', 'down']).nullable().default(null),
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
  capabilities: z.array(z.string()).default([]),
  /** Alias → the rule that joined it to this device. */
  identity: z.array(z.object({ alias: z.string(), rule: z.string() })).default([]),
  poll: z
    .object({
      status: z.enum(['ok', 'unreachable', 'auth-failed', 'failed', 'skipped']),
      code: z.enum(ERROR_CODES).nullable(),
      message: Text,
      hint: Text.default(null),
      tookMs: z.number(),
      changed: z.boolean(),
    })
    .nullable(),
  lldp: z.object({ enabled: z.boolean(), intervalSeconds: Count, holdSeconds: Count }).nullable(),
  /** When the neighbour table was last read whole; null when never. Older than `takenAt` where the device was not polled. */
  claimsAsOf: Text.default(null),
  ports: z.array(SnapshotPort),
  /** When it last started, to the minute, from its uptime: ifIndex numbers may have changed then. */
  bootedAt: Text.default(null),
  /** When the ifIndex numbers of `ports` were read; older than `takenAt` where they were carried over. */
  ifIndexAsOf: Text.default(null),
  flowExport: FlowExport.nullable().default(null),
  /** MAC addresses by port, where ARP and MAC tables were asked for. */
  endpoints: z.array(z.object({ mac: z.string(), ip: Text, vlan: Text, port: Text })).default([]),
  /** What a device outside the inventory seems to be; `device` for those of the inventory and for switches and routers. */
  kind: z.enum(['device', 'phone', 'access-point', 'host', 'unknown']).default('device'),
  /** "Known, ignore" by a rule of the settings: kept here, left out of pictures, changes and incidents. */
  ignored: z.boolean().default(false),
});

const End = z.object({ device: z.string(), port: Text });

const Fault = z.enum(['admin-down', 'line-down', 'silent']).nullable().default(null);

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
  settling: z.boolean().default(false),
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
  /** The rule by which the claims of its ends were taken for one cable. */
  rule: z.string().default(''),
  /** Early warning: advertisements to this end have stopped arriving, and its claim ages out in so many seconds. */
  ageing: z.object({ device: z.string(), remainingSeconds: z.number() }).nullable().default(null),
  /** What its ports say where it is not confirmed: shut by someone, no carrier, or up and silent. */
  fault: Fault,
  /** Where both ends were read and do not fit: each a sentence. */
  incoherent: z
    .array(z.object({ what: z.enum(['speed', 'duplex', 'mtu', 'lag-protocol', 'lag-member']), message: z.string() }))
    .default([]),
});

/** A LAG: links that are members of it at both ends. `down` names expected members that are missing or not bundled. */
const Bundle = z.object({
  /** Like the id of a link between the two LAG ports. */
  id: z.string(),
  a: End,
  b: End,
  /** Ids of links, sorted. */
  members: z.array(z.string()),
  protocol: z.enum(['lacp', 'pagp', 'static']).nullable(),
  /** `mismatch`: a member lands on another device or in another LAG, or the ends disagree on the protocol. */
  state: z.enum(['whole', 'degraded', 'lost', 'unverified', 'mismatch']),
  /** Member ports that do not carry: `r1:Gi0/1 is suspended`; empty when whole. */
  reasons: z.array(z.string()),
});

/** A shared medium: several neighbours on one port. Each member is joined to it by one link whose other end is the segment. */
const Segment = z.object({ id: z.string(), members: z.array(End) });

const LINK_CHANGES = [
  'added',
  'lost',
  'one-way',
  'mismatch',
  'restored',
  'moved',
  'swapped',
  'degraded',
  'renumbered',
] as const;

const LinkChange = z.object({
  kind: z.enum(LINK_CHANGES),
  /** Id of the link after the change (before it, where it is lost). */
  link: z.string(),
  a: End,
  b: End,
  /** The ends before, for `moved`, `renumbered` and `swapped`. */
  before: z.object({ link: z.string(), a: End, b: End }).nullable().default(null),
  /** The other cable of a `swapped` pair. */
  partner: z
    .object({ link: z.string(), a: End, b: End, before: z.object({ link: z.string(), a: End, b: End }) })
    .nullable()
    .default(null),
  fault: Fault,
  cause: z.string(),
  /** Facts the verdict rests on, each a sentence. */
  evidence: z.array(z.string()),
});

const DeviceChange = z.object({
  /** Devices of the inventory only: of others their links tell. `replaced`: another chassis under the same name. */
  kind: z.enum(['device-added', 'device-removed', 'renamed', 'replaced', 'new-serial', 'new-version', 'restarted']),
  link: z.null(),
  /** Its name after the change (before it, where it is removed). */
  device: z.string(),
  /** The old and the new name, chassis id, serial, version or start; null where there is none. */
  before: Text,
  after: Text,
  cause: z.string(),
  evidence: z.array(z.string()),
});

const SnapshotProblem = z.object({
  code: z.enum(ERROR_CODES),
  severity: z.enum(['error', 'warning']).default('warning'),
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
  previous: Text.default(null),
  devices: z.array(SnapshotDevice),
  links: z.array(SnapshotLink),
  segments: z.array(Segment).default([]),
  bundles: z.array(Bundle).default([]),
  changes: z.array(z.union([LinkChange, DeviceChange])),
  problems: z.array(SnapshotProblem),
  /** Device → command → hash of the raw answer. */
  answers: z.record(z.string(), z.record(z.string(), z.string())).default({}),
  /** What the links carried in the window before it was taken; null where no flows were collected. */
  loads: LinkLoads.nullable().default(null),
});

export type Snapshot = z.infer<typeof Snapshot>;
export type SnapshotDevice = z.infer<typeof SnapshotDevice>;
export type SnapshotPort = z.infer<typeof SnapshotPort>;
export type SnapshotLink = z.infer<typeof SnapshotLink>;
export type Claim = z.infer<typeof Claim>;
export type Segment = z.infer<typeof Segment>;
export type Bundle = z.infer<typeof Bundle>;
export type LinkChange = z.infer<typeof LinkChange>;
export type DeviceChange = z.infer<typeof DeviceChange>;
export type Change = LinkChange | DeviceChange;
export type LinkFault = SnapshotLink['fault'];
export type StubKind = SnapshotDevice['kind'];
export type LinkState = SnapshotLink['state'];
export type SnapshotProblem = z.infer<typeof SnapshotProblem>;

export function isLinkChange(change: Change): change is LinkChange {
  return change.link !== null;
}

/** Whether the claim was read in the run of this very snapshot, and not carried over: `takenAt` is when the run began. */
export function isFreshIn(claim: Pick<Claim, 'at'>, snapshot: Pick<Snapshot, 'takenAt'>): boolean {
  return claim.at === snapshot.takenAt || Date.parse(claim.at) >= Date.parse(snapshot.takenAt);
}

/** Those of `changes` that are about links. */
export function linkChanges(snapshot: Pick<Snapshot, 'changes'>): LinkChange[] {
  return snapshot.changes.filter(isLinkChange);
}

// What goes into a topology and what comes out: the words of this room's door.
import type {
  Bundle,
  DeclaredLink,
  DeviceFacts,
  NeighborRule,
  PollResult,
  Segment,
  Snapshot,
  SnapshotDevice,
  SnapshotLink,
  SnapshotProblem,
} from '../model/index.ts';

/** A device of the inventory, with what its visit taught us. */
export interface TopologyDevice {
  readonly name: string;
  readonly groups: readonly string[];
  readonly site: string | null;
  readonly role: string | null;
  /** Names the operator says it is also known by. */
  readonly aliases: readonly string[];
  /** `ansible_host`: an address, a DNS name, or the inventory name. */
  readonly host: string;
  readonly platform: string | null;
  readonly poll: PollResult;
  /** Null when the visit gave none. */
  readonly facts: DeviceFacts | null;
  /** Command → hash of its raw answer. */
  readonly evidence: ReadonlyMap<string, string>;
}

export interface TopologyInput {
  readonly id: string;
  /** ISO 8601 UTC. */
  readonly takenAt: string;
  readonly devices: readonly TopologyDevice[];
  readonly declaredLinks: readonly DeclaredLink[];
  /** Whether what is heard on (or from) this port is left out; `port` is a canonical name. */
  excludePort(device: string, port: string): boolean;
  /** DNS domains that are stripped from advertised names. */
  readonly domains: readonly string[];
  /** How neighbours outside the inventory are to be taken; the first rule that fits counts. */
  readonly neighbors?: readonly NeighborRule[];
  /** Devices that were read so lately that leaving them out of this run makes nothing of theirs unknown. None by default. */
  readonly lately?: ReadonlySet<string>;
  /** Where claims of devices that prove nothing now are carried over from; null for the first snapshot. */
  readonly previous: Snapshot | null;
}

/** The part of a snapshot that this room decides. Every list is sorted. */
export interface Topology {
  readonly devices: SnapshotDevice[];
  readonly links: SnapshotLink[];
  readonly segments: Segment[];
  readonly bundles: Bundle[];
  /** Only this room's own problems; those of polls and parsers are not repeated. */
  readonly problems: SnapshotProblem[];
}

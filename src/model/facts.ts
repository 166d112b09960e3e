// What one visit to one device taught us: raw answers, then the facts read from them.
import type { ErrorCode } from './errors.ts';
import type { Problem } from './problem.ts';

/** One raw answer: the bytes a device sent for one command, echo and prompt included, decoded as UTF-8. */
export interface Answer {
  readonly command: string;
  readonly raw: string;
  /** ISO 8601 UTC. */
  readonly takenAt: string;
}

export type PollStatus = 'ok' | 'unreachable' | 'auth-failed' | 'failed' | 'skipped';

export interface PollResult {
  readonly status: PollStatus;
  readonly code: ErrorCode | null;
  readonly message: string | null;
  readonly hint: string | null;
  readonly tookMs: number;
  /** Whether this visit changed the device's configuration. */
  readonly changed: boolean;
}

/** A visit that failed keeps the answers it had already got. */
export interface Visit {
  readonly device: string;
  readonly poll: PollResult;
  readonly answers: readonly Answer[];
  /** Name of the platform that was spoken to: the inventory's, or the one that `auto` found; null where none was found. */
  readonly platform: string | null;
}

/**
 * `ok` rows were read · `empty` a valid answer without rows · `disabled` the protocol is off · `invalid` the device
 * rejected the command · `partial` the text contradicts its own count, or a row could not be read.
 * "No neighbours" and "could not ask" are different facts.
 */
export type ParseOutcome = 'ok' | 'empty' | 'disabled' | 'invalid' | 'partial';

export type RecordValue = string | number | boolean | null | readonly string[] | readonly ParsedRecord[];
export interface ParsedRecord {
  readonly [field: string]: RecordValue;
}

/** What `toposcope parse --json` prints. */
export interface ParseResult {
  readonly outcome: ParseOutcome;
  readonly records: readonly ParsedRecord[];
  readonly problems: readonly Problem[];
}

export interface LldpSettings {
  readonly enabled: boolean;
  readonly intervalSeconds: number | null;
  readonly holdSeconds: number | null;
}

export interface Port {
  /** Canonical long name. */
  readonly name: string;
  readonly short: string;
  readonly ifIndex: number | null;
  readonly speedBps: number | null;
  /** False: shut down by configuration. Null: not read. */
  readonly adminUp: boolean | null;
  /** Line protocol. */
  readonly operUp: boolean | null;
  readonly description: string | null;
  readonly mac: string | null;
  /** Name of the LAG it is a member of. */
  readonly bundle: string | null;
  /** How that LAG is agreed upon, and whether this member carries in it; null where not read. */
  readonly bundleProtocol: 'lacp' | 'pagp' | 'static' | null;
  readonly bundleState: 'bundled' | 'standby' | 'suspended' | 'down' | null;
  /** CIDR where the prefix length is known, else bare addresses. */
  readonly addresses: readonly string[];
  /** Octets, as the OS counts them. */
  readonly mtu: number | null;
  /** As negotiated; `auto` where nothing is negotiated yet. */
  readonly duplex: 'full' | 'half' | 'auto' | null;
}

/** Where a device sends flow records, and how it samples. Read from its configuration or its show commands. */
export interface FlowExport {
  readonly exporters: readonly {
    readonly protocol: 'netflow5' | 'netflow9' | 'ipfix' | 'sflow5';
    readonly destination: string;
    readonly port: number;
    readonly vrf: string | null;
    /** Source address or port name, as configured. */
    readonly source: string | null;
  }[];
  /** One packet in `rate` is looked at. `port` null: holds for every port that names the sampler (or for all). */
  readonly samplers: readonly {
    readonly name: string | null;
    readonly port: string | null;
    readonly rate: number;
    readonly mode: 'random' | 'deterministic' | null;
  }[];
  readonly ports: readonly {
    readonly port: string;
    readonly ingress: boolean;
    readonly egress: boolean;
    readonly sampler: string | null;
  }[];
  readonly activeTimeoutSeconds: number | null;
  readonly inactiveTimeoutSeconds: number | null;
}

/** An address that a device has seen: one row of its ARP or MAC table. */
export interface EndpointEntry {
  readonly mac: string;
  readonly ip: string | null;
  readonly vlan: string | null;
  /** Canonical; null where the table names none. */
  readonly port: string | null;
}

/** One side's claim: "on my port X I hear system Y, port Z". */
export interface Neighbor {
  readonly protocol: 'lldp' | 'cdp';
  /** Canonical; null where the device does not say on which of its ports it hears this. */
  readonly localPort: string | null;
  /** As printed; cut at 20 characters where `nameTruncated`. Null where no name is advertised. */
  readonly systemName: string | null;
  readonly nameTruncated: boolean;
  readonly chassisId: string | null;
  /** As advertised, canonical where it is a known port name. */
  readonly portId: string | null;
  readonly portDescription: string | null;
  readonly systemDescription: string | null;
  /** Letters as IOS prints them (`R`, `B`, `T`, `W`, `S` …). */
  readonly capabilities: readonly string[];
  readonly managementAddresses: readonly string[];
  /** The neighbour's TTL (hold time). */
  readonly holdSeconds: number | null;
  /** Seconds until the claim ages out, at the time of the answer. */
  readonly remainingSeconds: number | null;
  /** The command whose answer holds the claim. */
  readonly command: string;
  /** When that answer was given, ISO 8601 UTC; null where nobody wrote it down (answers from files). */
  readonly takenAt: string | null;
}

/** Everything one visit says about a device. Lists are empty and scalars null where the visit did not say. */
export interface DeviceFacts {
  readonly hostname: string | null;
  readonly domain: string | null;
  readonly model: string | null;
  readonly version: string | null;
  readonly serial: string | null;
  readonly chassisId: string | null;
  /** Since the last restart, at the time of the answer. */
  readonly uptimeSeconds: number | null;
  readonly lldp: LldpSettings | null;
  /** Null where nothing was said of it; with empty lists where nothing is exported. */
  readonly flowExport: FlowExport | null;
  /** MAC table rows, addresses added from ARP; empty unless asked for. */
  readonly endpoints: readonly EndpointEntry[];
  readonly ports: readonly Port[];
  readonly neighbors: readonly Neighbor[];
  /** Outcome of the neighbour tables; `missing` when none was asked for or answered. */
  readonly neighborsOutcome: ParseOutcome | 'missing';
  readonly problems: readonly Problem[];
}

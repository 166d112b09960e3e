// What the settings say of watching a network: incidents, alerts, events, schedules, retention.
import type { IncidentStage, Severity } from './incident.ts';
import type { Secret } from './secret.ts';

/** When trouble becomes a warning and an alert. Waits are of whichever comes first. */
export interface Damping {
  /** Polls in a row that must confirm it before anybody is warned. */
  readonly warnAfterPolls: number;
  readonly alertAfterPolls: number;
  /** Alert once it is so old and still unresolved, seconds; null: the hold time of the link. */
  readonly alertAfterSeconds: number | null;
  /** Flapping: so many comings and goings … */
  readonly flapTransitions: number;
  /** … within so many seconds; steady again after as long without one. */
  readonly flapSeconds: number;
}

export interface MaintenanceWindow {
  readonly name: string;
  /** Host pattern (Ansible); incidents all of whose devices it matches are quiet. */
  readonly hosts: string;
  /** ISO 8601 UTC of one window, or a cron expression of its beginnings with `minutes`. */
  readonly from: string | null;
  readonly to: string | null;
  readonly cron: string | null;
  readonly minutes: number | null;
  /** IANA zone of `cron`; null is UTC. */
  readonly timezone: string | null;
}

export interface IncidentSettings {
  readonly damping: Damping;
  /** The first whose pattern matches a device of the incident counts. */
  readonly groups: readonly { readonly hosts: string; readonly damping: Damping }[];
  readonly maintenance: readonly MaintenanceWindow[];
  /** How many links away the neighbourhood is drawn. */
  readonly hops: number;
}

export const CHANNEL_TYPES = ['webhook', 'slack', 'teams', 'alertmanager', 'email', 'syslog', 'exec'] as const;
export type ChannelType = (typeof CHANNEL_TYPES)[number];

/** Where messages go. Fields that a type does not use are null. */
export interface ChannelSettings {
  readonly name: string;
  readonly type: ChannelType;
  /** webhook, slack, teams, alertmanager. A URL may hold a token, so it is a secret. */
  readonly url: Secret | null;
  /** Extra HTTP headers, such as Authorization. */
  readonly headers: ReadonlyMap<string, Secret>;
  /** email */
  readonly smtp: {
    readonly host: string;
    readonly port: number;
    /** `starttls` is required where it is set; `opportunistic` takes what the server offers. */
    readonly security: 'none' | 'opportunistic' | 'starttls' | 'tls';
    readonly user: string | null;
    readonly password: Secret | null;
    readonly from: string;
    readonly to: readonly string[];
    /** Authorities to trust besides those of Node: PEM. */
    readonly caFile?: string | null;
  } | null;
  /** syslog */
  readonly syslog: {
    readonly host: string;
    readonly port: number;
    readonly transport: 'udp' | 'tcp' | 'tls';
    readonly facility: number;
    readonly caFile: string | null;
  } | null;
  /** exec: program and arguments, run without a shell. */
  readonly command: readonly string[] | null;
  /** Template of `templates/alert/` (or a path) that replaces the channel's own. */
  readonly template: string | null;
  readonly timeoutSeconds: number;
}

/** Who is told of what. Every route that matches sends. */
export interface AlertRoute {
  readonly channels: readonly string[];
  /** Host pattern; null matches everything. */
  readonly hosts: string | null;
  readonly minSeverity: Severity;
  readonly minStage: Extract<IncidentStage, 'warning' | 'alert'>;
  /** Incident kinds; null is all. */
  readonly kinds: readonly string[] | null;
}

export interface AlertSettings {
  readonly channels: readonly ChannelSettings[];
  readonly routes: readonly AlertRoute[];
  /** Incidents with equal values of these go into one message. */
  readonly groupBy: readonly ('site' | 'device' | 'kind' | 'incident')[];
  /** Defaults of Alertmanager: 30 s, 5 min, 4 h. */
  readonly groupWaitSeconds: number;
  readonly groupIntervalSeconds: number;
  readonly repeatSeconds: number;
  /** A message that could not be sent so long is a dead letter. */
  readonly giveUpSeconds: number;
  /** Link to the page of an incident, `{id}` replaced; null where there is none. */
  readonly linkTemplate: string | null;
}

export interface SnmpUser {
  readonly name: string;
  readonly authProtocol: 'md5' | 'sha' | 'sha224' | 'sha256' | 'sha384' | 'sha512' | null;
  readonly authKey: Secret | null;
  readonly privProtocol: 'des' | 'aes' | 'aes256b' | 'aes256r' | null;
  readonly privKey: Secret | null;
}

/** Null ports are not listened on. */
export interface EventSettings {
  readonly address: string;
  readonly syslogUdp: number | null;
  readonly syslogTcp: number | null;
  readonly traps: number | null;
  readonly communities: readonly Secret[];
  readonly users: readonly SnmpUser[];
  /** Senders besides the addresses of the inventory, such as a relay: addresses or CIDR. */
  readonly allow: readonly string[];
  /** Wait for more events before polling, milliseconds. */
  readonly settleMs: number;
  /** Event polls of one device, at most one in so many seconds. */
  readonly perDeviceSeconds: number;
  /** Event polls in all per minute. */
  readonly perMinute: number;
}

/** Days; null keeps for ever. */
export interface Retention {
  readonly snapshotDays: number | null;
  readonly historyDays: number | null;
  readonly evidenceDays: number | null;
}

/** How a neighbour that no inventory names is to be taken. */
export interface NeighborRule {
  /** Wildcards on the advertised name, null for any. */
  readonly name: string | null;
  /** Wildcards on the platform or system description. */
  readonly description: string | null;
  /** Capability letters as IOS prints them, all of which it must have. */
  readonly capabilities: readonly string[];
  /** Where it is heard: `PortRule`s. */
  readonly ports: readonly { readonly device: string; readonly port: string }[];
  readonly kind: 'phone' | 'access-point' | 'host' | 'unknown' | null;
  /** Known, ignore: kept in the snapshot, left out of pictures, changes and incidents. */
  readonly ignore: boolean;
}

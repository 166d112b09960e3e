// What the operator wrote, read and checked: the devices with their connections, and the settings.
import type { CollectSettings } from './collect.ts';
import type { Secret } from './secret.ts';
import type { StubKind } from './snapshot.ts';
import type { AlertSettings, EventSettings, IncidentSettings, NeighborRule, Retention } from './watching.ts';

/** A file as read by the shell: the core parses text and never opens anything. */
export interface SourceFile {
  /** As the user would write it (relative to where they stand), for messages. */
  readonly path: string;
  readonly text: string;
}

/** A server on the way to a device. Its own jumps are written out: the first of a device's list is reached directly. */
export interface JumpHost {
  /** As the operator wrote it, for messages: `ops@bastion:2222` or a Host of ssh_config. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** Null: the user of the device behind it. */
  readonly user: string | null;
  /** Null: keys and agent only, never the password of the device behind it. */
  readonly password: Secret | null;
  /** As those of a Connection. */
  readonly privateKeyFiles: readonly { readonly path: string; readonly required: boolean }[];
  readonly privateKeyPassphrase: Secret | null;
  /** Whether the keys of the agent (SSH_AUTH_SOCK, or `agentSocket`) may be offered. */
  readonly useAgent: boolean;
  readonly agentSocket: string | null;
  /** What names it, for messages: `toposcope_jump_host (hosts:3)`, `ProxyJump of "Host r1" (~/.ssh/config)`. */
  readonly namedBy: string;
  /** A device of the inventory: its own variables say how to log in, not the `toposcope_jump_` ones. */
  readonly isDevice: boolean;
}

/** Which algorithms besides today's may be offered: `ios15` adds SHA-1 and CBC, `group1` also 768/1024-bit Diffie-Hellman. */
export type LegacyAlgorithms = 'none' | 'ios15' | 'group1';

export interface Connection {
  /** Name or address, from `ansible_host`; the inventory name where it is not set. */
  readonly host: string;
  readonly port: number;
  readonly user: string | null;
  readonly password: Secret | null;
  /** Paths, tried in this order before agent and password; the shell reads them. `required`: a missing file is an error. */
  readonly privateKeyFiles: readonly { readonly path: string; readonly required: boolean }[];
  /** For every encrypted file of `privateKeyFiles`. */
  readonly privateKeyPassphrase: Secret | null;
  readonly useAgent: boolean;
  /** From IdentityAgent; null is the socket named by SSH_AUTH_SOCK. */
  readonly agentSocket: string | null;
  /** On the way to the device, in the order in which they are passed; empty for a direct connection. */
  readonly jumps: readonly JumpHost[];
  readonly become: boolean;
  readonly becomePassword: Secret | null;
  readonly legacyAlgorithms: LegacyAlgorithms;
  /** False only where the inventory says `ansible_host_key_checking: false`. */
  readonly hostKeyChecking: boolean;
}

export interface InventoryDevice {
  readonly name: string;
  /** Every group the device is in, parents too, sorted; without `all` and `ungrouped`. */
  readonly groups: readonly string[];
  readonly connection: Connection;
  /** `ansible_network_os` as written, null where it is not set; `auto` asks the device. */
  readonly networkOs: string | null;
  readonly site: string | null;
  readonly role: string | null;
  /** Names it is also known by, from `toposcope_aliases`. */
  readonly aliases: readonly string[];
}

export interface Inventory {
  /** In the order of the files: the operator's order. */
  readonly devices: readonly InventoryDevice[];
  /** Group name → device names (through children too), `all` and `ungrouped` included. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
}

/** A cable the operator vouches for, because no protocol can see it. Ports are canonical. */
export interface DeclaredLink {
  readonly a: { readonly device: string; readonly port: string | null };
  readonly b: { readonly device: string; readonly port: string | null };
  readonly speedBps: number | null;
  readonly description: string | null;
}

/** Ports whose neighbours are left out of the topology, such as the management LAN. */
export interface PortRule {
  /** Inventory pattern: a host, a group, a wildcard; `*` is every device. */
  readonly device: string;
  /** Port name in any spelling, wildcards allowed: `Gi0/0`, `Management*`. */
  readonly port: string;
}

/** How a diagram is drawn. */
export interface View {
  readonly name: string;
  readonly title: string | null;
  /** `down`: first rank on top. `right`: first rank at the left. */
  readonly direction: 'down' | 'right';
  /** One row per entry: device names, group names and wildcards, in the operator's order. Empty: ranks by distance. */
  readonly ranks: readonly (readonly string[])[];
  /** Device patterns to draw; null draws all. */
  readonly include: readonly string[] | null;
  readonly exclude: readonly string[];
  /** Kinds of neighbours outside the inventory to leave out. */
  readonly hide: readonly Exclude<StubKind, 'device'>[];
}

/** Null is no limit. */
export interface LoginLimits {
  readonly sessions: number | null;
  readonly loginsPerSecond: number | null;
}

/** Where `provision` makes devices send flow records. */
export interface FlowCollector {
  readonly address: string;
  readonly port: number;
  readonly vrf: string | null;
}

/** Ports whose traffic is counted, by pattern as in PortRule. */
export interface FlowPortRule extends PortRule {
  readonly ingress: boolean;
  readonly egress: boolean;
}

export interface NetflowSettings {
  /** `classic`: `ip flow ingress` · `flexible`: records, exporters and monitors. */
  readonly style: 'classic' | 'flexible';
  /** 10 is IPFIX. */
  readonly version: 5 | 9 | 10;
  readonly collectors: readonly FlowCollector[];
  /** Port whose address the records come from. */
  readonly source: string | null;
  readonly activeTimeoutSeconds: number;
  readonly inactiveTimeoutSeconds: number;
  /** One packet in so many is looked at; null looks at all. */
  readonly samplingRate: number | null;
  readonly ports: readonly FlowPortRule[];
}

export interface SflowSettings {
  readonly collectors: readonly FlowCollector[];
  readonly source: string | null;
  readonly samplingRate: number;
  readonly pollingSeconds: number;
  readonly ports: readonly FlowPortRule[];
}

export type HostKeyPolicy = 'strict' | 'accept-new';

export interface Settings {
  readonly declaredLinks: readonly DeclaredLink[];
  readonly excludePorts: readonly PortRule[];
  /** DNS domains stripped from system names: `r6.virl.info` is `r6`. */
  readonly domains: readonly string[];
  /** Turn LLDP on where it is off. The only setting that lets a snapshot change a device. */
  readonly ensureLldp: boolean;
  readonly hostKeys: HostKeyPolicy;
  /** Paths of known_hosts files; the first is the one that accepted keys are added to. */
  readonly knownHosts: readonly string[];
  /** Folder of the user's TextFSM templates, which come before the package's own; null where the settings name none. */
  readonly templates: string | null;
  /** What the answers to a visit's commands are asked for besides topology. */
  readonly collect: {
    /** Read ARP and MAC address tables too, to place endpoints. */
    readonly endpoints: boolean;
  };
  readonly ssh: {
    readonly concurrency: number;
    /** Logins begun per second, over everything; null is no limit. */
    readonly loginsPerSecond: number | null;
    /** Of the devices of one site (`toposcope_site`). */
    readonly perSite: LoginLimits;
    /** Of the devices behind one jump host (the last jump of each). */
    readonly perJumpHost: LoginLimits;
    /** Each visit starts after a random wait of up to so many seconds; 0 starts at once. */
    readonly jitterSeconds: number;
    /** Further tries after a network fault (unreachable, lost before the login); never after a refused login. */
    readonly retries: number;
    /** Wait before the first retry; doubled for each further one. */
    readonly retryDelaySeconds: number;
    /** OpenSSH client configuration read for Host, HostName, Port, User, IdentityFile, ProxyJump …; null reads none. */
    readonly configFile: string | null;
    readonly connectTimeoutSeconds: number;
    readonly commandTimeoutSeconds: number;
    readonly visitTimeoutSeconds: number;
  };
  readonly views: readonly View[];
  /** What `provision` configures; null where the settings do not say. */
  readonly netflow: NetflowSettings | null;
  readonly sflow: SflowSettings | null;
  readonly flows: CollectSettings;
  /** First match counts. */
  readonly neighbors: readonly NeighborRule[];
  readonly incidents: IncidentSettings;
  readonly alerts: AlertSettings;
  readonly events: EventSettings;
  /** Cron expression of the polls of `serve`. */
  readonly pollEvery: string;
  readonly retention: Retention;
}

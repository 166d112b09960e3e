// What the operator wrote, read and checked: the devices with their connections, and the settings.
import type { Secret } from './secret.ts';

/** A file as read by the shell: the core parses text and never opens anything. */
export interface SourceFile {
  /** As the user would write it (relative to where they stand), for messages. */
  readonly path: string;
  readonly text: string;
}

/** Which algorithms besides today's may be offered: `ios15` adds SHA-1 and CBC, `group1` also 768/1024-bit Diffie-Hellman. */
export type LegacyAlgorithms = 'none' | 'ios15' | 'group1';

export interface Connection {
  /** Name or address, from `ansible_host`; the inventory name where it is not set. */
  readonly host: string;
  readonly port: number;
  readonly user: string | null;
  readonly password: Secret | null;
  /** A path; the shell reads it. */
  readonly privateKeyFile: string | null;
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
  /** `ansible_network_os` as written, null where it is not set. */
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
  readonly ssh: {
    readonly concurrency: number;
    readonly connectTimeoutSeconds: number;
    readonly commandTimeoutSeconds: number;
    readonly visitTimeoutSeconds: number;
  };
  readonly views: readonly View[];
}

// A running lab: the network, a real SSH server for each device, and what can be done to them.
import { Secret } from '../model/index.ts';
import { createLabClock } from './clock.ts';
import { ExecShell } from './exec-shell.ts';
import type { Fault } from './faults.ts';
import { HostKeys } from './host-keys.ts';
import { type CutKind, LabNetwork, type LinkStatus } from './lab-network.ts';
import type { LabTopology } from './lab-topology.ts';
import { DeviceServer, type DeviceServerOptions } from './ssh-server.ts';
import { type DeviceStats, StatsCounter } from './stats.ts';
import { parseLabTopology } from './topology-file.ts';

export interface LabOptions {
  /** Text of a topology file, such as `templates/lab/five-routers.yml`, or a topology such as `generateCampus` makes. */
  readonly topology: string | LabTopology;
  /** For messages. */
  readonly topologyFile?: string;
  /** Devices listen on this port and the following ones; `free` takes whatever is free; else each one's `sshPort`. */
  readonly basePort?: number | 'free';
  readonly host?: string;
  /** Lab seconds per real second. */
  readonly timeScale?: number;
  /** Private keys (OpenSSH or PEM) by device. */
  readonly hostKeys?: Readonly<Record<string, string>>;
  /** Keys are read from here, and new ones saved. */
  readonly hostKeyDir?: string;
}

export interface LabDevice {
  readonly name: string;
  /** What it calls itself when the lab starts. */
  readonly hostname: string;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: Secret;
  readonly enableSecret: Secret;
}

/** What the lab looks like now; plain data. */
export interface LabStatus {
  readonly timeScale: number;
  readonly devices: ReadonlyArray<{
    readonly name: string;
    readonly hostname: string;
    readonly host: string;
    readonly port: number;
    readonly lldp: boolean;
    /** How many neighbours it hears on all its ports. */
    readonly neighbors: number;
    readonly openSessions: number;
    readonly faults: readonly Fault[];
  }>;
  readonly links: readonly LinkStatus[];
}

export interface Lab {
  /** In the order of the topology file. */
  readonly devices: readonly LabDevice[];
  readonly timeScale: number;
  /** `end` is one end of a cable: `r6-edge:Gi0/1`. Throws LAB_UNKNOWN_LINK with candidates. */
  cut(end: string, how: CutKind): void;
  restore(end: string): void;
  /** Frames sent FROM this end no longer arrive. */
  oneWay(end: string): void;
  /** Replaces the device's faults (null heals it). Resolves when they are in force. */
  fault(device: string, fault: Fault | readonly Fault[] | null): Promise<void>;
  /** Counts of one device, or of the whole lab. */
  stats(device?: string): DeviceStats;
  status(): LabStatus;
  /** Stops listening and ends every connection. */
  close(): Promise<void>;
}

/** Throws LAB_TOPOLOGY_INVALID or LAB_PORT_IN_USE; then nothing keeps running. */
export async function startLab(options: LabOptions): Promise<Lab> {
  const { topology: given, topologyFile, timeScale = 1, ...running } = options;
  const topology = typeof given === 'string' ? parseLabTopology(given, topologyFile) : given;
  const network = new LabNetwork(topology, createLabClock(timeScale));
  return await runLab(network, { ...running, topology, createShell: (device, shell) => new ExecShell(device, shell) });
}

interface RunOptions extends Pick<DeviceServerOptions, 'createShell'> {
  readonly topology: LabTopology;
  readonly basePort?: LabOptions['basePort'];
  readonly host?: string;
  readonly hostKeys?: LabOptions['hostKeys'];
  readonly hostKeyDir?: string;
  readonly sharedHostKey?: string;
  readonly algorithms?: DeviceServerOptions['algorithms'];
}

/** Opens an SSH server for each device of a network. Throws LAB_PORT_IN_USE; then nothing keeps running. */
export async function runLab(network: LabNetwork, options: RunOptions): Promise<Lab> {
  const host = options.host ?? '127.0.0.1';
  const { credentials } = options.topology;
  const { createShell, algorithms = null } = options;
  const hostKeys = new HostKeys(options.hostKeys ?? {}, options.hostKeyDir ?? null, options.sharedHostKey);
  const whole = new StatsCounter();
  const servers = new Map(
    [...network.devices.values()].map((device) => {
      const stats = new StatsCounter(whole);
      const server = new DeviceServer({ device, credentials, hostKeys, stats, host, algorithms, createShell });
      return [device.name, server] as const;
    }),
  );
  const close = async () => {
    await Promise.all([...servers.values()].map((server) => server.close()));
  };
  try {
    let index = 0;
    for (const server of servers.values()) {
      await server.listen(choosePort(options.basePort, index, server.device.spec.sshPort));
      index += 1;
    }
  } catch (error) {
    await close();
    throw error;
  }
  const server = (name: string) => servers.get(network.device(name).name) as DeviceServer;
  return {
    devices: [...servers.values()].map(({ device, port }) => ({
      name: device.name,
      hostname: device.configuration.hostname,
      host,
      port,
      user: credentials.user,
      password: new Secret(credentials.password),
      enableSecret: new Secret(credentials.enableSecret),
    })),
    timeScale: network.clock.timeScale,
    cut: (end, how) => network.cut(end, how),
    restore: (end) => network.restore(end),
    oneWay: (end) => network.oneWay(end),
    fault: (device, fault) => server(device).setFaults(fault),
    stats: (device) => (device === undefined ? whole : server(device).stats).read(),
    status: () => readStatus(network, [...servers.values()], host),
    close,
  };
}

function choosePort(basePort: LabOptions['basePort'], index: number, own: number | undefined): number {
  if (basePort === 'free') return 0;
  return basePort === undefined ? (own ?? 0) : basePort + index;
}

function readStatus(network: LabNetwork, servers: readonly DeviceServer[], host: string): LabStatus {
  return {
    timeScale: network.clock.timeScale,
    devices: servers.map(({ device, port, stats, faults }) => ({
      name: device.name,
      hostname: device.configuration.hostname,
      host,
      port,
      lldp: device.lldp.enabled,
      neighbors: device.neighbors().length,
      openSessions: stats.read().openSessions,
      faults,
    })),
    links: network.status(),
  };
}

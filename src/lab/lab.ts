// A running lab: the network, a real SSH server for each device, and what can be done to them.
import { Secret, ToposcopeError } from '../model/index.ts';
import { loopbackAddresses } from './addresses.ts';
import { createLabClock } from './clock.ts';
import { ExecShell } from './exec-shell.ts';
import { type LiveExport, startLiveExport } from './export/live-export.ts';
import type { Fault } from './faults.ts';
import { type FlapOptions, flapEnd } from './flap.ts';
import { type FlowOptions, type FlowsOfLab, setUpFlows } from './flows-of-lab.ts';
import { HostKeys } from './host-keys.ts';
import { type CutKind, LabNetwork, type LinkStatus, type PowerState } from './lab-network.ts';
import type { LabTopology } from './lab-topology.ts';
import { type Notifiers, startNotifiers } from './notify/notifiers.ts';
import { parseReceiver } from './notify/receiver.ts';
import { DeviceServer, type DeviceServerOptions } from './ssh-server.ts';
import { type DeviceStats, StatsCounter } from './stats.ts';
import { parseLabTopology } from './topology-file.ts';
import { createTraffic, type LabTraffic } from './traffic/lab-traffic.ts';

export interface LabOptions extends FlowOptions {
  /** Text of a topology file, such as `templates/lab/five-routers.yml`, or a topology such as `generateCampus` makes. */
  readonly topology: string | LabTopology;
  /** For messages. */
  readonly topologyFile?: string;
  /** Devices listen on this port and the following ones; `free` takes whatever is free; else each one's `sshPort`. */
  readonly basePort?: number | 'free';
  readonly host?: string;
  /**
   * Each device gets a loopback address of its own, this one (`127.0.1.1`) and the following ones, instead of `host`. A `basePort`
   * then is the port of all.
   */
  readonly addresses?: string;
  /** Where every device sends its syslog, `HOST:PORT` by UDP, from the address it listens on. */
  readonly syslogTo?: string;
  /** The same for SNMPv2c traps, with this community (`public` where none is given). */
  readonly trapsTo?: string;
  readonly community?: string;
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
  /** Where its flow datagrams come from, unless its configuration names another source. No other device has it. */
  readonly flowAddress: string;
}

/** What the lab looks like now; plain data. */
export interface LabStatus {
  readonly timeScale: number;
  readonly devices: ReadonlyArray<{
    readonly name: string;
    readonly hostname: string;
    readonly host: string;
    readonly port: number;
    readonly power: PowerState;
    readonly lldp: boolean;
    /** How many neighbours it hears on all its ports. */
    readonly neighbors: number;
    readonly openSessions: number;
    /** Where its flow datagrams come from. */
    readonly flowAddress: string;
    readonly faults: readonly Fault[];
  }>;
  readonly links: readonly LinkStatus[];
}

export interface Lab {
  /** Those that can be logged into, in the order of the topology file. */
  readonly devices: readonly LabDevice[];
  readonly timeScale: number;
  readonly traffic: LabTraffic;
  /** `end` is one end of a cable, `r6-edge:Gi0/1`, or a Port-channel with all its members. Throws LAB_UNKNOWN_LINK with candidates. */
  cut(end: string, how: CutKind): void;
  restore(end: string): void;
  /** Frames sent FROM this end no longer arrive. */
  oneWay(end: string): void;
  /** The line goes down and up again; resolves when that is over, or when the lab is closed. */
  flap(end: string, options: FlapOptions): Promise<void>;
  /** Puts the plug of one end into a free port, which is brought up. Throws LAB_UNKNOWN_LINK where that one is taken. */
  move(end: string, to: string): void;
  /** Exchanges the plugs of two ends. */
  swap(end: string, other: string): void;
  /**
   * Off: sessions end, its port is closed and its neighbours lose carrier; with `silent` sessions and connection attempts hang
   * instead, as with a dead host behind a router. On: it boots with what was saved. Resolves when it is so.
   */
  power(device: string, state: PowerState, options?: { readonly silent?: boolean }): Promise<void>;
  /** As an operator's `hostname`. */
  rename(device: string, hostname: string): void;
  /** Another box with the same configuration and host key: other chassis id, MAC addresses and serial number. */
  replace(device: string): void;
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

interface RunOptions
  extends Pick<DeviceServerOptions, 'createShell'>,
    Omit<LabOptions, 'topology' | 'topologyFile' | 'timeScale'> {
  readonly topology: LabTopology;
  readonly sharedHostKey?: string;
  readonly algorithms?: DeviceServerOptions['algorithms'];
}

/** Opens an SSH server for each device of a network. Throws LAB_PORT_IN_USE; then nothing keeps running. */
export async function runLab(network: LabNetwork, options: RunOptions): Promise<Lab> {
  const { credentials } = options.topology;
  const whole = new StatsCounter();
  const servers = createServers(network, options, whole);
  const closing = new AbortController();
  const flows = setUpFlows(network, options);
  let notifiers: Notifiers | null = null;
  let live: LiveExport | null = null;
  const close = async () => {
    closing.abort();
    notifiers?.close();
    live?.close();
    await Promise.all([...servers.values()].map((server) => server.close()));
  };
  try {
    await listenAll([...servers.values()], options);
    notifiers = await notify(network, servers, options);
    if (flows.isSent) live = startLiveExport(flows.model, () => network.clock.realMs());
  } catch (error) {
    await close();
    throw error;
  }
  const server = (name: string) => {
    const found = servers.get(network.device(name).name);
    if (found) return found;
    throw new ToposcopeError('LAB_UNKNOWN_LINK', `nobody can log into "${name}"`, {
      hint: 'it only speaks LLDP or CDP: name another device',
    });
  };
  return {
    devices: [...servers.values()].map(({ device, host, port }) => ({
      name: device.name,
      hostname: device.configuration.hostname,
      host,
      port,
      user: credentials.user,
      password: new Secret(credentials.password),
      enableSecret: new Secret(credentials.enableSecret),
      flowAddress: flows.addressOf(device.name),
    })),
    timeScale: network.clock.timeScale,
    traffic: createTraffic(flows.model),
    cut: (end, how) => network.cut(end, how),
    restore: (end) => network.restore(end),
    oneWay: (end) => network.oneWay(end),
    flap: (end, flap) => flapEnd(network, end, flap, closing.signal),
    move: (end, to) => network.move(end, to),
    swap: (end, other) => network.swap(end, other),
    power: async (device, state, { silent = false } = {}) => {
      // First those who are logged in, then the neighbours: nobody sees a device that is half off.
      const power = state === 'off' && silent ? 'silent' : state;
      if (state === 'off') await servers.get(network.device(device).name)?.setPower(power);
      network.power(device, state);
      if (state === 'on') await servers.get(device)?.setPower(power);
    },
    rename: (device, hostname) => network.rename(device, hostname),
    replace: (device) => network.replace(device),
    fault: (device, fault) => server(device).setFaults(fault),
    stats: (device) => (device === undefined ? whole : server(device).stats).read(),
    status: () => readStatus(network, [...servers.values()], flows),
    close,
  };
}

/** By name; those that only speak LLDP have none. */
function createServers(
  network: LabNetwork,
  options: RunOptions,
  whole: StatsCounter,
): ReadonlyMap<string, DeviceServer> {
  const { topology, host = '127.0.0.1', addresses, createShell, algorithms = null } = options;
  const hostKeys = new HostKeys(options.hostKeys ?? {}, options.hostKeyDir ?? null, options.sharedHostKey);
  const names = Object.keys(topology.devices);
  const own = addresses === undefined ? [] : loopbackAddresses(addresses, names.length);
  const servers = names.map((name, i) => {
    const place = { device: network.device(name), host: own[i] ?? host };
    const { credentials } = topology;
    const stats = new StatsCounter(whole);
    return [name, new DeviceServer({ ...place, credentials, hostKeys, stats, algorithms, createShell })] as const;
  });
  return new Map(servers);
}

async function listenAll(servers: readonly DeviceServer[], { basePort, addresses }: RunOptions): Promise<void> {
  for (const [index, server] of servers.entries()) {
    await server.listen(choosePort(basePort, addresses === undefined ? index : 0, server.device.spec.sshPort));
  }
}

function choosePort(basePort: LabOptions['basePort'], index: number, own: number | undefined): number {
  if (basePort === 'free') return 0;
  return basePort === undefined ? (own ?? 0) : basePort + index;
}

async function notify(
  network: LabNetwork,
  servers: ReadonlyMap<string, DeviceServer>,
  { syslogTo, trapsTo, community = 'public' }: RunOptions,
): Promise<Notifiers | null> {
  if (syslogTo === undefined && trapsTo === undefined) return null;
  return await startNotifiers(
    network,
    [...servers.values()].map(({ device, host }) => ({ device, address: host })),
    {
      syslogTo: syslogTo === undefined ? null : parseReceiver(syslogTo),
      trapsTo: trapsTo === undefined ? null : parseReceiver(trapsTo),
      community,
    },
  );
}

function readStatus(network: LabNetwork, servers: readonly DeviceServer[], flows: FlowsOfLab): LabStatus {
  return {
    timeScale: network.clock.timeScale,
    devices: servers.map(({ device, host, port, stats, faults }) => ({
      name: device.name,
      hostname: device.configuration.hostname,
      host,
      port,
      power: device.powered ? 'on' : 'off',
      lldp: device.lldp.enabled,
      neighbors: device.neighbors().length,
      openSessions: stats.read().openSessions,
      flowAddress: flows.addressOf(device.name),
      faults,
    })),
    links: network.status(),
  };
}

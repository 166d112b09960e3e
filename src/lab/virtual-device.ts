// One virtual router: its configuration, its LLDP agent and its log. It knows its ports, not what they are cabled to.
import { comparePortNames } from '../model/index.ts';
import type { LabClock } from './clock.ts';
import { type DeviceConfiguration, isPhysical, type PortConfiguration, renderConfiguration } from './configuration.ts';
import { bundleMembers, createPort, readPorts } from './device-ports.ts';
import { FlowConfiguration } from './flow/flow-configuration.ts';
import type { LabDeviceSpec, LabTopology } from './lab-topology.ts';
import type { LinkLayer } from './link-layer.ts';
import { LldpAgent, type LldpEntry, type LldpFrame } from './lldp-agent.ts';
import { lineChangeMessages, stampLogLine } from './log-lines.ts';

/** How long the device had been up when the lab was switched on: a week, two days, three hours and four minutes. */
const UPTIME_AT_START_SECONDS = ((9 * 24 + 3) * 60 + 4) * 60;
const LOG_LIMIT = 200;

/** The link layer with the catching up: every question is asked of a network that has caught up with lab time. */
export interface Surroundings {
  readonly clock: LabClock;
  readonly links: LinkLayer;
  settle(): void;
  /** Changes something that may move lines up or down, and lets everybody notice. */
  change(end: string, mutation: () => void): void;
  deliver(protocol: NeighborProtocol, fromEnd: string, frame: LldpFrame, atMs: number): void;
  /** Who is at the other ends of the port's cable or medium, whether or not anything speaks now. */
  stations(end: string): readonly Station[];
}

export type NeighborProtocol = 'lldp' | 'cdp';

/** Something with an address: another device's port, or a host, whose address is not known. */
export interface Station {
  /** Cisco notation. */
  readonly mac: string;
  readonly ip: string | null;
}

export class VirtualDevice {
  readonly name: string;
  readonly spec: LabDeviceSpec;
  readonly enableSecret: string;
  readonly lldp: LldpAgent;
  readonly cdp: LldpAgent;
  readonly surroundings: Surroundings;
  readonly #factoryConfiguration: () => DeviceConfiguration;
  #configuration: DeviceConfiguration;
  #bootedAtMs = 0;
  /** What `write memory` saved; null until then. */
  startupConfiguration: readonly string[] | null = null;
  readonly #log: string[] = [];
  readonly #logListeners = new Set<(line: string) => void>();
  readonly #reloadListeners = new Set<() => void>();

  constructor(name: string, index: number, topology: LabTopology, spec: LabDeviceSpec, surroundings: Surroundings) {
    this.name = name;
    this.spec = spec;
    this.enableSecret = topology.credentials.enableSecret;
    this.surroundings = surroundings;
    this.#factoryConfiguration = () => ({
      hostname: spec.hostname ?? name,
      domain: topology.domain,
      version: spec.version,
      user: topology.credentials.user,
      privilege: spec.privilege,
      ports: readPorts(index, spec),
      nullIfIndex: Object.keys(spec.interfaces).length + 1,
      flow: new FlowConfiguration(),
    });
    this.#configuration = this.#factoryConfiguration();
    this.lldp = this.#createAgent(
      'lldp',
      (port) => port.lldpTransmit,
      (port) => port.lldpReceive,
    );
    this.cdp = this.#createAgent(
      'cdp',
      (port) => port.cdpEnabled,
      (port) => port.cdpEnabled,
    );
    setTimers(this.cdp, CDP_TIMERS);
  }

  get configuration(): DeviceConfiguration {
    return this.#configuration;
  }

  get ports(): readonly PortConfiguration[] {
    return this.configuration.ports;
  }

  port(name: string): PortConfiguration | undefined {
    return this.ports.find((port) => port.name === name);
  }

  /** The port of that name, made where configuration makes such ports (`interface Loopback1`); null where it cannot. */
  openPort(name: string): PortConfiguration | null {
    const known = this.port(name);
    if (known) return known;
    if (isPhysical(name)) return null;
    const { ports, nullIfIndex } = this.configuration;
    const ifIndex = Math.max(nullIfIndex, ...ports.map((one) => one.ifIndex)) + 1;
    const port = createPort(name, ifIndex, '0000.0000.0000');
    ports.push(port);
    ports.sort((a, b) => comparePortNames(a.name, b.name));
    return port;
  }

  /** False where the port is a socket in the device, which stays. */
  removePort(name: string): boolean {
    const index = this.ports.findIndex((port) => port.name === name);
    if (isPhysical(name) || index < 0) return false;
    this.configuration.ports.splice(index, 1);
    return true;
  }

  end(port: PortConfiguration): string {
    return `${this.name}:${port.name}`;
  }

  isUp(port: PortConfiguration): boolean {
    const members = bundleMembers(this.ports, port);
    if (members) return port.adminUp && members.some((member) => this.isUp(member));
    return this.surroundings.links.isUp(this.end(port));
  }

  /** The chassis id: the first port's burned-in address. */
  get chassisId(): string {
    return this.ports.find((port) => isPhysical(port.name))?.mac ?? '0000.0000.0000';
  }

  get serialNumber(): string {
    return `9LAB${this.chassisId.replaceAll('.', '').toUpperCase()}`;
  }

  /** The address of the first port that has one. */
  get managementAddress(): string | null {
    return this.ports.find((port) => port.address !== null)?.address?.ip ?? null;
  }

  /** `r6.virl.info`, as LLDP advertises it; the bare name without a domain. */
  get systemName(): string {
    const { hostname, domain } = this.configuration;
    return domain === '' ? hostname : `${hostname}.${domain}`;
  }

  /** The first lines of `show version`, which LLDP advertises too. */
  get systemDescription(): readonly string[] {
    return [
      `Cisco IOS Software, IOSv Software (VIOS-ADVENTERPRISEK9-M), Version ${this.configuration.version}, RELEASE SOFTWARE (fc2)`,
      'Technical Support: http://www.cisco.com/techsupport',
      'Copyright (c) 1986-2019 by Cisco Systems, Inc.',
      'Compiled Thu 28-Mar-19 14:06 by prod_rel_team',
    ];
  }

  get uptimeSeconds(): number {
    const sinceBootMs = this.surroundings.clock.now() - this.#bootedAtMs;
    return (this.#bootedAtMs === 0 ? UPTIME_AT_START_SECONDS : 0) + Math.floor(sinceBootMs / 1000);
  }

  /** What it hears now, by port, then in the order first heard. */
  neighbors(protocol: NeighborProtocol = 'lldp'): LldpEntry[] {
    this.surroundings.settle();
    const entries = this[protocol].neighbors(this.surroundings.clock.now());
    return entries.sort((a, b) => comparePortNames(a.localPort, b.localPort));
  }

  lineChanged(portName: string, up: boolean, nowMs: number): void {
    const port = this.port(portName);
    if (!port) return;
    for (const message of lineChangeMessages(port.name, up, port.adminUp)) this.log(message);
    for (const agent of [this.lldp, this.cdp]) {
      if (up) agent.portUp(port.name, nowMs);
      else agent.portDown(port.name);
    }
  }

  log(message: string): void {
    const line = stampLogLine(this.surroundings.clock.date(), message);
    this.#log.push(line);
    if (this.#log.length > LOG_LIMIT) this.#log.shift();
    for (const listener of this.#logListeners) listener(line);
  }

  get logBuffer(): readonly string[] {
    return this.#log;
  }

  /** Returns the function that stops listening. */
  onLog(listener: (line: string) => void): () => void {
    this.#logListeners.add(listener);
    return () => this.#logListeners.delete(listener);
  }

  runningConfiguration(): string[] {
    return renderConfiguration(this.configuration, this.lldp, this.cdp);
  }

  /** What `reload` does: back to the configuration of the topology file; `boot` then replays the saved one. */
  reset(): void {
    const now = this.surroundings.clock.now();
    this.#bootedAtMs = Math.max(1, now);
    this.#configuration = this.#factoryConfiguration();
    this.lldp.disable();
    this.cdp.disable();
    setTimers(this.lldp, LLDP_TIMERS);
    setTimers(this.cdp, CDP_TIMERS);
    for (const listener of this.#reloadListeners) listener();
  }

  /** Returns the function that stops listening. */
  onReload(listener: () => void): () => void {
    this.#reloadListeners.add(listener);
    return () => this.#reloadListeners.delete(listener);
  }

  #createAgent(protocol: NeighborProtocol, sends: PortTest, receives: PortTest): LldpAgent {
    return new LldpAgent({
      sendingPorts: () =>
        this.ports.filter((port) => isPhysical(port.name) && sends(port) && this.isUp(port)).map((port) => port.name),
      receives: (name) => {
        const port = this.port(name);
        return port !== undefined && receives(port);
      },
      send: (port, ttlSeconds, atMs) => this.#send(protocol, port, ttlSeconds, atMs),
    });
  }

  #send(protocol: NeighborProtocol, portName: string, ttlSeconds: number, atMs: number): void {
    const port = this.port(portName);
    if (!port) return;
    const frame: LldpFrame = {
      chassisId: this.chassisId,
      portId: protocol === 'lldp' ? port.short : port.name,
      portDescription: port.description ?? port.name,
      systemName: this.systemName,
      systemDescription: this.systemDescription.join('\n').slice(0, 255),
      managementAddress: this.managementAddress,
      ttlSeconds,
    };
    this.surroundings.deliver(protocol, this.end(port), frame, atMs);
  }
}

type PortTest = (port: PortConfiguration) => boolean;

const LLDP_TIMERS = { intervalSeconds: 30, holdSeconds: 120, reinitSeconds: 2 };
const CDP_TIMERS = { intervalSeconds: 60, holdSeconds: 180 };

function setTimers(agent: LldpAgent, timers: Partial<LldpAgent>): void {
  Object.assign(agent, timers);
}

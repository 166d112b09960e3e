// One virtual router: its configuration, its LLDP agent and its log. It knows its ports, not what they are cabled to.
import { canonicalPortName, comparePortNames, shortPortName } from '../model/index.ts';
import type { LabClock } from './clock.ts';
import { type DeviceConfiguration, type PortConfiguration, renderConfiguration } from './configuration.ts';
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
  deliver(fromEnd: string, frame: LldpFrame, atMs: number): void;
}

export class VirtualDevice {
  readonly name: string;
  readonly spec: LabDeviceSpec;
  readonly enableSecret: string;
  readonly configuration: DeviceConfiguration;
  readonly lldp: LldpAgent;
  readonly surroundings: Surroundings;
  /** What `write memory` saved; null until then. */
  startupConfiguration: readonly string[] | null = null;
  readonly #log: string[] = [];
  readonly #logListeners = new Set<(line: string) => void>();

  constructor(name: string, index: number, topology: LabTopology, spec: LabDeviceSpec, surroundings: Surroundings) {
    this.name = name;
    this.spec = spec;
    this.enableSecret = topology.credentials.enableSecret;
    this.surroundings = surroundings;
    this.configuration = {
      hostname: spec.hostname ?? name,
      domain: topology.domain,
      version: spec.version,
      user: topology.credentials.user,
      privilege: spec.privilege,
      ports: readPorts(index, spec),
    };
    this.lldp = new LldpAgent({
      sendingPorts: () => this.ports.filter((port) => port.lldpTransmit && this.isUp(port)).map((port) => port.name),
      receives: (port) => this.port(port)?.lldpReceive ?? false,
      send: (port, ttlSeconds, atMs) => this.#send(port, ttlSeconds, atMs),
    });
  }

  get ports(): readonly PortConfiguration[] {
    return this.configuration.ports;
  }

  port(name: string): PortConfiguration | undefined {
    return this.ports.find((port) => port.name === name);
  }

  end(port: PortConfiguration): string {
    return `${this.name}:${port.name}`;
  }

  isUp(port: PortConfiguration): boolean {
    return this.surroundings.links.isUp(this.end(port));
  }

  /** The chassis id: the first port's burned-in address. */
  get chassisId(): string {
    return this.ports[0]?.mac ?? '0000.0000.0000';
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
    return UPTIME_AT_START_SECONDS + Math.floor(this.surroundings.clock.now() / 1000);
  }

  /** What it hears now, by port, then in the order first heard. */
  neighbors(): LldpEntry[] {
    this.surroundings.settle();
    const entries = this.lldp.neighbors(this.surroundings.clock.now());
    return entries.sort((a, b) => comparePortNames(a.localPort, b.localPort));
  }

  lineChanged(portName: string, up: boolean, nowMs: number): void {
    const port = this.port(portName);
    if (!port) return;
    for (const message of lineChangeMessages(port.name, up, port.adminUp)) this.log(message);
    if (up) this.lldp.portUp(port.name, nowMs);
    else this.lldp.portDown(port.name);
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
    return renderConfiguration(this.configuration, this.lldp);
  }

  #send(portName: string, ttlSeconds: number, atMs: number): void {
    const port = this.port(portName);
    if (!port) return;
    const frame: LldpFrame = {
      chassisId: this.chassisId,
      portId: port.short,
      portDescription: port.description ?? port.name,
      systemName: this.systemName,
      systemDescription: this.systemDescription.join('\n').slice(0, 255),
      managementAddress: this.managementAddress,
      ttlSeconds,
    };
    this.surroundings.deliver(this.end(port), frame, atMs);
  }
}

function readPorts(deviceIndex: number, spec: LabDeviceSpec): PortConfiguration[] {
  const names = Object.keys(spec.interfaces).map(canonicalPortName).sort(comparePortNames);
  const entries = new Map(Object.entries(spec.interfaces).map(([name, entry]) => [canonicalPortName(name), entry]));
  return names.map((name, i) => {
    const entry = entries.get(name);
    const [ip, length] = entry?.address?.split('/') ?? [];
    return {
      name,
      short: shortPortName(name),
      ifIndex: i + 1,
      mac: `5254.${hex4(deviceIndex + 1)}.${hex4(i + 1)}`,
      address: ip === undefined ? null : { ip, prefixLength: Number(length) },
      description: entry?.description ?? null,
      adminUp: !(entry?.shutdown ?? false),
      lldpTransmit: true,
      lldpReceive: true,
    };
  });
}

function hex4(value: number): string {
  return value.toString(16).padStart(4, '0');
}

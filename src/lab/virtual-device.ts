// One virtual router: its configuration, its LLDP agent and its log. It knows its ports, not what they are cabled to.
import { comparePortNames } from '../model/index.ts';
import { Bundles, type MemberState } from './bundles.ts';
import { type DeviceConfiguration, isPhysical, type PortConfiguration, renderConfiguration } from './configuration.ts';
import { bundleMembers, openPort, readPorts, removePort } from './device-ports.ts';
import { FlowConfiguration } from './flow/flow-configuration.ts';
import { type AgentProtocol, buildFrame, type NeighborProtocol } from './frames.ts';
import type { LabDeviceSpec, LabTopology } from './lab-topology.ts';
import { hasLacp, LacpAgent } from './lacp-agent.ts';
import { Listeners } from './listeners.ts';
import { LldpAgent, type LldpEntry, type LldpFrame, type LldpHost } from './lldp-agent.ts';
import { lineChangeMessages, restartMessage, stampLogLine } from './log-lines.ts';
import { type DeviceKind, PROFILES } from './profiles.ts';
import { parentPort } from './sub-interfaces.ts';
import type { Surroundings } from './surroundings.ts';

/** How long the device had been up when the lab was switched on: a week, two days, three hours and four minutes. */
const UPTIME_AT_START_SECONDS = ((9 * 24 + 3) * 60 + 4) * 60;
const LOG_LIMIT = 200;

/** What happens to a device that others may want to know: they send traps, or end its sessions. */
export type DeviceEvent =
  | { readonly kind: 'line'; readonly port: PortConfiguration; readonly up: boolean }
  | { readonly kind: 'start' }
  /** Its sessions end. */
  | { readonly kind: 'stop' };

export interface DeviceIdentity {
  readonly name: string;
  /** Its number in the lab, from 0: its addresses are made of it. */
  readonly index: number;
  readonly kind: DeviceKind;
}

export class VirtualDevice {
  readonly name: string;
  readonly kind: DeviceKind;
  readonly spec: LabDeviceSpec;
  readonly enableSecret: string;
  readonly lldp: LldpAgent;
  readonly cdp: LldpAgent;
  readonly lacp: LacpAgent;
  readonly bundles: Bundles;
  readonly surroundings: Surroundings;
  readonly #factoryConfiguration: () => DeviceConfiguration;
  #configuration: DeviceConfiguration;
  #bootedAtMs = 0;
  #bootedRealMs: number;
  #chassis = 0;
  #powered = true;
  /** False while it boots: its ports are up, and nobody listens yet. */
  #listening = true;
  readonly #readySinceMs = new Map<string, number>();
  /** What `write memory` saved; null until then. */
  startupConfiguration: readonly string[] | null = null;
  /** What it was set up with before the lab began: it boots with this while nothing is saved. */
  factoryLines: readonly string[] = [];
  readonly #log: string[] = [];
  readonly #logListeners = new Listeners<[line: string, message: string]>();
  readonly #eventListeners = new Listeners<[DeviceEvent]>();

  constructor(identity: DeviceIdentity, topology: LabTopology, spec: LabDeviceSpec, surroundings: Surroundings) {
    const { name, index, kind } = identity;
    this.name = name;
    this.kind = kind;
    this.spec = spec;
    this.enableSecret = topology.credentials.enableSecret;
    this.surroundings = surroundings;
    this.factoryLines = spec.configuration;
    this.#bootedRealMs = surroundings.clock.realMs() - UPTIME_AT_START_SECONDS * 1000;
    this.#factoryConfiguration = () => ({
      hostname: spec.hostname ?? name,
      domain: topology.domain,
      version: spec.version,
      user: topology.credentials.user,
      privilege: spec.privilege,
      ports: readPorts(index, this.#chassis, spec),
      nullIfIndex: Object.keys(spec.interfaces).length + 1,
      flow: new FlowConfiguration(),
    });
    this.#configuration = this.#factoryConfiguration();
    this.lldp = new LldpAgent(
      this.#agentHost(
        'lldp',
        (port) => port.lldpTransmit,
        (port) => port.lldpReceive,
      ),
    );
    const speaksCdp: PortTest = (port) => port.cdpEnabled;
    this.cdp = new LldpAgent(this.#agentHost('cdp', speaksCdp, speaksCdp));
    setTimers(this.cdp, CDP_TIMERS);
    this.lacp = new LacpAgent(this.#agentHost('lacp', (port) => this.#speaksLacp(port), hasLacp));
    this.bundles = new Bundles({
      ports: () => this.ports,
      isUp: (port) => this.surroundings.links.isUp(this.end(port)),
      lacpPartner: (port) => this.#lacpPartner(port),
      readyForMs: (port) => this.surroundings.clock.now() - (this.#readySinceMs.get(port.name) ?? -Infinity),
      log: (message) => this.log(message),
      lineChanged: (port, up) => this.lineChanged(port, up, this.surroundings.clock.now()),
    });
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
    return openPort(this.configuration, name);
  }

  /** False where the port is a socket in the device, which stays. */
  removePort(name: string): boolean {
    return removePort(this.configuration, name);
  }

  end(port: PortConfiguration): string {
    return `${this.name}:${port.name}`;
  }

  isUp(port: PortConfiguration): boolean {
    const parent = parentPort(port.name);
    if (parent !== null) return port.adminUp && this.#isUpByName(parent);
    if (bundleMembers(this.ports, port)) return this.bundles.isUp(port);
    return this.surroundings.links.isUp(this.end(port));
  }

  #isUpByName(name: string): boolean {
    const port = this.port(name);
    return port !== undefined && this.isUp(port);
  }

  /** Ports of a switch are routed where they have an address, those of a router always. */
  isRouted(port: PortConfiguration): boolean {
    return this.kind !== 'switch' || port.address !== null;
  }

  /** What its bundle makes of the port; null for a port that is no member. */
  memberState(port: PortConfiguration): MemberState | null {
    return this.bundles.stateOf(port);
  }

  /** A port has been put into a bundle or taken out of it, or its mode has changed: LACP begins anew there. */
  rebundle(port: PortConfiguration, channelGroup: PortConfiguration['channelGroup']): void {
    const now = this.surroundings.clock.now();
    port.channelGroup = channelGroup;
    this.#readySinceMs.set(port.name, now);
    this.lacp.portDown(port.name);
    this.lacp.portUp(port.name, now);
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
    return PROFILES[this.kind].description(this.configuration.version);
  }

  get uptimeSeconds(): number {
    const sinceBootMs = this.surroundings.clock.now() - this.#bootedAtMs;
    return (this.#bootedAtMs === 0 ? UPTIME_AT_START_SECONDS : 0) + Math.floor(sinceBootMs / 1000);
  }

  /** When it started, in real time, ms since 1970: what flow exports count from. */
  get bootedMs(): number {
    return this.#bootedRealMs;
  }

  /** What it hears now, by port, then in the order first heard. */
  neighbors(protocol: NeighborProtocol = 'lldp'): LldpEntry[] {
    this.surroundings.settle();
    const entries = this[protocol].neighbors(this.surroundings.clock.now());
    return entries.sort((a, b) => comparePortNames(a.localPort, b.localPort));
  }

  lineChanged(portName: string, up: boolean, nowMs: number): void {
    const port = this.port(portName);
    if (!port || !this.#powered) return;
    if (up) this.#readySinceMs.set(port.name, nowMs);
    for (const message of lineChangeMessages(port.name, up, port.adminUp)) this.log(message);
    this.#eventListeners.tell({ kind: 'line', port, up });
    for (const agent of this.agents) {
      if (up) agent.portUp(port.name, nowMs);
      else agent.portDown(port.name);
    }
  }

  get agents(): readonly LldpAgent[] {
    return [this.lldp, this.cdp, this.lacp];
  }

  /** Takes a frame from the wire. */
  receive(protocol: AgentProtocol, port: string, frame: LldpFrame, atMs: number): void {
    this[protocol].receive(port, frame, atMs);
  }

  log(message: string): void {
    if (!this.#powered) return;
    const line = stampLogLine(this.surroundings.clock.date(), message);
    this.#log.push(line);
    if (this.#log.length > LOG_LIMIT) this.#log.shift();
    this.#logListeners.tell(line, message);
  }

  get logBuffer(): readonly string[] {
    return this.#log;
  }

  /** `line` is `message` with its time. Returns the function that stops listening. */
  onLog(listener: (line: string, message: string) => void): () => void {
    return this.#logListeners.add(listener);
  }

  /** Returns the function that stops listening. */
  onEvent(listener: (event: DeviceEvent) => void): () => void {
    return this.#eventListeners.add(listener);
  }

  runningConfiguration(): string[] {
    return renderConfiguration(this.configuration, this.lldp, this.cdp);
  }

  get powered(): boolean {
    return this.#powered;
  }

  /** Its sessions end, and what it heard is gone. It says nothing any more. */
  powerOff(): void {
    this.#powered = false;
    for (const agent of this.agents) agent.disable();
    this.#eventListeners.tell({ kind: 'stop' });
  }

  /** Starts booting: back to the configuration of the topology file, in which the saved one may then be typed. */
  reset(): void {
    this.#bootedAtMs = Math.max(1, this.surroundings.clock.now());
    this.#bootedRealMs = this.surroundings.clock.realMs();
    this.#configuration = this.#factoryConfiguration();
    this.#readySinceMs.clear();
    this.lldp.forgetCounts();
    setTimers(this.lldp, LLDP_TIMERS);
    setTimers(this.cdp, CDP_TIMERS);
  }

  /** Booted: its lines come up next. What the neighbours send when they do comes too early to be heard. */
  powerOn(): void {
    this.#powered = true;
    this.#listening = false;
    this.lacp.enable(this.surroundings.clock.now());
    this.log(restartMessage(this.systemDescription));
    this.#eventListeners.tell({ kind: 'start' });
  }

  /** From now on it takes in what is sent to it. */
  listen(): void {
    this.#listening = true;
  }

  /** Another box takes its place: other addresses and another serial number from the next boot on. */
  replaceChassis(): void {
    this.#chassis += 1;
  }

  #agentHost(protocol: AgentProtocol, sends: PortTest, receives: PortTest): LldpHost {
    return {
      sendingPorts: () =>
        this.ports.filter((port) => isPhysical(port.name) && sends(port) && this.isUp(port)).map((port) => port.name),
      receives: (name) => {
        const port = this.port(name);
        return port !== undefined && receives(port) && (this.#listening || protocol === 'lacp');
      },
      send: (port, ttlSeconds, atMs) => this.#send(protocol, port, ttlSeconds, atMs),
    };
  }

  #send(protocol: AgentProtocol, portName: string, ttlSeconds: number, atMs: number): void {
    const port = this.port(portName);
    if (!port) return;
    this.surroundings.deliver(protocol, this.end(port), buildFrame(protocol, this, port, ttlSeconds), atMs);
  }

  /** A passive end speaks only to who has spoken to it. */
  #speaksLacp(port: PortConfiguration): boolean {
    return hasLacp(port) && (port.channelGroup?.mode === 'active' || this.#lacpPartner(port) !== null);
  }

  #lacpPartner(port: PortConfiguration): string | null {
    return hasLacp(port) ? this.lacp.partner(port.name, this.surroundings.clock.now()) : null;
  }
}

type PortTest = (port: PortConfiguration) => boolean;

const LLDP_TIMERS = { intervalSeconds: 30, holdSeconds: 120, reinitSeconds: 2 };
const CDP_TIMERS = { intervalSeconds: 60, holdSeconds: 180 };

function setTimers(agent: LldpAgent, timers: Partial<LldpAgent>): void {
  Object.assign(agent, timers);
}

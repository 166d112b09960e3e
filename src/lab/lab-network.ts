// The network of one lab: devices joined by the link layer, and what can be done to its cables and its devices.
import { ToposcopeError } from '../model/index.ts';
import { bootDevice, typeConfiguration } from './boot.ts';
import type { LabClock } from './clock.ts';
import { isPhysical } from './configuration.ts';
import { bundleMembers } from './device-ports.ts';
import { endOf, firstOf, readSegments, unknownDevice, unknownEnd } from './ends.ts';
import type { AgentProtocol } from './frames.ts';
import { createDevices } from './lab-devices.ts';
import type { LabTopology } from './lab-topology.ts';
import { LinkLayer } from './link-layer.ts';
import { Listeners } from './listeners.ts';
import type { LldpFrame } from './lldp-agent.ts';
import { resolvePort } from './parser/port-argument.ts';
import type { Station, Surroundings } from './surroundings.ts';
import type { VirtualDevice } from './virtual-device.ts';

/**
 * How a cable fails. `shutdown` is an operator's `shutdown` at that end; `carrier` pulls the plug, which both ends see at
 * once; `silent` loses every frame while the carrier stays, which only ageing reveals.
 */
export type CutKind = 'shutdown' | 'carrier' | 'silent';

export type PowerState = 'on' | 'off';

export interface LinkStatus {
  readonly a: string;
  /** The other end; a host's name, or the name of the shared medium. */
  readonly b: string;
  /** `device-off`: a device at one of its ends is switched off. */
  readonly state: 'up' | 'shutdown' | 'carrier-cut' | 'silent' | 'one-way' | 'device-off' | 'down';
}

export class LabNetwork implements Surroundings {
  readonly clock: LabClock;
  readonly links: LinkLayer;
  /** Those that can be logged into, then the stubs. */
  readonly devices: ReadonlyMap<string, VirtualDevice>;
  readonly #topology: LabTopology;
  readonly #changeListeners = new Listeners<[]>();

  constructor(topology: LabTopology, clock: LabClock) {
    this.clock = clock;
    this.#topology = topology;
    const devices = createDevices(topology, this);
    this.devices = new Map(devices.map((device) => [device.name, device]));
    const hosts = new Set(topology.hosts);
    this.links = new LinkLayer(readSegments(topology), (end) => {
      if (hosts.has(end)) return null;
      const found = this.#port(end);
      return found === null ? null : found.device.powered && found.port.adminUp;
    });
    for (const protocol of ['lldp', 'cdp', 'lacp'] as const) {
      const running = devices.filter(({ spec }) => protocol === 'lacp' || spec[protocol]).map((one) => one[protocol]);
      for (const agent of running) agent.enable(0);
      // What "already runs" has long been heard by everybody.
      for (const agent of running) agent.advertise(0);
    }
    for (const device of devices) device.bundles.notice(false);
    for (const device of devices) typeConfiguration(device, device.factoryLines);
  }

  /** Sets a device up as if it had always been so: it boots with these lines too, while nothing is saved. */
  setUp(name: string, lines: readonly string[]): void {
    const device = this.device(name);
    device.factoryLines = [...device.factoryLines, ...lines];
    typeConfiguration(device, lines);
  }

  settle(): void {
    const now = this.clock.now();
    const devices = [...this.devices.values()];
    for (const device of devices) for (const agent of device.agents) agent.settle(now);
    // Only now: what is due has refreshed what it keeps.
    for (const device of devices) for (const agent of device.agents) agent.expire(now);
    for (const device of devices) device.bundles.notice();
  }

  change(end: string, mutation: () => void): void {
    this.#change([end], mutation);
  }

  /** Called after each change of a cable, a port or a device. Returns the function that stops listening. */
  onChange(listener: () => void): () => void {
    return this.#changeListeners.add(listener);
  }

  deliver(protocol: AgentProtocol, fromEnd: string, frame: LldpFrame, atMs: number): void {
    for (const end of this.links.listeners(fromEnd)) {
      const found = this.#port(end);
      found?.device.receive(protocol, found.port.name, frame, atMs);
    }
  }

  stations(end: string): readonly Station[] {
    return this.links.peers(end).map((peer) => {
      const found = this.#port(peer);
      if (found) return { mac: found.port.mac, ip: found.port.address?.ip ?? null };
      const index = this.#topology.hosts.indexOf(peer) + 1;
      return { mac: `0050.56ab.${index.toString(16).padStart(4, '0')}`, ip: null };
    });
  }

  /** Of a Port-channel: all its members. */
  cut(endText: string, how: CutKind): void {
    const ends = this.#resolveEnds(endText);
    this.#change(ends, () => {
      for (const end of ends) {
        if (how === 'shutdown') this.#setAdminUp(end, false);
        else this.links.disturb(end, how === 'carrier' ? 'unplugged' : 'silent');
      }
    });
  }

  /** Takes one cut back and leaves everything else at this end as it is. */
  undoCut(endText: string, how: CutKind): void {
    const ends = this.#resolveEnds(endText);
    this.#change(ends, () => {
      for (const end of ends) {
        if (how === 'shutdown') this.#setAdminUp(end, true);
        else this.links.calm(end, how === 'carrier' ? 'unplugged' : 'silent');
      }
    });
  }

  /** Frames sent from this end no longer arrive; those sent to it still do. */
  oneWay(endText: string): void {
    const ends = this.#resolveEnds(endText);
    this.#change(ends, () => {
      for (const end of ends) this.links.disturb(end, 'mute');
    });
  }

  /** Undoes everything at this end, and for a cable at its other end too: both ports come up. */
  restore(endText: string): void {
    const ends = this.#resolveEnds(endText);
    const both = ends.flatMap((end) => (this.links.isShared(end) ? [end] : [end, ...this.links.peers(end)]));
    for (const one of both) {
      this.change(one, () => {
        this.links.clearDisturbances(one);
        this.#setAdminUp(one, true);
      });
    }
  }

  /** Pulls the plug at one end and puts it into another port, which is brought up. Throws LAB_UNKNOWN_LINK where that one is taken. */
  move(endText: string, toText: string): void {
    const from = this.resolveEnd(endText);
    const to = this.#freeEnd(toText);
    this.#change([from], () => this.links.disturb(from, 'unplugged'));
    this.#change([from, to, ...this.links.peers(from)], () => {
      this.links.exchange(from, to);
      this.#setAdminUp(to, true);
    });
  }

  /** Exchanges the plugs of two cables. */
  swap(oneText: string, otherText: string): void {
    const ends = [this.resolveEnd(oneText), this.resolveEnd(otherText)] as const;
    this.#change(ends, () => {
      for (const end of ends) this.links.disturb(end, 'unplugged');
    });
    const peers = ends.flatMap((end) => this.links.peers(end));
    this.#change([...ends, ...peers], () => this.links.exchange(...ends));
  }

  /** What is not saved is lost, as with any loss of power. Does nothing where the device is in that state already. */
  power(name: string, state: PowerState): void {
    const device = this.device(name);
    if (device.powered === (state === 'on')) return;
    const ends = device.ports.map((port) => device.end(port));
    if (state === 'off') {
      this.#change(ends, () => device.powerOff());
      return;
    }
    this.#change(ends, () => {
      bootDevice(device);
      device.powerOn();
    });
    device.listen();
  }

  restart(name: string): void {
    this.power(name, 'off');
    this.power(name, 'on');
  }

  /** Another box takes the device's place and its configuration: another chassis id, other MAC addresses, another serial number. */
  replace(name: string): void {
    const device = this.device(name);
    device.startupConfiguration = device.runningConfiguration();
    this.power(name, 'off');
    device.replaceChassis();
    this.power(name, 'on');
  }

  /** As an operator's `hostname`: the neighbours are told at once. */
  rename(name: string, hostname: string): void {
    const device = this.device(name);
    this.settle();
    device.configuration.hostname = hostname;
    device.log('%SYS-5-CONFIG_I: Configured from console by console');
    for (const agent of device.agents) agent.advertise(this.clock.now());
    this.#changeListeners.tell();
  }

  /** One entry per cable, and one per member of a shared medium, in the order of the topology file. */
  status(): LinkStatus[] {
    return this.links.segments.flatMap(({ name, ends, shared }): LinkStatus[] =>
      shared
        ? ends.map((end) => ({ a: end, b: name, state: this.#stateOf([end]) }))
        : [{ a: ends[0] ?? '', b: ends[1] ?? '', state: this.#stateOf(ends) }],
    );
  }

  device(name: string): VirtualDevice {
    const device = this.devices.get(name);
    if (device) return device;
    throw unknownDevice(name, [...this.devices.keys()]);
  }

  /** `r6-edge:gi0/1` in any spelling of the port → the canonical end. Throws LAB_UNKNOWN_LINK with candidates. */
  resolveEnd(text: string): string {
    const end = this.#readEnd(text);
    if (this.#port(end) && this.links.peers(end).length > 0) return end;
    const device = this.device(end.split(':')[0] ?? end);
    throw unknownEnd(text, device.name, this.links.segments);
  }

  /** The port may be spelt as it may be typed on the device. */
  #readEnd(text: string): string {
    const end = endOf(this.#topology, text);
    const [name = '', port = ''] = end.split(':');
    const device = this.devices.get(name);
    const known = device ? resolvePort(device.ports, port) : null;
    return known === null ? end : `${name}:${known}`;
  }

  #change(ends: readonly string[], mutation: () => void): void {
    this.settle();
    const changes = this.links.change(ends, mutation);
    for (const { end, up } of changes) {
      const found = this.#port(end);
      // A Port-channel's line follows its members, below.
      if (found && bundleMembers(found.device.ports, found.port) === null) {
        found.device.lineChanged(found.port.name, up, this.clock.now());
      }
    }
    for (const device of this.devices.values()) device.bundles.notice();
    this.#changeListeners.tell();
  }

  #resolveEnds(text: string): readonly string[] {
    const found = this.#port(this.#readEnd(text));
    const members = found && bundleMembers(found.device.ports, found.port);
    if (!found || !members || members.length === 0) return [this.resolveEnd(text)];
    return members.map((member) => this.resolveEnd(found.device.end(member)));
  }

  #freeEnd(text: string): string {
    const end = this.#readEnd(text);
    const found = this.#port(end);
    if (found && isPhysical(found.port.name) && this.links.peers(end).length === 0) return end;
    const device = found?.device ?? this.device(end.split(':')[0] ?? end);
    const free = device.ports.filter((port) => isPhysical(port.name)).map((port) => device.end(port));
    const candidates = free.filter((one) => this.links.peers(one).length === 0);
    const message = found
      ? `"${text}" already holds a cable, or can hold none`
      : `${device.name} has no port "${text}"`;
    const swap = found ? 'exchange two cables with `toposcope lab swap`, or ' : '';
    const hint = candidates.length > 0 ? `take a free port: ${firstOf(candidates)}` : 'name a port of another device';
    throw new ToposcopeError('LAB_UNKNOWN_LINK', message, { hint: `${swap}${hint}`, context: { candidates } });
  }

  #stateOf(ends: readonly string[]): LinkStatus['state'] {
    const ports = ends.filter((end) => this.#port(end));
    const any = (how: 'unplugged' | 'silent' | 'mute') => ports.some((end) => this.links.isDisturbed(end, how));
    if (any('unplugged')) return 'carrier-cut';
    if (ports.some((end) => this.#port(end)?.device.powered === false)) return 'device-off';
    if (ports.some((end) => this.#port(end)?.port.adminUp === false)) return 'shutdown';
    if (any('silent')) return 'silent';
    if (any('mute')) return 'one-way';
    return ports.every((end) => this.links.isUp(end)) ? 'up' : 'down';
  }

  #setAdminUp(end: string, up: boolean): void {
    const found = this.#port(end);
    if (found) found.port.adminUp = up;
  }

  #port(end: string) {
    const colon = end.indexOf(':');
    const device = this.devices.get(end.slice(0, colon));
    const port = device?.port(end.slice(colon + 1));
    return device && port ? { device, port } : null;
  }
}

// The network of one lab: devices joined by the link layer, and what can be done to its cables.
import { comparePortNames, ToposcopeError } from '../model/index.ts';
import type { LabClock } from './clock.ts';
import type { LabTopology } from './lab-topology.ts';
import { LinkLayer, type LinkSegment } from './link-layer.ts';
import type { LldpFrame } from './lldp-agent.ts';
import { canonicalEnd } from './topology-wiring.ts';
import { type NeighborProtocol, type Station, type Surroundings, VirtualDevice } from './virtual-device.ts';

/**
 * How a cable fails. `shutdown` is an operator's `shutdown` at that end; `carrier` pulls the plug, which both ends see at
 * once; `silent` loses every frame while the carrier stays, which only ageing reveals.
 */
export type CutKind = 'shutdown' | 'carrier' | 'silent';

export interface LinkStatus {
  readonly a: string;
  /** The other end; a host's name, or the name of the shared medium. */
  readonly b: string;
  readonly state: 'up' | 'shutdown' | 'carrier-cut' | 'silent' | 'one-way' | 'down';
}

export class LabNetwork implements Surroundings {
  readonly clock: LabClock;
  readonly links: LinkLayer;
  readonly devices: ReadonlyMap<string, VirtualDevice>;
  readonly #hosts: readonly string[];

  constructor(topology: LabTopology, clock: LabClock) {
    this.clock = clock;
    const names = Object.entries(topology.devices);
    this.devices = new Map(names.map(([name, spec], i) => [name, new VirtualDevice(name, i, topology, spec, this)]));
    this.#hosts = topology.hosts;
    const hosts = new Set(topology.hosts);
    this.links = new LinkLayer(readSegments(topology), (end) => {
      if (hosts.has(end)) return null;
      return this.#port(end)?.port.adminUp ?? null;
    });
    const devices = [...this.devices.values()];
    for (const protocol of ['lldp', 'cdp'] as const) {
      const running = devices.filter((device) => device.spec[protocol]).map((device) => device[protocol]);
      for (const agent of running) agent.enable(0);
      // What "already runs" has long been heard by everybody.
      for (const agent of running) agent.advertise(0);
    }
  }

  settle(): void {
    const now = this.clock.now();
    for (const device of this.devices.values()) {
      device.lldp.settle(now);
      device.cdp.settle(now);
    }
  }

  change(end: string, mutation: () => void): void {
    this.settle();
    for (const { end: changed, up } of this.links.change(end, mutation)) {
      const found = this.#port(changed);
      found?.device.lineChanged(found.port.name, up, this.clock.now());
    }
  }

  deliver(protocol: NeighborProtocol, fromEnd: string, frame: LldpFrame, atMs: number): void {
    for (const end of this.links.listeners(fromEnd)) {
      const found = this.#port(end);
      found?.device[protocol].receive(found.port.name, frame, atMs);
    }
  }

  stations(end: string): readonly Station[] {
    return this.links.peers(end).map((peer) => {
      const found = this.#port(peer);
      if (found) return { mac: found.port.mac, ip: found.port.address?.ip ?? null };
      const index = this.#hosts.indexOf(peer) + 1;
      return { mac: `0050.56ab.${index.toString(16).padStart(4, '0')}`, ip: null };
    });
  }

  cut(endText: string, how: CutKind): void {
    const end = this.resolveEnd(endText);
    this.change(end, () => {
      if (how === 'shutdown') this.#setAdminUp(end, false);
      else this.links.disturb(end, how === 'carrier' ? 'unplugged' : 'silent');
    });
  }

  /** Frames sent from this end no longer arrive; those sent to it still do. */
  oneWay(endText: string): void {
    const end = this.resolveEnd(endText);
    this.change(end, () => this.links.disturb(end, 'mute'));
  }

  /** Undoes everything at this end, and for a cable at its other end too: both ports come up. */
  restore(endText: string): void {
    const end = this.resolveEnd(endText);
    const both = this.links.isShared(end) ? [end] : [end, ...this.links.peers(end)];
    for (const one of both) {
      this.change(one, () => {
        this.links.clearDisturbances(one);
        this.#setAdminUp(one, true);
      });
    }
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
    const candidates = [...this.devices.keys()];
    throw new ToposcopeError('LAB_UNKNOWN_LINK', `the lab has no device "${name}"`, {
      hint: `its devices are ${firstOf(candidates)}`,
      context: { candidates },
    });
  }

  /** `r6-edge:gi0/1` in any spelling of the port → the canonical end. Throws LAB_UNKNOWN_LINK with candidates. */
  resolveEnd(text: string): string {
    const end = canonicalEnd(text);
    if (this.#port(end) && this.links.peers(end).length > 0) return end;
    const cabled = this.links.segments.flatMap((segment) => segment.ends).filter((one) => one.includes(':'));
    const device = this.device(end.split(':')[0] ?? end);
    const near = cabled.filter((one) => one.startsWith(`${device.name}:`));
    const candidates = [...new Set(near)].sort(comparePortNames);
    throw new ToposcopeError('LAB_UNKNOWN_LINK', `no cable of the lab ends at "${text}"`, {
      hint: `name one end of a cable: ${firstOf(candidates)}`,
      context: { candidates },
    });
  }

  #stateOf(ends: readonly string[]): LinkStatus['state'] {
    const ports = ends.filter((end) => this.#port(end));
    const any = (how: 'unplugged' | 'silent' | 'mute') => ports.some((end) => this.links.isDisturbed(end, how));
    if (any('unplugged')) return 'carrier-cut';
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

/** Enough of them to see how they are named: a generated campus has hundreds. */
function firstOf(names: readonly string[]): string {
  const shown = names.slice(0, MOST_SHOWN);
  const more = names.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

const MOST_SHOWN = 12;

function readSegments(topology: LabTopology): LinkSegment[] {
  const shared = topology.segments.map(({ name, ends }) => ({ name, ends: ends.map(canonicalEnd), shared: true }));
  const cables = topology.links.map((link) => {
    const ends = link.map(canonicalEnd);
    return { name: ends.join('--'), ends, shared: false };
  });
  return [...shared, ...cables];
}

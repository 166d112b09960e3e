// What traffic must know of the network at one time, as plain data: who is joined to whom at layer 3, and by which cables.
import { linkId } from '../../model/index.ts';
import { isPhysical, type PortConfiguration } from '../configuration.ts';
import { bundleMembers } from '../device-ports.ts';
import { otherAddress } from '../host-addresses.ts';
import type { LabNetwork } from '../lab-network.ts';
import { bandwidthOf } from '../port-hardware.ts';
import { parentPort } from '../sub-interfaces.ts';
import type { VirtualDevice } from '../virtual-device.ts';

/** A port as flows name it. */
export interface PortState {
  readonly name: string;
  readonly ifIndex: number;
  readonly mac: string;
  readonly address: string | null;
  /** Holds a cable; false for what configuration makes. */
  readonly isSocket: boolean;
  readonly isUp: boolean;
  readonly speedBps: number;
}

/** One cable in one direction. */
export interface CableState {
  /** Of the cable, as snapshots name it. */
  readonly link: string;
  /** 0: from the end that the id names first. */
  readonly side: 0 | 1;
  /** The sockets at both ends; null: a host's. */
  readonly out: PortState | null;
  readonly in: PortState | null;
  /** False: the line is up and loses every frame. */
  readonly delivers: boolean;
}

/** Two neighbours at layer 3: over a cable, a bundle of them, or one VLAN of a cable. */
export interface Adjacency {
  readonly from: string;
  readonly to: string;
  /** What routes: a socket, a Port-channel or a sub-interface. */
  readonly out: PortState | null;
  readonly in: PortState | null;
  /** Of the 802.1Q tag; null: none. */
  readonly vlan: number | null;
  readonly cables: readonly CableState[];
}

/** The layer-3 neighbours that have a line between them, in the order of the topology. Shared media carry no transit traffic. */
export function readAdjacencies(network: LabNetwork): Adjacency[] {
  const found = new Map<string, Adjacency & { cables: CableState[] }>();
  for (const { ends, shared } of network.links.segments) {
    const [one, other] = ends;
    if (shared || one === undefined || other === undefined) continue;
    for (const [a, b] of [
      [one, other],
      [other, one],
    ] as const) {
      for (const { cable, ...adjacency } of adjacenciesOf(network, a, b)) {
        const key = [adjacency.from, adjacency.out?.name, adjacency.to, adjacency.in?.name].join(' ');
        const known = found.get(key) ?? { ...adjacency, cables: [] };
        known.cables.push(cable);
        found.set(key, known);
      }
    }
  }
  return [...found.values()];
}

/** One end of a cable, and what routes there. */
interface CableEnd {
  readonly node: string;
  readonly socket: PortState | null;
  /** By VLAN; null: untagged. */
  readonly routed: ReadonlyMap<number | null, PortState | null>;
}

type OverCable = Omit<Adjacency, 'cables'> & { readonly cable: CableState };

function adjacenciesOf(network: LabNetwork, a: string, b: string): OverCable[] {
  const [from, to] = [readEnd(network, a), readEnd(network, b)];
  if (from === null || to === null) return [];
  const cable = {
    ...cableNames(a, b),
    out: from.socket,
    in: to.socket,
    delivers: delivers(network, a, b),
  };
  const joined = [...from.routed].filter(([vlan]) => to.routed.has(vlan));
  // Where VLANs are routed, what is left untagged is nobody's.
  const tagged = joined.filter(([vlan]) => vlan !== null);
  return (tagged.length > 0 ? tagged : joined).map(([vlan, out]) => {
    return { from: from.node, to: to.node, out, in: to.routed.get(vlan) ?? null, vlan, cable };
  });
}

function cableNames(a: string, b: string): { link: string; side: 0 | 1 } {
  const [from, to] = [endOf(a), endOf(b)];
  const link = linkId(from, to);
  return { link, side: link.startsWith(`${a}--`) ? 0 : 1 };
}

function endOf(end: string): { device: string; port: string | null } {
  const colon = end.indexOf(':');
  return colon < 0 ? { device: end, port: null } : { device: end.slice(0, colon), port: end.slice(colon + 1) };
}

/** Null where there is no line. */
function readEnd(network: LabNetwork, end: string): CableEnd | null {
  const { device: node, port: name } = endOf(end);
  if (name === null) return { node, socket: null, routed: new Map([[null, null]]) };
  const device = network.devices.get(node);
  const port = device?.port(name);
  if (!device || !port || !network.links.isUp(end)) return null;
  const carrying = port.channelGroup === null ? port : bundleOf(device, port);
  if (carrying === null) return null;
  const routed = new Map<number | null, PortState | null>([[null, portState(device, carrying)]]);
  for (const one of device.ports) {
    const vlan = parentPort(one.name) === carrying.name && device.isUp(one) ? one.vlan : null;
    if (vlan !== null) routed.set(vlan, portState(device, one));
  }
  return { node, socket: portState(device, port), routed };
}

/** The Port-channel that the member is bundled in now; itself where it stands alone; null where it carries nothing. */
function bundleOf(device: VirtualDevice, member: PortConfiguration): PortConfiguration | null {
  const state = device.memberState(member);
  if (state === 'I') return member;
  const bundle = device.ports.find((port) => bundleMembers(device.ports, port)?.includes(member));
  return state === 'P' && bundle && device.isUp(bundle) ? bundle : null;
}

export function portState(device: VirtualDevice, port: PortConfiguration): PortState {
  const { name, ifIndex, mac, address } = port;
  const hardware = { isSocket: isPhysical(name), speedBps: bandwidthOf(device, port) * 1000 };
  return { name, ifIndex, mac, address: address?.ip ?? null, isUp: device.isUp(port), ...hardware };
}

function delivers({ links }: LabNetwork, from: string, to: string): boolean {
  const lost = links.isDisturbed(from, 'mute') || [from, to].some((end) => links.isDisturbed(end, 'silent'));
  return !lost;
}

/**
 * The addresses of nodes: of a device its first port's, of a host the other one of its cable's network. What has none of its own has
 * one of 198.18.0.0/15 (RFC 2544), by its place in the lab.
 */
export function readAddresses(network: LabNetwork): ReadonlyMap<string, string> {
  const addresses = new Map<string, string>();
  for (const device of network.devices.values()) {
    const own = device.ports.find((port) => port.address !== null && !port.name.startsWith('Loopback'));
    const address = own?.address?.ip ?? device.managementAddress;
    if (address !== null) addresses.set(device.name, address);
  }
  const ends = network.links.segments.flatMap((segment) => segment.ends.map((end) => ({ end, segment })));
  for (const [i, { end, segment }] of ends.entries()) {
    const { device: node } = endOf(end);
    if (addresses.has(node)) continue;
    const across = segment.ends.find((one) => one !== end) ?? '';
    const { device, port } = endOf(across);
    const address = network.devices.get(device)?.port(port ?? '')?.address ?? null;
    addresses.set(node, (address && otherAddress(address)) ?? `198.18.${(i >> 8) & 255}.${i & 255}`);
  }
  return addresses;
}

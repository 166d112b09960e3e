// Which of its owner's ports an advertised port id means. The owner's real interface list comes first; the table of
// Cisco names is the fallback, and only where the owner is known to be a Cisco device.
import { canonicalPortName, isKnownPortName, normaliseMac, type Port, shortPortName } from '../../model/index.ts';
import type { Surveyed } from '../survey.ts';
import { printable, withoutDoubleDash } from './names.ts';
import { portList } from './port-list.ts';

/** What a neighbour advertised about its port. */
export interface AdvertisedPort {
  readonly portId: string | null;
  readonly portDescription: string | null;
}

/** The owner's port, or null where nothing was advertised. `owner` is null for a device outside the inventory. */
export function resolvePort(advertised: AdvertisedPort, owner: Surveyed | null): string | null {
  const ports = owner?.ports ?? [];
  const found = ports.length > 0 ? findPort(advertised, ports) : null;
  return attachmentPort(found ?? asAdvertised(advertised, owner), ports);
}

/** By name, MAC, ifIndex or description (the subtypes of IEEE 802.1AB §8.5.3): IOS does not print which one it is. */
function findPort({ portId, portDescription }: AdvertisedPort, ports: readonly Port[]): string | null {
  const byId = portId === null ? null : (byName(portId, ports) ?? byMac(portId, ports));
  if (byId !== null) return byId;
  const byText = portDescription === null ? null : byName(portDescription, ports);
  return byText ?? byIfIndex(portId, ports) ?? byDescription(portDescription, ports) ?? byDescription(portId, ports);
}

/** The name as it is in the list, or an abbreviation that fits one port only (same number, same beginning). */
export function byName(text: string, ports: readonly Port[]): string | null {
  const { named } = portList(ports);
  const plain = text.trim();
  if (named.has(plain)) return plain;
  const canonical = canonicalPortName(plain);
  if (named.has(canonical)) return canonical;
  return byAbbreviation(plain, ports) ?? byAbbreviation(shortPortName(plain), ports) ?? byBridgePort(plain, named);
}

/** RouterOS advertises a port of a bridge as `bridge1/ether2`, and calls it `ether2` itself. */
function byBridgePort(text: string, named: ReadonlyMap<string, Port>): string | null {
  const port = /^[^/]+\/([^/]+)$/.exec(text)?.[1];
  return port !== undefined && named.has(port) ? port : null;
}

/** `Tw1/0/1` may be TwoGigabitEthernet or TwentyFiveGigE: the list knows. Case counts: `eth0` is no Ethernet0. */
function byAbbreviation(text: string, ports: readonly Port[]): string | null {
  const match = /^([A-Za-z][A-Za-z-]*?) ?(\d\S*)$/.exec(text);
  if (!match?.[1] || !match[2]) return null;
  const [, letters, number] = match;
  return only((portList(ports).byNumber().get(number) ?? []).filter((name) => name.startsWith(letters)));
}

/** Sub-interfaces, SVIs and bundles share the MAC of a physical port, which is the one that is cabled. */
function byMac(text: string, ports: readonly Port[]): string | null {
  const mac = normaliseMac(text);
  if (mac === null) return null;
  const owners = ports.filter((port) => port.mac !== null && normaliseMac(port.mac) === mac);
  return onlyName(owners.filter((port) => !VIRTUAL_PORT.test(port.name)));
}

const VIRTUAL_PORT = /\.\d+$|^(?:Vlan|vlan|irb|BDI|BVI|Loopback|lo|Tunnel|Port-channel|Bundle-Ether|ae\d|bond|br)/;

function byIfIndex(portId: string | null, ports: readonly Port[]): string | null {
  if (portId === null || !/^\d+$/.test(portId)) return null;
  return onlyName(ports.filter((port) => port.ifIndex === Number(portId)));
}

function byDescription(text: string | null, ports: readonly Port[]): string | null {
  if (text === null || text.trim() === '') return null;
  return onlyName(ports.filter((port) => port.description?.trim() === text.trim()));
}

function onlyName(ports: readonly Port[]): string | null {
  return only(ports.map(({ name }) => name));
}

function only(names: readonly string[]): string | null {
  return names.length === 1 ? (names[0] ?? null) : null;
}

/** Junos sends its ifIndex as the port id and the name as the description (`502`, `ge-0/0/0.0`). */
function asAdvertised({ portId, portDescription }: AdvertisedPort, owner: Surveyed | null): string | null {
  const isIndex = portId === null || /^\d+$/.test(portId);
  if (isIndex && portDescription !== null && looksLikePort(portDescription)) return portDescription.trim();
  const text = withoutDoubleDash(printable(portId ?? ''));
  if (text === '') return null;
  return owner?.device.platform?.startsWith('cisco') ? canonicalPortName(text) : text;
}

function looksLikePort(text: string): boolean {
  return isKnownPortName(text) || /^[A-Za-z]{1,4}-?\d+(?:\/\d+)*(?:\.\d+)?$/.test(text.trim());
}

/** A cable is plugged into `Gi0/0`, not into its sub-interface `Gi0/0.100`. */
export function attachmentPort(port: string, ports: readonly Port[]): string;
export function attachmentPort(port: string | null, ports: readonly Port[]): string | null;
export function attachmentPort(port: string | null, ports: readonly Port[]): string | null {
  const parent = port?.includes('.') ? /^(.*\d)\.\d+$/.exec(port)?.[1] : undefined;
  if (parent === undefined) return port;
  return isKnownPortName(parent) || portList(ports).named.has(parent) ? parent : port;
}

/** Whether a port that was advertised for this owner can be a real port of it, so that naming it is a statement. */
export function isPlausiblePort(port: string, owner: Surveyed | null): boolean {
  if (owner === null) return false;
  return owner.ports.length > 0 ? portList(owner.ports).named.has(port) : isKnownPortName(port);
}

// Which of its owner's ports an advertised port id means. The owner's real interface list comes first; the table of
// Cisco names is the fallback, and only where the owner is known to be a Cisco device.
import { canonicalPortName, isKnownPortName, normaliseMac, type Port, shortPortName } from '../model/index.ts';
import { printable, withoutDoubleDash } from './names.ts';
import type { Surveyed } from './survey.ts';

/** What a neighbour advertised about its port. */
export interface AdvertisedPort {
  readonly portId: string | null;
  readonly portDescription: string | null;
}

/** The owner's port, or null where nothing was advertised. `owner` is null for a device outside the inventory. */
export function resolvePort(advertised: AdvertisedPort, owner: Surveyed | null): string | null {
  const found = owner && owner.ports.length > 0 ? findPort(advertised, owner.ports) : null;
  if (found !== null) return attachmentPort(found, owner?.ports ?? []);
  return attachmentPort(asAdvertised(advertised, owner), owner?.ports ?? []);
}

function findPort({ portId, portDescription }: AdvertisedPort, ports: readonly Port[]): string | null {
  const byId = portId === null ? null : (byName(portId, ports) ?? byMac(portId, ports));
  const byText = portDescription === null ? null : byName(portDescription, ports);
  return byId ?? byText ?? byIfIndex(portId, ports) ?? byDescription(portDescription, ports);
}

/** The name as it is in the list, or an abbreviation that fits one port only (same number, same beginning). */
export function byName(text: string, ports: readonly Port[]): string | null {
  const names = ports.map((port) => port.name);
  const canonical = canonicalPortName(text);
  const exact = names.find((name) => name === text.trim()) ?? names.find((name) => name === canonical);
  if (exact !== undefined) return exact;
  return byAbbreviation(text, names) ?? byAbbreviation(shortPortName(text), names) ?? byBridgePort(text, names);
}

/** RouterOS advertises a port of a bridge as `bridge1/ether2`, and calls it `ether2` itself. */
function byBridgePort(text: string, names: readonly string[]): string | null {
  const port = /^[^/]+\/([^/]+)$/.exec(text.trim())?.[1];
  return names.find((name) => name === port) ?? null;
}

/** `Tw1/0/1` may be TwoGigabitEthernet or TwentyFiveGigE: the list knows. Case counts: `eth0` is no Ethernet0. */
function byAbbreviation(text: string, names: readonly string[]): string | null {
  const match = /^([A-Za-z][A-Za-z-]*?) ?(\d\S*)$/.exec(text.trim());
  if (!match?.[1] || !match[2]) return null;
  const [, letters, number] = match;
  return only(names.filter((name) => name.startsWith(letters) && /\d.*$/.exec(name)?.[0] === number));
}

/** Sub-interfaces and SVIs share the MAC of a physical port, which is the one that is cabled. */
function byMac(text: string, ports: readonly Port[]): string | null {
  const mac = normaliseMac(text);
  if (mac === null) return null;
  const owners = ports.filter((port) => port.mac !== null && normaliseMac(port.mac) === mac);
  return only(
    owners.filter((port) => !/\.\d+$|^(?:Vlan|BDI|BVI|Loopback|Port-channel)/.test(port.name)),
    nameOf,
  );
}

function byIfIndex(portId: string | null, ports: readonly Port[]): string | null {
  if (portId === null || !/^\d+$/.test(portId)) return null;
  return only(
    ports.filter((port) => port.ifIndex === Number(portId)),
    nameOf,
  );
}

function byDescription(text: string | null, ports: readonly Port[]): string | null {
  if (text === null || text.trim() === '') return null;
  return only(
    ports.filter((port) => port.description?.trim() === text.trim()),
    nameOf,
  );
}

function nameOf(port: Port): string {
  return port.name;
}

function only(names: readonly string[]): string | null;
function only<T>(items: readonly T[], name: (item: T) => string): string | null;
function only<T>(items: readonly T[], name?: (item: T) => string): string | null {
  const [first] = items;
  if (items.length !== 1 || first === undefined) return null;
  return name ? name(first) : String(first);
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
  const parent = port === null ? undefined : /^(.*\d)\.\d+$/.exec(port)?.[1];
  if (parent === undefined) return port;
  return isKnownPortName(parent) || ports.some((one) => one.name === parent) ? parent : port;
}

/** Whether a port that was advertised for this owner can be a real port of it, so that naming it is a statement. */
export function isPlausiblePort(port: string, owner: Surveyed | null): boolean {
  if (owner === null) return false;
  return owner.ports.length > 0 ? owner.ports.some((one) => one.name === port) : isKnownPortName(port);
}

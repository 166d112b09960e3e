// Everything the devices of the inventory are known by: chassis ids, addresses and names, each with its owners.
import { compareText, normaliseMac, parseAddress } from '../../model/index.ts';
import type { Hearing } from '../claims.ts';
import { memoise } from '../memoise.ts';
import type { Survey, Surveyed } from '../survey.ts';
import { firstLabel, isAddress, nameKey, stripDomain } from './names.ts';
import { portList } from './port-list.ts';
import type { Rule } from './rules.ts';
import { isSharedMac } from './shared-macs.ts';

/** Recognised: a device of the inventory, and the rule that says so. */
export interface Known {
  readonly kind: 'known';
  readonly device: string;
  readonly rule: string;
}

/** Owners of a key, each with the strongest rule by which it owns it. */
export type Owners = readonly Known[];

export interface IdentityIndex {
  readonly survey: Survey;
  /** Those of the settings, and those that devices tell of themselves; longest first. */
  readonly domains: readonly string[];
  readonly chassis: ReadonlyMap<string, Owners>;
  readonly addresses: ReadonlyMap<string, Owners>;
  /** Inventory names, aliases and learnt hostnames, in lower case. */
  readonly names: ReadonlyMap<string, Owners>;
  /** Hostname with the device's own domain. */
  readonly qualified: ReadonlyMap<string, Owners>;
  /** The same names without their domain, where they have one. */
  readonly shortened: ReadonlyMap<string, Owners>;
  /** Names of devices that begin so, with and without a domain; `beginning` is in lower case. */
  namesFrom(beginning: string): readonly Named[];
  readonly chassisKey: (id: string) => string;
  readonly addressKey: (text: string) => string | null;
  readonly nameKey: (name: string) => string;
  /** Null where no known domain ends the name. */
  readonly withoutDomain: (name: string) => string | null;
}

/** One of the names a device may be heard by, in lower case. */
export interface Named {
  readonly name: string;
  readonly device: string;
  /** It is the name in the inventory. */
  readonly isInventoryName: boolean;
}

export function indexIdentities(
  survey: Survey,
  settings: readonly string[],
  hearings: readonly Hearing[],
): IdentityIndex {
  const chassisOf = memoise(chassisKey);
  const all = [...survey.values()];
  const domains = allDomains(all, settings);
  let sorted: Named[] | null = null;
  return {
    survey,
    domains,
    chassis: index(all, chassisKeys(heardIds(hearings, chassisOf))),
    addresses: index(all, addressKeys),
    names: index(all, nameKeys),
    qualified: index(all, qualifiedKeys),
    shortened: index(all, shortenedKeys(domains)),
    namesFrom(beginning) {
      sorted ??= sortedNames(all, domains);
      return namesFrom(sorted, beginning);
    },
    chassisKey: chassisOf,
    addressKey: memoise(addressKey),
    nameKey: memoise(nameKey),
    withoutDomain: memoise((name) => stripDomain(name, domains)),
  };
}

/** Twelve digits without separators. */
const SHORTEST_MAC = 12;

/** Everything that may be a chassis id: IOS shows a MAC as the name of a system that has none. */
function heardIds(hearings: readonly Hearing[], chassisOf: (id: string) => string): Set<string> {
  const heard = new Set<string>();
  for (const { chassisId, systemName } of hearings) {
    if (chassisId !== null) heard.add(chassisOf(chassisId));
    if (systemName !== null && systemName.length >= SHORTEST_MAC) heard.add(chassisOf(systemName));
  }
  return heard;
}

function allDomains(all: readonly Surveyed[], settings: readonly string[]): string[] {
  const told = all.flatMap(({ domain }) => (domain === null ? [] : [domain]));
  const plain = [...settings, ...told].map((domain) => domain.toLowerCase().replace(/^\.+|\.+$/g, ''));
  const distinct = [...new Set(plain)].filter((domain) => domain !== '');
  return distinct.sort((a, b) => b.length - a.length || compareText(a, b));
}

/** Tells one key of a device after the other. */
type Keys = (one: Surveyed, add: (key: string, rule: Rule) => void) => void;

function index(all: readonly Surveyed[], tellKeys: Keys): Map<string, Known[]> {
  const owners = new Map<string, Known[]>();
  for (const one of all) {
    const device = one.device.name;
    tellKeys(one, (key, rule) => {
      const found = owners.get(key);
      if (found === undefined) owners.set(key, [{ kind: 'known', device, rule }]);
      else if (found[found.length - 1]?.device !== device) found.push({ kind: 'known', device, rule });
    });
  }
  return owners;
}

/** A chassis id is any of the owner's port MACs, or the id the owner tells of itself. Those nobody hears are left out. */
function chassisKeys(heard: ReadonlySet<string>): Keys {
  return ({ chassisId, ports }, add) => {
    const own = chassisId === null ? '' : chassisKey(chassisId);
    if (own !== '' && !isSharedMac(own)) add(own, 'chassis id');
    for (const mac of portList(ports).macs) {
      if (heard.has(mac) && !isSharedMac(mac)) add(mac, 'chassis id');
    }
  };
}

/** In one spelling, be it a MAC or a text. Ask `isSharedMac` whether it identifies anybody. */
export function chassisKey(id: string): string {
  return normaliseMac(id) ?? id.trim().toLowerCase();
}

function addressKeys({ device, ports }: Surveyed, add: (key: string, rule: Rule) => void): void {
  const own = addressKey(device.host);
  if (own !== null) add(own, 'management address');
  for (const address of portList(ports).addresses) {
    const key = addressKey(address);
    if (key !== null) add(key, 'management address');
  }
}

/**
 * Without the prefix length, IPv6 in one spelling; null for names and for what identifies nobody: loopback, unspecified
 * and link-local addresses (RFC 4291 §2.5, RFC 3927), which are told apart by their link only.
 */
export function addressKey(text: string): string | null {
  const slash = text.indexOf('/');
  const address = (slash === -1 ? text : text.slice(0, slash)).trim().toLowerCase();
  if (!isAddress(address) || /^(?:127\.|169\.254\.|0\.0\.0\.0$|::1?$|fe[89ab][0-9a-f]:)/.test(address)) return null;
  return address.includes(':') ? (parseAddress(address)?.value.toString(16) ?? null) : address;
}

function nameKeys({ device, hostname }: Surveyed, add: (key: string, rule: Rule) => void): void {
  add(nameKey(device.name), 'inventory name');
  for (const alias of device.aliases) add(nameKey(alias), 'inventory alias');
  if (hostname !== null) add(nameKey(hostname), 'hostname');
}

function qualifiedKeys({ hostname, domain }: Surveyed, add: (key: string, rule: Rule) => void): void {
  if (hostname && domain) add(nameKey(`${hostname}.${domain}`), 'hostname and domain');
}

function shortenedKeys(domains: readonly string[]): Keys {
  return (one, add) =>
    nameKeys(one, (name) => {
      if (!name.includes('.')) return;
      const stripped = stripDomain(name, domains);
      const label = stripped ?? firstLabel(name);
      if (label !== null) add(nameKey(label), stripped === null ? 'first label of the name' : 'domain-stripped name');
    });
}

function sortedNames(all: readonly Surveyed[], domains: readonly string[]): Named[] {
  const named = all.flatMap(({ device, hostname, domain }) => {
    const own = [device.name, ...device.aliases, ...(hostname === null ? [] : [hostname])].map(nameKey);
    const suffixes = domain === null ? domains : [domain.toLowerCase()];
    const full = [...new Set(own)].flatMap((name) => [name, ...suffixes.map((suffix) => `${name}.${suffix}`)]);
    return full.map((name, i) => ({ name, device: device.name, isInventoryName: i === 0 }));
  });
  return named.sort((a, b) => compareText(a.name, b.name) || compareText(a.device, b.device));
}

function namesFrom(sorted: readonly Named[], beginning: string): Named[] {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle]?.name ?? '') < beginning) low = middle + 1;
    else high = middle;
  }
  let end = low;
  while (sorted[end]?.name.startsWith(beginning)) end++;
  return sorted.slice(low, end);
}

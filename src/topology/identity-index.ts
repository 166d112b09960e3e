// Everything the devices of the inventory are known by: chassis ids, addresses and names, each with its owners.
import { compareText, normaliseMac, parseAddress } from '../model/index.ts';
import { memoise } from './memoise.ts';
import { firstLabel, isAddress, nameKey, stripDomain } from './names.ts';
import type { Rule } from './rules.ts';
import { isSharedMac } from './shared-macs.ts';
import type { Survey, Surveyed } from './survey.ts';

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

export function indexIdentities(survey: Survey, settings: readonly string[]): IdentityIndex {
  const all = [...survey.values()];
  const domains = allDomains(all, settings);
  let sorted: Named[] | null = null;
  return {
    survey,
    domains,
    chassis: index(all, chassisKeys),
    addresses: index(all, addressKeys),
    names: index(all, nameKeys),
    qualified: index(all, ({ hostname, domain }) =>
      hostname && domain ? [[nameKey(`${hostname}.${domain}`), 'hostname and domain']] : [],
    ),
    shortened: index(all, (one) => shortenedKeys(one, domains)),
    namesFrom(beginning) {
      sorted ??= sortedNames(all, domains);
      return namesFrom(sorted, beginning);
    },
    chassisKey: memoise(chassisKey),
    addressKey: memoise(addressKey),
    nameKey: memoise(nameKey),
    withoutDomain: memoise((name) => stripDomain(name, domains)),
  };
}

function allDomains(all: readonly Surveyed[], settings: readonly string[]): string[] {
  const told = all.flatMap(({ domain }) => (domain === null ? [] : [domain]));
  const plain = [...settings, ...told].map((domain) => domain.toLowerCase().replace(/^\.+|\.+$/g, ''));
  const distinct = [...new Set(plain)].filter((domain) => domain !== '');
  return distinct.sort((a, b) => b.length - a.length || compareText(a, b));
}

type Keyed = readonly (readonly [key: string, rule: Rule])[];

function index(all: readonly Surveyed[], keysOf: (one: Surveyed) => Keyed): Map<string, Known[]> {
  const owners = new Map<string, Known[]>();
  for (const one of all) {
    const device = one.device.name;
    for (const [key, rule] of keysOf(one)) {
      const found = owners.get(key);
      if (found === undefined) owners.set(key, [{ kind: 'known', device, rule }]);
      else if (found[found.length - 1]?.device !== device) found.push({ kind: 'known', device, rule });
    }
  }
  return owners;
}

/** A chassis id is any of the owner's port MACs, or the id the owner tells of itself. */
function chassisKeys({ chassisId, ports }: Surveyed): Keyed {
  const keys: (readonly [string, Rule])[] = [];
  const add = (id: string | null): void => {
    const key = id === null ? '' : chassisKey(id);
    if (key !== '' && !isSharedMac(key)) keys.push([key, 'chassis id']);
  };
  add(chassisId);
  for (const port of ports) add(port.mac);
  return keys;
}

/** In one spelling, be it a MAC or a text. Ask `isSharedMac` whether it identifies anybody. */
export function chassisKey(id: string): string {
  return normaliseMac(id) ?? id.trim().toLowerCase();
}

function addressKeys({ device, ports }: Surveyed): Keyed {
  const keys: (readonly [string, Rule])[] = [];
  const add = (text: string): void => {
    const key = addressKey(text);
    if (key !== null) keys.push([key, 'management address']);
  };
  add(device.host);
  for (const port of ports) for (const address of port.addresses) add(address);
  return keys;
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

function nameKeys({ device, hostname }: Surveyed): Keyed {
  const keys: (readonly [string, Rule])[] = [[nameKey(device.name), 'inventory name']];
  for (const alias of device.aliases) keys.push([nameKey(alias), 'inventory alias']);
  if (hostname !== null) keys.push([nameKey(hostname), 'hostname']);
  return keys;
}

function shortenedKeys(one: Surveyed, domains: readonly string[]): Keyed {
  return nameKeys(one).flatMap(([name]): Keyed => {
    if (!name.includes('.')) return [];
    const stripped = stripDomain(name, domains);
    if (stripped !== null) return [[nameKey(stripped), 'domain-stripped name']];
    const label = firstLabel(name);
    return label === null ? [] : [[nameKey(label), 'first label of the name']];
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

// Everything the devices of the inventory are known by: chassis ids, addresses and names, each with its owners.
import { normaliseMac } from '../model/index.ts';
import { firstLabel, isAddress, nameKey, stripDomain } from './names.ts';
import type { Rule } from './rules.ts';
import type { Survey, Surveyed } from './survey.ts';

/** Owners of a key, with the strongest rule by which each owns it. */
export type Owners = ReadonlyMap<string, Rule>;

export interface IdentityIndex {
  readonly survey: Survey;
  readonly domains: readonly string[];
  readonly chassis: ReadonlyMap<string, Owners>;
  readonly addresses: ReadonlyMap<string, Owners>;
  /** Inventory names, aliases and learnt hostnames, in lower case. */
  readonly names: ReadonlyMap<string, Owners>;
  /** Hostname with the device's own domain. */
  readonly qualified: ReadonlyMap<string, Owners>;
  /** The same names without their domain, where they have one. */
  readonly shortened: ReadonlyMap<string, Owners>;
}

export function indexIdentities(survey: Survey, domains: readonly string[]): IdentityIndex {
  const all = [...survey.values()];
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
  };
}

type Keyed = readonly (readonly [key: string, rule: Rule])[];

function index(all: readonly Surveyed[], keysOf: (one: Surveyed) => Keyed): Map<string, Map<string, Rule>> {
  const owners = new Map<string, Map<string, Rule>>();
  for (const one of all) {
    for (const [key, rule] of keysOf(one)) {
      const found = owners.get(key) ?? new Map<string, Rule>();
      if (!found.has(one.device.name)) found.set(one.device.name, rule);
      owners.set(key, found);
    }
  }
  return owners;
}

/** A chassis id is any of the owner's port MACs, or the id the owner tells of itself. */
function chassisKeys({ chassisId, ports }: Surveyed): Keyed {
  const ids = [chassisId, ...ports.map((port) => port.mac)].filter((id) => id !== null);
  return ids.map((id) => [chassisKey(id), 'chassis id']);
}

export function chassisKey(id: string): string {
  return normaliseMac(id) ?? id.trim().toLowerCase();
}

function addressKeys({ device, ports }: Surveyed): Keyed {
  const addresses = [device.host, ...ports.flatMap((port) => port.addresses)].map(addressKey);
  return addresses.filter((address) => address !== null).map((address) => [address, 'management address']);
}

/** Without the prefix length; null for names, loopback and unspecified addresses, which identify nobody. */
export function addressKey(text: string): string | null {
  const address = (text.split('/')[0] ?? '').trim().toLowerCase();
  if (!isAddress(address) || /^(?:127\.|0\.0\.0\.0$|::1?$)/.test(address)) return null;
  return address;
}

function nameKeys({ device, hostname }: Surveyed): Keyed {
  return [
    [nameKey(device.name), 'inventory name'],
    ...device.aliases.map((alias) => [nameKey(alias), 'inventory alias'] as const),
    ...(hostname === null ? [] : [[nameKey(hostname), 'hostname'] as const]),
  ];
}

function shortenedKeys(one: Surveyed, domains: readonly string[]): Keyed {
  return nameKeys(one).flatMap(([name]): Keyed => {
    const stripped = stripDomain(name, domains);
    if (stripped !== null) return [[nameKey(stripped), 'domain-stripped name']];
    const label = firstLabel(name);
    return label === null ? [] : [[nameKey(label), 'first label of the name']];
  });
}

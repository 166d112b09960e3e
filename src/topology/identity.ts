// Recognises one advertised system among the devices of the inventory, by the strongest rule that gives one device.
// A name that fits several is ambiguous and never settled by a weaker name rule (ARCHITECTURE.md, rule of truth 3).
import { normaliseMac } from '../model/index.ts';
import { addressKey, chassisKey, type IdentityIndex, type Owners } from './identity-index.ts';
import { firstLabel, isAddress, nameKey, stripDomain } from './names.ts';
import type { Rule } from './rules.ts';

/** What a system advertises of itself. */
export interface Advertised {
  readonly systemName: string | null;
  readonly nameTruncated: boolean;
  readonly chassisId: string | null;
  readonly managementAddresses: readonly string[];
}

export type Verdict =
  | { readonly kind: 'known'; readonly device: string; readonly rule: string }
  | { readonly kind: 'ambiguous'; readonly candidates: readonly string[] }
  | { readonly kind: 'unknown' };

const UNKNOWN: Verdict = { kind: 'unknown' };
const NOBODY: Owners = new Map();

export function recognise(who: Advertised, index: IdentityIndex): Verdict {
  return byChassis(who, index) ?? byAddresses(who, index) ?? byName(who, index);
}

/** An id several devices own (a virtual MAC, cloned machines) identifies nobody. */
function byChassis(who: Advertised, index: IdentityIndex): Verdict | null {
  const ids = [who.chassisId, normaliseMac(who.systemName ?? '')].filter((id) => id !== null);
  for (const id of ids) {
    const found = single(index.chassis.get(chassisKey(id)));
    if (found) return found;
  }
  return null;
}

/** Addresses owned by several devices, such as a first-hop redundancy address, are passed over. */
function byAddresses(who: Advertised, index: IdentityIndex): Verdict | null {
  const texts = [who.chassisId, who.systemName].filter((text) => text !== null && isAddress(text.trim()));
  const keys = [...texts, ...who.managementAddresses].map((text) => addressKey(text ?? ''));
  const found = keys.map((key) => (key === null ? null : single(index.addresses.get(key))));
  const devices = new Map(found.filter((one) => one !== null).map((one) => [one.device, one]));
  const [only] = devices.values();
  return devices.size === 1 && only ? only : null;
}

function single(owners: Owners | undefined): Extract<Verdict, { kind: 'known' }> | null {
  const [entry] = owners ?? [];
  return owners?.size === 1 && entry ? { kind: 'known', device: entry[0], rule: entry[1] } : null;
}

/** A chassis id of the "locally assigned" subtype is often the hostname, which serves where no name is advertised. */
function byName(who: Advertised, index: IdentityIndex): Verdict {
  const name = who.systemName ?? who.chassisId;
  if (name === null || name.trim() === '' || isAddress(name.trim()) || normaliseMac(name) !== null) return UNKNOWN;
  const attempts = [
    () => (who.nameTruncated ? NOBODY : (index.names.get(nameKey(name)) ?? NOBODY)),
    () => index.qualified.get(nameKey(name)) ?? NOBODY,
    () => (who.nameTruncated ? byPrefix(name, index) : byStrippedName(name, index)),
    () => byFirstLabel(name, who, index),
    () => (who.nameTruncated ? NOBODY : unlessOther(index.shortened.get(nameKey(name)) ?? NOBODY, who, index)),
  ];
  for (const attempt of attempts) {
    const owners = attempt();
    if (owners.size > 0) return decide(owners, name, index);
  }
  return UNKNOWN;
}

/**
 * Of several owners of a name those count that call themselves so, or of whom no hostname is known: an inventory name
 * that is another device's hostname does not attract that device's neighbours.
 */
function decide(owners: Owners, name: string, index: IdentityIndex): Verdict {
  const found = single(owners);
  if (found) return found;
  const label = nameKey(firstLabel(name) ?? name);
  const likely = [...owners].filter(([device]) => {
    const hostname = index.survey.get(device)?.hostname ?? null;
    return hostname === null || nameKey(hostname) === nameKey(name) || nameKey(hostname) === label;
  });
  const one = single(new Map(likely));
  return one ?? { kind: 'ambiguous', candidates: [...owners.keys()].sort() };
}

function byStrippedName(name: string, index: IdentityIndex): Owners {
  const base = stripDomain(name, index.domains);
  return base === null ? NOBODY : withRule(index.names.get(nameKey(base)) ?? NOBODY, 'domain-stripped name');
}

/** `r6.virl.info` is `r6` where no domain is known, unless the device tells another domain or another chassis. */
function byFirstLabel(name: string, who: Advertised, index: IdentityIndex): Owners {
  const label = firstLabel(name);
  if (label === null) return NOBODY;
  const owners = withRule(index.names.get(nameKey(label)) ?? NOBODY, 'first label of the name');
  const rest = nameKey(name).slice(label.length + 1);
  const sameDomain = [...owners].filter(([device]) => {
    const domain = index.survey.get(device)?.domain?.toLowerCase() ?? null;
    return domain === null || (who.nameTruncated ? domain.startsWith(rest) : domain === rest);
  });
  return unlessOther(new Map(sameDomain), who, index);
}

/** IOS cuts names at 20 characters: every device whose full name begins like that, with and without a domain. */
function byPrefix(name: string, index: IdentityIndex): Owners {
  const prefix = nameKey(name);
  const owners = [...index.survey.values()].filter(({ device, hostname, domain }) => {
    const names = [device.name, ...device.aliases, ...(hostname === null ? [] : [hostname])];
    const domains = [...index.domains, ...(domain === null ? [] : [domain])];
    const full = names.flatMap((one) => [one, ...domains.map((suffix) => `${one}.${suffix.replace(/^\./, '')}`)]);
    return full.some((one) => nameKey(one).startsWith(prefix));
  });
  return new Map(owners.map(({ device }) => [device.name, 'unique 20-character prefix']));
}

function withRule(owners: Owners, rule: Rule): Owners {
  return new Map([...owners.keys()].map((device) => [device, rule]));
}

/** A weak name match falls where both chassis ids are MACs and differ. */
function unlessOther(owners: Owners, who: Advertised, index: IdentityIndex): Owners {
  const heard = normaliseMac(who.chassisId ?? '');
  if (heard === null) return owners;
  return new Map(
    [...owners].filter(([device]) => {
      const own = normaliseMac(index.survey.get(device)?.chassisId ?? '');
      return own === null || own === heard;
    }),
  );
}

// Recognises one advertised system among the devices of the inventory, by the strongest rule that gives one device.
// What fits several devices, or one that something else speaks against, is ambiguous: no weaker name rule settles it, only
// what the device itself says of its neighbours (ARCHITECTURE.md, rule of truth 3).
import { normaliseMac } from '../model/index.ts';
import type { IdentityIndex, Known, Owners } from './identity-index.ts';
import { firstLabel, isAddress } from './names.ts';
import type { Rule } from './rules.ts';
import { isSharedMac } from './shared-macs.ts';
import type { Surveyed } from './survey.ts';

/** What a system advertises of itself. */
export interface Advertised {
  readonly systemName: string | null;
  readonly nameTruncated: boolean;
  readonly chassisId: string | null;
  readonly managementAddresses: readonly string[];
}

export type Verdict =
  | Known
  | { readonly kind: 'ambiguous'; readonly candidates: readonly string[] }
  | { readonly kind: 'unknown' };

export const UNKNOWN: Verdict = { kind: 'unknown' };
const NOBODY: Owners = [];

export function recognise(who: Advertised, index: IdentityIndex): Verdict {
  const byId = byChassis(who, index) ?? byAddresses(who, index);
  if (byId === null) return byName(who, index);
  const rivals = rivalsOf(byId, who, index);
  return rivals.length === 0 ? byId : ambiguous([byId.device, ...rivals]);
}

function ambiguous(candidates: readonly string[]): Verdict {
  return { kind: 'ambiguous', candidates: [...new Set(candidates)].sort() };
}

/** An id several devices own (a virtual MAC, cloned machines) identifies nobody. */
function byChassis(who: Advertised, index: IdentityIndex): Known | null {
  return byChassisId(who.chassisId, index) ?? byChassisId(who.systemName, index, true);
}

/** `mustBeMac`: the text of a name is no chassis id, unless it is a MAC. */
function byChassisId(id: string | null, index: IdentityIndex, mustBeMac = false): Known | null {
  const key = id === null ? '' : index.chassisKey(id);
  if (key === '' || isSharedMac(key) || (mustBeMac && !isMac(key))) return null;
  return single(index.chassis.get(key));
}

/** Addresses owned by several devices, such as a first-hop redundancy address, are passed over. */
function byAddresses(who: Advertised, index: IdentityIndex): Known | null {
  let found: Known | null = null;
  for (const text of [who.chassisId, who.systemName, ...who.managementAddresses]) {
    const key = text === null ? null : index.addressKey(text);
    const owner = key === null ? null : single(index.addresses.get(key));
    if (owner !== null && found !== null && owner.device !== found.device) return null;
    found = owner ?? found;
  }
  return found;
}

function single(owners: Owners | undefined): Known | null {
  return owners?.length === 1 ? (owners[0] ?? null) : null;
}

/**
 * Devices that bear the advertised name in full, where the one its id or address stands for calls itself otherwise, and of
 * which no id was ever read that could speak against them: they may be who shares the id (clones, an address used twice).
 */
function rivalsOf({ device }: Known, who: Advertised, index: IdentityIndex): string[] {
  const { systemName, nameTruncated } = who;
  if (systemName === null || nameTruncated || !tellsOtherName(device, systemName, index)) return [];
  const key = index.nameKey(systemName);
  const bearers = index.names.get(key) ?? byStrippedName(systemName, index);
  if (bearers.some((one) => one.device === device)) return [];
  const unread = bearers.filter((one) => {
    const bearer = index.survey.get(one.device);
    return (
      bearer?.chassisId === null && bearer.ports.every(({ mac, addresses }) => mac === null && addresses.length === 0)
    );
  });
  return unread.map((one) => one.device);
}

function tellsOtherName(device: string, name: string, index: IdentityIndex): boolean {
  const hostname = index.survey.get(device)?.hostname ?? null;
  if (hostname === null) return false;
  const [own, heard] = [index.nameKey(hostname), index.nameKey(name)];
  return (
    own !== heard &&
    own !== index.nameKey(firstLabel(name) ?? name) &&
    index.nameKey(firstLabel(hostname) ?? '') !== heard
  );
}

/** A chassis id of the "locally assigned" subtype is often the hostname, which serves where no name is advertised. */
function byName(who: Advertised, index: IdentityIndex): Verdict {
  const name = who.systemName ?? who.chassisId;
  if (name === null || name.trim() === '' || isAddress(name.trim()) || normaliseMac(name) !== null) return UNKNOWN;
  const attempts = who.nameTruncated ? TRUNCATED_ATTEMPTS : ATTEMPTS;
  for (const attempt of attempts) {
    const verdict = attempt(name, who, index);
    if (verdict !== null) return verdict;
  }
  return UNKNOWN;
}

/** Null where the rule knows nobody. */
type Attempt = (name: string, who: Advertised, index: IdentityIndex) => Verdict | null;

const ATTEMPTS: readonly Attempt[] = [
  (name, who, index) => decide(index.names.get(index.nameKey(name)) ?? NOBODY, name, who, index),
  (name, who, index) => decide(index.qualified.get(index.nameKey(name)) ?? NOBODY, name, who, index),
  (name, who, index) => decide(inSameDomain(byStrippedName(name, index), name, index), name, who, index),
  byFirstLabel,
  (name, who, index) => decideShort(index.shortened.get(index.nameKey(name)) ?? NOBODY, name, who, index),
];

const TRUNCATED_ATTEMPTS: readonly Attempt[] = [
  (name, who, index) => decide(byPrefix(name, index), name, who, index),
  byFirstLabel,
];

/**
 * Of several owners of a name those count that call themselves so, or of whom no hostname is known: an inventory name
 * that is another device's hostname does not attract that device's neighbours. One owner with another chassis is a doubt.
 */
function decide(owners: Owners, name: string, who: Advertised, index: IdentityIndex): Verdict | null {
  if (owners.length === 0) return null;
  const one = single(owners) ?? single(owners.length > 1 ? likelyOwners(owners, name, index) : NOBODY);
  if (one === null) return ambiguous(owners.map(({ device }) => device));
  return isOtherChassis(who, index.survey.get(one.device), index) ? ambiguous([one.device]) : one;
}

function likelyOwners(owners: Owners, name: string, index: IdentityIndex): Owners {
  const label = index.nameKey(firstLabel(name) ?? name);
  return owners.filter(({ device }) => {
    const hostname = index.survey.get(device)?.hostname ?? null;
    return hostname === null || index.nameKey(hostname) === index.nameKey(name) || index.nameKey(hostname) === label;
  });
}

function byStrippedName(name: string, index: IdentityIndex): Owners {
  const base = name.includes('.') ? index.withoutDomain(name) : null;
  return base === null ? NOBODY : withRule(index.names.get(index.nameKey(base)) ?? NOBODY, 'domain-stripped name');
}

/** Those that do not tell another domain of themselves. */
function inSameDomain(owners: Owners, name: string, index: IdentityIndex, isCut = false): Owners {
  if (owners.length === 0) return owners;
  const label = firstLabel(name) ?? '';
  return owners.filter(({ device }) => {
    const own = index.survey.get(device)?.domain?.toLowerCase() ?? null;
    const rest = index.nameKey(name).slice(label.length + 1);
    return own === null || (isCut ? own.startsWith(rest) : index.nameKey(name).endsWith(`.${own}`));
  });
}

/** `r6.virl.info` may be `r6` where that tells no other domain; another chassis speaks against it. */
function byFirstLabel(name: string, who: Advertised, index: IdentityIndex): Verdict | null {
  const label = name.includes('.') ? firstLabel(name) : null;
  if (label === null) return null;
  const bearers = withRule(index.names.get(index.nameKey(label)) ?? NOBODY, 'first label of the name');
  return decideShort(inSameDomain(bearers, name, index, who.nameTruncated), name, who, index);
}

/** A short name alone is trusted only where nobody knows of any domain that could tell two of that name apart. */
function decideShort(owners: Owners, name: string, who: Advertised, index: IdentityIndex): Verdict | null {
  const possible = owners.filter(({ device }) => !isOtherChassis(who, index.survey.get(device), index));
  const verdict = decide(possible, name, who, index);
  if (verdict?.kind !== 'known' || verdict.rule !== 'first label of the name' || index.domains.length === 0)
    return verdict;
  return ambiguous([verdict.device]);
}

/** IOS cuts names at 20 characters: every device whose full name begins like that, with and without a domain. */
function byPrefix(name: string, index: IdentityIndex): Owners {
  const named = index.namesFrom(index.nameKey(name));
  const devices = [...new Set(named.map(({ device }) => device))];
  return devices.map((device) => ({ kind: 'known', device, rule: 'unique 20-character prefix' satisfies Rule }));
}

function withRule(owners: Owners, rule: Rule): Owners {
  return owners.map(({ kind, device }) => ({ kind, device, rule }));
}

/** Both chassis ids are MACs, and none of the owner's MACs is the one that was heard. */
export function isOtherChassis(who: Advertised, owner: Surveyed | undefined, index: IdentityIndex): boolean {
  if (who.chassisId === null || owner === undefined || owner.chassisId === null) return false;
  const [heard, own] = [index.chassisKey(who.chassisId), index.chassisKey(owner.chassisId)];
  if (heard === own || !isMac(heard) || !isMac(own) || isSharedMac(heard) || isSharedMac(own)) return false;
  return !(index.chassis.get(heard) ?? NOBODY).some(({ device }) => device === owner.device.name);
}

function isMac(key: string): boolean {
  return key.length === 17 && normaliseMac(key) === key;
}

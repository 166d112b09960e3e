// Recognises one advertised system among the devices of the inventory, by the strongest rule that gives one device.
// What fits several devices, or one that something else speaks against, is ambiguous: no weaker name rule settles it, only
// what the device itself says of its neighbours (ARCHITECTURE.md, rule of truth 3).
import { normaliseMac } from '../../model/index.ts';
import type { Surveyed } from '../survey.ts';
import type { IdentityIndex, Known, Owners } from './identity-index.ts';
import { firstLabel, isAddress } from './names.ts';
import { portList } from './port-list.ts';
import type { Rule } from './rules.ts';
import { isSharedMac } from './shared-macs.ts';

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
  const isOtherName = tellsOtherName(byId.device, who, index);
  // Routers may share an address of which one only is in the inventory (FHRP): then the chassis is another's.
  const isOtherId = byId.rule !== 'chassis id' && speaksOfOther(who, byId.device, index);
  if (!isOtherName && !isOtherId) return byId;
  const rivals = rivalsOf(byId, who, index);
  return rivals.length > 0 || (isOtherName && isOtherId) ? ambiguous([byId.device, ...rivals]) : byId;
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

/** Whether the device of that id or address is known to call itself otherwise. */
function tellsOtherName(device: string, { systemName, nameTruncated }: Advertised, index: IdentityIndex): boolean {
  const hostname = index.survey.get(device)?.hostname ?? null;
  if (hostname === null || systemName === null || nameTruncated || namesNobody(systemName)) return false;
  const [own, heard] = [index.nameKey(hostname), index.nameKey(systemName)];
  if (own === heard || index.nameKey(firstLabel(hostname) ?? '') === heard) return false;
  if (own === index.nameKey(firstLabel(systemName) ?? ''))
    return isForeignDomain(device, heard.slice(own.length + 1), index);
  return !(index.names.get(heard) ?? NOBODY).some((one) => one.device === device);
}

/** Not the device's own domain; where it tells none, not one of those that are known. */
function isForeignDomain(device: string, domain: string, { survey, domains }: IdentityIndex): boolean {
  const own = survey.get(device)?.domain?.toLowerCase() ?? null;
  return own === null ? domains.length > 0 && !domains.includes(domain) : own !== domain;
}

/**
 * Other devices that bear the advertised name, be it without its domain, of which no such id was ever read that could speak against them:
 * they may be who shares the id (clones, an address used twice).
 */
function rivalsOf({ device, rule }: Known, { systemName }: Advertised, index: IdentityIndex): string[] {
  const name = systemName ?? '';
  const bearers =
    index.names.get(index.nameKey(name)) ?? index.names.get(index.nameKey(firstLabel(name) ?? '')) ?? NOBODY;
  const unread = bearers.filter((one) => one.device !== device && !tellsIds(index.survey.get(one.device), rule));
  return unread.map((one) => one.device);
}

function speaksOfOther(who: Advertised, device: string, index: IdentityIndex): boolean {
  const isShared = who.chassisId !== null && isSharedMac(index.chassisKey(who.chassisId));
  return isShared || isOtherChassis(who, index.survey.get(device), index);
}

function tellsIds(owner: Surveyed | undefined, rule: string): boolean {
  if (rule !== 'chassis id') return owner !== undefined && portList(owner.ports).addresses.length > 0;
  return owner !== undefined && (owner.chassisId !== null || portList(owner.ports).macs.length > 0);
}

function namesNobody(name: string): boolean {
  return name.trim() === '' || isAddress(name.trim()) || normaliseMac(name) !== null;
}

/** A chassis id of the "locally assigned" subtype is often the hostname, which serves where no name is advertised. */
function byName(who: Advertised, index: IdentityIndex): Verdict {
  const name = who.systemName ?? who.chassisId;
  if (name === null || namesNobody(name)) return UNKNOWN;
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
  (name, who, index) => {
    const key = index.nameKey(name);
    return decide(withUnread(index.names.get(key), index.shortened.get(key), index), name, who, index);
  },
  (name, who, index) => {
    const qualified = index.qualified.get(index.nameKey(name));
    const short = qualified && inSameDomain(byStrippedName(name, index), name, index);
    return decide(withUnread(qualified, short, index), name, who, index);
  },
  (name, who, index) => decide(inSameDomain(byStrippedName(name, index), name, index), name, who, index),
  byFirstLabel,
  (name, who, index) => decideShort(index.shortened.get(index.nameKey(name)) ?? NOBODY, name, who, index),
];

/** Those who bear the name in full, and those of whom nobody knows whether they do: they never told their hostname. */
function withUnread(bearers: Owners | undefined, shorter: Owners | undefined, { survey }: IdentityIndex): Owners {
  if (bearers === undefined || shorter === undefined) return bearers ?? NOBODY;
  const known = new Set(bearers.map(({ device }) => device));
  return [...bearers, ...shorter.filter(({ device }) => !known.has(device) && survey.get(device)?.hostname === null)];
}

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
  const one = single(owners) ?? single(owners.length > 1 ? likelyOwners(owners, name, who, index) : NOBODY);
  if (one === null) return ambiguous(owners.map(({ device }) => device));
  return isOtherChassis(who, index.survey.get(one.device), index) ? ambiguous([one.device]) : one;
}

function likelyOwners(owners: Owners, name: string, { nameTruncated }: Advertised, index: IdentityIndex): Owners {
  const key = index.nameKey(name);
  const label = index.nameKey(firstLabel(name) ?? name);
  return owners.filter(({ device }) => {
    const hostname = index.survey.get(device)?.hostname ?? null;
    const own = hostname === null ? null : index.nameKey(hostname);
    return (
      own === null || own === key || own === label || (nameTruncated && (own.startsWith(key) || key.startsWith(own)))
    );
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

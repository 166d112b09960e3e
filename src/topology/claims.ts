// Hearings: what each device says it hears, fresh from this visit or carried over from the previous snapshot where the
// device's silence proves nothing.
import {
  type Claim,
  compareText,
  isFreshIn,
  NAME_COLUMN,
  type Neighbor,
  type Snapshot,
  type SnapshotLink,
} from '../model/index.ts';
import { groupBy } from './group-by.ts';
import { nameKey } from './identity/names.ts';
import { attachmentPort } from './identity/ports.ts';
import type { Survey, Surveyed } from './survey.ts';

/** A claim before and after identity: who hears what on which port, when it was read, and from which answer. */
export interface Hearing {
  readonly by: string;
  readonly port: string | null;
  readonly protocol: 'lldp' | 'cdp';
  readonly systemName: string | null;
  readonly nameTruncated: boolean;
  readonly chassisId: string | null;
  readonly portId: string | null;
  readonly portDescription: string | null;
  /** Null for a carried claim: links do not keep it. */
  readonly systemDescription: string | null;
  readonly capabilities: readonly string[];
  readonly managementAddresses: readonly string[];
  readonly holdSeconds: number | null;
  readonly remainingSeconds: number | null;
  readonly at: string;
  readonly command: string;
  readonly evidence: string | null;
  /** Read in this visit. */
  readonly fresh: boolean;
  /** What a carried claim was settled as before; null in a segment, where the link does not say. */
  readonly remembered: Remembered | null;
  /** Carried over from a member of a segment. */
  readonly fromSegment: boolean;
}

interface Remembered {
  readonly device: string;
  readonly port: string | null;
  readonly rule: string;
}

/** A hearing whose far end is settled: a device of the inventory or one outside it. */
export interface Settled extends Hearing {
  readonly far: string;
  readonly farPort: string | null;
  readonly rule: string;
  /** One of its ports is known from another claim only. */
  readonly isFilled: boolean;
}

/** A hearing with room for its far end, which `settleAs` fills in: no second object for each of a hundred thousand. */
export interface Unsettled extends Hearing {
  far: string;
  farPort: string | null;
  rule: string;
  readonly isFilled: boolean;
}

/** Every hearing of every device of the inventory, in an order of their own; claims of devices no longer in it are gone. */
export function gatherHearings(survey: Survey, takenAt: string, previous: Snapshot | null): Unsettled[] {
  const carried = previous ? rememberedClaims(previous, survey) : new Map<string, Unsettled[]>();
  const all: Unsettled[] = [];
  for (const name of [...survey.keys()].sort(compareText)) {
    const surveyed = survey.get(name);
    if (surveyed === undefined) continue;
    const fresh = freshHearings(surveyed, takenAt);
    const standing = stillStanding(carried.get(name) ?? [], fresh);
    for (const one of distinct(standing.length === 0 ? fresh : [...fresh, ...standing])) all.push(one);
  }
  return all;
}

function freshHearings({ device, ports }: Surveyed, takenAt: string): Unsettled[] {
  return (device.facts?.neighbors ?? []).map((neighbor) => {
    const port = neighbor.localPort === null ? null : attachmentPort(neighbor.localPort, ports);
    return fromNeighbor(device.name, port, neighbor, takenAt, device.evidence.get(neighbor.command) ?? null);
  });
}

/**
 * Sorted, so that the order of the input never matters. In a segment one claim stands at the links of both its ends, and
 * IOS may print one neighbour twice: the one with the most time left stays.
 */
function distinct(hearings: Unsettled[]): Unsettled[] {
  if (isSortedAndDistinct(hearings)) return hearings;
  hearings.sort((a, b) => compareHeard(a, b) || compareAge(a, b));
  return hearings.filter((one, i) => {
    const before = hearings[i - 1];
    return before === undefined || before.fresh !== one.fresh || compareHeard(before, one) !== 0;
  });
}

/** As most devices print their tables. */
function isSortedAndDistinct(hearings: readonly Hearing[]): boolean {
  let before: Hearing | null = null;
  for (const one of hearings) {
    if (before !== null && compareHeard(before, one) >= 0) return false;
    before = one;
  }
  return true;
}

/** Zero for two rows that say the same thing. */
function compareHeard(a: Hearing, b: Hearing): number {
  return (
    compareNullable(a.port, b.port) ||
    compareText(a.protocol, b.protocol) ||
    compareNullable(a.systemName, b.systemName) ||
    compareNullable(a.chassisId, b.chassisId) ||
    compareNullable(a.portId, b.portId)
  );
}

function compareAge(a: Hearing, b: Hearing): number {
  return (
    Number(b.fresh) - Number(a.fresh) ||
    (b.remainingSeconds ?? 0) - (a.remainingSeconds ?? 0) ||
    compareNullable(a.portDescription, b.portDescription) ||
    compareText(b.at, a.at) ||
    compareText(a.command, b.command)
  );
}

/** What is null comes last. */
function compareNullable(a: string | null, b: string | null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return compareText(a, b);
}

function fromNeighbor(
  by: string,
  port: string | null,
  neighbor: Neighbor,
  takenAt: string,
  evidence: string | null,
): Unsettled {
  return {
    by,
    port,
    protocol: neighbor.protocol,
    systemName: neighbor.systemName,
    nameTruncated: neighbor.nameTruncated,
    chassisId: neighbor.chassisId,
    portId: neighbor.portId,
    portDescription: neighbor.portDescription,
    systemDescription: neighbor.systemDescription,
    capabilities: neighbor.capabilities,
    managementAddresses: neighbor.managementAddresses,
    holdSeconds: neighbor.holdSeconds,
    remainingSeconds: neighbor.remainingSeconds,
    at: later(neighbor.takenAt, takenAt),
    command: neighbor.command,
    evidence,
    fresh: true,
    remembered: null,
    fromSegment: false,
    far: '',
    farPort: null,
    rule: '',
    isFilled: false,
  };
}

/** A clock that was set back during the run, or a recording, must not make an answer older than the run it was given in. */
function later(answeredAt: string | null, takenAt: string): string {
  if (answeredAt === null || answeredAt === takenAt) return takenAt;
  return Date.parse(answeredAt) >= Date.parse(takenAt) ? answeredAt : takenAt;
}

/** A claim for a port that the fresh part of the table mentions is superseded, unless several systems were heard there. */
function stillStanding(carried: readonly Unsettled[], fresh: readonly Hearing[]): readonly Unsettled[] {
  if (carried.length === 0) return carried;
  const heardOn = new Set(fresh.map((hearing) => hearing.port));
  const systems = new Set(fresh.map(systemOnPort));
  const crowded = crowdedPorts(carried);
  return carried.filter((claim) => {
    if (claim.fromSegment || crowded.has(claim.port)) return !systems.has(systemOnPort(claim));
    return claim.port === null || !heardOn.has(claim.port);
  });
}

/** A phone and the computer behind it. */
function crowdedPorts(carried: readonly Hearing[]): Set<string | null> {
  const before = groupBy(carried, ({ port }) => port ?? '');
  const crowded = [...before].filter(([, claims]) => new Set(claims.map((one) => one.remembered?.device)).size > 1);
  return new Set(crowded.map(([port]) => port));
}

function systemOnPort(hearing: Hearing): string {
  return JSON.stringify([hearing.port, hearing.protocol, nameKey(hearing.systemName ?? hearing.chassisId ?? '')]);
}

/** Claims of the previous snapshot that are not refuted by who no longer hears what, by the device that said so. */
function rememberedClaims(previous: Snapshot, survey: Survey): Map<string, Unsettled[]> {
  const carried = new Map<string, Unsettled[]>();
  for (const link of previous.links) {
    for (const claim of link.claims) {
      const hearing = mayStand(claim, link, survey, previous) ? fromClaim(link, claim) : null;
      if (hearing === null) continue;
      const known = carried.get(claim.by);
      if (known) known.push(hearing);
      else carried.set(claim.by, [hearing]);
    }
  }
  return carried;
}

function mayStand(claim: Claim, link: SnapshotLink, survey: Survey, previous: Snapshot): boolean {
  const surveyed = survey.get(claim.by);
  return surveyed !== undefined && (isExcused(claim, surveyed, previous) || isUnanswered(claim, link, survey));
}

/**
 * Whether the device's silence about an old claim proves nothing. Where LLDP was turned on lately, the table of the
 * previous visit was real and may be held against it, but not claims from before LLDP was off.
 */
function isExcused(claim: Claim, { standing }: Surveyed, previous: Snapshot): boolean {
  if (!standing.provesAbsence) return true;
  return standing.justEnabled && !isFreshIn(claim, previous);
}

/**
 * The far end could not be read, and has no claim of its own that would stand for it: until somebody has asked it, it loses
 * nothing (rule of truth 1), although the only end that heard it is now silent.
 */
function isUnanswered({ by, port }: Claim, { a, b, segment, claims }: SnapshotLink, survey: Survey): boolean {
  const far = a.device === by ? b.device : a.device;
  const isUnread = survey.get(far)?.standing.provesAbsence === false;
  return segment === null && port !== null && isUnread && !claims.some((claim) => claim.by === far);
}

function fromClaim(link: SnapshotLink, claim: Claim): Unsettled | null {
  const { by, protocol } = claim;
  if (protocol === 'declared') return null;
  const far = link.a.device === by ? link.b : link.a;
  const inSegment = link.segment !== null;
  return {
    by,
    port: claim.port,
    protocol,
    systemName: claim.systemName,
    nameTruncated: claim.systemName?.length === NAME_COLUMN,
    chassisId: claim.chassisId,
    portId: claim.portId,
    portDescription: claim.portDescription,
    systemDescription: null,
    capabilities: [],
    managementAddresses: [],
    holdSeconds: claim.holdSeconds,
    remainingSeconds: claim.remainingSeconds,
    at: claim.at,
    command: claim.command,
    evidence: claim.evidence,
    fresh: false,
    remembered: inSegment ? null : { device: far.device, port: far.port, rule: claim.rule },
    fromSegment: inSegment,
    far: '',
    farPort: null,
    rule: '',
    isFilled: false,
  };
}

/** The hearing itself, with its far end filled in. */
export function settleAs(one: Unsettled, far: string, farPort: string | null, rule: string): Settled {
  one.far = far;
  one.farPort = farPort;
  one.rule = rule;
  return one;
}

/** As the snapshot keeps it. */
export function toClaim(one: Settled): Claim {
  return {
    by: one.by,
    port: one.port,
    protocol: one.protocol,
    systemName: one.systemName,
    chassisId: one.chassisId,
    portId: one.portId,
    portDescription: one.portDescription,
    holdSeconds: one.holdSeconds,
    remainingSeconds: one.remainingSeconds,
    at: one.at,
    command: one.command,
    evidence: one.evidence,
    rule: one.rule,
  };
}

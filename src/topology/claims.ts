// Hearings: what each device says it hears, fresh from this visit or carried over from the previous snapshot where the
// device's silence proves nothing.
import { type Claim, isFreshIn, NAME_COLUMN, type Neighbor, type Snapshot, type SnapshotLink } from '../model/index.ts';
import { groupBy } from './group-by.ts';
import { nameKey } from './names.ts';
import { attachmentPort } from './ports.ts';
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
}

/** Every hearing of every device of the inventory; claims of devices no longer in it are gone. */
export function gatherHearings(survey: Survey, takenAt: string, previous: Snapshot | null): Hearing[] {
  const carried = previous ? rememberedClaims(previous) : new Map<string, Hearing[]>();
  return [...survey.values()].flatMap((surveyed) => {
    const fresh = freshHearings(surveyed, takenAt);
    const known = distinct(carried.get(surveyed.device.name) ?? []);
    return [
      ...fresh,
      ...stillStanding(
        known.filter((claim) => isExcused(claim, surveyed, previous)),
        fresh,
      ),
    ];
  });
}

/**
 * Whether the device's silence about an old claim proves nothing. Where LLDP was turned on lately, the table of the
 * previous visit was real and may be held against it, but not claims from before LLDP was off.
 */
function isExcused(claim: Hearing, { standing }: Surveyed, previous: Snapshot | null): boolean {
  if (!standing.provesAbsence) return true;
  return standing.justEnabled && !(previous !== null && isFreshIn(claim, previous));
}

function freshHearings({ device, ports }: Surveyed, takenAt: string): Hearing[] {
  const hearings = (device.facts?.neighbors ?? []).map((neighbor) => {
    const port = neighbor.localPort === null ? null : attachmentPort(neighbor.localPort, ports);
    return fromNeighbor(device.name, port, neighbor, takenAt, device.evidence.get(neighbor.command) ?? null);
  });
  return distinct(hearings);
}

/** In a segment one claim stands at the links of both its ends; IOS may print one neighbour twice. */
function distinct(hearings: readonly Hearing[]): Hearing[] {
  return [...new Map(hearings.map((hearing) => [hearingKey(hearing), hearing])).values()];
}

function fromNeighbor(
  by: string,
  port: string | null,
  neighbor: Neighbor,
  takenAt: string,
  evidence: string | null,
): Hearing {
  const { localPort: _, takenAt: answeredAt, ...heard } = neighbor;
  const at = later(answeredAt ?? takenAt, takenAt);
  return { ...heard, by, port, at, evidence, fresh: true, remembered: null, fromSegment: false };
}

/** A clock that was set back during the run, or a recording, must not make an answer older than the run it was given in. */
function later(one: string, other: string): string {
  return Date.parse(one) >= Date.parse(other) ? one : other;
}

function hearingKey(hearing: Hearing): string {
  const { by, port, protocol, systemName, chassisId, portId } = hearing;
  return JSON.stringify([by, port, protocol, systemName, chassisId, portId]);
}

/** A claim for a port that the fresh part of the table mentions is superseded, unless several systems were heard there. */
function stillStanding(carried: readonly Hearing[], fresh: readonly Hearing[]): Hearing[] {
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

function rememberedClaims(previous: Snapshot): Map<string, Hearing[]> {
  const hearings = previous.links.flatMap((link) => link.claims.flatMap((claim) => fromClaim(link, claim) ?? []));
  return groupBy(hearings, ({ by }) => by);
}

function fromClaim(link: SnapshotLink, claim: Claim): Hearing | null {
  const { rule, protocol, ...heard } = claim;
  if (protocol === 'declared') return null;
  const far = link.a.device === claim.by ? link.b : link.a;
  return {
    ...heard,
    protocol,
    nameTruncated: claim.systemName?.length === NAME_COLUMN,
    systemDescription: null,
    capabilities: [],
    managementAddresses: [],
    fresh: false,
    remembered: link.segment === null ? { ...far, rule } : null,
    fromSegment: link.segment !== null,
  };
}

/** As the snapshot keeps it. */
export function toClaim(hearing: Settled): Claim {
  const { by, port, protocol, systemName, chassisId, portId, portDescription } = hearing;
  const { holdSeconds, remainingSeconds, at, command, evidence, rule } = hearing;
  return {
    ...{ by, port, protocol, systemName, chassisId, portId, portDescription },
    ...{ holdSeconds, remainingSeconds, at, command, evidence, rule },
  };
}

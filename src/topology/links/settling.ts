// Whether a link that is heard from one side only can be judged yet (ARCHITECTURE.md, rule of truth 2).
import { compareText, type Snapshot, type SnapshotLink } from '../../model/index.ts';
import type { Hearing, Settled } from '../claims.ts';
import { groupBy } from '../group-by.ts';
import { DEFAULT_HOLD_SECONDS, type Survey, secondsBetween } from '../survey.ts';

/** IOS default. */
const CDP_HOLD_SECONDS = 180;

/**
 * Advertisements have stopped arriving: less time remains than the TTL minus one and a half intervals. Where the sender
 * does not tell its interval it is a quarter of the TTL (IEEE 802.1AB msgTxHold is 4), for CDP a third (60 s of 180 s).
 */
export function isAgeing(hearing: Settled, survey: Survey): boolean {
  const { remainingSeconds, protocol } = hearing;
  if (remainingSeconds === null) return false;
  const hold = ttlOf(hearing, survey);
  const interval = protocol === 'cdp' ? hold / 3 : (survey.get(hearing.far)?.lldp?.intervalSeconds ?? hold / 4);
  return remainingSeconds < hold - 1.5 * interval;
}

/**
 * Early warning: the end that has stopped getting advertisements, all its fresh claims being about to age out; the one
 * that loses its claim first, where both have. Null while advertisements arrive, or where no time remaining was read.
 */
export function ageingOf(hearings: readonly Settled[], survey: Survey): SnapshotLink['ageing'] {
  if (!hearings.some((one) => one.fresh && isAgeing(one, survey))) return null;
  const heardBy = groupBy(
    hearings.filter((one) => one.fresh),
    ({ by }) => by,
  );
  const deaf = [...heardBy].filter(([, own]) => own.every((one) => isAgeing(one, survey)));
  const ageing = deaf.map(([device, own]) => ({
    device,
    remainingSeconds: Math.max(...own.map((one) => one.remainingSeconds ?? 0)),
  }));
  ageing.sort((x, y) => x.remainingSeconds - y.remainingSeconds || compareText(x.device, y.device));
  return ageing[0] ?? null;
}

function ttlOf({ holdSeconds, protocol, far }: Settled, survey: Survey): number {
  if (protocol === 'cdp') return holdSeconds ?? CDP_HOLD_SECONDS;
  return holdSeconds ?? survey.get(far)?.lldp?.holdSeconds ?? DEFAULT_HOLD_SECONDS;
}

/** `8 s of 120 s are left`. */
function remainingOf(hearing: Settled, survey: Survey): string {
  return `${hearing.remainingSeconds ?? 0} s of ${ttlOf(hearing, survey)} s are left`;
}

/** The larger hold time of the ends, in seconds. */
function holdOf(devices: readonly string[], hearings: readonly Hearing[], survey: Survey): number {
  const told = [
    ...devices.map((device) => survey.get(device)?.lldp?.holdSeconds ?? null),
    ...hearings.map((hearing) => hearing.holdSeconds),
  ].filter((seconds) => seconds !== null);
  return told.length > 0 ? Math.max(...told) : DEFAULT_HOLD_SECONDS;
}

export interface Suspect {
  /** Devices at the ends (all members, for a segment). */
  readonly devices: readonly string[];
  readonly hearings: readonly Settled[];
  readonly before: SnapshotLink | null;
}

/**
 * Why a one-way or mismatched link is not judged yet, or null when it is an alarm. Once judged it stays judged; a link
 * that was confirmed before and whose claim is still refreshed is judged at once; otherwise it must have been one-way in
 * the previous snapshot too, and be older than the hold time.
 */
export function whySettling(
  suspect: Suspect,
  survey: Survey,
  takenAt: string,
  previous: Snapshot | null,
): string | null {
  const { before, devices, hearings } = suspect;
  const wasSuspect = before?.state === 'one-way' || before?.state === 'mismatch';
  if (wasSuspect && !before.settling) return null;
  const fresh = hearings.filter((hearing) => hearing.fresh);
  const ageing = fresh.find((hearing) => isAgeing(hearing, survey));
  if (ageing && fresh.every((hearing) => isAgeing(hearing, survey))) {
    return `advertisements have stopped arriving and the claim is ageing out (${remainingOf(ageing, survey)})`;
  }
  const enabled = devices.find((device) => survey.get(device)?.standing.justEnabled);
  if (enabled !== undefined) {
    return survey.get(enabled)?.standing.excuse ?? `LLDP has only just been turned on at ${enabled}`;
  }
  if (before !== null && wasMutual(before)) return null;
  const hold = holdOf(devices, hearings, survey);
  const age = secondsBetween(before?.firstSeen ?? takenAt, takenAt);
  if (age < hold) return `the link is younger than the hold time of ${hold} s`;
  return wasSuspect && previous !== null ? null : 'it has been seen like this only once';
}

/** Both ends have heard each other, be it that one was left out of the previous snapshot and its claim was carried over. */
function wasMutual({ state, claims, a, b }: SnapshotLink): boolean {
  const speakers = new Set(claims.map(({ by }) => by));
  return state === 'confirmed' || (state === 'unverified' && speakers.has(a.device) && speakers.has(b.device));
}

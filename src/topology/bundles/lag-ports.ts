// Some systems hear and advertise on the LAG itself (`Port-channel1`). The cable is at a member: such claims go to the
// members that can be told, so that one cable is one link.
import type { LinkEnd } from '../../model/index.ts';
import type { Settled } from '../claims.ts';
import { farEnd, ownEnd } from '../ends.ts';
import { groupBy } from '../group-by.ts';
import type { Lags } from './lags.ts';

/** Claims of LAGs are kept where nothing tells their members, and dropped where its members say the same. */
export function placeOnMembers(hearings: readonly Settled[], lags: Lags): readonly Settled[] {
  const isOfLag = (one: Settled): boolean =>
    lags.membersOf(ownEnd(one)).length > 0 || lags.membersOf(farEnd(one)).length > 0;
  if (!hearings.some(isOfLag)) return hearings;
  const told = groupBy(
    hearings.filter((one) => !isOfLag(one)),
    (one) => pairKey(one.by, one.far),
  );
  return hearings.flatMap((one) => (isOfLag(one) ? placeOne(one, told, lags) : [one]));
}

function pairKey(by: string, far: string): string {
  return JSON.stringify([by, far]);
}

/**
 * Members of the LAG at the own and at the far end; null for an end that is no LAG. What is heard on a LAG came in by any
 * of its members, whichever of the far end's it names.
 */
function membersOf(one: Settled, lags: Lags): [string[] | null, string[] | null] {
  const own = namesOf(ownEnd(one), lags);
  const far = farEnd(one);
  return [own, namesOf((own && lags.lagOf(far)) ?? far, lags)];
}

function namesOf(end: LinkEnd, lags: Lags): string[] | null {
  const members = end.port === null ? [] : lags.membersOf(end);
  return members.length > 0 ? members.map(({ name }) => name) : null;
}

function placeOne(one: Settled, told: ReadonlyMap<string, readonly Settled[]>, lags: Lags): Settled[] {
  const [own, far] = membersOf(one, lags);
  const fits = (port: string | null, farPort: string | null): boolean =>
    (own ? own.includes(port ?? '') : one.port === port) &&
    (far ? far.includes(farPort ?? '') : one.farPort === farPort);
  const same = (told.get(pairKey(one.by, one.far)) ?? []).filter((other) => fits(other.port, other.farPort));
  const spoken = new Set(same.map(({ port }) => port));
  const back = (told.get(pairKey(one.far, one.by)) ?? []).filter((other) => fits(other.farPort, other.port));
  const places = new Map(
    back.filter(({ farPort }) => !spoken.has(farPort)).map((other) => [other.farPort, other.port]),
  );
  if (same.length + back.length > 0) return [...places].map(([port, farPort]) => ({ ...one, port, farPort }));
  const isSingle = (own?.length ?? 1) === 1 && (far?.length ?? 1) === 1;
  return [isSingle ? { ...one, port: own?.[0] ?? one.port, farPort: far?.[0] ?? one.farPort } : one];
}

// Makes the hearings of one cable agree on how they name its ends, and drops carried claims that fresh ones refute.
import { isKnownPortName } from '../../model/index.ts';
import type { Settled } from '../claims.ts';
import { farKey, ownKey } from '../ends.ts';
import { groupBy } from '../group-by.ts';
import { isPlausiblePort } from '../identity/ports.ts';
import type { Survey } from '../survey.ts';

export function tidyHearings(hearings: readonly Settled[], survey: Survey): Settled[] {
  return fillPorts(uniteProtocols(withoutRefuted(hearings, survey), survey));
}

function withoutRefuted(hearings: readonly Settled[], survey: Survey): readonly Settled[] {
  const carried = hearings.filter((one) => !one.fresh);
  if (carried.length === 0) return hearings;
  const devices = new Set(carried.flatMap(({ by, far }) => [by, far]));
  const fresh = hearings.filter((one) => one.fresh && (devices.has(one.by) || devices.has(one.far)));
  const known = { byOwn: groupBy(fresh, ownKey), byFar: groupBy(fresh, farKey) };
  return hearings.filter((one) => one.fresh || !isRefuted(one, known, survey));
}

/** Fresh hearings by the end that hears and by the end that is heard. */
interface Fresh {
  readonly byOwn: ReadonlyMap<string, readonly Settled[]>;
  readonly byFar: ReadonlyMap<string, readonly Settled[]>;
}

/**
 * A claim of a device that could not be read falls where the far device was read, no longer hears it, and one of the
 * two ports is freshly heard in another cable: the cable was moved. Ports of a segment have room for many.
 */
function isRefuted(carried: Settled, fresh: Fresh, survey: Survey): boolean {
  const { by, port, far, farPort } = carried;
  if (carried.fromSegment || port === null || !survey.get(far)?.standing.provesAbsence) return false;
  const hearsUs = fresh.byFar.get(ownKey(carried)) ?? [];
  const heardThere = farPort === null ? [] : (fresh.byOwn.get(farKey(carried)) ?? []);
  const stillHeard = [...hearsUs, ...heardThere].some(
    (one) => one.by === far && one.far === by && agree(one.farPort, port) && agree(one.port, farPort),
  );
  return !stillHeard && hearsUs.length + heardThere.length > 0;
}

function agree(one: string | null, other: string | null): boolean {
  return one === null || other === null || one === other;
}

/** LLDP and CDP may name the far port differently (`0004f2d12222:P1`, `Port 1`): one local port, one system, one cable. */
function uniteProtocols(hearings: readonly Settled[], survey: Survey): readonly Settled[] {
  const cdpEnds = new Set(hearings.filter(({ protocol }) => protocol === 'cdp').map(ownKey));
  if (cdpEnds.size === 0) return hearings;
  const both = hearings.filter((one) => one.port !== null && cdpEnds.has(ownKey(one)));
  const agreed = new Map<Settled, string>();
  for (const group of groupBy(both, (one) => `${ownKey(one)}${one.far}\u0000${one.fresh}`).values()) {
    const farPort = portForBoth(group, survey);
    if (farPort !== null) for (const one of group) agreed.set(one, farPort);
  }
  return agreed.size === 0 ? hearings : hearings.map((one) => withFarPort(one, agreed.get(one) ?? one.farPort));
}

/** Null where one protocol hears nothing, or one of them hears several ports. */
function portForBoth(group: readonly Settled[], survey: Survey): string | null {
  const [lldp, ...otherLldp] = farPorts(group, 'lldp');
  const [cdp, ...otherCdp] = farPorts(group, 'cdp');
  if (lldp === undefined || cdp === undefined || otherLldp.length + otherCdp.length > 0) return null;
  return better(lldp, cdp, survey, group[0]?.far ?? '');
}

function withFarPort(one: Settled, farPort: string | null): Settled {
  return one.farPort === farPort ? one : { ...one, farPort };
}

function farPorts(group: readonly Settled[], protocol: 'lldp' | 'cdp'): string[] {
  const ports = group
    .filter((one) => one.protocol === protocol && one.farPort !== null)
    .map((one) => one.farPort ?? '');
  return [...new Set(ports)];
}

function better(lldp: string, cdp: string, survey: Survey, far: string): string {
  const owner = survey.get(far) ?? null;
  if (isPlausiblePort(lldp, owner)) return lldp;
  return isPlausiblePort(cdp, owner) || isKnownPortName(cdp) ? cdp : lldp;
}

/** Fills a missing port from another hearing of the two devices that names the same other end, if only one does. */
function fillPorts(hearings: readonly Settled[]): Settled[] {
  const pairs = new Set(hearings.filter((one) => one.port === null || one.farPort === null).map(pairKey));
  if (pairs.size === 0) return [...hearings];
  const between = groupBy(
    hearings.filter((one) => pairs.has(pairKey(one))),
    pairKey,
  );
  return hearings.map((one) => fillPort(one, between.get(pairKey(one)) ?? []));
}

function pairKey({ by, far }: Settled): string {
  return by < far ? `${by}\u0000${far}` : `${far}\u0000${by}`;
}

function fillPort(one: Settled, between: readonly Settled[]): Settled {
  const { port, farPort } = one;
  if ((port === null) === (farPort === null)) return one;
  const same = between.filter((other) => other.by === one.by);
  const back = between.filter((other) => other.by === one.far);
  if (port === null) {
    const own = same.filter((other) => other.farPort === farPort).map((other) => other.port);
    const found = onlyPort([...own, ...back.filter((h) => h.port === farPort).map((h) => h.farPort)]);
    return { ...one, port: found, isFilled: found !== null };
  }
  const own = same.filter((other) => other.port === port).map((other) => other.farPort);
  const found = onlyPort([...own, ...back.filter((h) => h.farPort === port).map((h) => h.port)]);
  return { ...one, farPort: found, isFilled: found !== null };
}

function onlyPort(ports: readonly (string | null)[]): string | null {
  const known = new Set(ports.filter((port) => port !== null));
  const [port] = known;
  return known.size === 1 && port !== undefined ? port : null;
}

// Makes the hearings of one cable agree on how they name its ends, and drops carried claims that fresh ones refute.
import { isKnownPortName } from '../model/index.ts';
import type { Settled } from './claims.ts';
import { endKey, farEnd, ownEnd } from './ends.ts';
import { groupBy } from './group-by.ts';
import { isPlausiblePort } from './ports.ts';
import type { Survey } from './survey.ts';

export function tidyHearings(hearings: readonly Settled[], survey: Survey): Settled[] {
  const fresh = hearings.filter((one) => one.fresh);
  const known = {
    byOwn: groupBy(fresh, (one) => endKey(ownEnd(one))),
    byFar: groupBy(fresh, (one) => endKey(farEnd(one))),
  };
  const standing = hearings.filter((one) => one.fresh || !isRefuted(one, known, survey));
  return fillPorts(uniteProtocols(standing, survey));
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
  const hearsUs = fresh.byFar.get(endKey(ownEnd(carried))) ?? [];
  const heardThere = farPort === null ? [] : (fresh.byOwn.get(endKey(farEnd(carried))) ?? []);
  const stillHeard = [...hearsUs, ...heardThere].some(
    (one) => one.by === far && one.far === by && agree(one.farPort, port) && agree(one.port, farPort),
  );
  return !stillHeard && hearsUs.length + heardThere.length > 0;
}

function agree(one: string | null, other: string | null): boolean {
  return one === null || other === null || one === other;
}

/** LLDP and CDP may name the far port differently (`0004f2d12222:P1`, `Port 1`): one local port, one system, one cable. */
function uniteProtocols(hearings: readonly Settled[], survey: Survey): Settled[] {
  const groups = groupBy(hearings, (one) => JSON.stringify([one.by, one.port, one.far, one.fresh]));
  return [...groups.values()].flatMap((group) => {
    const [lldp, ...otherLldp] = farPorts(group, 'lldp');
    const [cdp, ...otherCdp] = farPorts(group, 'cdp');
    if (lldp === undefined || cdp === undefined || otherLldp.length + otherCdp.length > 0) return group;
    const farPort = group[0]?.port === null ? null : better(lldp, cdp, survey, group[0]?.far ?? '');
    return farPort === null ? group : group.map((one) => ({ ...one, farPort }));
  });
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
  const pairs = groupBy(hearings, (one) => JSON.stringify([one.by, one.far].sort()));
  return [...pairs.values()].flatMap((between) => between.map((one) => fillPort(one, between)));
}

function fillPort(one: Settled, between: readonly Settled[]): Settled {
  const same = between.filter((other) => other.by === one.by);
  const back = between.filter((other) => other.by === one.far);
  const { port, farPort } = one;
  if (port === null && farPort !== null) {
    const own = same.filter((other) => other.farPort === farPort).map((other) => other.port);
    return { ...one, port: onlyPort([...own, ...back.filter((h) => h.port === farPort).map((h) => h.farPort)]) };
  }
  if (port !== null && farPort === null) {
    const own = same.filter((other) => other.port === port).map((other) => other.farPort);
    return { ...one, farPort: onlyPort([...own, ...back.filter((h) => h.farPort === port).map((h) => h.port)]) };
  }
  return one;
}

function onlyPort(ports: readonly (string | null)[]): string | null {
  const known = new Set(ports.filter((port) => port !== null));
  const [port] = known;
  return known.size === 1 && port !== undefined ? port : null;
}

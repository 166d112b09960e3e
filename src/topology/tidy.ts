// Makes the hearings of one cable agree on how they name its ends, and drops carried claims that fresh ones refute.
import { isKnownPortName } from '../model/index.ts';
import type { Settled } from './claims.ts';
import { groupBy } from './group-by.ts';
import { isPlausiblePort } from './ports.ts';
import type { Survey } from './survey.ts';

export function tidyHearings(hearings: readonly Settled[], survey: Survey): Settled[] {
  const standing = hearings.filter((one) => one.fresh || !isRefuted(one, hearings, survey));
  return fillPorts(uniteProtocols(standing, survey));
}

/**
 * A claim of a device that could not be read falls where the far device was read, no longer hears it, and one of the
 * two ports is freshly heard in another cable: the cable was moved. Ports of a segment have room for many.
 */
function isRefuted(carried: Settled, hearings: readonly Settled[], survey: Survey): boolean {
  const { by, port, far, farPort } = carried;
  if (carried.fromSegment || port === null || !survey.get(far)?.standing.provesAbsence) return false;
  const fresh = hearings.filter((one) => one.fresh);
  const stillHeard = fresh.some((one) => one.by === far && one.far === by && (one.farPort ?? port) === port);
  const elsewhere = fresh.some(
    (one) =>
      (one.far === by && one.farPort === port && one.by !== far) ||
      (one.by === far && one.port === farPort && farPort !== null && one.far !== by),
  );
  return elsewhere && !stillHeard;
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

/** Fills a missing port from another hearing that names the same other end, if only one does. */
function fillPorts(hearings: readonly Settled[]): Settled[] {
  return hearings.map((one) => {
    if (one.port === null && one.farPort !== null) return { ...one, port: otherPort(one.farPort, one, hearings) };
    if (one.port !== null && one.farPort === null) return { ...one, farPort: ownPortAt(one.port, one, hearings) };
    return one;
  });
}

/** The port of `one.by` that is cabled to `one.far` on `farPort`. */
function otherPort(farPort: string, one: Settled, hearings: readonly Settled[]): string | null {
  return onlyPort([
    ...hearings.filter((h) => h.by === one.by && h.far === one.far && h.farPort === farPort).map((h) => h.port),
    ...hearings.filter((h) => h.by === one.far && h.port === farPort && h.far === one.by).map((h) => h.farPort),
  ]);
}

/** The port of `one.far` that is cabled to `one.by` on `port`. */
function ownPortAt(port: string, one: Settled, hearings: readonly Settled[]): string | null {
  return onlyPort([
    ...hearings.filter((h) => h.by === one.by && h.port === port && h.far === one.far).map((h) => h.farPort),
    ...hearings.filter((h) => h.by === one.far && h.farPort === port && h.far === one.by).map((h) => h.port),
  ]);
}

function onlyPort(ports: readonly (string | null)[]): string | null {
  const known = new Set(ports.filter((port) => port !== null));
  const [port] = known;
  return known.size === 1 && port !== undefined ? port : null;
}

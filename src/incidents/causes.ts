// Conditions → causes: each condition is part of exactly one, as what it is made of or as what it explains.
import { type Condition, compareText, type Incident } from '../model/index.ts';
import { type Cause, mayFollow, onsetOf } from './cause.ts';
import { findDeviceCauses } from './device-causes.ts';
import { unverifiedLinks } from './device-conditions.ts';
import { fingerprintOf } from './fingerprint.ts';
import { findLinkCauses } from './link-causes.ts';
import type { Scene } from './scene.ts';
import { conditionKey } from './verdict.ts';

/** Sorted by family and subject. What a person has closed is no cause and needs none. */
export function findCauses(conditions: readonly Condition[], now: Scene, incidents: readonly Incident[]): Cause[] {
  const open = conditions.filter(({ closed }) => !closed);
  const devices = findDeviceCauses(
    open.filter(({ family }) => family === 'device'),
    now,
  );
  const { causes, rest } = explain(
    devices,
    open.filter(({ family }) => family !== 'device'),
    now,
  );
  const standing = new Map(incidents.filter(({ stage }) => stage !== 'resolved').map((one) => [one.fingerprint, one]));
  const isOpen = (family: 'cables' | 'link', subject: string) => standing.get(fingerprintOf(family, subject));
  const told = (key: string): boolean => {
    const stage = isOpen('link', key.slice(conditionKey('link', '').length))?.stage;
    return stage === 'warning' || stage === 'alert';
  };
  const links = findLinkCauses(rest, now, told, (subject) => isOpen('cables', subject) !== undefined);
  return [...causes, ...links].sort((x, y) => compareText(x.family, y.family) || compareText(x.subject, y.subject));
}

/** Hands every link and bundle at a device that cannot be polled to that device's cause; the first one where there are two. */
function explain(causes: readonly Cause[], others: readonly Condition[], now: Scene) {
  if (causes.length === 0) return { causes, rest: others };
  const used = new Set<Condition>();
  const troubled = new Set(others.flatMap(({ links }) => links));
  const full = causes.map((cause) => {
    const members = new Map(membersOf(cause).map((one) => [one.subject, one]));
    const silent = new Map([...members].filter(([, { poll }]) => isSilent(poll)));
    const explained = others.filter((one) => !used.has(one) && follows(one, silent));
    for (const one of explained) used.add(one);
    const links = [...members.keys()].flatMap((name) => unverifiedLinks(name, now)).filter((id) => !troubled.has(id));
    return { ...cause, explained: [...cause.explained, ...explained], unverified: links };
  });
  return { causes: full, rest: others.filter((one) => !used.has(one)) };
}

/** A device that talks keeps its links up, whatever it refuses. */
function isSilent(poll: Condition['poll']): boolean {
  return poll?.status === 'unreachable' && poll.jump === null;
}

function membersOf({ own, explained }: Cause): Condition[] {
  return [...own, ...explained].filter(({ family }) => family === 'device');
}

function follows(effect: Condition, devices: ReadonlyMap<string, Condition>): boolean {
  if (effect.family !== 'link' && effect.family !== 'bundle') return false;
  return effect.devices.some((name) => {
    const device = devices.get(name);
    return device !== undefined && mayFollow(effect, onsetOf(device));
  });
}

// Cables: hearings of both directions, protocols and spellings joined into one link per cable, with both its ports.
import { compareEnds, formatEnd, type LinkEnd, linkId, shortPortName } from '../model/index.ts';
import type { Settled } from './claims.ts';
import { farEnd, ownEnd } from './ends.ts';
import { groupBy } from './group-by.ts';
import { isPlausiblePort } from './ports.ts';
import type { Survey } from './survey.ts';

export interface Cable {
  readonly id: string;
  readonly a: LinkEnd;
  readonly b: LinkEnd;
  readonly hearings: readonly Settled[];
  /** How the ends contradict each other about its ports; null where they do not. */
  readonly quarrel: string | null;
}

/** One cable per pair of ends. Parallel cables stay apart, since their ports differ. Sorted by id. */
export function joinCables(hearings: readonly Settled[], survey: Survey): Cable[] {
  const groups = groupBy(hearings, (one) => linkId(ownEnd(one), farEnd(one)));
  const cables = [...groups.values()].map((group) => cableOf(group));
  const lone = cables.filter((cable) => speakers(cable).length === 1);
  const paired = pairUp(lone, survey);
  const used = new Set(paired.flatMap(({ parts }) => parts));
  const joined = [...cables.filter((cable) => !used.has(cable)), ...paired.map(({ cable }) => cable)];
  return mergeEqual(joined).sort((x, y) => compareEnds(x.a, y.a) || compareEnds(x.b, y.b));
}

/** Devices of the inventory that claim the cable. */
function speakers(cable: Cable): string[] {
  return [...new Set(cable.hearings.map((one) => one.by))];
}

function cableOf(group: readonly Settled[]): Cable {
  const first = firstOf(group);
  return makeCable(ownEnd(first), farEnd(first), group, null);
}

function makeCable(one: LinkEnd, other: LinkEnd, hearings: readonly Settled[], quarrel: string | null): Cable {
  const [a, b] = compareEnds(one, other) <= 0 ? [one, other] : [other, one];
  return { id: linkId(a, b), a, b, hearings, quarrel };
}

interface Pair {
  readonly parts: readonly Cable[];
  readonly cable: Cable;
}

/** Joins what two devices say of each other with differing ports, where each claim fits exactly one of the other's. */
function pairUp(lone: readonly Cable[], survey: Survey): Pair[] {
  const between = groupBy(lone, ({ a, b }) => JSON.stringify([a.device, b.device]));
  return [...between.values()].flatMap((cables) => {
    const fits = (one: Cable): Cable[] => cables.filter((other) => complements(one, other, survey));
    return cables.flatMap((one) => {
      const [other, ...more] = fits(one);
      if (other === undefined || more.length > 0 || fits(other).length !== 1) return [];
      const isFirst = voiceOf(one).by === one.a.device;
      return isFirst ? [{ parts: [one, other], cable: unite(one, other, survey) }] : [];
    });
  });
}

function voiceOf(cable: Cable): Settled {
  return firstOf(cable.hearings);
}

/** One of the two is right about the other's port, or neither names a port that could be meant. */
function complements(one: Cable, other: Cable, survey: Survey): boolean {
  const [x, d] = [voiceOf(one), voiceOf(other)];
  if (x.by === d.by || x.fresh !== d.fresh) return false;
  if (x.farPort !== null && x.farPort === d.port) return true;
  if (d.farPort !== null && d.farPort === x.port) return true;
  return isVague(x, survey) && isVague(d, survey);
}

/** It names no port, or one its owner cannot have. */
function isVague(one: Settled, survey: Survey): boolean {
  return one.farPort === null || !isPlausiblePort(one.farPort, survey.get(one.far) ?? null);
}

/** Each device is believed about its own port. */
function unite(one: Cable, other: Cable, survey: Survey): Cable {
  const [x, d] = [voiceOf(one), voiceOf(other)];
  const quarrels = [quarrelOf(x, d, survey), quarrelOf(d, x, survey)].filter((quarrel) => quarrel !== null);
  const ends = [endOf(x, d), endOf(d, x)] as const;
  return makeCable(ends[0], ends[1], [...one.hearings, ...other.hearings], quarrels.join('; ') || null);
}

/** The own end of a claim, with the port its peer names where it cannot tell itself. */
function endOf(own: Settled, peer: Settled): LinkEnd {
  return { device: own.by, port: own.port ?? peer.farPort };
}

function quarrelOf(speaker: Settled, owner: Settled, survey: Survey): string | null {
  if (owner.port === null || speaker.farPort === owner.port || isVague(speaker, survey)) return null;
  const said = shortPortName(speaker.farPort ?? '');
  return `${speaker.by} says it is cabled to ${owner.by} ${said}, but ${owner.by} hears it on ${shortPortName(owner.port)}`;
}

/** Pairing may arrive at ends that another cable has already: they are one. */
function mergeEqual(cables: readonly Cable[]): Cable[] {
  const groups = groupBy(cables, ({ a, b }) => `${formatEnd(a)} ${formatEnd(b)}`);
  return [...groups.values()].map((group) => {
    const quarrel = group.find((cable) => cable.quarrel !== null)?.quarrel ?? null;
    return { ...firstOf(group), hearings: group.flatMap((cable) => cable.hearings), quarrel };
  });
}

function firstOf<T>(group: readonly T[]): T {
  const [first] = group;
  if (first === undefined) throw new RangeError('a group is never empty');
  return first;
}

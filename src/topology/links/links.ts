// Cables: hearings of both directions, protocols and spellings joined into one link per cable, with both its ports.
import { compareEnds, formatEnd, type LinkEnd, shortPortName } from '../../model/index.ts';
import type { Settled } from '../claims.ts';
import { farEnd, numberPairs, ownEnd } from '../ends.ts';
import { groupBy } from '../group-by.ts';
import { isPlausiblePort } from '../identity/ports.ts';
import type { LinkRule } from '../identity/rules.ts';
import type { Survey } from '../survey.ts';

export interface Cable {
  readonly id: string;
  readonly a: LinkEnd;
  readonly b: LinkEnd;
  readonly hearings: readonly Settled[];
  /** How the ends contradict each other about its ports; null where they do not. */
  readonly quarrel: string | null;
  readonly rule: LinkRule;
}

/** One cable per pair of ends. Parallel cables stay apart, since their ports differ. Sorted by ends. */
export function joinCables(hearings: readonly Settled[], survey: Survey): Cable[] {
  const pairOf = numberPairs();
  const groups = groupBy(hearings, (one) => pairOf(ownEnd(one), farEnd(one)));
  const cables = Array.from(groups.values(), cableOf);
  const lone = cables.filter((cable) => hasOneSpeaker(cable));
  const paired = pairUp(lone, survey);
  if (paired.length === 0) return cables.sort(compareCables);
  const used = new Set(paired.flatMap(({ parts }) => parts));
  const joined = [...cables.filter((cable) => !used.has(cable)), ...paired.map(({ cable }) => cable)];
  return mergeEqual(joined).sort(compareCables);
}

function compareCables(x: Cable, y: Cable): number {
  return compareEnds(x.a, y.a) || compareEnds(x.b, y.b);
}

function hasOneSpeaker({ hearings }: Cable): boolean {
  const by = hearings[0]?.by;
  return hearings.every((one) => one.by === by);
}

function cableOf(group: readonly Settled[]): Cable {
  const first = firstOf(group);
  return makeCable(ownEnd(first), farEnd(first), group, null);
}

function makeCable(one: LinkEnd, other: LinkEnd, hearings: readonly Settled[], quarrel: string | null): Cable {
  const [a, b] = compareEnds(one, other) <= 0 ? [one, other] : [other, one];
  return { id: `${formatEnd(a)}--${formatEnd(b)}`, a, b, hearings, quarrel, rule: ruleOf(hearings) };
}

/** Why these claims are one cable, where none had to be fitted to another. */
function ruleOf(hearings: readonly Settled[]): LinkRule {
  const first = firstOf(hearings);
  const isMutual = hearings.some((one) => one.by !== first.by);
  if (isMutual)
    return hearings.some((one) => one.isFilled) ? 'one claim fills in the other' : 'both ends name both ports';
  if (hearings.some((one) => one.protocol !== first.protocol)) return 'LLDP and CDP on one port';
  return first.port === null || first.farPort === null ? 'one end names the device' : 'one end names both ports';
}

interface Pair {
  readonly parts: readonly Cable[];
  readonly cable: Cable;
}

/** Joins what two devices say of each other with differing ports, where each claim fits exactly one of the other's. */
function pairUp(lone: readonly Cable[], survey: Survey): Pair[] {
  const between = groupBy(lone, ({ a, b }) => `${a.device}\u0000${b.device}`);
  return [...between.values()].flatMap((cables) => {
    if (cables.length === 1) return [];
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
  const cable = makeCable(ends[0], ends[1], [...one.hearings, ...other.hearings], quarrels.join('; ') || null);
  return { ...cable, rule: 'only claims that fit' };
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
    const hearings = group.flatMap((cable) => cable.hearings);
    const fitted = group.find(({ rule }) => rule === 'only claims that fit');
    return { ...firstOf(group), hearings, quarrel, rule: fitted?.rule ?? ruleOf(hearings) };
  });
}

function firstOf<T>(group: readonly T[]): T {
  const [first] = group;
  if (first === undefined) throw new RangeError('a group is never empty');
  return first;
}

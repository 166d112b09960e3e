// The state of a link and the sentence that says why (ARCHITECTURE.md, "Link" and the rules of truth).
import { type LinkEnd, type LinkState, type Snapshot, type SnapshotLink, shortPortName } from '../../model/index.ts';
import type { Lags } from '../bundles/lags.ts';
import type { Settled } from '../claims.ts';
import { endKey } from '../ends.ts';
import { groupBy } from '../group-by.ts';
import type { Natures } from '../identity/stub-kinds.ts';
import type { PortIndex } from '../port-index.ts';
import { type Survey, secondsBetween } from '../survey.ts';
import { lastingLink } from './lasting.ts';
import type { Cable } from './links.ts';
import { portTroubles } from './port-fault.ts';
import type { Medium } from './segments.ts';
import { whySettling } from './settling.ts';

export interface Judgement {
  readonly state: LinkState;
  /** Null for confirmed links only. */
  readonly reason: string | null;
  readonly settling: boolean;
}

/** What a judgement rests on besides the link's own claims. */
export interface Scene {
  readonly survey: Survey;
  readonly takenAt: string;
  readonly previous: Snapshot | null;
  readonly linksBefore: ReadonlyMap<string, SnapshotLink>;
  /** Some devices were left out of this run and read lately. */
  readonly isPartial: boolean;
  /** What the end hears, by claims of this visit. */
  readonly freshAt: (end: LinkEnd) => readonly Settled[];
  readonly portAt: PortIndex;
  readonly lags: Lags;
  readonly natures: Natures;
}

export function setScene(
  known: Omit<Scene, 'linksBefore' | 'freshAt' | 'isPartial'>,
  hearings: readonly Settled[],
): Scene {
  const linksBefore = new Map(known.previous?.links.map((link) => [link.id, link]));
  const heardBy = groupBy(hearings, ({ by }) => by);
  const freshAt = ({ device, port }: LinkEnd): Settled[] =>
    (heardBy.get(device) ?? []).filter((one) => one.fresh && one.port === port);
  const isPartial = [...known.survey.values()].some(({ standing }) => standing.readLately);
  return { ...known, linksBefore, isPartial, freshAt };
}

/** `isAgeing`: advertisements to one end have stopped arriving. */
export function judgeCable(cable: Cable, isAgeing: boolean, scene: Scene): Judgement {
  const lasting = lastingJudgement(cable.id, [cable.a.device, cable.b.device], cable.hearings, scene);
  if (lasting) return lasting;
  const [hearsA, hearsB] = [isHeardBy(cable.a.device, cable), isHeardBy(cable.b.device, cable)];
  if (hearsA && hearsB) {
    if (cable.quarrel !== null) return suspect('mismatch', cable.quarrel, cable, scene);
    return { state: 'confirmed', reason: null, settling: isAgeing };
  }
  if (hearsA) return judgeHalf(cable.a, cable.b, cable, scene);
  if (hearsB) return judgeHalf(cable.b, cable.a, cable, scene);
  return unverified(memoryReason(cable.hearings, scene), [cable.a, cable.b], scene);
}

function lastingJudgement(
  id: string,
  devices: readonly string[],
  hearings: readonly Settled[],
  { survey, linksBefore, isPartial }: Scene,
): Judgement | null {
  if (!isPartial) return null;
  const before = lastingLink(linksBefore.get(id), devices, hearings, survey);
  return before && { state: before.state, reason: before.reason, settling: before.settling };
}

function isHeardBy(device: string, { hearings }: Cable): boolean {
  return hearings.some((hearing) => hearing.by === device && hearing.fresh);
}

/** One end freshly claims the cable, the other does not: what does its silence prove? */
function judgeHalf(speaker: LinkEnd, silent: LinkEnd, cable: Cable, scene: Scene): Judgement {
  const [x, d] = [speaker.device, silent.device];
  const ends = [silent, speaker];
  const owner = scene.survey.get(d);
  if (!owner) {
    return unverified(`${d} is not in the inventory; only ${x} hears it${behindPhone(speaker, d, scene)}`, ends, scene);
  }
  const others = silent.port === null ? [] : scene.freshAt(silent).filter(({ far }) => far !== x);
  const [rival] = others;
  if (rival) return suspect('mismatch', rivalReason(speaker, silent, rival), cable, scene);
  const { excuse, justEnabled } = owner.standing;
  if (excuse !== null && !justEnabled) return unverified(`${excuse}; ${x} hears ${d}`, ends, scene);
  if (scene.survey.get(x)?.standing.lldpOff) {
    return unverified(`LLDP is off on ${x}, so that ${d} has nothing to hear`, ends, scene);
  }
  const place = silent.port === null ? '' : ` on ${shortPortName(silent.port)}`;
  const reason = `${d} was polled and does not hear ${x}${place}; ${x} hears ${d}`;
  return suspect('one-way', withTroubles(reason, ends, scene), cable, scene);
}

/** `, behind SEP0004F2D12222`: the phone that is heard on the same port. */
function behindPhone(speaker: LinkEnd, stub: string, { freshAt, natures }: Scene): string {
  const isPhone = (name: string): boolean => natures.get(name)?.kind === 'phone';
  const phone = isPhone(stub) ? undefined : freshAt(speaker).find(({ far }) => isPhone(far));
  return phone ? `, behind ${phone.far}` : '';
}

function rivalReason(speaker: LinkEnd, silent: LinkEnd, rival: Settled): string {
  const port = shortPortName(silent.port ?? '');
  const heard = rival.farPort === null ? rival.far : `${rival.far} ${shortPortName(rival.farPort)}`;
  return `${speaker.device} hears ${silent.device} ${port}, but ${silent.device} hears ${heard} on ${port}`;
}

/** Names the ends whose ports explain it, where this visit read as much. */
function withTroubles(reason: string, ends: readonly LinkEnd[], { portAt }: Scene): string {
  const readings = ends.map((end) => ({ device: end.device, port: portAt(end) }));
  return [reason, ...portTroubles(readings)].join('; ');
}

function suspect(state: 'one-way' | 'mismatch', reason: string, cable: Cable, scene: Scene): Judgement {
  const before = scene.linksBefore.get(cable.id) ?? null;
  const devices = [cable.a.device, cable.b.device];
  const why = whySettling({ devices, hearings: cable.hearings, before }, scene.survey, scene.takenAt, scene.previous);
  return { state, reason: why === null ? reason : `${reason}; not judged yet: ${why}`, settling: why !== null };
}

function unverified(reason: string, ends: readonly LinkEnd[], scene: Scene): Judgement {
  return { state: 'unverified', reason: withTroubles(reason, ends, scene), settling: false };
}

/** Nobody claims it freshly: who did, why that still stands, how old it is, and who no longer hears it. */
function memoryReason(hearings: readonly Settled[], scene: Scene): string {
  const speakers = groupBy(hearings, (hearing) => hearing.by);
  const excuses = [...speakers].map(([device, claims]) => {
    const excuse = whyStanding(device, claims, scene);
    const at = claims.map((claim) => claim.at).sort()[0] ?? scene.takenAt;
    return `${excuse}; its claim is from ${at}, ${formatAge(secondsBetween(at, scene.takenAt))} ago`;
  });
  const silent = new Set(hearings.map(({ far }) => far).filter((far) => !speakers.has(far)));
  const denials = [...silent].sort().flatMap((far) => {
    const standing = scene.survey.get(far)?.standing;
    if (!standing) return [];
    return [standing.excuse ?? `${far} was polled and does not hear ${[...speakers.keys()].sort().join(', ')}`];
  });
  return [...excuses, ...denials].join('; ');
}

/** Its silence proves nothing; or it proves something, but the far end must be asked as well. */
function whyStanding(device: string, claims: readonly Settled[], { survey }: Scene): string {
  const standing = survey.get(device)?.standing;
  if (standing?.excuse) return standing.excuse;
  if (standing?.justEnabled) return `LLDP has only just been turned on at ${device}`;
  return `${device} was polled and no longer hears ${[...new Set(claims.map(({ far }) => far))].sort().join(', ')}`;
}

function formatAge(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} d`;
}

/**
 * One member of a segment. Confirmed: it hears someone there and someone there hears it. One-way: it was read and hears
 * nobody, or it hears and none of the others, of whom at least one was read, hears it. Otherwise unverified.
 */
export function judgeMember(member: LinkEnd, medium: Medium, linkId: string, scene: Scene): Judgement {
  const { device } = member;
  const own = medium.byOwn.get(endKey(member)) ?? [];
  const about = medium.byFar.get(endKey(member)) ?? [];
  const lasting = lastingJudgement(linkId, [device], [...own, ...about], scene);
  if (lasting) return lasting;
  const hears = own.some((one) => one.fresh);
  const heard = about.some((one) => one.fresh);
  if (hears && heard) return { state: 'confirmed', reason: null, settling: false };
  if (!hears && !heard) return unverified(memoryReason([...own, ...about], scene), [member], scene);
  const { reason: found, proven } = hears ? unheardMember(device, own, scene) : deafMember(device, about, scene);
  if (!proven) return unverified(found, [member], scene);
  const reason = withTroubles(found, [member], scene);
  const before = scene.linksBefore.get(linkId) ?? null;
  const suspects = { devices: [device], hearings: [...own, ...about], before };
  const why = whySettling(suspects, scene.survey, scene.takenAt, scene.previous);
  const full = why === null ? reason : `${reason}; not judged yet: ${why}`;
  return { state: 'one-way', reason: full, settling: why !== null };
}

interface Finding {
  readonly reason: string;
  /** Whether the silence proves anything. */
  readonly proven: boolean;
}

function unheardMember(device: string, own: readonly Settled[], { survey }: Scene): Finding {
  const listeners = [...new Set(own.map(({ far }) => far))].sort();
  const hears = `${device} hears ${listeners.join(', ')}`;
  if (survey.get(device)?.standing.lldpOff) {
    return { reason: `LLDP is off on ${device}, so that nobody can hear it; ${hears}`, proven: false };
  }
  const proven = listeners.some((far) => survey.get(far)?.standing.provesAbsence);
  const who = proven ? `nobody on the segment hears ${device}` : 'nobody else on the segment could be read';
  return { reason: `${who}; ${hears}`, proven };
}

function deafMember(device: string, about: readonly Settled[], { survey }: Scene): Finding {
  const standing = survey.get(device)?.standing;
  const heard = `it is heard by ${hearersOf(about)}`;
  if (!standing) return { reason: `${device} is not in the inventory; ${heard}`, proven: false };
  if (standing.excuse !== null && !standing.justEnabled)
    return { reason: `${standing.excuse}; ${heard}`, proven: false };
  return { reason: `${device} was polled and hears nobody on the segment; ${heard}`, proven: true };
}

function hearersOf(about: readonly Settled[]): string {
  return [...new Set(about.filter((one) => one.fresh).map(({ by }) => by))].sort().join(', ');
}

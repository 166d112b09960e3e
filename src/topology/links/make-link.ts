// Links as the snapshot keeps them: the judgement of a cable, a member of a segment or a declared link, with its claims
// and what its ports say.
import {
  type Claim,
  compareText,
  type LinkEnd,
  type LinkFault,
  linkId,
  type Port,
  type SnapshotLink,
  shortPortName,
} from '../../model/index.ts';
import { type Settled, toClaim } from '../claims.ts';
import { compareClaims } from '../devices.ts';
import { endKey } from '../ends.ts';
import type { LinkRule } from '../identity/rules.ts';
import { inOrder } from '../in-order.ts';
import { findIncoherence } from './coherence.ts';
import type { Declared } from './declared.ts';
import type { Cable } from './links.ts';
import { portFault, portTroubles } from './port-fault.ts';
import type { Medium } from './segments.ts';
import { ageingOf } from './settling.ts';
import { type Judgement, judgeCable, judgeMember, type Scene } from './states.ts';

export function cableLink(cable: Cable, declared: readonly Declared[], scene: Scene): SnapshotLink {
  const { id, a, b, hearings, rule } = cable;
  const ageing = ageingOf(hearings, scene.survey);
  const judged = judgeCable(cable, ageing !== null, scene);
  const isOutside = (end: LinkEnd): boolean => !scene.survey.has(end.device);
  const vouched = declared.length > 0 && judged.state === 'unverified' && (isOutside(a) || isOutside(b));
  const judgement = vouched ? declaredJudgement(declared[0]?.description ?? null) : judged;
  return makeLink({ id, a, b, segment: null, hearings, told: hearings, ageing, declared, judgement, rule }, scene);
}

export function memberLink(medium: Medium, member: LinkEnd, declared: readonly Declared[], scene: Scene): SnapshotLink {
  const end = { device: medium.id, port: null };
  const id = linkId(member, end);
  const judgement = judgeMember(member, medium, id, scene);
  const [own, about] = [medium.byOwn.get(endKey(member)), medium.byFar.get(endKey(member))];
  const heard = { hearings: [...(own ?? []), ...(about ?? [])], told: own ?? about ?? [] };
  const rule = 'several systems on one port';
  const ageing = ageingOf(heard.hearings, scene.survey);
  return makeLink({ id, a: member, b: end, segment: medium.id, ...heard, ageing, declared, judgement, rule }, scene);
}

export function declaredLink(declared: Declared, scene: Scene): SnapshotLink {
  const judged = declaredJudgement(declared.description);
  const rivals = [declared.a, declared.b].flatMap((end) => (end.port === null ? [] : scene.freshAt(end)));
  const [rival] = rivals;
  const doubt = rival ? [`but ${rival.by} hears ${rival.far} on ${shortPortName(rival.port ?? '')}`] : [];
  const text = [judged.reason, ...doubt].join(', ');
  const reason = [text, ...portTroubles(readingsOf([declared.a, declared.b], scene))].join('; ');
  const { a, b } = declared;
  const draft = {
    id: linkId(a, b),
    a,
    b,
    segment: null,
    hearings: [],
    told: [],
    ageing: null,
    declared: [declared],
    rule: 'declared',
  } as const;
  return makeLink({ ...draft, judgement: { ...judged, reason } }, scene);
}

function declaredJudgement(description: string | null): Judgement {
  const text = description === null ? '' : `: ${description}`;
  return { state: 'declared', reason: `declared in the inventory${text}`, settling: false };
}

interface Draft {
  readonly id: string;
  readonly a: LinkEnd;
  readonly b: LinkEnd;
  readonly segment: string | null;
  /** What the link is judged by. */
  readonly hearings: readonly Settled[];
  /** Those that stand at the link; on a segment each claim stands at the member that hears. */
  readonly told: readonly Settled[];
  readonly ageing: SnapshotLink['ageing'];
  readonly declared: readonly Declared[];
  readonly judgement: Judgement;
  readonly rule: LinkRule;
}

function makeLink(draft: Draft, scene: Scene): SnapshotLink {
  const { id, a, b, segment, told, declared, judgement } = draft;
  const ports = [scene.portAt(a), scene.portAt(b)] as const;
  const claims: Claim[] = told.map(toClaim);
  for (const one of declared) claims.push(one.claim);
  inOrder(claims, compareClaims);
  return {
    id,
    a,
    b,
    state: judgement.state,
    reason: judgement.reason,
    settling: judgement.settling,
    protocols: protocolsOf(claims),
    speedBps: declared.find((one) => one.speedBps !== null)?.speedBps ?? slowest(ports),
    bundle: bundleOf(a, b, ports),
    segment,
    firstSeen: scene.linksBefore.get(id)?.firstSeen ?? scene.takenAt,
    claims,
    rule: draft.rule,
    ageing: draft.ageing,
    fault: faultOf(draft, ports, scene),
    incoherent: judgement.state === 'confirmed' && segment === null ? findIncoherence([a, b], ports, scene) : [],
  };
}

/** Sorted; mostly all claims are of one. */
function protocolsOf(claims: readonly Claim[]): string[] {
  const [first] = claims;
  if (first && claims.every(({ protocol }) => protocol === first.protocol)) return [first.protocol];
  return [...new Set(claims.map((claim) => claim.protocol))].sort(compareText);
}

/** Nobody expects a declared link to speak, nor one whose end hears another device: silence there is no fault. */
function faultOf(draft: Draft, ports: readonly [Port | null, Port | null], scene: Scene): LinkFault {
  const { state } = draft.judgement;
  const mayBeSilent = state === 'one-way' || state === 'unverified';
  return portFault(ports, mayBeSilent && isUnheard(draft, scene));
}

/** A device at an end was read and hears nothing there. */
function isUnheard({ a, b, segment, hearings, judgement }: Draft, { survey }: Scene): boolean {
  if (segment !== null) return judgement.state === 'one-way';
  const fresh = new Set(hearings.filter((one) => one.fresh).map(({ by }) => by));
  return [a, b].some(({ device }) => survey.get(device)?.standing.excuse === null && !fresh.has(device));
}

function readingsOf(ends: readonly LinkEnd[], { portAt }: Scene): { device: string; port: Port | null }[] {
  return ends.map((end) => ({ device: end.device, port: portAt(end) }));
}

/** The slower of the known speeds of the ends: that is what the cable can carry. */
function slowest([near, far]: readonly [Port | null, Port | null]): number | null {
  const [one, other] = [near?.speedBps ?? null, far?.speedBps ?? null];
  return one === null || other === null ? (one ?? other) : Math.min(one, other);
}

/** Id of the LAG, written like a link between the two bundle ports; null unless the cable is a member at both ends. */
function bundleOf(a: LinkEnd, b: LinkEnd, [near, far]: readonly [Port | null, Port | null]): string | null {
  if (!near?.bundle || !far?.bundle) return null;
  return linkId({ device: a.device, port: near.bundle }, { device: b.device, port: far.bundle });
}

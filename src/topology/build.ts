// Claims → topology: who hears whom, settled, joined into links and segments, each with its state and its reasons.
import {
  type Claim,
  compareEnds,
  compareText,
  type LinkEnd,
  linkId,
  type SnapshotLink,
  type SnapshotProblem,
  shortPortName,
} from '../model/index.ts';
import { type Settled, toClaim } from './claims.ts';
import { type Declared, means, settleDeclared } from './declared.ts';
import { compareClaims, duplicateHostnames, managedDevices, unmanagedDevices } from './devices.ts';
import { endKey } from './ends.ts';
import { groupBy } from './group-by.ts';
import type { Topology, TopologyInput } from './input.ts';
import { type Cable, joinCables } from './links.ts';
import { sortProblems } from './problems.ts';
import { findSegments, type Medium } from './segments.ts';
import { settleHearings } from './settle.ts';
import { type Judgement, judgeCable, judgeMember, type Scene, setScene } from './states.ts';
import { surveyDevices } from './survey.ts';
import { tidyHearings } from './tidy.ts';

/** Deterministic: the order of devices, claims and declared links makes no difference. */
export function buildTopology(input: TopologyInput): Topology {
  const survey = surveyDevices(input);
  const settlement = settleHearings(input, survey);
  const hearings = tidyHearings(settlement.hearings, survey);
  const { media, rest } = findSegments(hearings, survey, input.previous);
  const scene = setScene(survey, hearings, input.takenAt, input.previous);
  const declared = settleDeclared(input.declaredLinks, { survey, stubs: settlement.stubs, takenAt: input.takenAt });
  const plan = assignDeclared(declared.links, joinCables(rest, survey), media);
  const links = [
    ...plan.cables.map(({ cable, declared: own }) => cableLink(cable, own, scene)),
    ...plan.members.map(({ medium, member, declared: own }) => memberLink(medium, member, own, scene)),
    ...plan.alone.map((one) => declaredLink(one, scene)),
  ];
  const heardAs = groupBy(hearings, (one) => one.far);
  const ends = [...links.filter((link) => link.segment === null).flatMap(({ a, b }) => [a, b]), ...membersOf(media)];
  const devices = [
    ...managedDevices(survey, heardAs, input.takenAt),
    ...unmanagedDevices(ends, survey, settlement.stubs, heardAs),
  ];
  const problems: SnapshotProblem[] = [...settlement.problems, ...duplicateHostnames(survey), ...declared.problems];
  return {
    devices: devices.sort((x, y) => compareText(x.name, y.name)),
    links: links.sort((x, y) => compareEnds(x.a, y.a) || compareEnds(x.b, y.b)),
    bundles: [],
    segments: media.map(({ id, members }) => ({ id, members: [...members] })),
    problems: sortProblems(problems),
  };
}

function membersOf(media: readonly Medium[]): LinkEnd[] {
  return media.flatMap(({ members }) => members);
}

interface Plan {
  readonly cables: readonly { cable: Cable; declared: Declared[] }[];
  readonly members: readonly { medium: Medium; member: LinkEnd; declared: Declared[] }[];
  readonly alone: readonly Declared[];
}

/** A declared link joins the first cable it can mean, or the segment both its ends are on; else it stands alone. */
function assignDeclared(declared: readonly Declared[], cables: readonly Cable[], media: readonly Medium[]): Plan {
  const planned = cables.map((cable) => ({ cable, declared: [] as Declared[] }));
  const members = media.flatMap((medium) =>
    medium.members.map((member) => ({ medium, member, declared: [] as Declared[] })),
  );
  const alone: Declared[] = [];
  for (const one of declared) {
    const cable = planned.find((plan) => means(one, plan.cable));
    const far = members.find(({ member }) => sameEnd(one.b, member));
    const near = members.find(({ medium, member }) => medium === far?.medium && sameEnd(one.a, member));
    const home = cable ?? near;
    if (home) home.declared.push(one);
    else alone.push(one);
  }
  return { cables: planned, members, alone };
}

function sameEnd(declared: LinkEnd, end: LinkEnd): boolean {
  return declared.device === end.device && (declared.port === null || declared.port === end.port);
}

function cableLink(cable: Cable, declared: readonly Declared[], scene: Scene): SnapshotLink {
  const judged = judgeCable(cable, scene);
  const outside = [cable.a, cable.b].some((end) => !scene.survey.has(end.device));
  const vouched = declared.length > 0 && judged.state === 'unverified' && outside;
  const judgement = vouched ? declaredJudgement(declared[0]?.description ?? null) : judged;
  return makeLink({ ...cable, segment: null, hearings: cable.hearings, declared, judgement }, scene);
}

function memberLink(medium: Medium, member: LinkEnd, declared: readonly Declared[], scene: Scene): SnapshotLink {
  const end = { device: medium.id, port: null };
  const judgement = judgeMember(member, medium, linkId(member, end), scene);
  const hearings = medium.byOwn.get(endKey(member)) ?? medium.byFar.get(endKey(member)) ?? [];
  return makeLink({ a: member, b: end, segment: medium.id, hearings, declared, judgement }, scene);
}

function declaredLink(declared: Declared, scene: Scene): SnapshotLink {
  const judged = declaredJudgement(declared.description);
  const rivals = [declared.a, declared.b].flatMap((end) =>
    end.port === null ? [] : (scene.freshAt.get(endKey(end)) ?? []),
  );
  const [rival] = rivals;
  const doubt = rival ? `, but ${rival.by} hears ${rival.far} on ${shortPortName(rival.port ?? '')}` : '';
  const judgement = { ...judged, reason: `${judged.reason}${doubt}` };
  return makeLink({ ...declared, segment: null, hearings: [], declared: [declared], judgement }, scene);
}

function declaredJudgement(description: string | null): Judgement {
  const text = description === null ? '' : `: ${description}`;
  return { state: 'declared', reason: `declared in the inventory${text}`, settling: false };
}

interface Draft {
  readonly a: LinkEnd;
  readonly b: LinkEnd;
  readonly segment: string | null;
  readonly hearings: readonly Settled[];
  readonly declared: readonly Declared[];
  readonly judgement: Judgement;
}

function makeLink({ a, b, segment, hearings, declared, judgement }: Draft, scene: Scene): SnapshotLink {
  const id = linkId(a, b);
  const claims: Claim[] = [...hearings.map(toClaim), ...declared.map((one) => one.claim)].sort(compareClaims);
  return {
    id,
    a: { ...a },
    b: { ...b },
    ...judgement,
    protocols: [...new Set(claims.map(({ protocol }) => protocol))].sort(compareText),
    speedBps: declared.find((one) => one.speedBps !== null)?.speedBps ?? slowest([a, b], scene),
    bundle: bundleOf(a, b, scene),
    segment,
    firstSeen: scene.linksBefore.get(id)?.firstSeen ?? scene.takenAt,
    claims,
    ...{ rule: '', ageing: null, fault: null, incoherent: [] },
  };
}

function portAt(end: LinkEnd, { survey }: Scene) {
  return survey.get(end.device)?.ports.find((port) => port.name === end.port);
}

/** The slower of the known speeds of the ends: that is what the cable can carry. */
function slowest(ends: readonly LinkEnd[], scene: Scene): number | null {
  const speeds = ends.map((end) => portAt(end, scene)?.speedBps ?? null).filter((speed) => speed !== null);
  return speeds.length > 0 ? Math.min(...speeds) : null;
}

/** Id of the LAG, written like a link between the two bundle ports; null unless the cable is a member at both ends. */
function bundleOf(a: LinkEnd, b: LinkEnd, scene: Scene): string | null {
  const [near, far] = [portAt(a, scene)?.bundle ?? null, portAt(b, scene)?.bundle ?? null];
  if (near === null || far === null) return null;
  return linkId({ device: a.device, port: near }, { device: b.device, port: far });
}

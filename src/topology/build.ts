// Claims → topology: who hears whom, settled, joined into links and segments, each with its state and its reasons.
import { compareEnds, compareText, type LinkEnd, type SnapshotProblem } from '../model/index.ts';
import { findBundles } from './bundles/bundles.ts';
import { placeOnMembers } from './bundles/lag-ports.ts';
import { indexLags } from './bundles/lags.ts';
import { duplicateHostnames, managedDevices, unmanagedDevices } from './devices.ts';
import { groupBy } from './group-by.ts';
import { settleHearings } from './identity/settle.ts';
import { judgeName, judgeStubs } from './identity/stub-kinds.ts';
import type { Topology, TopologyInput } from './input.ts';
import { assignDeclared } from './links/assign-declared.ts';
import { settleDeclared } from './links/declared.ts';
import { joinCables } from './links/links.ts';
import { cableLink, declaredLink, memberLink } from './links/make-link.ts';
import { findSegments, type Medium } from './links/segments.ts';
import { setScene } from './links/states.ts';
import { tidyHearings } from './links/tidy.ts';
import { indexPorts } from './port-index.ts';
import { sortProblems } from './problems.ts';
import { surveyDevices } from './survey.ts';

/** Deterministic: the order of devices, claims and declared links makes no difference. */
export function buildTopology(input: TopologyInput): Topology {
  const survey = surveyDevices(input);
  const settlement = settleHearings(input, survey);
  const portAt = indexPorts(survey);
  const lags = indexLags(survey, portAt);
  const hearings = tidyHearings(placeOnMembers(settlement.hearings, lags), survey);
  const rules = input.neighbors ?? [];
  const natures = judgeStubs(settlement.stubs, survey, rules);
  const { media, rest } = findSegments(hearings, survey, natures, portAt, input.previous);
  const scene = setScene({ survey, natures, portAt, lags, takenAt: input.takenAt, previous: input.previous }, hearings);
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
    ...unmanagedDevices(ends, survey, settlement.stubs, heardAs, (name) => natures.get(name) ?? judgeName(name, rules)),
  ];
  const problems: SnapshotProblem[] = [...settlement.problems, ...duplicateHostnames(survey), ...declared.problems];
  return {
    devices: devices.sort((x, y) => compareText(x.name, y.name)),
    links: links.sort((x, y) => compareEnds(x.a, y.a) || compareEnds(x.b, y.b)),
    bundles: findBundles(links, scene),
    segments: media.map(({ id, members }) => ({ id, members: [...members] })),
    problems: sortProblems(problems),
  };
}

function membersOf(media: readonly Medium[]): LinkEnd[] {
  return media.flatMap(({ members }) => members);
}

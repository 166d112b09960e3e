// Bundles: the LAGs at both ends, their members, and whether they stand. Members are links or ports that are expected to
// be links; one that goes makes a bundle degraded, not lost.
import { type Bundle, compareEnds, compareText, type LinkEnd, linkId, type SnapshotLink } from '../model/index.ts';
import { judgeMember, type Member, shortEnd, type Verdict } from './bundle-members.ts';
import { type Remembered, rememberMembers } from './bundle-memory.ts';
import { mergeStrays } from './bundle-strays.ts';
import { endKey } from './ends.ts';
import { groupBy } from './group-by.ts';
import { arePortsRead, type Lags } from './lags.ts';
import type { Scene } from './states.ts';

/** Two LAGs that members join; `port` is null at an end whose LAG nobody tells. */
export interface Pair {
  readonly id: string;
  readonly a: LinkEnd;
  readonly b: LinkEnd;
  readonly members: readonly Member[];
  /** Why its members contradict each other; empty where they do not. */
  readonly contradictions: readonly string[];
}

/** Sorted by id. `links` are those of this snapshot, with their states. */
export function findBundles(links: readonly SnapshotLink[], scene: Scene): Bundle[] {
  const { lags } = scene;
  const cables = links.filter((link) => link.segment === null && link.state !== 'declared');
  const remembered = rememberMembers(cables, lags, scene);
  const pairs = mergeStrays(withUnheard(pairUp(cables, remembered, lags), lags), lags, scene);
  return pairs.map((pair) => judgePair(pair, lags, scene)).sort((x, y) => compareText(x.id, y.id));
}

interface Strand {
  readonly a: LinkEnd;
  readonly b: LinkEnd;
  readonly member: Member;
}

/** A member that only one end has in a LAG belongs to the LAG that the others of that LAG lead to, on the same device. */
function pairUp(cables: readonly SnapshotLink[], remembered: readonly Remembered[], lags: Lags): Pair[] {
  const known = new Set(remembered.map(({ id }) => id));
  const found = cables.filter(({ id }) => !known.has(id)).flatMap((link) => strandOf(link, lags));
  const strands: Strand[] = [...remembered.map((one) => current(one, lags)), ...found];
  const partner = new Map<string, LinkEnd>();
  for (const { a, b } of strands) {
    if (a.port === null || b.port === null) continue;
    partner.set(partnerKey(a, b.device), b);
    partner.set(partnerKey(b, a.device), a);
  }
  const whole = strands.map((one) => ({
    a: one.a.port === null ? (partner.get(partnerKey(one.b, one.a.device)) ?? one.a) : one.a,
    b: one.b.port === null ? (partner.get(partnerKey(one.a, one.b.device)) ?? one.b) : one.b,
    member: one.member,
  }));
  return [...groupBy(whole, ({ a, b }) => linkId(a, b))].flatMap(([id, [first, ...rest]]) => {
    if (first === undefined) return [];
    const [a, b] = compareEnds(first.a, first.b) <= 0 ? [first.a, first.b] : [first.b, first.a];
    const members = [first, ...rest].map(({ member }) => member);
    return [{ id, a, b, members, contradictions: [] }];
  });
}

function partnerKey(lag: LinkEnd, device: string): string {
  return JSON.stringify([lag.device, lag.port, device]);
}

function strandOf(link: SnapshotLink, lags: Lags): Strand[] {
  const [a, b] = [lags.lagOf(link.a), lags.lagOf(link.b)];
  if (a === null && b === null) return [];
  const alone = (end: LinkEnd): LinkEnd => ({ device: end.device, port: null });
  return [{ a: a ?? alone(link.a), b: b ?? alone(link.b), member: { ends: [link.a, link.b], link } }];
}

/** A remembered member is where it is configured now, else where it was. */
function current({ a, b, member }: Remembered, lags: Lags): Strand {
  const [nearEnd, farEnd] = member.ends;
  const near = nearEnd ? lags.lagOf(nearEnd) : null;
  const far = farEnd ? lags.lagOf(farEnd) : null;
  return { a: near ?? a, b: far ?? b, member };
}

/** Ports that are configured in a LAG and heard by nobody are expected where most of its members lead. */
function withUnheard(pairs: readonly Pair[], lags: Lags): Pair[] {
  const heard = new Set(pairs.flatMap(({ members }) => members.flatMap(({ ends }) => ends.map(endKey))));
  const largestFirst = [...pairs].sort((x, y) => y.members.length - x.members.length || compareText(x.id, y.id));
  return largestFirst.map((pair) => {
    const unheard = [pair.a, pair.b].flatMap((lag) =>
      lags.membersOf(lag).flatMap((port): Member[] => {
        const end = { device: lag.device, port: port.name };
        if (heard.has(endKey(end))) return [];
        heard.add(endKey(end));
        return [{ ends: [end], link: null }];
      }),
    );
    return { ...pair, members: [...pair.members, ...unheard] };
  });
}

function judgePair({ id, a, b, members, contradictions }: Pair, lags: Lags, scene: Scene): Bundle {
  const verdicts = members.map((member) => judgeMember(member, [a, b], lags, scene.survey));
  const protocols = [a, b].map((lag) => protocolOf(lag, lags));
  const quarrels = [...contradictions, ...disagreements([a, b], protocols, lags)];
  const doubts = [a, b].flatMap((lag) => doubtsOf(lag, scene));
  const troubles = [...quarrels, ...verdicts.flatMap(({ reasons }) => reasons)];
  const state = quarrels.length > 0 ? 'mismatch' : stateOf(verdicts, doubts.length > 0);
  return {
    ...{ id, a: { ...a }, b: { ...b } },
    members: members.flatMap(idOf).sort(compareText),
    protocol: protocols.find((one) => one !== null) ?? null,
    state,
    reasons: [...new Set([...troubles, ...(state === 'unverified' ? doubts : [])])].sort(compareText),
  };
}

function idOf({ ends: [a, b] }: Member): string[] {
  return a && b ? [linkId(a, b)] : [];
}

function stateOf(verdicts: readonly Verdict[], isDoubtful: boolean): Bundle['state'] {
  const count = (state: Verdict['carries']): number => verdicts.filter(({ carries }) => carries === state).length;
  if (count('no') === verdicts.length) return 'lost';
  const working = count('yes') + count('standby');
  if (count('no') > 0 && working > 0) return 'degraded';
  return isDoubtful || working === 0 ? 'unverified' : 'whole';
}

function protocolOf(lag: LinkEnd, lags: Lags): Bundle['protocol'] {
  const told = lags.membersOf(lag).map(({ bundleProtocol }) => bundleProtocol);
  return told.find((protocol) => protocol !== null) ?? null;
}

function disagreements(ends: readonly LinkEnd[], protocols: readonly Bundle['protocol'][], lags: Lags): string[] {
  const [a, b] = protocols;
  const names = ends.map(shortEnd);
  const bare = ends.filter(({ port, device }) => port === null && lags.tells(device));
  const alone = bare.map(
    ({ device }) => `${names.find((name) => name !== device)} leads to ports of ${device} that are in no LAG`,
  );
  if (!a || !b || a === b) return alone;
  return [...alone, `${names[0]} is ${a}, ${names[1]} is ${b}`];
}

/** Why nobody can say that the bundle is whole. */
function doubtsOf({ device, port }: LinkEnd, { survey }: Scene): string[] {
  const owner = survey.get(device)?.device;
  if (!owner) return [`${device} is not in the inventory`];
  if (owner.poll.status !== 'ok') return [`${device} could not be polled (${owner.poll.code ?? owner.poll.status})`];
  if (!arePortsRead(survey, device)) return [`the ports of ${device} were not read`];
  return port === null ? [`${device} does not tell its LAGs`] : [];
}

// Which LAGs belong together: members of one that lead to members of the other, now or in the previous snapshot.
import { compareEnds, compareText, type LinkEnd, linkId, type SnapshotLink } from '../../model/index.ts';
import { endKey } from '../ends.ts';
import { groupBy } from '../group-by.ts';
import type { Scene } from '../links/states.ts';
import type { Member } from './bundle-members.ts';
import { type Remembered, rememberMembers } from './bundle-memory.ts';
import type { Lags } from './lags.ts';

/** Two LAGs that members join; `port` is null at an end whose LAG nobody tells. */
export interface Pair {
  readonly id: string;
  readonly a: LinkEnd;
  readonly b: LinkEnd;
  readonly members: readonly Member[];
  /** Why its members contradict each other; empty where they do not. */
  readonly contradictions: readonly string[];
}

/** One entry per pair of LAGs, with every member that is expected in it. */
export function findPairs(cables: readonly SnapshotLink[], scene: Scene): Pair[] {
  const { lags } = scene;
  return withUnheard(pairUp(cables, rememberMembers(cables, lags, scene), lags), lags);
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

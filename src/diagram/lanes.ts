// Lines that pass through a row: through which gap between its boxes, and side by side in which lane of that gap.
import type { RouteKind } from './bands.ts';
import { type BoxRange, type Frame, gapMiddle, gapRange, isClear, type Uv } from './frame.ts';

/** Shifting between the bands of one wrapped row costs more: there, lines run straight down between columns. */
const WRAPPED_COST = 6;

/** Gap `gap` of `band`: before the box at that place. */
export interface Passage {
  readonly band: number;
  readonly gap: number;
}

export type Passages = ReadonlyMap<string, readonly Passage[]>;

/** Link key → the gaps it passes, from end `a` to end `b`. Links that can run straight have none. */
export function choosePassages(
  frame: Frame,
  kinds: readonly RouteKind[],
  start: (kind: RouteKind, end: 'a' | 'b') => Uv,
): Map<string, Passage[]> {
  const passages = new Map<string, Passage[]>();
  for (const kind of kinds) {
    if (kind.kind !== 'through') continue;
    const bands = bandsBetween(frame, kind);
    const [a, b] = [start(kind, 'a'), start(kind, 'b')];
    // Through a wrapped row every line keeps to the lanes, even where a slanted one would fit.
    const wrapped = bands.some((band) => frame.bands[band]?.wrapped);
    if (bands.length === 0 || (!wrapped && isClear(frame, a, b, bands, 8))) continue;
    const bandOf = (box: string): number => frame.places.get(box)?.band ?? 0;
    const [from, to] = [
      { band: bandOf(kind.link.a.box), at: a },
      { band: bandOf(kind.link.b.box), at: b },
    ];
    passages.set(kind.link.key, cheapestPassages(frame, from, to, bands));
  }
  return passages;
}

/** Bands strictly between the ends, from `a` to `b`. */
function bandsBetween(frame: Frame, { link }: RouteKind): number[] {
  const a = frame.places.get(link.a.box)?.band ?? 0;
  const b = frame.places.get(link.b.box)?.band ?? 0;
  const step = a < b ? 1 : -1;
  return Array.from({ length: Math.max(0, Math.abs(b - a) - 1) }, (_, index) => a + step * (index + 1));
}

interface Option {
  readonly passages: readonly Passage[];
  readonly at: Uv;
  readonly band: number;
  readonly cost: number;
}

/** Shortest way by dynamic programming over the gaps of the rows between. */
function cheapestPassages(frame: Frame, a: Stop, b: Stop, bands: readonly number[]): Passage[] {
  let options: Option[] = [{ passages: [], ...a, cost: 0 }];
  for (const band of bands) {
    const from = options;
    options = gapsBetween(frame, band, a.at.u, b.at.u).map(({ gap, u }) => {
      const stop = { band, at: { u, v: frame.across[band] ?? 0 } };
      const best = cheapest(frame, from, stop);
      return { passages: [...best.passages, { band, gap }], ...stop, cost: best.cost };
    });
  }
  return [...cheapest(frame, options, b).passages];
}

interface Stop {
  readonly band: number;
  readonly at: Uv;
}

/** The gaps of a band from one before the left end to one after the right end: no way round is shorter. */
function gapsBetween(frame: Frame, band: number, one: number, other: number): { gap: number; u: number }[] {
  const count = (frame.bands[band]?.boxes.length ?? 0) + 1;
  const gaps = Array.from({ length: count }, (_, gap) => ({ gap, u: gapMiddle(gapRange(frame, band, gap)) }));
  const [low, high] = [Math.min(one, other), Math.max(one, other)];
  const first = gaps.findLastIndex(({ u }) => u < low);
  const last = gaps.findIndex(({ u }) => u > high);
  return gaps.slice(Math.max(0, first), last < 0 ? count : last + 1);
}

/** The best option to come from, with the cost of having come. */
function cheapest(frame: Frame, options: readonly Option[], to: Stop): Pick<Option, 'passages' | 'cost'> {
  let best: Pick<Option, 'passages' | 'cost'> = { passages: [], cost: Number.POSITIVE_INFINITY };
  for (const option of options) {
    const cost = option.cost + stepCost(frame, option, to);
    if (cost < best.cost - 0.001) best = { passages: option.passages, cost };
  }
  return best;
}

/** A step aside costs more where bands are close and most within a wrapped row: there, lines run straight down. */
function stepCost(frame: Frame, from: Stop, to: Stop): number {
  const [one, other] = [frame.bands[from.band], frame.bands[to.band]];
  const dear = one?.wrapped && one.row === other?.row ? WRAPPED_COST : 1;
  return (dear * Math.abs(to.at.u - from.at.u) * 100) / Math.max(40, Math.abs(to.at.v - from.at.v));
}

/** Gaps of a wrapped row that lie below each other are one gap. */
function laneKey(frame: Frame, band: number, gap: number): string {
  const row = frame.bands[band];
  return row?.wrapped ? `row ${row.row} ${gap}` : `band ${band} ${gap}`;
}

/** How many lines use each gap; ask with `laneKey`. */
export function countLanes(frame: Frame, passages: Passages): (band: number, gap: number) => number {
  const users = new Map<string, Set<string>>();
  for (const [link, path] of passages) {
    for (const { band, gap } of path) {
      const key = laneKey(frame, band, gap);
      const set = users.get(key);
      if (set) set.add(link);
      else users.set(key, new Set([link]));
    }
  }
  return (band, gap) => users.get(laneKey(frame, band, gap))?.size ?? 0;
}

interface LaneUser {
  readonly link: string;
  readonly source: number;
  readonly target: number;
  readonly leavesAt: number;
}

interface Lane {
  readonly range: BoxRange;
  readonly users: Map<string, LaneUser>;
}

/** `<link> <band>` → position along the row where the link passes the band. */
export function assignLanes(
  frame: Frame,
  passages: Passages,
  ends: (link: string) => { a: Uv; b: Uv },
): Map<string, number> {
  const gaps = new Map<string, Lane>();
  for (const [link, path] of passages) {
    const { a, b } = ends(link);
    const [top, bottom] = a.v <= b.v ? [a, b] : [b, a];
    const user = { link, source: top.u, target: bottom.u, leavesAt: bottom.v };
    for (const { band, gap } of path) {
      const key = laneKey(frame, band, gap);
      const lane = gaps.get(key) ?? { range: gapRange(frame, band, gap), users: new Map() };
      lane.users.set(link, user);
      gaps.set(key, lane);
    }
  }
  const spread = new Map(
    [...gaps].map(([key, { range, users }]) => [key, spreadLanes(range, [...users.values()], frame.room.lane)]),
  );
  const steps = [...passages].flatMap(([link, path]) => path.map(({ band, gap }) => ({ link, band, gap })));
  return new Map(
    steps.map(({ link, band, gap }) => [`${link} ${band}`, spread.get(laneKey(frame, band, gap))?.get(link) ?? 0]),
  );
}

function spreadLanes(range: BoxRange, users: LaneUser[], lane: number): Map<string, number> {
  const middle = gapMiddle(range);
  const lean = (user: LaneUser): number => (user.target < middle ? -1 : 1);
  users.sort(
    (one, other) =>
      lean(one) - lean(other) ||
      (one.leavesAt - other.leavesAt) * -lean(one) ||
      one.source - other.source ||
      Number(one.link.slice(1)) - Number(other.link.slice(1)),
  );
  const count = users.length;
  const width = range.to - range.from;
  if (width === Number.POSITIVE_INFINITY) {
    const outwards = range.from === Number.NEGATIVE_INFINITY ? -1 : 1;
    const nearest = outwards < 0 ? users.toReversed() : users;
    return new Map(nearest.map((user, index) => [user.link, middle + outwards * index * lane]));
  }
  const spacing = Math.min(lane, width / (count + 1));
  return new Map(users.map((user, index) => [user.link, middle + (index - (count - 1) / 2) * spacing]));
}

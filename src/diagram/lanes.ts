// Lines that pass through a row: through which gap between its boxes, and side by side in which lane of that gap.
import type { RouteKind } from './bands.ts';
import { type Frame, gapMiddle, gapRange, isClear, type Uv } from './frame.ts';

const LANE = 6;

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
    if (bands.length === 0 || isClear(frame, a, b, bands, 8)) continue;
    passages.set(kind.link.key, cheapestPassages(frame, a, b, bands));
  }
  return passages;
}

/** Bands strictly between the ends, from `a` to `b`. */
export function bandsBetween(frame: Frame, { link }: RouteKind): number[] {
  const a = frame.places.get(link.a.box)?.band ?? 0;
  const b = frame.places.get(link.b.box)?.band ?? 0;
  const step = a < b ? 1 : -1;
  return Array.from({ length: Math.max(0, Math.abs(b - a) - 1) }, (_, index) => a + step * (index + 1));
}

interface Option {
  readonly passages: readonly Passage[];
  readonly at: Uv;
  readonly cost: number;
}

/** Shortest way by dynamic programming; a step aside costs more where bands are close, so lines shift in wide gaps. */
function cheapestPassages(frame: Frame, a: Uv, b: Uv, bands: readonly number[]): Passage[] {
  let options: Option[] = [{ passages: [], at: a, cost: 0 }];
  for (const band of bands) {
    const count = frame.bands[band]?.boxes.length ?? 0;
    const v = frame.across[band] ?? 0;
    const from = options;
    options = Array.from({ length: count + 1 }, (_, gap) => {
      const at = { u: gapMiddle(gapRange(frame, band, gap)), v };
      const best = cheapest(from, at);
      return { passages: [...best.passages, { band, gap }], at, cost: best.cost + stepCost(best.at, at) };
    });
  }
  return [...cheapest(options, b).passages];
}

function cheapest(options: readonly Option[], to: Uv): Option {
  let best: Option = { passages: [], at: to, cost: Number.POSITIVE_INFINITY };
  let least = Number.POSITIVE_INFINITY;
  for (const option of options) {
    const cost = option.cost + stepCost(option.at, to);
    if (cost < least - 0.001) [best, least] = [option, cost];
  }
  return best;
}

function stepCost(from: Uv, to: Uv): number {
  return (Math.abs(to.u - from.u) * 100) / Math.max(40, Math.abs(to.v - from.v));
}

function laneKey(frame: Frame, { band, gap }: Passage): string {
  const row = frame.bands[band];
  return row?.wrapped ? `row ${row.row} ${gap}` : `band ${band} ${gap}`;
}

interface LaneUser {
  readonly link: string;
  readonly source: number;
  readonly target: number;
  readonly leavesAt: number;
}

/** How many lines use the gap after place `at` of a band. */
export function laneCount(frame: Frame, passages: Passages, band: number, at: number): number {
  const key = laneKey(frame, { band, gap: at + 1 });
  let count = 0;
  for (const path of passages.values()) if (path.some((passage) => laneKey(frame, passage) === key)) count++;
  return count;
}

/** `<link> <band>` → position along the row where the link passes the band. */
export function assignLanes(
  frame: Frame,
  passages: Passages,
  ends: (link: string) => { a: Uv; b: Uv },
): Map<string, number> {
  const gaps = new Map<string, { passage: Passage; users: Map<string, LaneUser> }>();
  for (const [link, path] of passages) {
    const { a, b } = ends(link);
    const [top, bottom] = a.v <= b.v ? [a, b] : [b, a];
    for (const passage of path) {
      const key = laneKey(frame, passage);
      const gap = gaps.get(key) ?? { passage, users: new Map() };
      gap.users.set(link, { link, source: top.u, target: bottom.u, leavesAt: bottom.v });
      gaps.set(key, gap);
    }
  }
  const lanes = new Map<string, number>();
  for (const [key, { passage, users }] of gaps) {
    const places = spreadLanes(gapRange(frame, passage.band, passage.gap), [...users.values()]);
    for (const [link, place] of places) {
      for (const step of passages.get(link) ?? []) {
        if (laneKey(frame, step) === key) lanes.set(`${link} ${step.band}`, place);
      }
    }
  }
  return lanes;
}

function spreadLanes(range: { from: number; to: number }, users: LaneUser[]): Map<string, number> {
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
    const nearest = outwards < 0 ? [...users].reverse() : users;
    return new Map(nearest.map((user, index) => [user.link, middle + outwards * index * LANE]));
  }
  const spacing = Math.min(LANE, width / (count + 1));
  return new Map(users.map((user, index) => [user.link, middle + (index - (count - 1) / 2) * spacing]));
}

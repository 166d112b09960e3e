// Lines from box to box: every end has its own place on the side of its box, in the order in which the lines fan out.
import type { RouteKind } from './bands.ts';
import type { Side } from './box-size.ts';
import { bandEdges, type Frame, gapMiddle, gapRange, type Uv } from './frame.ts';
import { assignLanes, choosePassages, type Passages } from './lanes.ts';

/** Distance of the first arc from its band. */
export const ARC_FIRST = 16;
/** How far from a band a line that passes it runs straight. */
const CLEARANCE = 6;

export interface Routes {
  /** Link key → corner points from end `a` to end `b`. */
  readonly lines: ReadonlyMap<string, readonly Uv[]>;
  readonly passages: Passages;
  /** Link ends, as `l3 a`, whose port name stands in the inner of two lines. */
  readonly inner: ReadonlySet<string>;
  /** Arcs beside a band, by `before 3` or `after 3`: how many lanes they need. */
  readonly arcs: ReadonlyMap<string, number>;
}

interface End {
  readonly kind: RouteKind;
  readonly end: 'a' | 'b';
  readonly box: string;
  readonly side: Side;
  /** The order along the side. */
  readonly slope: number;
  readonly tie: number;
}

type Ends = ReadonlyMap<string, { readonly a: Uv; readonly b: Uv }>;

/** Routes every link; links across rows keep clear of the boxes of the rows between. */
export function routeLinks(frame: Frame, kinds: readonly RouteKind[]): Routes {
  const rough = roughEnds(frame, kinds);
  const first = choosePassages(frame, kinds, (kind, end) => rough.get(kind.link.key)?.[end] ?? { u: 0, v: 0 });
  const inner = new Set<string>();
  const ends = attach(frame, kinds, rough, first, inner);
  const endsOf = (link: string): { a: Uv; b: Uv } => ends.get(link) ?? { a: { u: 0, v: 0 }, b: { u: 0, v: 0 } };
  const passages = choosePassages(frame, kinds, (kind, end) => endsOf(kind.link.key)[end]);
  const lanes = assignLanes(frame, passages, endsOf);
  const { depths, arcs } = arcLanes(frame, kinds, ends);
  const lines = new Map(
    kinds.map((kind) => {
      const { key } = kind.link;
      const { a, b } = endsOf(key);
      if (kind.kind === 'arc') return [key, arcLine(frame, kind, a, b, depths.get(key) ?? 0)] as const;
      return [key, throughLine(frame, a, b, passages.get(key) ?? [], key, lanes)] as const;
    }),
  );
  return { lines, passages, inner, arcs };
}

/** Ends at the middle of the side they leave from. */
function roughEnds(frame: Frame, kinds: readonly RouteKind[]): Ends {
  return new Map(
    kinds.map(({ link, sideA, sideB }) => [
      link.key,
      { a: sidePoint(frame, link.a.box, sideA, 0), b: sidePoint(frame, link.b.box, sideB, 0) },
    ]),
  );
}

/** The point of a side at `offset` from its middle. On a segment's ellipse it lies on the curve. */
function sidePoint(frame: Frame, box: string, side: Side, offset: number): Uv {
  const band = frame.places.get(box)?.band ?? 0;
  const size = frame.sizes.get(box);
  const centre = { u: frame.along.get(box) ?? 0, v: frame.across[band] ?? 0 };
  const round = size?.round ?? false;
  const halfU = (size?.u ?? 0) / 2;
  const halfV = (size?.small ? (size?.v ?? 0) : (frame.depth[band] ?? 0)) / 2;
  const bend = (half: number): number => (round ? Math.sqrt(Math.max(0, 1 - (offset / half) ** 2)) : 1);
  switch (side) {
    case 'before':
      return { u: centre.u + offset, v: centre.v - halfV * bend(halfU) };
    case 'after':
      return { u: centre.u + offset, v: centre.v + halfV * bend(halfU) };
    case 'start':
      return { u: centre.u - halfU * bend(halfV), v: centre.v + offset };
    case 'end':
      return { u: centre.u + halfU * bend(halfV), v: centre.v + offset };
  }
}

function attach(frame: Frame, kinds: readonly RouteKind[], rough: Ends, passages: Passages, inner: Set<string>): Ends {
  const sides = new Map<string, End[]>();
  kinds.forEach((kind, index) => {
    for (const end of ['a', 'b'] as const) {
      const side = end === 'a' ? kind.sideA : kind.sideB;
      const box = kind.link[end].box;
      const key = `${box} ${side}`;
      const list = sides.get(key) ?? [];
      list.push({ kind, end, box, side, ...fanOut(frame, kind, end, index, rough, passages) });
      sides.set(key, list);
    }
  });
  const ends = new Map(kinds.map(({ link }) => [link.key, { a: { u: 0, v: 0 }, b: { u: 0, v: 0 } }]));
  for (const list of sides.values()) {
    list.sort((one, other) => one.slope - other.slope || one.tie - other.tie);
    list.forEach((end, at) => {
      const { key } = end.kind.link;
      const points = ends.get(key);
      if (at % 2 === 1 && frame.sizes.get(end.box)?.staggered[end.side]) inner.add(`${key} ${end.end}`);
      if (points) points[end.end] = sidePoint(frame, end.box, end.side, sideOffset(frame, end, at, list.length));
    });
  }
  return ends;
}

function sideOffset(frame: Frame, { box, side }: End, at: number, count: number): number {
  const size = frame.sizes.get(box);
  const band = frame.places.get(box)?.band ?? 0;
  const along = side === 'before' || side === 'after';
  const extent = along ? (size?.u ?? 0) : size?.small ? size.v : (frame.depth[band] ?? 0);
  const room = size?.round ? extent * 0.7 : extent - 6 - (size?.staggered[side] ? size.pitch[side] : 0);
  const pitch = Math.min(room / count, Math.max(size?.pitch[side] ?? 0, Math.min(30, room / (count + 0.5))));
  return (at - (count - 1) / 2) * pitch;
}

/** Lines fan out by their first direction; arcs leave outermost, the widest nearest the middle. */
function fanOut(
  frame: Frame,
  kind: RouteKind,
  end: 'a' | 'b',
  index: number,
  rough: Ends,
  passages: Passages,
): { slope: number; tie: number } {
  const own = rough.get(kind.link.key)?.[end] ?? { u: 0, v: 0 };
  const far = rough.get(kind.link.key)?.[end === 'a' ? 'b' : 'a'] ?? { u: 0, v: 0 };
  if (kind.kind === 'side') return { slope: 0, tie: index };
  const outer = 1e6;
  if (kind.kind === 'arc') {
    const right = far.u > own.u || (far.u === own.u && end === 'b');
    const length = Math.abs(far.u - own.u);
    return { slope: right ? outer - length : length - outer, tie: right ? index : -index };
  }
  const path = passages.get(kind.link.key) ?? [];
  const passage = end === 'a' ? path[0] : path.at(-1);
  const target = passage ? { u: passageMiddle(frame, passage), v: frame.across[passage.band] ?? 0 } : far;
  return { slope: (target.u - own.u) / Math.max(1, Math.abs(target.v - own.v)), tie: index };
}

function passageMiddle(frame: Frame, { band, gap }: { band: number; gap: number }): number {
  return gapMiddle(gapRange(frame, band, gap));
}

function throughLine(
  frame: Frame,
  a: Uv,
  b: Uv,
  passages: readonly { band: number }[],
  link: string,
  lanes: ReadonlyMap<string, number>,
): Uv[] {
  const line = [a];
  for (const { band } of passages) {
    const u = lanes.get(`${link} ${band}`) ?? 0;
    const { from, to } = bandEdges(frame, band);
    const [enter, leave] = a.v < b.v ? [from - CLEARANCE, to + CLEARANCE] : [to + CLEARANCE, from - CLEARANCE];
    const previous = line.at(-1);
    if (previous && line.length > 1 && previous.u === u) line.pop();
    else line.push({ u, v: enter });
    line.push({ u, v: leave });
  }
  return [...line, b];
}

function arcLine(frame: Frame, kind: RouteKind, a: Uv, b: Uv, depth: number): Uv[] {
  const band = frame.places.get(kind.link.a.box)?.band ?? 0;
  const { from, to } = bandEdges(frame, band);
  const far = ARC_FIRST + depth * frame.room.arc;
  const v = kind.sideA === 'before' ? from - far : to + far;
  return [a, { u: a.u, v }, { u: b.u, v }, b];
}

/** Nested arcs: the shorter lies inside, arcs that do not overlap share a lane. */
function arcLanes(
  frame: Frame,
  kinds: readonly RouteKind[],
  ends: Ends,
): { depths: Map<string, number>; arcs: Map<string, number> } {
  const spans = kinds.flatMap(({ kind, link, sideA }) => {
    const points = ends.get(link.key);
    if (kind !== 'arc' || !points) return [];
    const [from, to] = [Math.min(points.a.u, points.b.u), Math.max(points.a.u, points.b.u)];
    return [{ key: link.key, place: `${sideA} ${frame.places.get(link.a.box)?.band ?? 0}`, from, to }];
  });
  spans.sort((one, other) => one.to - one.from - (other.to - other.from));
  const depths = new Map<string, number>();
  const arcs = new Map<string, number>();
  const taken = new Map<string, { from: number; to: number; depth: number }[]>();
  for (const span of spans) {
    const rivals = (taken.get(span.place) ?? []).filter(
      (other) => other.from - 8 < span.to && span.from < other.to + 8,
    );
    const depth = Math.max(-1, ...rivals.map((rival) => rival.depth)) + 1;
    depths.set(span.key, depth);
    taken.set(span.place, [...(taken.get(span.place) ?? []), { ...span, depth }]);
    arcs.set(span.place, Math.max(arcs.get(span.place) ?? 0, depth + 1));
  }
  return { depths, arcs };
}

// Pass 2's geometry: dot's order becomes places for boxes, lines, pills and words.
import { placeAlong } from './along.ts';
import { type Band, bandPlaces, cutBands, portLabels, type RouteKind, routeKinds } from './bands.ts';
import { boxSize, type Direction, FONT, type Side, type Size, STRIP } from './box-size.ts';
import type { Drawing, DrawnLink, DrawnPort } from './drawing.ts';
import { bandEdges, type Frame, type Uv } from './frame.ts';
import type { Point, Rect } from './geometry.ts';
import { countLanes } from './lanes.ts';
import { placeLoadPills } from './load-pills.ts';
import { roomOf, sideRoom } from './make-room.ts';
import { addWords } from './page.ts';
import type { Picture } from './picture-model.ts';
import { Board, placePills } from './pills.ts';
import type { Room } from './room.ts';
import { ARC_FIRST, type Routes, routeLinks } from './route.ts';
import { textWidth } from './text-width.ts';

/** Boxes stand still after this many rounds of placing, routing and making room. */
const ROUNDS = 3;

/** Lays the picture out on the order that pass 1 found. */
export function arrange(
  picture: Picture,
  rows: ReadonlyMap<string, number>,
  order: ReadonlyMap<string, number>,
  direction: Direction,
): Drawing {
  const bands = cutBands(rows, order);
  const kinds = routeKinds(picture, bands);
  const room = roomOf(picture, direction);
  const sizes = sizeBoxes(picture, bands, kinds, room, direction);
  const depth = bands.map((band) => Math.max(...band.boxes.map((key) => sizes.get(key)?.v ?? 0)));
  const fixed = { bands, places: bandPlaces(bands), sizes, depth, room };
  const sides = sideGaps(kinds, fixed.places, direction);

  let routes: Routes | null = null;
  let frame: Frame = {
    ...fixed,
    along: new Map(),
    across: stack(
      fixed.depth,
      bands.map(() => room.row),
    ),
  };
  for (let round = 0; round < ROUNDS; round++) {
    const lanesOf = routes ? countLanes(frame, routes.passages) : () => 0;
    const gap = (band: number, at: number): number => {
      const lanes = lanesOf(band, at + 1);
      return Math.max(room.box, lanes === 0 ? 0 : 14 + room.lane * lanes, sides.get(`${band} ${at}`) ?? 0);
    };
    const along = placeAlong({ picture, bands, sizes, order, gap });
    const across = routes ? stack(depth, rowGaps(frame, routes, kinds)) : frame.across;
    frame = { ...fixed, along, across };
    routes = routeLinks(frame, kinds);
  }
  return addWords(draw(picture, frame, kinds, routes, direction));
}

/** Sizes that fit the ports; all boxes of a wrapped row are alike. */
function sizeBoxes(
  picture: Picture,
  bands: readonly Band[],
  kinds: readonly RouteKind[],
  room: Room,
  direction: Direction,
): Map<string, Size> {
  const labels = portLabels(picture, kinds);
  const none = { before: [], after: [], start: [], end: [] };
  const sizes = new Map(
    picture.boxes.map((box) => [box.key, boxSize(box, labels.get(box.key) ?? none, direction, room)]),
  );
  for (const row of new Set(bands.filter((band) => band.wrapped).map((band) => band.row))) {
    const keys = bands.filter((band) => band.row === row).flatMap((band) => band.boxes);
    const widest = Math.max(...keys.map((key) => sizes.get(key)?.u ?? 0));
    const deepest = Math.max(...keys.map((key) => sizes.get(key)?.v ?? 0));
    for (const key of keys) {
      const size = sizes.get(key);
      if (size) sizes.set(key, { ...size, u: widest, v: deepest });
    }
  }
  return sizes;
}

/** `<band> <at>` → room that a link between two neighbours needs for its pill. */
function sideGaps(kinds: readonly RouteKind[], places: Frame['places'], direction: Direction): Map<string, number> {
  const gaps = new Map<string, number>();
  for (const { kind, link } of kinds) {
    const [a, b] = [places.get(link.a.box), places.get(link.b.box)];
    if (kind !== 'side' || !a || !b) continue;
    const key = `${a.band} ${Math.min(a.at, b.at)}`;
    gaps.set(key, Math.max(gaps.get(key) ?? 0, sideRoom(link, direction)));
  }
  return gaps;
}

/** Centres of bands of these depths with these gaps after them. */
function stack(depth: readonly number[], gaps: readonly number[]): number[] {
  let edge = 0;
  return depth.map((extent, band) => {
    const centre = edge + extent / 2;
    edge += extent + (gaps[band] ?? 0);
    return centre;
  });
}

/** Rows stand further apart where lines run far aside, so that no line lies too flat, and where arcs need lanes. */
function rowGaps(frame: Frame, routes: Routes, kinds: readonly RouteKind[]): number[] {
  const { room } = frame;
  const joined = joinedBands(frame, kinds);
  const reach = frame.bands.map(() => 0);
  for (const line of routes.lines.values()) {
    line.slice(1).forEach((to, index) => {
      const from = line[index] ?? to;
      const gap = gapOfLeg(frame, (from.v + to.v) / 2);
      reach[gap] = Math.max(reach[gap] ?? 0, Math.abs(to.u - from.u));
    });
  }
  const arcRoom = (lanes: number | undefined): number => (lanes === undefined ? 0 : ARC_FIRST + room.arc * lanes);
  const isRound = (band: Band): boolean => band.boxes.every((key) => frame.sizes.get(key)?.round);
  return frame.bands.map((band, index) => {
    const arcs = arcRoom(routes.arcs.get(`after ${index}`)) + arcRoom(routes.arcs.get(`before ${index + 1}`));
    const next = frame.bands[index + 1];
    const least =
      next?.row === band.row
        ? joined.has(index)
          ? room.joined
          : room.band
        : isRound(band) || (next && isRound(next))
          ? room.segment
          : room.row;
    const steep = Math.min((reach[index] ?? 0) * 0.17, room.row * 2.6);
    return (next?.row === band.row ? least : Math.max(least, steep)) + arcs;
  });
}

/** Bands of a wrapped row with a link to the next band of it. */
function joinedBands({ places, bands }: Frame, kinds: readonly RouteKind[]): ReadonlySet<number> {
  const pairs = kinds.map(
    ({ link }) => [places.get(link.a.box)?.band ?? 0, places.get(link.b.box)?.band ?? 0] as const,
  );
  return new Set(
    pairs.flatMap(([a, b]) => (Math.abs(a - b) === 1 && bands[a]?.row === bands[b]?.row ? Math.min(a, b) : [])),
  );
}

function gapOfLeg(frame: Frame, v: number): number {
  const below = frame.bands.findIndex((_, band) => bandEdges(frame, band).from > v);
  return below < 0 ? frame.bands.length - 1 : below - 1;
}

function draw(
  picture: Picture,
  frame: Frame,
  kinds: readonly RouteKind[],
  routes: Routes | null,
  direction: Direction,
): Drawing {
  const toPoint = ({ u, v }: Uv): Point => (direction === 'down' ? { x: u, y: v } : { x: v, y: u });
  const boxes = picture.boxes.map((box) => {
    const band = frame.places.get(box.key)?.band ?? 0;
    const size = frame.sizes.get(box.key);
    const centre = toPoint({ u: frame.along.get(box.key) ?? 0, v: frame.across[band] ?? 0 });
    const extent = toPoint({ u: size?.u ?? 0, v: size?.small ? size.v : (frame.depth[band] ?? 0) });
    const rect: Rect = { ...centre, width: extent.x, height: extent.y };
    return { box, rect, row: frame.bands[band]?.row ?? 0 };
  });
  const bare = kinds.map(({ link, sideA, sideB }): DrawnLink => {
    const points = (routes?.lines.get(link.key) ?? []).map(toPoint);
    const deep = (end: 'a' | 'b'): number => (routes?.inner.has(`${link.key} ${end}`) ? STRIP : 0);
    return {
      link,
      points,
      portA: drawnPort(link.a.port, points[0], pageSide(sideA, direction), deep('a')),
      portB: drawnPort(link.b.port, points.at(-1), pageSide(sideB, direction), deep('b')),
      pill: null,
      loadPills: { a: null, b: null },
    };
  });
  const board = new Board(
    bare,
    boxes.map((drawn) => drawn.rect),
  );
  const pills = placePills(bare, board);
  const loadPills = placeLoadPills(bare, board);
  const links = bare.map((drawn) => ({
    ...drawn,
    pill: pills.get(drawn.link.key) ?? null,
    loadPills: { a: loadPills.get(`${drawn.link.key} a`) ?? null, b: loadPills.get(`${drawn.link.key} b`) ?? null },
  }));
  return { picture, direction, width: 0, height: 0, boxes, links, words: [], scale: null, legend: [] };
}

/** Sides as they lie on the page: `before` is the top and `start` the left. */
function pageSide(side: Side, direction: Direction): Side {
  if (direction === 'down') return side;
  return ({ before: 'start', after: 'end', start: 'before', end: 'after' } as const)[side];
}

/** The name of a port stands inside the box, where its line arrives. */
function drawnPort(text: string | null, at: Point | undefined, side: Side, deep: number): DrawnPort | null {
  if (text === null || !at) return null;
  const inwards = 3 + textWidth(text, FONT.port) / 2;
  switch (side) {
    case 'before':
      return { text, side, at: { x: at.x, y: at.y + 6.5 + deep } };
    case 'after':
      return { text, side, at: { x: at.x, y: at.y - 6.5 - deep } };
    case 'start':
      return { text, side, at: { x: at.x + inwards, y: at.y } };
    case 'end':
      return { text, side, at: { x: at.x - inwards, y: at.y } };
  }
}

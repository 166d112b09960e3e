// Where the pills go: on their line, near its middle, moved along it until they cover no box, no other pill and, where
// possible, no other line.
import { FONT } from './box-size.ts';
import { distance, lineHitsRect, type Point, pointAlong, polylineLength, type Rect, rectsOverlap } from './geometry.ts';
import type { PictureLink, Pill } from './picture-model.ts';
import { SpatialIndex } from './spatial-index.ts';
import { textWidth } from './text-width.ts';

export interface Line {
  readonly link: PictureLink;
  readonly points: readonly Point[];
}

/** Costs of a place, in arbitrary units: being off the middle, beside the line, on a line, on a box or pill. */
const COST = { offMiddle: 8, beside: 0.8, crossing: 10, covering: 10_000 } as const;
const SHARES = Array.from({ length: 31 }, (_, index) => 0.05 + index * 0.03);
const BESIDE = [0, 13, -13, 26, -26];
/** A pill keeps this far from the ends of its line, where arrow heads are. */
const END_ROOM = 13;

export function pillSize(pill: Pill): { width: number; height: number } {
  if (pill.kind === 'state' || pill.marks.length > 0)
    return { width: Math.ceil(textWidth(pill.text, FONT.pill)) + 14, height: 14 };
  return { width: Math.ceil(textWidth(pill.text, FONT.speed)) + (pill.kind === 'bundle' ? 13 : 9), height: 12 };
}

export function loadPillSize(text: string): { width: number; height: number } {
  return { width: Math.ceil(textWidth(text, FONT.speed)) + 9, height: 12 };
}

/** What a pill may cover and what not: boxes, the pills that are placed already, and lines. */
export class Board {
  readonly #solids = new SpatialIndex<Rect>();
  readonly #legs: SpatialIndex<Leg>;

  constructor(lines: readonly Line[], boxes: readonly Rect[]) {
    this.#legs = indexLegs(lines);
    for (const box of boxes) this.take(box);
  }

  /** From now on nothing may cover it. */
  take(rect: Rect): void {
    this.#solids.add(rect, rect);
  }

  /** How many boxes and pills the rectangle would cover; counts no further than `most`. */
  solidsUnder(rect: Rect, most: number = Number.POSITIVE_INFINITY): number {
    let count = 0;
    for (const solid of this.#solids.near(grown(rect))) {
      if (rectsOverlap(rect, solid, 2)) count++;
      if (count >= most) break;
    }
    return count;
  }

  /** How many lines it would lie on, `own` ones not counted; counts no further than `most`. */
  linesUnder(rect: Rect, own: readonly Line[], most: number = Number.POSITIVE_INFINITY): number {
    const crossed = new Set<Line>();
    for (const { line, a, b } of this.#legs.near(grown(rect))) {
      if (crossed.has(line) || own.includes(line)) continue;
      if (lineHitsRect(a, b, rect, 1 + (line.link.load?.width ?? 0) / 2)) crossed.add(line);
      if (crossed.size >= most) break;
    }
    return crossed.size;
  }
}

/** By more than any margin. */
function grown(rect: Rect): Rect {
  return { ...rect, width: rect.width + 16, height: rect.height + 16 };
}

interface Leg {
  readonly line: Line;
  readonly a: Point;
  readonly b: Point;
}

/** Link key → rectangle of its pill. A speed for which there is no room is left out. */
export function placePills(lines: readonly Line[], board: Board): Map<string, Rect> {
  const placed = new Map<string, Rect>();
  for (const kind of ['state', 'bundle', 'speed'] as const) {
    for (const line of lines) {
      const { pill } = line.link;
      if (pill?.kind !== kind) continue;
      const rect = bestPlace(line, pill, lines, board);
      if (!rect) continue;
      placed.set(line.link.key, rect);
      board.take(rect);
    }
  }
  return placed;
}

function indexLegs(lines: readonly Line[]): SpatialIndex<Leg> {
  const legs = new SpatialIndex<Leg>();
  for (const line of lines) {
    line.points.slice(1).forEach((b, index) => {
      const a = line.points[index] ?? b;
      // Cut long legs, so that their bounding boxes stay slim.
      const parts = Math.max(1, Math.ceil(distance(a, b) / 120));
      for (let part = 0; part < parts; part++)
        legs.add(legBounds(a, b, part / parts, (part + 1) / parts), { line, a, b });
    });
  }
  return legs;
}

function legBounds(a: Point, b: Point, from: number, to: number): Rect {
  const at = (share: number): Point => ({ x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share });
  const [p, q] = [at(from), at(to)];
  return { x: (p.x + q.x) / 2, y: (p.y + q.y) / 2, width: Math.abs(q.x - p.x), height: Math.abs(q.y - p.y) };
}

function bestPlace(line: Line, pill: Pill, lines: readonly Line[], board: Board): Rect | null {
  const bundle = line.link.bundle;
  const own = pill.kind === 'bundle' ? lines.filter((other) => other.link.bundle === bundle) : [line];
  const size = pillSize(pill);
  const besides = pill.kind === 'state' ? BESIDE : [0];
  let best: Rect | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const beside of besides) {
    for (const share of shares(line)) {
      const rect = { ...middleAt(own, share, beside), ...size };
      const bent = COST.offMiddle * Math.abs(share - 0.5) + COST.beside * Math.abs(beside);
      if (bent >= least) continue;
      const cost = bent + costOf(rect, own, board);
      if (cost < least) [best, least] = [rect, cost];
    }
    if (least < COST.covering) break;
  }
  return least >= COST.covering && pill.kind === 'speed' ? null : best;
}

function costOf(rect: Rect, own: readonly Line[], board: Board): number {
  const solids = board.solidsUnder(rect);
  return solids > 0 ? solids * COST.covering : board.linesUnder(rect, own) * COST.crossing;
}

/** Shares of the way that are far enough from both ends. */
function shares({ points }: Line): number[] {
  const room = END_ROOM / Math.max(1, polylineLength(points));
  const usable = SHARES.filter((share) => share >= room && share <= 1 - room);
  return usable.length > 0 ? usable : [0.5];
}

/** Mean of the lines at that share: the middle of a bundle; moved sideways by `beside`. */
export function middleAt(lines: readonly Line[], share: number, beside: number): Point {
  let [x, y] = [0, 0];
  for (const { points } of lines) {
    const at = pointAlong(points, share);
    x += at.x - at.dy * beside;
    y += at.y + at.dx * beside;
  }
  return { x: x / lines.length, y: y / lines.length };
}

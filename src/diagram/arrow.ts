// A half-arrow: a shaft from its box and a head that ends at the middle of the line. It is painted as the same silhouette
// several times, each smaller than the one below: the outline is what is left of the larger one.
import { distance, type Point, pointAlong, polylineLength, roundedPath, shortenEnd } from './geometry.ts';
import { headSize, type LoadLook } from './load-looks.ts';
import { type Dash, INK, LINK_LOOKS, type LinkLookName } from './looks.ts';
import type { Shape, Stroke } from './shape.ts';

const CORNER = 9;
/** From the outline of a head to the middle of the line. */
const MIDDLE_GAP = 0.6;
/** Of what nobody reports. */
const THIN = 2.4;
/** Most of a half that its head may take. */
const MOST_HEAD = 0.55;

const DASHES: Readonly<Record<Dash, Stroke['dash']>> = {
  solid: null,
  dashed: [6, 3.5],
  dotted: [1.6, 2.4],
  double: null,
};

/** A shaft along the points, with a head at the last of them where it has one. */
interface Silhouette {
  readonly shaft: readonly Point[];
  readonly head: readonly Point[] | null;
  readonly width: number;
}

/** `points` run from the end that the traffic leaves to the other one; the arrow takes the first half of them. */
export function halfArrow(points: readonly Point[], look: LoadLook, width: number, state: LinkLookName): Shape[] {
  const wide = look.pattern === 'hatched' ? Math.min(width, THIN) : width;
  const total = polylineLength(points);
  const { outline, gap } = outlineOf(state, wide);
  const reach = Math.max(0, total / 2 - MIDDLE_GAP - outline - gap);
  const size = headSize(wide);
  const length = Math.min(size.length, reach * MOST_HEAD);
  const tip = pointAlong(points, reach / Math.max(total, 0.001));
  const shaft = shortenEnd(points, total - reach + length);
  const base = shaft.at(-1) ?? tip;
  const across = (size.across / 2) * Math.max(0.6, length / size.length);
  return paint({ shaft, head: headOf(base, tip, across), width: wide }, look, state);
}

/** A shaft alone, as the legend shows a width. */
export function band(points: readonly Point[], look: LoadLook, width: number, state: LinkLookName): Shape[] {
  return paint({ shaft: points, head: null, width }, look, state);
}

function headOf(base: Point, tip: Point, half: number): Point[] {
  const length = Math.max(distance(base, tip), 0.001);
  const [dx, dy] = [(tip.x - base.x) / length, (tip.y - base.y) / length];
  const side = (by: number): Point => ({ x: base.x - dy * by, y: base.y + dx * by });
  return [side(half), tip, side(-half)];
}

function paint(silhouette: Silhouette, look: LoadLook, state: LinkLookName): Shape[] {
  const { width } = silhouette;
  const isQuiet = look.pattern === 'hatched' && (state === 'confirmed' || state === 'segment' || state === 'declared');
  const colour = isQuiet ? look.colour : LINK_LOOKS[state].light;
  const { outline, gap } = outlineOf(state, width);
  const thin = isQuiet ? 0.7 : outline;
  const outer = layer(silhouette, colour, gap + thin, DASHES[LINK_LOOKS[state].dash]);
  const between = gap === 0 ? [] : layer(silhouette, INK.paper.light, gap, null);
  const isFilled = look.pattern === 'solid' || look.pattern === 'broken';
  const fill = layer(silhouette, isFilled ? look.colour : INK.paper.light, 0, null);
  return [...outer, ...between, ...fill, ...inside(silhouette, look, width)];
}

/** How far the outline reaches beyond the fill, and the white between the lines of a double one. */
function outlineOf(state: LinkLookName, shaft: number): { readonly outline: number; readonly gap: number } {
  const { dash, width } = LINK_LOOKS[state];
  if (dash === 'double') return { outline: width, gap: 0.9 };
  return {
    outline: state === 'confirmed' || state === 'segment' ? Math.min(0.8, 0.2 * shaft) : Math.max(1.1, 0.75 * width),
    gap: 0,
  };
}

/** The silhouette in one colour, larger by `grow` all around. */
function layer({ shaft, head, width }: Silhouette, colour: string, grow: number, dash: Stroke['dash']): Shape[] {
  const line = roundedPath(shaft, CORNER);
  const along: Shape = { kind: 'curve', points: line, fill: null, stroke: { colour, width: width + 2 * grow, dash } };
  if (!head) return [along];
  const stroke = grow === 0 ? null : { colour, width: 2 * grow, dash };
  return [along, { kind: 'polygon', points: head, fill: colour, stroke }];
}

/** What a pattern adds along the middle of the shaft. */
function inside({ shaft, head, width }: Silhouette, look: LoadLook, wide: number): Shape[] {
  if (look.pattern === 'solid') return [];
  const isHatched = look.pattern === 'hatched';
  const tip = head?.[1];
  const base = shaft.at(-1);
  const reach = tip && base && !isHatched ? [{ x: (base.x + tip.x) / 2, y: (base.y + tip.y) / 2 }] : [];
  const points = roundedPath([...shaft, ...reach], CORNER);
  const line = (colour: string, thick: number, dash: Stroke['dash']): Shape => ({
    ...{ kind: 'curve', points, fill: null },
    stroke: { colour, width: thick, dash },
  });
  if (isHatched) return [line(look.colour, width, [0.9, 1.9])];
  if (look.pattern === 'broken') return [line(INK.paper.light, Math.max(0.9, wide * 0.28), [4, 2.5])];
  return [line(look.colour, Math.max(1, wide * 0.4), null)];
}

/** Where a one-way link is heard an arrow head, where it is not an open dot; `points` begin at that end. */
export function hearingMark(points: readonly Point[], isHeard: boolean): Shape[] {
  const [from] = points;
  if (!from) return [];
  const colour = LINK_LOOKS['one-way'].light;
  const at = (far: number): Point => pointAlong(points, Math.min(0.4, far / Math.max(1, polylineLength(points))));
  if (isHeard) {
    const points = headOf(at(9), from, 5);
    return [{ kind: 'polygon', points, fill: colour, stroke: { colour: INK.paper.light, width: 1, dash: null } }];
  }
  return [
    {
      kind: 'curve',
      points: circle(at(4.5), 3.4),
      fill: INK.paper.light,
      stroke: { colour, width: 1.8, dash: null },
    },
  ];
}

/** Four quarter curves. */
function circle({ x, y }: Point, r: number): Point[] {
  const k = 0.5523 * r;
  const offsets = [
    [r, 0],
    [r, k],
    [k, r],
    [0, r],
    [-k, r],
    [-r, k],
    [-r, 0],
    [-r, -k],
    [-k, -r],
    [0, -r],
    [k, -r],
    [r, -k],
    [r, 0],
  ];
  return offsets.map(([dx = 0, dy = 0]) => ({ x: x + dx, y: y + dy }));
}

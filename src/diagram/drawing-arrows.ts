// The half-arrows of a drawing and of its legend, by the id of the edge whose line they replace.
import { band, halfArrow, hearingMark } from './arrow.ts';
import type { Drawing, DrawnLegend, DrawnLink } from './drawing.ts';
import type { ShapeGroup } from './shape.ts';

/** Edge id → what is drawn in place of Graphviz's line. */
export function arrowsOf({ links, legend }: Drawing): Map<string, readonly ShapeGroup[]> {
  const arrows = new Map<string, readonly ShapeGroup[]>();
  for (const drawn of links) if (drawn.link.load) arrows.set(drawn.link.key, linkArrows(drawn));
  for (const drawn of legend) if (drawn.entry.arrows) arrows.set(drawn.key, swatchArrows(drawn));
  return arrows;
}

function linkArrows({ link, points }: DrawnLink): ShapeGroup[] {
  const { load, look, heardBy } = link;
  if (!load) return [];
  const back = points.toReversed();
  const mark = (end: 'a' | 'b'): ShapeGroup['shapes'] =>
    look === 'one-way' && heardBy !== null ? hearingMark(end === 'a' ? points : back, heardBy === end) : [];
  return [
    { tooltip: load.a.tooltip, shapes: [...halfArrow(points, load.a.look, load.width, look), ...mark('a')] },
    { tooltip: load.b.tooltip, shapes: [...halfArrow(back, load.b.look, load.width, look), ...mark('b')] },
  ];
}

function swatchArrows({ entry, swatch }: DrawnLegend): ShapeGroup[] {
  const { arrows, link } = entry;
  if (!arrows) return [];
  const [left, right] = [-1, 1].map((side) => ({ x: swatch.x + (side * swatch.width) / 2, y: swatch.y }));
  if (!left || !right) return [];
  const state = link ?? 'confirmed';
  if (!arrows.heads) return [{ tooltip: '', shapes: band([left, right], arrows.look, arrows.width, state) }];
  const shapes = [[left, right] as const, [right, left] as const].flatMap((points) =>
    halfArrow(points, arrows.look, arrows.width, state),
  );
  return [{ tooltip: '', shapes }];
}

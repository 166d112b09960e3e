// Our own shapes as SVG elements, one a line, in the coordinates of Graphviz's page.
import type { Point } from './geometry.ts';
import type { Shape, ShapeGroup } from './shape.ts';
import { xmlText } from './text.ts';

/** A group in which each part has its own title. `shift` is added to every point. */
export function shapesSvg(groups: readonly ShapeGroup[], shift: Point): string[] {
  return groups.flatMap(({ tooltip, shapes }) => {
    const lines = shapes.map((shape) => shapeSvg(shape, shift));
    return tooltip === '' ? lines : [`<g class="half"><title>${xmlText(tooltip)}</title>`, ...lines, '</g>'];
  });
}

function shapeSvg({ kind, points, fill, stroke }: Shape, shift: Point): string {
  const at = points.map(({ x, y }) => `${hundredth(x + shift.x)},${hundredth(y + shift.y)}`);
  const place =
    kind === 'curve' ? ['path', `d="M${at[0]}C${at.slice(1).join(' ')}"`] : ['polygon', `points="${at.join(' ')}"`];
  const line = stroke
    ? `stroke="${stroke.colour}" stroke-width="${hundredth(stroke.width)}" stroke-linejoin="round"`
    : 'stroke="none"';
  const dash = stroke?.dash ? ` stroke-dasharray="${stroke.dash.join(',')}"` : '';
  return `<${place[0]} fill="${fill ?? 'none'}" ${line}${dash} ${place[1]}/>`;
}

function hundredth(value: number): number {
  return Math.round(value * 100) / 100;
}

// Points, rectangles and the few questions layout asks of them. Points are in points (1/72 inch), y downwards.

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Centre and full extent. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Whether two rectangles come closer than `margin`. */
export function rectsOverlap(one: Rect, other: Rect, margin = 0): boolean {
  return (
    Math.abs(one.x - other.x) * 2 < one.width + other.width + 2 * margin &&
    Math.abs(one.y - other.y) * 2 < one.height + other.height + 2 * margin
  );
}

/** Whether a straight line from `a` to `b` touches the rectangle grown by `margin` (Liang–Barsky clipping). */
export function lineHitsRect(a: Point, b: Point, rect: Rect, margin = 0): boolean {
  let from = 0;
  let to = 1;
  const clip = (start: number, delta: number, centre: number, extent: number): boolean => {
    const low = centre - extent / 2 - margin;
    const high = centre + extent / 2 + margin;
    if (delta === 0) return start > low && start < high;
    const [enter, leave] =
      delta > 0 ? [(low - start) / delta, (high - start) / delta] : [(high - start) / delta, (low - start) / delta];
    from = Math.max(from, enter);
    to = Math.min(to, leave);
    return from < to;
  };
  return clip(a.x, b.x - a.x, rect.x, rect.width) && clip(a.y, b.y - a.y, rect.y, rect.height);
}

export function distance(a: Point, b: Point): number {
  return Math.hypot(b.x - a.x, b.y - a.y);
}

export function polylineLength(points: readonly Point[]): number {
  return points.slice(1).reduce((sum, point, index) => sum + distance(points[index] ?? point, point), 0);
}

/** The point at a share (0..1) of a polyline's length, and the direction there. */
export function pointAlong(
  points: readonly Point[],
  share: number,
): Point & { readonly dx: number; readonly dy: number } {
  let left = polylineLength(points) * share;
  for (let at = 1; at < points.length; at++) {
    const [a, b] = [points[at - 1], points[at]];
    if (!a || !b) break;
    const length = distance(a, b);
    if (length > 0 && (left <= length || at === points.length - 1)) {
      const t = Math.min(1, left / length);
      return { x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * t, dx: (b.x - a.x) / length, dy: (b.y - a.y) / length };
    }
    left -= length;
  }
  return { ...(points.at(-1) ?? { x: 0, y: 0 }), dx: 1, dy: 0 };
}

/** The polyline without its last `length` points of way; at least a stub remains. */
export function shortenEnd(points: readonly Point[], length: number): Point[] {
  const total = polylineLength(points);
  const share = Math.max(0.2, (total - length) / Math.max(total, 0.001));
  const { x, y } = pointAlong(points, share);
  let left = total * share;
  const kept: Point[] = [];
  for (let at = 0; at < points.length; at++) {
    const [point, next] = [points[at], points[at + 1]];
    if (!point) break;
    kept.push(point);
    if (!next || left <= distance(point, next)) break;
    left -= distance(point, next);
  }
  return [...kept, { x, y }];
}

/** Points of cubic Bézier curves along a polyline with rounded corners: 3n + 1 of them, as Graphviz wants. */
export function roundedPath(points: readonly Point[], radius: number): Point[] {
  const [first] = points;
  if (!first) return [];
  const path: Point[] = [first];
  let from = first;
  for (let at = 1; at < points.length; at++) {
    const [corner, next] = [points[at], points[at + 1]];
    if (!corner) break;
    if (!next) {
      path.push(...lineCurve(from, corner));
      break;
    }
    const reach = Math.min(radius, distance(from, corner) / 2, distance(corner, next) / 2);
    const enter = towards(corner, from, reach);
    const leave = towards(corner, next, reach);
    path.push(...lineCurve(from, enter), between(enter, corner, 2 / 3), between(leave, corner, 2 / 3), leave);
    from = leave;
  }
  return path;
}

function lineCurve(a: Point, b: Point): Point[] {
  return [between(a, b, 1 / 3), between(a, b, 2 / 3), b];
}

function between(a: Point, b: Point, share: number): Point {
  return { x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share };
}

function towards(a: Point, b: Point, length: number): Point {
  const all = distance(a, b);
  return all === 0 ? a : between(a, b, length / all);
}

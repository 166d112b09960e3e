// Boxes with places: what routing may ask of a half-finished layout. `u` runs along rows, `v` across them.
import type { Band } from './bands.ts';
import type { Size } from './box-size.ts';
import type { Room } from './room.ts';

export interface Uv {
  readonly u: number;
  readonly v: number;
}

export interface Frame {
  readonly bands: readonly Band[];
  readonly places: ReadonlyMap<string, { readonly band: number; readonly at: number }>;
  readonly sizes: ReadonlyMap<string, Size>;
  /** Centre of a box along its row. */
  readonly along: ReadonlyMap<string, number>;
  /** Centre of a band across. */
  readonly across: readonly number[];
  /** Extent of a band across. */
  readonly depth: readonly number[];
  readonly room: Room;
}

export interface BoxRange {
  readonly from: number;
  readonly to: number;
}

/** Extent of a box along its row. */
function boxRange(frame: Frame, key: string): BoxRange {
  const centre = frame.along.get(key) ?? 0;
  const half = (frame.sizes.get(key)?.u ?? 0) / 2;
  return { from: centre - half, to: centre + half };
}

/**
 * The free space before place `gap` of a band; infinite at both ends. A wrapped row answers for all its bands alike, so
 * that a line can run straight down between two columns.
 */
export function gapRange(frame: Frame, band: number, gap: number): BoxRange {
  const row = frame.bands[band];
  const boxes = (row?.wrapped ? frame.bands.find((other) => other.row === row.row) : row)?.boxes ?? [];
  const [before, after] = [boxes[gap - 1], boxes[gap]];
  return {
    from: before === undefined ? Number.NEGATIVE_INFINITY : boxRange(frame, before).to,
    to: after === undefined ? Number.POSITIVE_INFINITY : boxRange(frame, after).from,
  };
}

const OUTSIDE = 18;

/** Where a single line would run through a gap. */
export function gapMiddle({ from, to }: BoxRange): number {
  if (from === Number.NEGATIVE_INFINITY) return to === Number.POSITIVE_INFINITY ? 0 : to - OUTSIDE;
  return to === Number.POSITIVE_INFINITY ? from + OUTSIDE : (from + to) / 2;
}

export function bandEdges(frame: Frame, band: number): BoxRange {
  const centre = frame.across[band] ?? 0;
  const half = (frame.depth[band] ?? 0) / 2;
  return { from: centre - half, to: centre + half };
}

/** Whether a straight line between two points keeps clear of every box of the bands strictly between. */
export function isClear(frame: Frame, a: Uv, b: Uv, bands: readonly number[], margin: number): boolean {
  const at = (v: number): number => a.u + ((b.u - a.u) * (v - a.v)) / (b.v - a.v);
  return bands.every((band) => {
    const edges = bandEdges(frame, band);
    const [one, other] = [at(edges.from), at(edges.to)];
    const [low, high] = [Math.min(one, other) - margin, Math.max(one, other) + margin];
    return (frame.bands[band]?.boxes ?? []).every((key) => {
      const range = boxRange(frame, key);
      return range.to <= low || range.from >= high;
    });
  });
}

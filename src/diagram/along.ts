// Where boxes stand along their rows: as near as possible to where they want to be, never closer than they must.
import type { Band } from './bands.ts';
import type { Size } from './box-size.ts';
import type { Picture } from './picture.ts';

const SWEEPS = 8;

export interface AlongInput {
  readonly picture: Picture;
  readonly bands: readonly Band[];
  readonly sizes: ReadonlyMap<string, Size>;
  /** Where dot put the boxes. */
  readonly order: ReadonlyMap<string, number>;
  /** Least space between place `at` and the next in a band. */
  gap(band: number, at: number): number;
}

/** Box key → centre along its row. */
export function placeAlong(input: AlongInput): Map<string, number> {
  const placed = new Map<string, number>();
  const wrappedRows = new Set(input.bands.filter((band) => band.wrapped).map((band) => band.row));
  for (const row of wrappedRows) placeColumns(input, row, placed);
  if (wrappedRows.size === 0) {
    input.bands.forEach((_, band) => {
      placeBand(input, band, (key) => input.order.get(key) ?? 0, placed);
    });
    return placed;
  }
  const neighbours = neighbourMap(input.picture);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const order = input.bands.map((_, band) => band);
    if (sweep % 2 === 1) order.reverse();
    for (const band of order) {
      if (!input.bands[band]?.wrapped) placeBand(input, band, (key) => meanOf(key, neighbours, placed), placed);
    }
  }
  return placed;
}

/** All bands of a wrapped row share their columns, packed and centred on 0. */
function placeColumns({ bands, sizes, gap }: AlongInput, row: number, placed: Map<string, number>): void {
  const mine = bands.flatMap((band, index) => (band.row === row ? [{ ...band, index }] : []));
  const columns = Math.max(...mine.map((band) => band.boxes.length));
  let edge = 0;
  const centres: number[] = [];
  for (let at = 0; at < columns; at++) {
    const widths = mine.map((band) => sizes.get(band.boxes[at] ?? '')?.u ?? 0);
    const width = Math.max(...widths);
    centres.push(edge + width / 2);
    edge += width + Math.max(...mine.map((band) => gap(band.index, at)));
  }
  const last = centres.length - 1;
  const middle = ((centres[0] ?? 0) + (centres[last] ?? 0)) / 2;
  for (const band of mine)
    band.boxes.forEach((key, at) => {
      placed.set(key, (centres[at] ?? 0) - middle);
    });
}

function placeBand(input: AlongInput, index: number, wish: (key: string) => number, placed: Map<string, number>): void {
  const keys = input.bands[index]?.boxes ?? [];
  const half = (key: string): number => (input.sizes.get(key)?.u ?? 0) / 2;
  const apart = keys.slice(1).map((key, at) => half(keys[at] ?? '') + input.gap(index, at) + half(key));
  const places = keepApart(keys.map(wish), apart);
  keys.forEach((key, at) => {
    placed.set(key, places[at] ?? 0);
  });
}

/**
 * The places nearest to the wishes (least squares) that keep their order and distances: isotonic regression by pooling
 * neighbours that would come too close.
 */
export function keepApart(wishes: readonly number[], apart: readonly number[]): number[] {
  const offsets = [0];
  apart.forEach((distance, at) => {
    offsets.push((offsets[at] ?? 0) + distance);
  });
  const pools: { sum: number; count: number }[] = [];
  wishes.forEach((wish, at) => {
    let pool = { sum: wish - (offsets[at] ?? 0), count: 1 };
    for (let top = pools.at(-1); top && top.sum / top.count > pool.sum / pool.count; top = pools.at(-1)) {
      pools.pop();
      pool = { sum: pool.sum + top.sum, count: pool.count + top.count };
    }
    pools.push(pool);
  });
  const levels = pools.flatMap((pool) => Array.from({ length: pool.count }, () => pool.sum / pool.count));
  return levels.map((level, at) => level + (offsets[at] ?? 0));
}

function neighbourMap(picture: Picture): Map<string, string[]> {
  const neighbours = new Map<string, string[]>(picture.boxes.map((box) => [box.key, []]));
  for (const { a, b } of picture.links) {
    if (a.box === b.box) continue;
    neighbours.get(a.box)?.push(b.box);
    neighbours.get(b.box)?.push(a.box);
  }
  return neighbours;
}

function meanOf(
  key: string,
  neighbours: ReadonlyMap<string, readonly string[]>,
  placed: ReadonlyMap<string, number>,
): number {
  const known = (neighbours.get(key) ?? []).flatMap((far) => placed.get(far) ?? []);
  if (known.length === 0) return placed.get(key) ?? 0;
  return known.reduce((sum, place) => sum + place, 0) / known.length;
}

// Where boxes stand along their rows: as near as possible to where they want to be, never closer than they must.
import type { Band } from './bands.ts';
import type { Size } from './box-size.ts';
import type { Picture } from './picture-model.ts';

const SWEEPS = 10;
/** How much a box without links to other rows has to say about where the others stand. */
const BYSTANDER = 1e-6;

export interface AlongInput {
  readonly picture: Picture;
  readonly bands: readonly Band[];
  readonly sizes: ReadonlyMap<string, Size>;
  /** Where dot put the boxes. */
  readonly order: ReadonlyMap<string, number>;
  /** Least space between place `at` and the next in a band. */
  gap(band: number, at: number): number;
}

interface Wish {
  readonly place: number;
  readonly weight: number;
}

/**
 * Box key → centre along its row. Boxes start where dot put them and are then drawn to the middle of what they are linked
 * with, row by row, down and up. Wrapped rows stand still: their columns are packed, or spread as wide as the widest row.
 */
export function placeAlong(input: AlongInput): Map<string, number> {
  const placed = new Map<string, number>();
  const wrappedRows = new Set(input.bands.filter((band) => band.wrapped).map((band) => band.row));
  const free = input.bands.flatMap((band, index) => (band.wrapped ? [] : [index]));
  const widest = Math.max(0, ...free.map((band) => extentOf(input, band)));
  for (const row of wrappedRows) placeColumns(input, row, widest, placed);
  if (wrappedRows.size === 0) {
    for (const band of free) {
      placeBand(input, band, (key) => ({ place: input.order.get(key) ?? 0, weight: 1 }), placed);
    }
  }
  const rowOf = new Map(input.bands.flatMap(({ boxes, row }) => boxes.map((key) => [key, row] as const)));
  const neighbours = neighbourMap(input.picture);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (const band of sweep % 2 === 0 ? free : free.toReversed()) {
      placeBand(input, band, (key) => wishOf(key, neighbours, rowOf, placed), placed);
    }
  }
  return placed;
}

/** Length of a band when packed. */
function extentOf({ bands, sizes, gap }: AlongInput, index: number): number {
  const keys = bands[index]?.boxes ?? [];
  return keys.reduce((sum, key, at) => sum + (sizes.get(key)?.u ?? 0) + (at === 0 ? 0 : gap(index, at - 1)), 0);
}

/** All bands of a wrapped row share their columns, centred on 0. */
function placeColumns(input: AlongInput, row: number, least: number, placed: Map<string, number>): void {
  const mine = input.bands.flatMap((band, index) => (band.row === row ? [{ ...band, index }] : []));
  const columns = Math.max(...mine.map((band) => band.boxes.length));
  const widths = Array.from({ length: columns }, (_, at) =>
    Math.max(...mine.map((band) => input.sizes.get(band.boxes[at] ?? '')?.u ?? 0)),
  );
  const gaps = widths.slice(1).map((_, at) => Math.max(...mine.map((band) => input.gap(band.index, at))));
  const packed = [...widths, ...gaps].reduce((sum, part) => sum + part, 0);
  const more = Math.max(0, least - packed) / Math.max(1, columns - 1);
  let edge = -Math.max(packed, Math.min(least, packed + more * (columns - 1))) / 2;
  widths.forEach((width, at) => {
    for (const band of mine) {
      const key = band.boxes[at];
      if (key !== undefined) placed.set(key, edge + width / 2);
    }
    edge += width + (gaps[at] ?? 0) + more;
  });
}

function placeBand(input: AlongInput, index: number, wish: (key: string) => Wish, placed: Map<string, number>): void {
  const keys = input.bands[index]?.boxes ?? [];
  const half = (key: string): number => (input.sizes.get(key)?.u ?? 0) / 2;
  const apart = keys.slice(1).map((key, at) => half(keys[at] ?? '') + input.gap(index, at) + half(key));
  const places = keepApart(keys.map(wish), apart);
  keys.forEach((key, at) => {
    placed.set(key, places[at] ?? 0);
  });
}

/**
 * The places nearest to the wishes (weighted least squares) that keep their order and distances: isotonic regression by
 * pooling neighbours that would come too close.
 */
export function keepApart(wishes: readonly Wish[], apart: readonly number[]): number[] {
  const offsets = [0];
  apart.forEach((distance, at) => {
    offsets.push((offsets[at] ?? 0) + distance);
  });
  const pools: { level: number; weight: number; count: number }[] = [];
  wishes.forEach(({ place, weight }, at) => {
    let pool = { level: place - (offsets[at] ?? 0), weight, count: 1 };
    for (let top = pools.at(-1); top && top.level > pool.level; top = pools.at(-1)) {
      pools.pop();
      const both = pool.weight + top.weight;
      const level = (pool.level * pool.weight + top.level * top.weight) / both;
      pool = { level, weight: both, count: pool.count + top.count };
    }
    pools.push(pool);
  });
  const levels = pools.flatMap((pool) => Array.from({ length: pool.count }, () => pool.level));
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

/** The middle of its neighbours in other rows; a box that has none follows those in its own. */
function wishOf(
  key: string,
  neighbours: ReadonlyMap<string, readonly string[]>,
  rowOf: ReadonlyMap<string, number>,
  placed: ReadonlyMap<string, number>,
): Wish {
  const known = (neighbours.get(key) ?? []).filter((far) => placed.has(far));
  const across = known.filter((far) => rowOf.get(far) !== rowOf.get(key));
  const chosen = across.length > 0 ? across : known;
  if (chosen.length === 0) return { place: placed.get(key) ?? 0, weight: BYSTANDER };
  const sum = chosen.reduce((total, far) => total + (placed.get(far) ?? 0), 0);
  return { place: sum / chosen.length, weight: across.length > 0 ? 1 : BYSTANDER };
}

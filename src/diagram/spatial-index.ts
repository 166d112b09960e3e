// Finds what lies near a rectangle without looking at everything: a plain hash of square cells.
import type { Rect } from './geometry.ts';

const CELL = 48;

export class SpatialIndex<T> {
  readonly #cells = new Map<string, T[]>();

  /** `bounds` is the item's bounding box; overlapping is for the caller to decide. */
  add(bounds: Rect, item: T): void {
    for (const cell of cellsOf(bounds)) {
      const items = this.#cells.get(cell);
      if (items) items.push(item);
      else this.#cells.set(cell, [item]);
    }
  }

  /** Items whose bounding box may overlap, in the order they were added; each once. */
  near(bounds: Rect): Set<T> {
    const found = new Set<T>();
    for (const cell of cellsOf(bounds)) for (const item of this.#cells.get(cell) ?? []) found.add(item);
    return found;
  }
}

function* cellsOf({ x, y, width, height }: Rect): Generator<string> {
  const [left, right] = [Math.floor((x - width / 2) / CELL), Math.floor((x + width / 2) / CELL)];
  const [top, bottom] = [Math.floor((y - height / 2) / CELL), Math.floor((y + height / 2) / CELL)];
  for (let column = left; column <= right; column++) for (let row = top; row <= bottom; row++) yield `${column} ${row}`;
}

// Rows cut into bands: a row of many boxes is wrapped into several bands of equal columns, so that a picture of fifty
// access switches is a page and not a ribbon.
import type { PortLabels, Side } from './box-size.ts';
import type { Picture, PictureLink } from './picture-model.ts';

/** Rows longer than this are wrapped. */
const MAX_IN_ROW = 12;

export interface Band {
  /** Left to right; in a wrapped row the columns of all its bands stand below each other. */
  readonly boxes: readonly string[];
  /** The row it belongs to. */
  readonly row: number;
  readonly wrapped: boolean;
}

/**
 * `side`: between neighbours in a band · `arc`: within a band, around the boxes between · `through`: between bands.
 */
export interface RouteKind {
  readonly link: PictureLink;
  readonly kind: 'side' | 'arc' | 'through';
  readonly sideA: Side;
  readonly sideB: Side;
}

/** Bands from the first row to the last, boxes by their position along the row. */
export function cutBands(rows: ReadonlyMap<string, number>, order: ReadonlyMap<string, number>): Band[] {
  const byRow: string[][] = [];
  for (const [key, row] of rows) {
    byRow[row] ??= [];
    byRow[row].push(key);
  }
  return byRow.flatMap((keys, row) => {
    keys.sort(
      (one, other) => (order.get(one) ?? 0) - (order.get(other) ?? 0) || Number(one.slice(1)) - Number(other.slice(1)),
    );
    return wrapRow(keys, row);
  });
}

/** Column by column, so that boxes that dot put side by side stay together. */
function wrapRow(keys: readonly string[], row: number): Band[] {
  if (keys.length <= MAX_IN_ROW) return [{ boxes: keys, row, wrapped: false }];
  const most = Math.max(MAX_IN_ROW, Math.ceil(Math.sqrt(2.2 * keys.length)));
  const bands = Math.ceil(keys.length / most);
  return Array.from({ length: bands }, (_, band) => ({
    boxes: keys.filter((_, index) => index % bands === band),
    row,
    wrapped: true,
  }));
}

/** Box key → band index and place in the band. */
export function bandPlaces(bands: readonly Band[]): Map<string, { band: number; at: number }> {
  return new Map(bands.flatMap(({ boxes }, band) => boxes.map((key, at) => [key, { band, at }] as const)));
}

/** How every link leaves its two boxes. */
export function routeKinds(picture: Picture, bands: readonly Band[]): RouteKind[] {
  const places = bandPlaces(bands);
  const nowhere = { band: 0, at: 0 };
  return picture.links.map((link) => ({
    link,
    ...kindOf(places.get(link.a.box) ?? nowhere, places.get(link.b.box) ?? nowhere),
  }));
}

interface Place {
  readonly band: number;
  readonly at: number;
}

function kindOf(a: Place, b: Place): Omit<RouteKind, 'link'> {
  if (a.band < b.band) return { kind: 'through', sideA: 'after', sideB: 'before' };
  if (a.band > b.band) return { kind: 'through', sideA: 'before', sideB: 'after' };
  if (a.at + 1 === b.at) return { kind: 'side', sideA: 'end', sideB: 'start' };
  if (a.at - 1 === b.at) return { kind: 'side', sideA: 'start', sideB: 'end' };
  // Above the first row there is room, below it there are links.
  const side = a.band === 0 ? 'before' : 'after';
  return { kind: 'arc', sideA: side, sideB: side };
}

/** The port names on every side of every box. */
export function portLabels(picture: Picture, kinds: readonly RouteKind[]): Map<string, PortLabels> {
  const labels = new Map<string, Record<Side, (string | null)[]>>(
    picture.boxes.map((box) => [box.key, { before: [], after: [], start: [], end: [] }]),
  );
  for (const { link, sideA, sideB } of kinds) {
    labels.get(link.a.box)?.[sideA].push(link.a.port);
    labels.get(link.b.box)?.[sideB].push(link.b.port);
  }
  return labels;
}

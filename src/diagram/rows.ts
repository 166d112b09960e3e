// Which row every box stands in: from the view's ranks where they name it, else by distance over the links.
import type { DiagramInput, Picture } from './picture-model.ts';
import { matchesPattern } from './view-scope.ts';

/** More boxes than this: the first row is chosen by capacity, because comparing all distances would take too long. */
const MAX_FOR_CENTRE = 600;

type Adjacency = ReadonlyMap<string, ReadonlySet<string>>;

/** Box key → row, counted from 0 without holes. Segments stand between the rows of their members. */
export function assignRows(picture: Picture, input: DiagramInput): Map<string, number> {
  const adjacency = buildAdjacency(picture);
  const segments = new Set(picture.boxes.filter((box) => box.look === 'segment').map((box) => box.key));
  const ranked = rankedRows(picture, input);
  const rows = ranked.size > 0 ? ranked : rootRows(picture, adjacency, segments);
  spread(rows, adjacency, segments);
  placeRest(picture, rows, adjacency, segments);
  for (const segment of segments) {
    const members = [...(adjacency.get(segment) ?? [])].map((key) => rows.get(key) ?? 0);
    const middle = (Math.min(...members) + Math.max(...members)) / 2;
    rows.set(segment, Number.isInteger(middle) ? middle + 0.5 : middle);
  }
  return withoutHoles(rows);
}

/** The order the operator wrote names in, for the rows that list device names: pairs that keep left and right. */
export function pinnedPairs(
  picture: Picture,
  input: DiagramInput,
  rows: ReadonlyMap<string, number>,
): [string, string][] {
  const keys = new Map(picture.boxes.map((box) => [box.name, box.key]));
  return input.view.ranks.flatMap((rank) => {
    const named = rank.flatMap((entry) => keys.get(entry) ?? []);
    const pairs = named.slice(1).map((key, index): [string, string] => [named[index] ?? key, key]);
    return pairs.filter(([left, right]) => left !== right && rows.get(left) === rows.get(right));
  });
}

function buildAdjacency(picture: Picture): Adjacency {
  const adjacency = new Map<string, Set<string>>(picture.boxes.map((box) => [box.key, new Set()]));
  for (const { a, b } of picture.links) {
    if (a.box === b.box) continue;
    adjacency.get(a.box)?.add(b.box);
    adjacency.get(b.box)?.add(a.box);
  }
  return adjacency;
}

/** An exact name anywhere wins over a group or wildcard in an earlier row. */
function rankedRows(picture: Picture, input: DiagramInput): Map<string, number> {
  const { ranks } = input.view;
  const rows = new Map<string, number>();
  for (const box of picture.boxes) {
    if (box.look === 'segment') continue;
    const exact = ranks.findIndex((rank) => rank.includes(box.name));
    const row =
      exact >= 0 ? exact : ranks.findIndex((rank) => rank.some((entry) => matchesPattern(input, entry, box.name)));
    if (row >= 0) rows.set(box.key, row);
  }
  return rows;
}

/** The middle of the network: least eccentric, then of most capacity, with its twins (same neighbours) beside it. */
function rootRows(picture: Picture, adjacency: Adjacency, segments: ReadonlySet<string>): Map<string, number> {
  const all = picture.boxes.map((box) => box.key).filter((key) => !segments.has(key));
  const linked = all.filter((key) => (adjacency.get(key)?.size ?? 0) > 0);
  const rows = new Map<string, number>();
  const seen = new Set<string>();
  const capacity = capacities(picture);
  const index = new Map(all.map((key, at) => [key, at]));
  for (const start of linked) {
    if (seen.has(start)) continue;
    const reached = [...distances([start], adjacency, segments).keys()];
    for (const key of reached) seen.add(key);
    const island = reached
      .filter((key) => !segments.has(key))
      .sort((one, other) => (index.get(one) ?? 0) - (index.get(other) ?? 0));
    for (const root of islandRoots(island, capacity, adjacency, segments)) rows.set(root, 0);
  }
  return rows;
}

function islandRoots(
  island: readonly string[],
  capacity: ReadonlyMap<string, number>,
  adjacency: Adjacency,
  segments: ReadonlySet<string>,
): string[] {
  const degree = (key: string): number => adjacency.get(key)?.size ?? 0;
  const reachOf = (key: string): number => {
    if (island.length > MAX_FOR_CENTRE) return 0;
    return Math.max(...distances([key], adjacency, segments).values());
  };
  const reach = new Map(island.map((key) => [key, reachOf(key)]));
  const better = (one: string, other: string): number =>
    (reach.get(one) ?? 0) - (reach.get(other) ?? 0) ||
    (capacity.get(other) ?? 0) - (capacity.get(one) ?? 0) ||
    degree(other) - degree(one);
  const [first] = [...island].sort(better);
  if (first === undefined) return [];
  const equals = island.filter((key) => better(key, first) === 0);
  return equals.length <= 2 ? equals : equals.filter((key) => areTwins(key, first, adjacency));
}

/** Bits per second of all links of a box. */
function capacities(picture: Picture): Map<string, number> {
  const capacity = new Map<string, number>();
  for (const { a, b, speedBps } of picture.links) {
    for (const { box } of [a, b]) capacity.set(box, (capacity.get(box) ?? 0) + (speedBps ?? 0));
  }
  return capacity;
}

function areTwins(one: string, other: string, adjacency: Adjacency): boolean {
  const others = (key: string): string[] =>
    [...(adjacency.get(key) ?? [])].filter((far) => far !== one && far !== other);
  const seen = new Set(others(one));
  const theirs = others(other);
  return one === other || (seen.size === theirs.length && theirs.every((key) => seen.has(key)));
}

/** Hops from the nearest start; to a segment and from it are half a hop each. */
function distances(
  starts: readonly string[],
  adjacency: Adjacency,
  segments: ReadonlySet<string>,
): Map<string, number> {
  const rows = new Map(starts.map((key) => [key, 0]));
  spread(rows, adjacency, segments);
  return rows;
}

/** Gives every box that can be reached from those with a row the row after its nearest neighbour's. */
function spread(rows: Map<string, number>, adjacency: Adjacency, segments: ReadonlySet<string>): void {
  let waiting = [...rows.keys()];
  while (waiting.length > 0) {
    let row = Number.POSITIVE_INFINITY;
    for (const key of waiting) row = Math.min(row, rows.get(key) ?? 0);
    const wave = waiting.filter((key) => rows.get(key) === row);
    waiting = waiting.filter((key) => rows.get(key) !== row);
    for (const key of wave) waiting.push(...rowsAfter(key, row, rows, adjacency, segments));
  }
}

/** Gives the neighbours that have no row theirs, and returns them. */
function rowsAfter(
  key: string,
  row: number,
  rows: Map<string, number>,
  adjacency: Adjacency,
  segments: ReadonlySet<string>,
): string[] {
  const reached = [...(adjacency.get(key) ?? [])].filter((far) => !rows.has(far));
  for (const far of reached) rows.set(far, row + (segments.has(far) || segments.has(key) ? 0.5 : 1));
  return reached;
}

/** Islands that no ranked box reaches get rows of their own below; a box with no link stands in the last row. */
function placeRest(
  picture: Picture,
  rows: Map<string, number>,
  adjacency: Adjacency,
  segments: ReadonlySet<string>,
): void {
  for (const box of picture.boxes) {
    if (rows.has(box.key) || segments.has(box.key) || adjacency.get(box.key)?.size === 0) continue;
    rows.set(box.key, Math.floor(Math.max(-1, ...rows.values())) + 1);
    spread(rows, adjacency, segments);
  }
  const last = Math.floor(Math.max(0, ...rows.values()));
  for (const box of picture.boxes) if (!rows.has(box.key)) rows.set(box.key, last);
}

function withoutHoles(rows: ReadonlyMap<string, number>): Map<string, number> {
  const used = [...new Set(rows.values())].sort((one, other) => one - other);
  const index = new Map(used.map((row, at) => [row, at]));
  return new Map([...rows].map(([key, row]) => [key, index.get(row) ?? 0]));
}

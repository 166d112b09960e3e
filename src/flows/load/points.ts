// Places of observation: how a figure of one link and side came to be known, and the key that each has in the tables.
import { compareText } from '../../model/index.ts';
import { FLOW_PROTOCOLS } from '../batch.ts';
import { BOOKED } from '../bookings.ts';

/** What came of records has the ranks of `BOOKED`; the two others are interface counters. */
export const POINT = { ...BOOKED, countedFar: 4, countedNear: 5 } as const;
export const POINTS = 6;

/** Protocols see the same packets: figures of two kinds are never added. */
const KIND_OF: Readonly<Record<number, number>> = Object.fromEntries(
  Object.values(FLOW_PROTOCOLS).map((number, kind) => [number, kind]),
);
/** By the number of a protocol in FLOW_PROTOCOLS. */
export const KIND_BY_PROTOCOL = Uint8Array.from({ length: 256 }, (_, number) => KIND_OF[number] ?? 0);

/** How many kinds there are. */
const KINDS = Object.keys(KIND_OF).length;

const NO_KEYS: readonly number[] = [];

/**
 * Numbers of places (2 × link + side, as `Bookings.place`) and of keys: one for each place, kind and point that was ever observed.
 * Both only grow; links are numbered by id, so that they keep their numbers from one snapshot to the next.
 */
export class Points {
  /** Link ids by number. */
  readonly links: string[];
  private readonly numbers = new Map<string, number>();
  /** By kind: key + 1 at `8 × place + point`; 0: none. As long as the places that were met. */
  private readonly keys: Int32Array[] = Array.from({ length: KINDS }, () => new Int32Array(0));
  /** By place: bits of the points that have keys there. */
  private seenPoints = new Uint8Array(64);
  private sorted: readonly number[] = [];
  /** By key: beginnings of the first and the last bucket it was seen in, ms, and the exporter that told. */
  firstSeen = new Float64Array(64).fill(Number.POSITIVE_INFINITY);
  lastSeen = new Float64Array(64).fill(Number.NEGATIVE_INFINITY);
  slot = new Uint32Array(64);
  count = 0;
  /** Whether packets of some place and point are told by more than one protocol. */
  isMixed = false;

  constructor(links: string[]) {
    this.links = links;
  }

  /** The number of a link, given now where it has none. */
  linkNumber(id: string): number {
    const known = this.numbers.get(id);
    if (known !== undefined) return known;
    const number = this.links.length;
    this.links.push(id);
    this.numbers.set(id, number);
    const places = 2 * this.links.length;
    if (places > this.seenPoints.length) this.seenPoints = enlarged(this.seenPoints, new Uint8Array(2 * places));
    return number;
  }

  /** Numbers of the links, sorted by their ids. */
  inOrder(): readonly number[] {
    const { links } = this;
    if (this.sorted.length < links.length) {
      const byId = (a: number, b: number) => compareText(links[a] ?? '', links[b] ?? '');
      this.sorted = links.map((_, number) => number).sort(byId);
    }
    return this.sorted;
  }

  /** Keys of a place and point, one for each kind that saw it. */
  keysAt(place: number, point: number): readonly number[] {
    if (((this.seenPoints[place] ?? 0) & (1 << point)) === 0) return NO_KEYS;
    const found: number[] = [];
    for (let kind = 0; kind < KINDS; kind++) {
      const key = this.find(place, kind, point);
      if (key >= 0) found.push(key);
    }
    return found;
  }

  /** −1 where nothing was ever observed there. */
  find(place: number, kind: number, point: number): number {
    return (this.keys[kind]?.[(place << 3) | point] ?? 0) - 1;
  }

  /** The key, made where there is none. */
  keyOf(place: number, kind: number, point: number): number {
    const at = (place << 3) | point;
    const table = this.keys[kind] as Int32Array;
    const known = at < table.length ? (table[at] as number) : 0;
    return known > 0 ? known - 1 : this.add(at, place, kind, point);
  }

  /** Notes the first flow of a key in a bucket. */
  see(key: number, bucketMs: number, slot: number): void {
    if (bucketMs > (this.lastSeen[key] as number)) this.lastSeen[key] = bucketMs;
    if (bucketMs < (this.firstSeen[key] as number)) this.firstSeen[key] = bucketMs;
    this.slot[key] = slot;
  }

  /** Whether an earlier kind sees the same packets at this place and point, and has seen some since `sinceMs`. */
  isShadowed(place: number, kind: number, point: number, sinceMs: number): boolean {
    for (let other = 0; other < kind; other++) {
      const key = this.find(place, other, point);
      if (key >= 0 && (this.lastSeen[key] as number) >= sinceMs) return true;
    }
    return false;
  }

  private add(at: number, place: number, kind: number, point: number): number {
    if (this.count === this.slot.length) this.grow();
    if (this.keysAt(place, point).length > 0) this.isMixed = true;
    let table = this.keys[kind] as Int32Array;
    if (at >= table.length) table = enlarged(table, new Int32Array(this.seenPoints.length << 3));
    this.keys[kind] = table;
    table[at] = ++this.count;
    this.seenPoints[place] = (this.seenPoints[place] as number) | (1 << point);
    return this.count - 1;
  }

  private grow(): void {
    const size = 2 * this.slot.length;
    this.firstSeen = enlarged(this.firstSeen, new Float64Array(size).fill(Number.POSITIVE_INFINITY));
    this.lastSeen = enlarged(this.lastSeen, new Float64Array(size).fill(Number.NEGATIVE_INFINITY));
    this.slot = enlarged(this.slot, new Uint32Array(size));
  }
}

/** `target` with what `source` holds at its beginning. */
export function enlarged<T extends { set(source: T): void }>(source: T, target: T): T {
  target.set(source);
  return target;
}

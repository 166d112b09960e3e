// Ten-second buckets of everything observed: a page of cells for each, kept until its minute is final.
import { UNATTRIBUTED_REASONS } from '../../model/index.ts';
import { enlarged } from './points.ts';

export const BUCKET_MS = 10_000;
export const BUCKETS_PER_MINUTE = 6;
/** Buckets held at once, a power of two: an hour of waiting for late records, and some. */
export const RING = 512;
/** Figures of a cell: bytes, packets, variance of the bytes; then records, or of counters the ms that they cover. */
export const CELL = 4;

const REASONS = UNATTRIBUTED_REASONS.length;

/** One bucket. */
export class Page {
  readonly bucket: number;
  /** `CELL` figures per key. */
  cells: Float64Array;
  /** Bits of LOAD_FLAGS per key. */
  flags: Uint8Array;
  /** Bytes, then packets, by position of the reason. */
  readonly unattributed = new Float64Array(2 * REASONS);
  isChanged = true;
  /** Its time: `fromMs` to before `toMs`. */
  readonly fromMs: number;
  readonly toMs: number;

  constructor(bucket: number, keys: number) {
    this.bucket = bucket;
    this.fromMs = bucket * BUCKET_MS;
    this.toMs = this.fromMs + BUCKET_MS;
    this.cells = new Float64Array(CELL * keys);
    this.flags = new Uint8Array(keys);
  }

  /** Makes room for keys below `keys`. */
  reserve(keys: number): void {
    if (keys <= this.flags.length) return;
    const size = Math.max(2 * this.flags.length, keys);
    this.cells = enlarged(this.cells, new Float64Array(CELL * size));
    this.flags = enlarged(this.flags, new Uint8Array(size));
  }

  lose(reason: number, bytes: number, packets: number): void {
    this.unattributed[reason] = (this.unattributed[reason] as number) + bytes;
    this.unattributed[REASONS + reason] = (this.unattributed[REASONS + reason] as number) + packets;
    this.isChanged = true;
  }
}

/** Pages by bucket number (`ms ÷ 10,000`). Whoever asks for a bucket has closed those `RING` and more before it. */
export class Pages {
  private readonly ring: (Page | null)[] = Array.from({ length: RING }, () => null);

  find(bucket: number): Page | null {
    const page = this.ring[bucket & (RING - 1)] ?? null;
    return page?.bucket === bucket ? page : null;
  }

  /** The page of a bucket, with room for keys below `keys`. */
  open(bucket: number, keys: number): Page {
    const known = this.find(bucket);
    if (known) {
      known.reserve(keys);
      return known;
    }
    const page = new Page(bucket, Math.max(keys, 16));
    this.ring[bucket & (RING - 1)] = page;
    return page;
  }

  drop(bucket: number): void {
    if (this.find(bucket)) this.ring[bucket & (RING - 1)] = null;
  }

  /** Ascending. */
  buckets(): number[] {
    return this.ring.flatMap((page) => (page ? [page.bucket] : [])).sort((a, b) => a - b);
  }
}

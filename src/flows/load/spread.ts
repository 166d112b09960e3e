// Octets of a flow over the buckets of its time: whole numbers whose sum is the flow's.
import { BUCKET_MS, CELL, type Page, type Pages } from './buckets.ts';

/** Adds flows to pages. Pages before `closedBefore` are final: what belongs there is `late`. */
export class Spreader {
  private readonly pages: Pages;
  /** First bucket that is open. */
  closedBefore = Number.NEGATIVE_INFINITY;
  /** What the last call could not put: bytes and packets of buckets that are final. */
  lateBytes = 0;
  latePackets = 0;
  private page: Page | null = null;
  private pageFrom = 0;

  constructor(pages: Pages) {
    this.pages = pages;
  }

  /** Pages were dropped: none is remembered. */
  forget(): void {
    this.page = null;
  }

  /**
   * `keys`: number of keys there are. Octets up to a time t are `floor(bytes × (t − first) ÷ (last − first))`, packets likewise; the
   * variance follows the octets.
   */
  add(
    key: number,
    keys: number,
    first: number,
    last: number,
    bytes: number,
    packets: number,
    variance: number,
    flags: number,
  ): void {
    const { page, pageFrom } = this;
    this.lateBytes = 0;
    this.latePackets = 0;
    if (page !== null && first >= pageFrom && last < pageFrom + BUCKET_MS && key < page.flags.length) {
      put(page, key, bytes, packets, variance, 1, flags);
      return;
    }
    const from = Math.floor(first / BUCKET_MS);
    // A flow that ends where a bucket begins has nothing in it.
    const to = last > first ? Math.ceil(last / BUCKET_MS) - 1 : from;
    if (from === to) this.putAt(from, key, keys, bytes, packets, variance, 1, flags);
    else this.spread(key, keys, first, last, from, to, bytes, packets, variance, flags);
  }

  private spread(
    key: number,
    keys: number,
    first: number,
    last: number,
    from: number,
    to: number,
    bytes: number,
    packets: number,
    variance: number,
    flags: number,
  ): void {
    const length = last - first;
    let [bytesDone, packetsDone] = [0, 0];
    for (let bucket = from; bucket <= to; bucket++) {
      const past = (bucket + 1) * BUCKET_MS - first;
      const bytesNow = bucket === to ? bytes : Math.floor((bytes * past) / length);
      const packetsNow = bucket === to ? packets : Math.floor((packets * past) / length);
      const share = bytes > 0 ? (bytesNow - bytesDone) / bytes : 0;
      const records = bucket === from ? 1 : 0;
      this.putAt(bucket, key, keys, bytesNow - bytesDone, packetsNow - packetsDone, variance * share, records, flags);
      bytesDone = bytesNow;
      packetsDone = packetsNow;
    }
  }

  private putAt(
    bucket: number,
    key: number,
    keys: number,
    bytes: number,
    packets: number,
    variance: number,
    records: number,
    flags: number,
  ): void {
    if (bucket < this.closedBefore) {
      this.lateBytes += bytes;
      this.latePackets += packets;
      return;
    }
    const page = this.pages.open(bucket, keys);
    this.page = page;
    this.pageFrom = bucket * BUCKET_MS;
    put(page, key, bytes, packets, variance, records, flags);
  }
}

function put(
  page: Page,
  key: number,
  bytes: number,
  packets: number,
  variance: number,
  records: number,
  flags: number,
): void {
  const { cells } = page;
  const at = CELL * key;
  cells[at] = (cells[at] as number) + bytes;
  cells[at + 1] = (cells[at + 1] as number) + packets;
  if (variance > 0) cells[at + 2] = (cells[at + 2] as number) + variance;
  cells[at + 3] = (cells[at + 3] as number) + records;
  if (flags !== 0) page.flags[key] = (page.flags[key] as number) | flags;
  page.isChanged = true;
}

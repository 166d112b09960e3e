// Third pass over a batch: every booking into the cells of its key, its octets over the buckets of its time.
import type { FlowBatch } from '../batch.ts';
import { BOOKED, type Bookings } from '../bookings.ts';
import { BUCKET_MS, CELL, Page, type Pages } from './buckets.ts';
import type { Losses } from './losses.ts';
import { KIND_BY_PROTOCOL, type Points } from './points.ts';
import type { Rows } from './rows.ts';

/** What a ledger reads: bookings, their variances, and the rows they are of. */
export interface BookingColumns {
  readonly bookings: Bookings;
  readonly variance: Float64Array;
  readonly rows: Rows;
}

const NO_PAGE = new Page(Number.NEGATIVE_INFINITY, 0);

/**
 * Octets of a flow up to a time t are `floor(bytes × (t − first) ÷ (last − first))`, packets likewise: whole numbers whose sum is the
 * flow's. The variance follows the octets; the record itself counts where it begins.
 */
export class Ledger {
  private readonly points: Points;
  private readonly pages: Pages;
  private readonly losses: Losses;
  private readonly columns: BookingColumns;
  /** The page that the last booking ended in. */
  private page = NO_PAGE;

  constructor(points: Points, pages: Pages, losses: Losses, columns: BookingColumns) {
    this.points = points;
    this.pages = pages;
    this.losses = losses;
    this.columns = columns;
  }

  /** Bookings from `from` on, which are of this batch. No page that was dropped is written to: `forget` comes first. */
  enter(batch: FlowBatch, from: number): void {
    const { points } = this;
    const { variance, rows, bookings } = this.columns;
    const { size, row, place, rank, bytes, packets, first, last } = bookings;
    let { cells, flags, fromMs, toMs } = this.page;
    for (let i = from; i < size; i++) {
      const at = row[i] as number;
      const kind = KIND_BY_PROTOCOL[batch.protocol[at] as number] as number;
      const key = points.keyOf(place[i] as number, kind, rank[i] as number);
      if ((first[i] as number) < fromMs || (last[i] as number) >= toMs || key >= flags.length) {
        this.spread(batch, i, key);
        ({ cells, flags, fromMs, toMs } = this.page);
        continue;
      }
      const cell = CELL * key;
      cells[cell] = (cells[cell] as number) + (bytes[i] as number);
      cells[cell + 1] = (cells[cell + 1] as number) + (packets[i] as number);
      cells[cell + 2] = (cells[cell + 2] as number) + (variance[i] as number);
      const records = cells[cell + 3] as number;
      if (records === 0) points.see(key, fromMs, batch.exporter[at] as number);
      cells[cell + 3] = records + 1;
      const flag = rows.flags[at] as number;
      if (flag !== 0) flags[key] = (flags[key] as number) | flag;
    }
    this.page.isChanged = true;
  }

  /** Pages may have been dropped. */
  forget(): void {
    this.page = NO_PAGE;
  }

  /** A booking that is not wholly in the page at hand. */
  private spread(batch: FlowBatch, i: number, key: number): void {
    const { bookings, rows } = this.columns;
    const first = bookings.first[i] as number;
    const last = bookings.last[i] as number;
    const bytes = bookings.bytes[i] as number;
    const packets = bookings.packets[i] as number;
    const from = Math.floor(first / BUCKET_MS);
    // A flow that ends where a bucket begins has nothing in it.
    const end = last > first ? Math.ceil(last / BUCKET_MS) : from + 1;
    const open = Math.min(Math.max(from, this.losses.closedBefore), end);
    const variance = bytes > 0 ? (this.columns.variance[i] as number) / bytes : 0;
    const row = bookings.row[i] as number;
    const flags = rows.flags[row] as number;
    let bytesDone = 0;
    let packetsDone = 0;
    if (open > from) {
      bytesDone = upTo(open, end, first, last, bytes);
      packetsDone = upTo(open, end, first, last, packets);
      this.late(batch, i, bytesDone, packetsDone);
    }
    const length = last - first;
    for (let bucket = open; bucket < end; bucket++) {
      const isLast = bucket + 1 === end;
      const past = (bucket + 1) * BUCKET_MS - first;
      const bytesNow = isLast ? bytes : Math.floor((bytes * past) / length);
      const packetsNow = isLast ? packets : Math.floor((packets * past) / length);
      const page = this.pages.open(bucket, this.points.count);
      const { cells } = page;
      const cell = CELL * key;
      cells[cell] = (cells[cell] as number) + (bytesNow - bytesDone);
      cells[cell + 1] = (cells[cell + 1] as number) + (packetsNow - packetsDone);
      cells[cell + 2] = (cells[cell + 2] as number) + variance * (bytesNow - bytesDone);
      if (bucket === from) cells[cell + 3] = (cells[cell + 3] as number) + 1;
      if (bucket === from || isLast) this.points.see(key, page.fromMs, batch.exporter[row] as number);
      page.flags[key] = (page.flags[key] as number) | flags;
      page.isChanged = true;
      this.page = page;
      bytesDone = bytesNow;
      packetsDone = packetsNow;
    }
  }

  /** Only what was seen is traffic that is missing now. */
  private late(batch: FlowBatch, i: number, bytes: number, packets: number): void {
    const { bookings } = this.columns;
    if ((bookings.rank[i] as number) > BOOKED.egressNear || (bytes === 0 && packets === 0)) return;
    this.losses.late(batch, bookings.row[i] as number, bytes, packets);
  }
}

/** How much of a total that flowed from `first` to `last`, which is before the bucket `end`, had before that bucket begun. */
function upTo(bucket: number, end: number, first: number, last: number, total: number): number {
  return bucket === end ? total : Math.floor((total * (bucket * BUCKET_MS - first)) / (last - first));
}

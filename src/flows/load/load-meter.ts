// The meter of loads: rows of flows in, minutes of every link and direction out.
import { type ExporterReport, type LinkLoads, UNATTRIBUTED_REASONS } from '../../model/index.ts';
import type { PortMap } from '../attribute/port-map.ts';
import { PortTable } from '../attribute/port-table.ts';
import { FLOW_PROTOCOLS, type FlowBatch } from '../batch.ts';
import { BOOKED, Bookings } from '../bookings.ts';
import type { ExporterCounts, PortCounters } from '../sink.ts';
import { BUCKET_MS, BUCKETS_PER_MINUTE, CELL, Pages, RING } from './buckets.ts';
import { CounterDeltas } from './counter-deltas.ts';
import { type ExporterQuestions, ExporterStates } from './exporter-state.ts';
import { type LoadedMinute, loadsOfMap } from './loads-of-minutes.ts';
import { Observer } from './observe.ts';
import { KIND_BY_PROTOCOL, POINT, Points } from './points.ts';
import { Rows } from './rows.ts';
import { Spreader } from './spread.ts';
import { tally } from './tally.ts';
import { sumUnattributed } from './unattributed.ts';

const MINUTE_MS = 60_000;
const DEFAULT_TIMEOUT_SECONDS = 60;
const LATE = UNATTRIBUTED_REASONS.indexOf('late');

export interface LoadOptions {
  /** The reader's answers. Without `clockOffsetOf` clocks are taken as right. */
  readonly addressOf: (slot: number) => string;
  readonly clockOffsetOf?: (slot: number) => number | null;
  /** Active time-out of exporters that do not tell theirs; 60. */
  readonly activeTimeoutSeconds?: number;
  /** Rows of the largest batch; 1024. */
  readonly batchSize?: number;
  /** Final minutes kept for `loads`; 15. */
  readonly keepMinutes?: number;
}

/** A minute as it stands. */
export interface MeteredMinute extends LoadedMinute {
  /** It will not be told again: whatever comes of it now is late. */
  readonly isFinal: boolean;
}

/**
 * Accounts flows by link and direction in 10-second buckets. Time is when datagrams came (and `nowMs`), so that a capture is metered as it
 * was live; a minute is final once all its records must have come: the longest active time-out and 30 seconds after its end.
 * Memory: 32 octets for each observed link, direction and protocol in each open bucket, at most an hour of them; strangers take 60 octets.
 */
export class LoadMeter {
  /** Where the rows of the last batch count: for the meter of talkers, during and after `add`, until the next. */
  readonly bookings: Bookings;
  private readonly points: Points;
  private readonly pages = new Pages();
  private readonly spreader = new Spreader(this.pages);
  private readonly exporters: ExporterStates;
  private readonly rows: Rows;
  private readonly observer: Observer;
  private readonly deltas = new CounterDeltas();
  private readonly keepMinutes: number;
  private map: PortMap;
  private ports: PortTable;
  /** Minutes before this one are final. */
  private finalBefore = Number.NEGATIVE_INFINITY;
  private nextAdvance = Number.NEGATIVE_INFINITY;
  private toldAt = Number.NEGATIVE_INFINITY;
  /** Final minutes: those not told yet, and those kept for `loads`. */
  private untold: MeteredMinute[] = [];
  private readonly kept: MeteredMinute[] = [];
  private batch: FlowBatch | null = null;

  constructor(map: PortMap, options: LoadOptions) {
    const rows = options.batchSize ?? 1024;
    const { addressOf, clockOffsetOf = () => null } = options;
    const questions: ExporterQuestions = { addressOf, clockOffsetOf };
    this.bookings = new Bookings(rows);
    this.points = new Points(this.bookings.links);
    this.exporters = new ExporterStates(
      map,
      questions,
      (options.activeTimeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS) * 1000,
    );
    this.rows = new Rows(rows);
    this.keepMinutes = options.keepMinutes ?? 15;
    this.map = map;
    this.ports = new PortTable(map);
    this.observer = new Observer(this.bookings, this.rows, this, this.ports, this.places(map));
  }

  /** The batch may have `batchSize` rows at most. */
  add(batch: FlowBatch): Bookings {
    const { bookings, rows, exporters } = this;
    if (batch.size > rows.device.length)
      throw new RangeError(`a batch of ${batch.size} rows is larger than the meter's`);
    this.batch = batch;
    bookings.size = 0;
    for (let from = 0; from < batch.size; ) {
      const to = rows.settle(batch, from, this.nextAdvance, exporters, this.ports);
      const booked = bookings.size;
      this.observer.observe(batch, from, to);
      this.book(batch, booked);
      if (to < batch.size) this.advance(batch.received[to] as number);
      from = to;
    }
    if (this.points.isMixed) this.dropShadowed(batch);
    return bookings;
  }

  /** Counters are a place of observation of their own: what was counted between two polls, spread over the time between. */
  counters(counters: PortCounters): void {
    const { exporter, ifIndex, received } = counters;
    this.advance(received);
    this.exporters.meet(exporter, received);
    this.exporters.heardTo[exporter] = Math.max(this.exporters.heardTo[exporter] as number, received);
    const device = this.exporters.device[exporter] as number;
    const port = device < 0 ? -1 : this.ports.find(device, ifIndex);
    const place = port < 0 ? -1 : this.observer.placeEntering(port);
    const delta = place < 0 ? null : this.deltas.follow(counters);
    if (!delta) return;
    const kind = KIND_BY_PROTOCOL[FLOW_PROTOCOLS.sflow5] as number;
    const { fromMs, toMs } = delta;
    for (const [count, at, point] of [
      [delta.in, place, POINT.countedFar],
      [delta.out, place ^ 1, POINT.countedNear],
    ] as const) {
      if (!count) continue;
      const key = this.points.keyOf(at, kind, point);
      this.points.see(key, toMs, exporter);
      this.spreader.add(key, this.points.count, fromMs, toMs, count.bytes, count.packets, 0, 0);
      this.coverCounted(key, fromMs, toMs);
    }
  }

  /** What the exporter itself calls an ifIndex comes before what was read of it, as long as it is a port of that device. */
  portName(slot: number, ifIndex: number, name: string): void {
    const device = this.exporters.device[slot] ?? -1;
    if (device >= 0) this.ports.rename(device, ifIndex, name);
  }

  /** For records that come from now on: what was booked stays where it is. */
  setMap(map: PortMap): void {
    this.map = map;
    this.ports = new PortTable(map);
    this.exporters.setMap(map);
    this.observer.setPorts(this.ports, this.places(map));
  }

  /** Tells what was lost on the way, and that silent exporters live: before every `minutesChanged`, the reader's counts. */
  noteExporters(counts: readonly ExporterCounts[], nowMs: number): void {
    this.exporters.countLosses(counts, nowMs);
  }

  /** Minutes that differ from what was told before, ascending; each a last time when it is final. */
  minutesChanged(nowMs: number): MeteredMinute[] {
    this.advance(nowMs);
    const told = this.untold;
    this.untold = [];
    const open = this.openMinutes(nowMs)
      .filter((minute) => this.isChanged(minute))
      .map((minute) => this.measure(minute, false));
    this.toldAt = nowMs;
    return [...told, ...open.filter(hasSomething)];
  }

  /**
   * Loads of a window: to 10 seconds where its minutes are open, else to whole ones; of final minutes the last `keepMinutes`. A window
   * that ends in the bucket of now ends now.
   */
  loads(fromMs: number, toMs: number, exporters: readonly ExporterReport[]): LinkLoads {
    const isNow = toMs > this.nextAdvance - BUCKET_MS;
    const to = Math.ceil(toMs / BUCKET_MS);
    const isFinal = Math.floor(fromMs / MINUTE_MS) < this.finalBefore;
    const from = isFinal ? Math.floor(fromMs / MINUTE_MS) * BUCKETS_PER_MINUTE : Math.floor(fromMs / BUCKET_MS);
    const final = this.kept.filter(({ loads: { minute } }) => {
      const first = minute * BUCKETS_PER_MINUTE;
      return first >= from && first < to;
    });
    const open: LoadedMinute[] = [];
    const firstOpen = Math.max(Math.floor(from / BUCKETS_PER_MINUTE), this.finalBefore);
    for (let minute = firstOpen; minute * BUCKETS_PER_MINUTE < to; minute++) {
      const first = minute * BUCKETS_PER_MINUTE;
      open.push(this.measureBuckets(Math.max(first, from), Math.min(first + BUCKETS_PER_MINUTE, to)));
    }
    const window = { fromMs: from * BUCKET_MS, toMs: isNow ? toMs : to * BUCKET_MS };
    return loadsOfMap([...final, ...open], this.map, window, exporters);
  }

  /** Of rows that count nowhere: in the bucket of the row, or when it came where that is final. */
  lose(row: number, reason: number, bytes: number, packets: number): void {
    const bucket = Math.floor((this.rows.last[row] as number) / BUCKET_MS);
    const came = Math.floor((this.batch?.received[row] ?? 0) / BUCKET_MS);
    const first = this.spreader.closedBefore;
    this.pages.open(bucket >= first ? bucket : Math.max(came, first), 0).lose(reason, bytes, packets);
  }

  private book(batch: FlowBatch, from: number): void {
    const { bookings, points, spreader } = this;
    const { size, row, place, rank, bytes, packets, first, last } = bookings;
    for (let i = from; i < size; i++) {
      const at = row[i] as number;
      const point = rank[i] as number;
      const key = points.keyOf(place[i] as number, KIND_BY_PROTOCOL[batch.protocol[at] as number] as number, point);
      const end = last[i] as number;
      points.see(key, end, batch.exporter[at] as number);
      spreader.add(
        key,
        points.count,
        first[i] as number,
        end,
        bytes[i] as number,
        packets[i] as number,
        this.observer.variance[i] as number,
        this.rows.flags[at] as number,
      );
      if (spreader.lateBytes > 0 && point <= BOOKED.egressNear) {
        this.lose(at, LATE, spreader.lateBytes, spreader.latePackets);
      }
    }
  }

  /** Of packets that two protocols tell, the talkers see one. */
  private dropShadowed(batch: FlowBatch): void {
    const { bookings, points } = this;
    const { row, place, rank, bytes, packets, first, last } = bookings;
    let kept = 0;
    for (let i = 0; i < bookings.size; i++) {
      const at = row[i] as number;
      const kind = KIND_BY_PROTOCOL[batch.protocol[at] as number] as number;
      const since = (batch.received[at] as number) - RING * BUCKET_MS;
      if (points.isShadowed(place[i] as number, kind, rank[i] as number, since)) continue;
      for (const column of [row, place, rank, bytes, packets, first, last]) column[kept] = column[i] as number;
      kept++;
    }
    bookings.size = kept;
  }

  /** Takes down of each bucket how much of it lies between two polls. */
  private coverCounted(key: number, fromMs: number, toMs: number): void {
    for (let bucket = Math.floor(fromMs / BUCKET_MS); bucket * BUCKET_MS < toMs; bucket++) {
      const cells = this.pages.find(bucket)?.cells;
      if (!cells || bucket < this.spreader.closedBefore) continue;
      const part = Math.min(toMs, (bucket + 1) * BUCKET_MS) - Math.max(fromMs, bucket * BUCKET_MS);
      const at = CELL * key + 3;
      // The spreader counted a record in the first bucket.
      cells[at] = (cells[at] as number) + part - (bucket === Math.floor(fromMs / BUCKET_MS) ? 1 : 0);
    }
  }

  private places(map: PortMap): Int32Array {
    const numbers = map.links.map(({ id }) => this.points.linkNumber(id));
    return map.ports.link.map((link, port) => {
      const number = numbers[link];
      return number === undefined ? link : 2 * number + (map.ports.end[port] === 1 ? 0 : 1);
    });
  }

  private advance(nowMs: number): void {
    if (!(nowMs >= this.nextAdvance)) return;
    this.nextAdvance = (Math.floor(nowMs / BUCKET_MS) + 1) * BUCKET_MS;
    const final = Math.floor((nowMs - this.exporters.longestReach) / MINUTE_MS);
    if (final <= this.finalBefore) return;
    for (const minute of this.closable(final)) this.close(minute);
    this.finalBefore = final;
    this.spreader.closedBefore = final * BUCKETS_PER_MINUTE;
    this.spreader.forget();
    this.exporters.forgetBefore(final);
    this.deltas.forgetBefore(nowMs - RING * BUCKET_MS);
  }

  /** Minutes with pages, and those between that were silent; a long time in which nobody called holds nothing. */
  private closable(final: number): number[] {
    const minutes = new Set(this.pages.buckets().map((bucket) => Math.floor(bucket / BUCKETS_PER_MINUTE)));
    const oldest = Math.max(this.finalBefore, final - Math.floor(RING / BUCKETS_PER_MINUTE));
    for (let minute = oldest; minute < final && Number.isFinite(this.finalBefore); minute++) minutes.add(minute);
    return [...minutes].filter((minute) => minute < final).sort((a, b) => a - b);
  }

  private close(minute: number): void {
    const measured = this.measure(minute, true);
    const first = minute * BUCKETS_PER_MINUTE;
    for (let bucket = first; bucket < first + BUCKETS_PER_MINUTE; bucket++) this.pages.drop(bucket);
    if (!hasSomething(measured)) return;
    this.untold.push(measured);
    this.kept.push(measured);
    if (this.kept.length > this.keepMinutes) this.kept.shift();
  }

  private openMinutes(nowMs: number): number[] {
    const minutes = new Set(this.pages.buckets().map((bucket) => Math.floor(bucket / BUCKETS_PER_MINUTE)));
    const now = Math.floor(nowMs / MINUTE_MS);
    for (let minute = Math.max(this.finalBefore, now - 1); minute <= now; minute++) minutes.add(minute);
    return [...minutes].sort((a, b) => a - b);
  }

  /** A flow came, or the exporter was heard longer than it was told to be. */
  private isChanged(minute: number): boolean {
    if ((minute + 1) * MINUTE_MS > this.toldAt - MINUTE_MS) return true;
    const first = minute * BUCKETS_PER_MINUTE;
    return Array.from({ length: BUCKETS_PER_MINUTE }, (_, i) => this.pages.find(first + i)).some(
      (page) => page?.isChanged === true,
    );
  }

  private measure(minute: number, isFinal: boolean): MeteredMinute {
    const first = minute * BUCKETS_PER_MINUTE;
    const measured = this.measureBuckets(first, first + BUCKETS_PER_MINUTE);
    for (let bucket = first; bucket < first + BUCKETS_PER_MINUTE; bucket++) {
      const page = this.pages.find(bucket);
      if (page) page.isChanged = false;
    }
    return { ...measured, isFinal };
  }

  private measureBuckets(from: number, to: number): LoadedMinute {
    const { points, pages, exporters, map } = this;
    return {
      loads: tally({ points, pages, exporters, map }, from, to),
      unattributed: sumUnattributed(pages, from, to),
    };
  }
}

function hasSomething({ loads, unattributed }: LoadedMinute): boolean {
  return loads.links.length > 0 || unattributed.packets > 0 || unattributed.bytes > 0;
}

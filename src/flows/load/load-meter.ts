// The meter of loads: rows of flows in, minutes of every link and direction out.
import type { ExporterReport, LinkLoads } from '../../model/index.ts';
import type { PortMap } from '../attribute/port-map.ts';
import { PortTable } from '../attribute/port-table.ts';
import type { FlowBatch } from '../batch.ts';
import { Bookings } from '../bookings.ts';
import type { ExporterCounts, PortCounters } from '../sink.ts';
import { BUCKET_MS, BUCKETS_PER_MINUTE, Pages, RING } from './buckets.ts';
import { CounterLedger } from './counter-ledger.ts';
import { ExporterStates } from './exporter-state.ts';
import { Ledger } from './ledger.ts';
import { loadsOfMap } from './loads-of-minutes.ts';
import { Losses } from './losses.ts';
import { type MeteredMinute, type MinuteSources, Minutes } from './minutes.ts';
import { Observer } from './observe.ts';
import { KIND_BY_PROTOCOL, Points } from './points.ts';
import { Rows } from './rows.ts';

const DEFAULT_TIMEOUT_SECONDS = 60;

export interface LoadOptions {
  /** The reader's answers. Without `clockOffsetOf` clocks are taken as right. */
  readonly addressOf: (slot: number) => string;
  readonly clockOffsetOf?: (slot: number) => number | null;
  /** Active time-out of exporters that do not tell theirs; 60. */
  readonly activeTimeoutSeconds?: number;
  /**
   * How long records are waited for at least, up to 3600: what is not read live loses nothing by waiting, and nobody knows before it came how
   * long the longest flow is. 0.
   */
  readonly patienceSeconds?: number;
  /** Rows of the largest batch; 1024. */
  readonly batchSize?: number;
  /** Final minutes kept for `loads`; 15. */
  readonly keepMinutes?: number;
}

/**
 * Accounts flows by link and direction in 10-second buckets. Time is when datagrams came (and `nowMs`), so that a capture is metered as it
 * was live; a minute is final once all its records must have come: the longest active time-out and 30 seconds after its end. Memory: 33
 * octets for each observed link, direction and protocol in each open bucket, of an hour at most; an exporter takes 50, known or not.
 */
export class LoadMeter {
  /** Where the rows of the last batch count, until the next `add`: for the meter of talkers. */
  readonly bookings: Bookings;
  private readonly points: Points;
  private readonly exporters: ExporterStates;
  private readonly rows: Rows;
  private readonly observer: Observer;
  private readonly ledger: Ledger;
  private readonly counterLedger: CounterLedger;
  private readonly sources: MinuteSources;
  private readonly minutes: Minutes;
  private ports: PortTable;

  constructor(map: PortMap, options: LoadOptions) {
    const { addressOf, clockOffsetOf = () => null, batchSize = 1024, patienceSeconds = 0 } = options;
    const timeoutMs = (options.activeTimeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS) * 1000;
    const pages = new Pages();
    this.bookings = new Bookings(batchSize);
    this.rows = new Rows(batchSize);
    this.points = new Points(this.bookings.links);
    this.exporters = new ExporterStates(map, { addressOf, clockOffsetOf }, timeoutMs, patienceSeconds * 1000);
    this.ports = new PortTable(map);
    const losses = new Losses(pages, this.rows);
    this.observer = new Observer(this.bookings, this.rows, losses, this.ports, this.places(map));
    this.ledger = new Ledger(this.points, pages, losses, this.observer);
    this.counterLedger = new CounterLedger(this.points, pages, losses);
    this.sources = { points: this.points, pages, exporters: this.exporters, losses, map };
    this.minutes = new Minutes(this.sources, options.keepMinutes ?? 15);
  }

  /** The batch may have `batchSize` rows at most. */
  add(batch: FlowBatch): Bookings {
    const { bookings, rows, exporters, minutes } = this;
    if (batch.size > rows.device.length)
      throw new RangeError(`a batch of ${batch.size} rows is too large for this meter`);
    bookings.size = 0;
    for (let from = 0; from < batch.size; ) {
      const to = rows.settle(batch, from, minutes.nextAdvance, exporters, this.ports);
      const booked = bookings.size;
      this.observer.observe(batch, from, to);
      bookings.openFrom.fill(this.sources.losses.closedBefore / BUCKETS_PER_MINUTE, booked, bookings.size);
      this.ledger.enter(batch, booked);
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
    this.exporters.hear(exporter, received);
    const device = this.exporters.device[exporter] as number;
    const place = device < 0 ? -1 : this.observer.placeEntering(this.ports.find(device, ifIndex));
    if (place >= 0) this.counterLedger.enter(counters, place);
  }

  /** What the exporter itself calls an ifIndex comes before what was read of it, as long as it is a port of that device. */
  portName(slot: number, ifIndex: number, name: string): void {
    const device = this.exporters.deviceOf(slot);
    if (device >= 0) this.ports.rename(device, ifIndex, name);
  }

  /** For records that come from now on: what was booked stays where it is. */
  setMap(map: PortMap): void {
    this.sources.map = map;
    const ports = new PortTable(map);
    ports.adopt(this.ports);
    this.ports = ports;
    this.exporters.setMap(map);
    this.observer.setPorts(this.ports, this.places(map));
  }

  /** Tells what was lost on the way, and who lives though silent: the reader's counts, before every `minutesChanged`. */
  noteExporters(counts: readonly ExporterCounts[], nowMs: number): void {
    this.exporters.countLosses(counts, nowMs);
  }

  /** Minutes that differ from what was told before, ascending; each a last time when it is final. */
  minutesChanged(nowMs: number): MeteredMinute[] {
    this.advance(nowMs);
    return this.minutes.changed(nowMs);
  }

  /**
   * Loads of a window: to 10 seconds where its minutes are open, else to whole ones; of final minutes the last `keepMinutes` are known. A
   * window that ends in the bucket of now ends now; others are widened to whole buckets.
   */
  loads(fromMs: number, toMs: number, exporters: readonly ExporterReport[]): LinkLoads {
    const { minutes, window } = this.minutes.within({ fromMs, toMs });
    return loadsOfMap(minutes, this.sources.map, window, exporters);
  }

  private advance(nowMs: number): void {
    if (!this.minutes.advance(nowMs)) return;
    this.ledger.forget();
    this.counterLedger.forgetBefore(nowMs - RING * BUCKET_MS);
  }

  /** By port of the map: the place of what enters by it, or its NO_LINK or SHARED_MEDIUM. */
  private places(map: PortMap): Int32Array {
    const numbers = map.links.map(({ id }) => this.points.linkNumber(id));
    return map.ports.link.map((link, port) => {
      const number = numbers[link];
      return number === undefined ? link : 2 * number + (map.ports.end[port] === 1 ? 0 : 1);
    });
  }

  /** Of packets that two protocols tell, the talkers see one. */
  private dropShadowed(batch: FlowBatch): void {
    const { bookings, points } = this;
    const { row, place, rank, bytes, packets, first, last, openFrom } = bookings;
    let kept = 0;
    for (let i = 0; i < bookings.size; i++) {
      const at = row[i] as number;
      const kind = KIND_BY_PROTOCOL[batch.protocol[at] as number] as number;
      const since = (batch.received[at] as number) - RING * BUCKET_MS;
      if (points.isShadowed(place[i] as number, kind, rank[i] as number, since)) continue;
      for (const column of [row, place, rank, bytes, packets, first, last, openFrom])
        column[kept] = column[i] as number;
      kept++;
    }
    bookings.size = kept;
  }
}

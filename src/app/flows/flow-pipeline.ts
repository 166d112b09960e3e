// Datagrams in, minutes of loads and talkers out: reader and meters joined. Runs in whatever thread its datagrams come to.
import {
  type Bookings,
  compileFilter,
  exporterReports,
  FlowReader,
  keepRows,
  LoadMeter,
  type MeteredMinute,
  type OnDatagram,
  type PortCounters,
  type PortMap,
  TalkerMeter,
  type TemplateMemory,
} from '../../flows/index.ts';
import type { LinkLoads, TrafficMinute } from '../../model/index.ts';
import { ExporterLog } from './exporter-log.ts';
import { LoadShedder } from './load-shedder.ts';
import { ToldTalkers } from './told-talkers.ts';

export interface PipelineOptions {
  readonly map: PortMap;
  /** Conversations per link, side and minute; 0: none are counted. */
  readonly talkers: number;
  /** Templates of an earlier run. */
  readonly memory?: TemplateMemory | null;
  /** A number that strangers do not know, for the tables of talkers. */
  readonly seed?: number;
  /** Minutes kept for `loads`. */
  readonly keepMinutes?: number;
  /** How long records are waited for at least; 0. */
  readonly patienceSeconds?: number;
  /** Filter expression: other records are as if they had not come. Null: none. */
  readonly filter?: string | null;
}

const BATCH = 1024;

export class FlowPipeline {
  readonly datagram: OnDatagram;
  readonly reader: FlowReader;
  readonly meter: LoadMeter;
  /** The first beginning and the last end of what was booked, ms since 1970; infinite while there was nothing. */
  firstMs = Number.POSITIVE_INFINITY;
  lastMs = Number.NEGATIVE_INFINITY;
  readonly shedder: LoadShedder;
  readonly #talkers: TalkerMeter | null;
  readonly #told = new ToldTalkers();
  readonly #log = new ExporterLog();
  #map: PortMap;

  constructor(options: PipelineOptions) {
    const { map, talkers, memory = null, seed = 0, keepMinutes = 15, patienceSeconds = 0, filter = null } = options;
    this.#map = map;
    this.#talkers = talkers > 0 ? new TalkerMeter({ keep: talkers, seed }) : null;
    this.shedder = new LoadShedder(seed);
    const count = this.#talkers;
    const test = filter === null ? null : compileFilter(filter, { addressOf: (slot) => this.reader.addressOf(slot) });
    this.reader = new FlowReader(
      {
        flows: (batch) => {
          if (test) keepRows(batch, test);
          const bookings = this.meter.add(batch);
          this.#extend(bookings);
          if (count && this.shedder.takes(bookings)) count.add(batch, bookings);
        },
        // What interfaces count knows nothing of a filter.
        ...(test ? {} : { counters: (counters: PortCounters) => this.meter.counters(counters) }),
        portName: (exporter, ifIndex, name) => this.meter.portName(exporter, ifIndex, name),
        problem: () => undefined,
      },
      // Less would not do for loads alone: equal records are told by their addresses.
      { detail: test ? 'all' : 'talkers', batchSize: BATCH, memory },
    );
    this.meter = new LoadMeter(map, {
      addressOf: (slot) => this.reader.addressOf(slot),
      clockOffsetOf: (slot) => this.reader.clockOffsetOf(slot),
      ...{ batchSize: BATCH, keepMinutes, patienceSeconds },
    });
    const { reader } = this;
    this.datagram = (bytes, from, to, source, receivedMs) => reader.read(bytes, from, to, source.address, receivedMs);
  }

  /** For records that come from now on. */
  setMap(map: PortMap): void {
    this.reader.flush();
    this.#map = map;
    this.meter.setMap(map);
  }

  /**
   * Minutes that differ from what was told before, with their talkers; final ones a last time. `isLast`: nobody will ask again, and talkers
   * are as of now; else there are none of the running minute, and those of open ones are up to a minute old.
   */
  minutes(nowMs: number, isLast = false): (TrafficMinute & { readonly isFinal: boolean })[] {
    this.#settle(nowMs);
    const changed = this.meter.minutesChanged(nowMs).map((minute) => this.#whole(minute, nowMs, isLast));
    const final = changed.filter(({ isFinal }) => isFinal).map(({ loads }) => loads.minute);
    if (final.length > 0) this.#forgetBefore(Math.max(...final) + 1);
    return changed;
  }

  /** With reports of all that came so far. */
  loads(fromMs: number, toMs: number): LinkLoads {
    this.#settle(toMs);
    return this.meter.loads(fromMs, toMs, exporterReports(this.reader.counts(), this.#map));
  }

  #extend({ size, first, last }: Bookings): void {
    for (let i = 0; i < size; i++) {
      if ((first[i] as number) < this.firstMs) this.firstMs = first[i] as number;
      if ((last[i] as number) > this.lastMs) this.lastMs = last[i] as number;
    }
  }

  #settle(nowMs: number): void {
    this.reader.flush();
    const counts = this.reader.counts();
    this.meter.noteExporters(counts, nowMs);
    this.#log.note(counts, nowMs);
  }

  #whole({ loads, unattributed, isFinal }: MeteredMinute, nowMs: number, isLast: boolean) {
    const rank = () => this.#talkers?.talkersOf(loads, this.meter.bookings.links, this.#map.links) ?? [];
    const talkers = this.#told.of(loads.minute, isFinal || isLast, nowMs, rank);
    const exporters = exporterReports(this.#log.of(loads.minute), this.#map);
    return { loads, unattributed, talkers, exporters, snapshot: this.#map.snapshot, isFinal };
  }

  #forgetBefore(minute: number): void {
    this.#talkers?.forgetBefore(minute);
    this.#told.forgetBefore(minute);
    this.#log.forgetBefore(minute);
  }
}

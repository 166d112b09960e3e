// The meter of talkers: the largest conversations of every link, side and minute, in memory that does not grow.
import type { LoadMinute, Talker } from '../../model/index.ts';
import type { MappedLink } from '../attribute/port-map.ts';
import type { FlowBatch } from '../batch.ts';
import type { Bookings } from '../bookings.ts';
import { minuteTalkers } from './minute-talkers.ts';
import { MINUTE_MS, MinuteRing, type MinuteTables } from './minutes.ts';
import { Summaries } from './summaries.ts';

const MEMORY_BYTES = 64 * 1024 * 1024;
/** Slots for each conversation that is kept: the more, the smaller the error. */
const SLOTS_PER_TALKER = 8;
const LEAST_BITS = 6;
const MOST_BITS = 13;

export interface TalkerOptions {
  /** Conversations wanted per link, side and minute. */
  readonly keep: number;
  /** All tables together. */
  readonly memoryBytes?: number;
  /** A number that strangers do not know: see `SummaryLimits`. */
  readonly seed?: number;
}

/**
 * Counts what a load meter has booked. A conversation's octets are never above the truth, and below it by `4 ÷ capacity` of what its
 * link and side carried in that minute at most: every conversation larger than that is found. Where a link and side had no more than
 * `capacity` conversations in the minute, all figures are exact. `cramped` tells how often memory was too short for that promise.
 */
export class TalkerMeter {
  private readonly keep: number;
  private readonly summaries: Summaries;
  private readonly minutes: MinuteRing;
  /** Of links, as in the bookings. */
  private readonly numbers = new Map<string, number>();

  constructor({ keep, memoryBytes = MEMORY_BYTES, seed = 0 }: TalkerOptions) {
    const bits = Math.ceil(Math.log2(keep * SLOTS_PER_TALKER));
    const mostBits = Math.min(Math.max(bits, LEAST_BITS), MOST_BITS);
    this.keep = keep;
    this.summaries = new Summaries({ mostBits, memoryBytes, seed });
    this.minutes = new MinuteRing(this.summaries);
  }

  get capacity(): number {
    return this.summaries.capacity;
  }

  get cramped(): number {
    return this.summaries.cramped;
  }

  /** `bookings` are those of this batch. */
  add(batch: FlowBatch, bookings: Bookings): void {
    const { summaries, minutes } = this;
    const { size, place, rank, bytes, packets, first, last, openFrom } = bookings;
    let at: MinuteTables | null = null;
    let row = -1;
    let hash = 0;
    for (let i = 0; i < size; i++) {
      const from = first[i] as number;
      if (at === null || from < at.start || from >= at.end) at = minutes.at(Math.floor(from / MINUTE_MS));
      const whole = at !== null && (last[i] as number) <= at.end && at.minute >= (openFrom[i] as number);
      const table = whole ? (at as MinuteTables).tableFor(place[i] as number, rank[i] as number) : 0;
      if (whole && table === 0) continue;
      if (bookings.row[i] !== row) {
        row = bookings.row[i] as number;
        hash = summaries.hash(batch, row);
      }
      if (whole) {
        summaries.add(table, batch, row, hash, bytes[i] as number, packets[i] as number);
      } else {
        this.spread(batch, bookings, i, hash);
        // It may have come upon a minute that took the place of this one.
        at = null;
      }
    }
  }

  /**
   * The largest conversations of every row of a load meter's minute, counted where that load was observed: their octets and those of
   * all others are the load. (Where an exporter tells of the same packets by two protocols, they are of one of them, and differ from the
   * load as those do.) A bundle that was not observed itself has those of its members. `links` are those of the bookings, `mapped` those
   * of the port map.
   */
  talkersOf(loads: LoadMinute, links: readonly string[], mapped: readonly MappedLink[] = []): Talker[] {
    const { summaries, keep, numbers } = this;
    for (let number = numbers.size; number < links.length; number++) numbers.set(links[number] as string, number);
    const tables = this.minutes.find(loads.minute);
    return tables === null ? [] : minuteTalkers({ summaries, tables, numbers, mapped, keep }, loads);
  }

  /** Octets that a conversation of this link and side may have had beyond what its talker says, or without being one. */
  error(minute: number, place: number): number {
    const table = this.minutes.find(minute)?.find(place).table ?? 0;
    return table === 0 ? 0 : this.summaries.error(table);
  }

  /** Minutes before this one are final: their memory is free for others. */
  forgetBefore(minute: number): void {
    this.minutes.forgetBefore(minute);
  }

  /**
   * A flow of several minutes belongs to each of them in part: what a steady flow had sent up to its end is
   * `floor(bytes × (end − first) ÷ (last − first))`, as the load meter has it, so that both come to the same sums.
   */
  private spread(batch: FlowBatch, bookings: Bookings, i: number, hash: number): void {
    const [bytes, packets] = [bookings.bytes[i] as number, bookings.packets[i] as number];
    const [first, last] = [bookings.first[i] as number, bookings.last[i] as number];
    const [place, rank, row] = [bookings.place[i], bookings.rank[i], bookings.row[i]] as [number, number, number];
    const upTo = (ms: number, all: number) =>
      ms >= last ? all : Math.floor((all * Math.max(ms - first, 0)) / (last - first));
    const until = Math.ceil(last / MINUTE_MS);
    const open = Math.max(bookings.openFrom[i] as number, this.minutes.oldestBefore(until));
    const from = Math.max(Math.floor(first / MINUTE_MS), open);
    let [bytesDone, packetsDone] = [upTo(from * MINUTE_MS, bytes), upTo(from * MINUTE_MS, packets)];
    for (let minute = from; minute < until; minute++) {
      const end = (minute + 1) * MINUTE_MS;
      const [bytesNow, packetsNow] = [upTo(end, bytes), upTo(end, packets)];
      const table = this.minutes.at(minute)?.tableFor(place, rank) ?? 0;
      if (table !== 0) this.summaries.add(table, batch, row, hash, bytesNow - bytesDone, packetsNow - packetsDone);
      [bytesDone, packetsDone] = [bytesNow, packetsNow];
    }
  }
}

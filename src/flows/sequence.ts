// Losses by sequence numbers: how many units never came, which came late, which came twice.
import { readI32 } from './read-bytes.ts';

/** Datagrams that may come late or twice and still be known as such. */
const REMEMBERED = 32;

/** The same again, so much later, ms, is no copy: a capture that is replayed over and over is meant to count each time. */
const COPY_MS = 1000;

/** A jump ahead by more than this is a restart: no network loses so much between two datagrams of one exporter. */
const MOST_LOST = 1 << 27;

/** An uptime that went back by more than this, ms, is one that began again. */
const RESTART_MS = 60_000;

/**
 * One stream of sequence numbers, 32 bits, wrapping. A unit is what the protocol counts: flows (v5, v7), datagrams (v9, sFlow) or data
 * records (IPFIX).
 */
export class Sequence {
  /** Units that should have come, those that came included. */
  expected = 0;
  lost = 0;
  /** Datagrams that came twice. */
  duplicates = 0;
  private started = false;
  /** The numbers go on as they should: some exporters send one number for ever, and then it tells no copies. */
  private moving = false;
  private sure = false;
  private next = 0;
  private uptime = 0;
  /** Sequence number, print and time of reception of the datagrams that came last. Made with the second one: storms bring one of each. */
  private seen: Float64Array | null = null;
  private at = 0;
  private span = 1;
  /** Of the datagram farthest ahead. */
  private newest = 0;
  private lastSequence = 0;
  private lastPrint = 0;
  private lastMs = 0;

  /** True, and counted, where a datagram with this number and print (of `printOf`) came a short while ago. */
  isCopy(sequence: number, print: number, receivedMs: number): boolean {
    if (!this.moving || ((sequence - this.next) | 0) > 0 || !this.wasSeen(sequence | 0, print, receivedMs))
      return false;
    this.duplicates++;
    return true;
  }

  /** A datagram that tells its exporter's uptime, ms: an uptime that began again excuses the numbers that did. */
  noteUptime(uptime: number): void {
    if (this.started && ((uptime - this.uptime) | 0) < -RESTART_MS) this.sure = this.started = false;
    this.uptime = uptime | 0;
  }

  /**
   * A datagram begins at `sequence` and holds `units`; `sure` false where it holds more than could be counted (a set whose template is
   * not known). `print` (of `printOf`) and the time are what `isCopy` will know it by.
   */
  follow(sequence: number, units: number, sure = true, print = 0, receivedMs = 0): void {
    const gap = this.gapTo(sequence | 0, units);
    if (units > this.span) this.span = units;
    if (this.started && gap < 0 && -gap <= this.span * REMEMBERED) this.fillHole(units);
    else this.advance(gap, sequence, units, sure);
    if (((sequence - this.newest) | 0) > 0) this.newest = sequence | 0;
    this.remember(sequence | 0, print, receivedMs);
  }

  /**
   * Units between what should have come and what did. Some exporters count a datagram's own units before they write its number (seen on
   * softflowd 1.1.0 and Open vSwitch 3.1): that is in order, too.
   */
  private gapTo(sequence: number, units: number): number {
    const gap = (sequence - this.next) | 0;
    return this.started && gap !== 0 && ((sequence - this.newest) | 0) === units ? 0 : gap;
  }

  private advance(gap: number, sequence: number, units: number, sure: boolean): void {
    const missing = this.started && this.sure && gap > 0 && gap <= MOST_LOST ? gap : 0;
    this.lost += missing;
    this.expected += missing + units;
    if (this.started && gap === 0 && (sequence | 0) !== this.newest) this.moving = true;
    this.newest = sequence | 0;
    this.next = (sequence + units) | 0;
    this.started = true;
    this.sure = sure;
  }

  /** What was counted as lost came late after all. */
  private fillHole(units: number): void {
    const filled = Math.min(this.lost, units);
    this.lost -= filled;
    this.expected += units - filled;
  }

  private wasSeen(sequence: number, print: number, ms: number): boolean {
    if (sequence === this.lastSequence && print === this.lastPrint) return Math.abs(ms - this.lastMs) <= COPY_MS;
    const seen = this.seen ?? [];
    for (let i = 0; i < seen.length; i += 3) {
      if (seen[i] === sequence && seen[i + 1] === print) return Math.abs(ms - (seen[i + 2] as number)) <= COPY_MS;
    }
    return false;
  }

  private remember(sequence: number, print: number, ms: number): void {
    if (this.lastPrint !== 0) {
      this.seen ??= new Float64Array(3 * REMEMBERED);
      this.seen[this.at] = this.lastSequence;
      this.seen[this.at + 1] = this.lastPrint;
      this.seen[this.at + 2] = this.lastMs;
      this.at = (this.at + 3) % this.seen.length;
    }
    this.lastSequence = sequence;
    this.lastPrint = print;
    this.lastMs = ms;
  }
}

/** Words of a datagram's beginning, where headers have their times: all of them are in its print. */
const PRINT_HEAD = 4;

/**
 * Distances in words between those of the rest. Primes: any other one would show but some of the fields of equally long records, and two
 * routers behind one address that see the same traffic send datagrams that differ in the times alone.
 */
const PRINT_STEP = { short: 1, middle: 7, long: 17 } as const;

/** A number made of octets all over the datagram: two with one sequence number and one print are the same datagram. Never 0. */
export function printOf(bytes: Uint8Array, from: number, to: number): number {
  const words = (to - from) >> 2;
  const head = words < PRINT_HEAD ? words : PRINT_HEAD;
  let print = to - from;
  for (let i = 0; i < head; i++) print = (Math.imul(print, 31) + readI32(bytes, from + 4 * i)) | 0;
  const step = 4 * (words > 192 ? PRINT_STEP.long : words > 48 ? PRINT_STEP.middle : PRINT_STEP.short);
  for (let at = to - 4, end = from + 4 * head; at >= end; at -= step) {
    print = (Math.imul(print, 31) + readI32(bytes, at)) | 0;
  }
  return print || 1;
}

// Equal records of one exporter: the same packets counted as they came in and as they went out (NetFlow v5 does not say which is which).
import { type FlowBatch, KNOWN } from '../batch.ts';

/** A twin comes with its sibling: both leave the two caches for the same reason. In tenths of a second. */
const TWIN_TENTHS = 100;
/** Entries looked at: an old or the oldest of them is given to a newcomer. One line of a processor's cache holds them. */
const WAYS = 4;
/** Words of an entry: two hashes, and when it came in tenths of a second since 1970, wrapping; 0: free. */
const ENTRY = 4;
const SETS = 1 << 16;

/**
 * Remembers about 250,000 records for ten seconds, by 64 bits of what they say, in 4 MB. What is pushed out by too many others finds
 * no twin: its twin is taken for another record.
 */
export class Twins {
  private readonly entries = new Uint32Array(SETS * WAYS * ENTRY);
  /** Low 32 bits of each figure: times of one exporter differ in them. */
  private readonly words = new Uint32Array(13);
  private a = 0;
  private b = 0;

  /** Whether the row is the second of two equal ones: both are forgotten then, so that a third begins anew. */
  isSecond(batch: FlowBatch, row: number): boolean {
    if (((batch.known[row] as number) & KNOWN.src) === 0) return false;
    this.fingerprint(batch, row);
    const { entries, a, b } = this;
    const now = Math.floor((batch.received[row] as number) / 100) >>> 0 || 1;
    const home = (a & (SETS - 1)) * WAYS * ENTRY;
    let oldest = home;
    let oldestAge = -1;
    for (let at = home; at < home + WAYS * ENTRY; at += ENTRY) {
      const came = entries[at + 2] as number;
      const age = came === 0 ? 0xffffffff : Math.abs(now - came);
      if (entries[at] === a && entries[at + 1] === b && age <= TWIN_TENTHS) {
        entries[at + 2] = 0;
        return true;
      }
      if (age > oldestAge) {
        oldest = at;
        oldestAge = age;
      }
    }
    entries[oldest] = a;
    entries[oldest + 1] = b;
    entries[oldest + 2] = now;
    return false;
  }

  /** Two independent hashes of everything that must be equal. */
  private fingerprint(batch: FlowBatch, row: number): void {
    const { words } = this;
    words[0] = batch.exporter[row] as number;
    words[1] = batch.inIf[row] as number;
    words[2] = batch.outIf[row] as number;
    words[3] = batch.bytes[row] as number;
    words[4] = batch.packets[row] as number;
    words[5] = batch.first[row] as number;
    words[6] = batch.last[row] as number;
    words[7] = ((batch.srcPort[row] as number) << 16) | (batch.dstPort[row] as number);
    words[8] = ((batch.proto[row] as number) << 8) | (batch.tos[row] as number);
    words[9] = (batch.src[4 * row] as number) ^ Math.imul(batch.src[4 * row + 1] as number, 0x9e3779b1);
    words[10] = (batch.src[4 * row + 2] as number) ^ Math.imul(batch.src[4 * row + 3] as number, 0x9e3779b1);
    words[11] = (batch.dst[4 * row] as number) ^ Math.imul(batch.dst[4 * row + 1] as number, 0x9e3779b1);
    words[12] = (batch.dst[4 * row + 2] as number) ^ Math.imul(batch.dst[4 * row + 3] as number, 0x9e3779b1);
    let a = 0x9e3779b9;
    let b = 0x52dce729;
    for (let i = 0; i < words.length; i++) {
      const word = words[i] as number;
      a = Math.imul(a ^ word, 0x85ebca6b);
      a ^= a >>> 15;
      b = Math.imul(b ^ word, 0xc2b2ae35);
      b ^= b >>> 13;
    }
    this.a = a >>> 0;
    this.b = b >>> 0;
  }
}

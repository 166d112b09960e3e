// Equal records of one exporter: the same packets counted as they came in and as they went out (NetFlow v5 does not say which is which).
import { type FlowBatch, KNOWN } from '../batch.ts';

/** A twin comes with its sibling: both leave the two caches for the same reason. In tenths of a second. */
const TWIN_TENTHS = 100;
/** Entries looked at: an old or the oldest of them is given to a newcomer. One line of a processor's cache holds them. */
const WAYS = 8;
/** Words of an entry: a hash, and when it came in tenths of a second, wrapping; 0: free. */
const ENTRY = 2;
const SETS = 1 << 17;

/**
 * Remembers some hundred thousand records for ten seconds, by 49 bits of what they say, in 8 MB. What is pushed out by too many others
 * finds no twin: its twin is taken for another record.
 */
export class Twins {
  private readonly entries = new Int32Array(SETS * WAYS * ENTRY);
  private a = 0;
  private b = 0;

  /** Whether the row is the second of two equal ones: both are forgotten then, so that a third begins anew. */
  isSecond(batch: FlowBatch, row: number): boolean {
    if (((batch.known[row] as number) & KNOWN.src) === 0) return false;
    this.fingerprint(batch, row);
    const { entries, b } = this;
    const now = ((batch.received[row] as number) / 100) | 0 || 1;
    const home = (this.a & (SETS - 1)) * WAYS * ENTRY;
    let oldest = home;
    let oldestAge = -1;
    for (let at = home; at < home + WAYS * ENTRY; at += ENTRY) {
      const came = entries[at + 1] as number;
      const age = came === 0 ? 0x7fffffff : Math.abs((now - came) | 0);
      if (entries[at] === b && age <= TWIN_TENTHS) {
        entries[at + 1] = 0;
        return true;
      }
      if (age > oldestAge) {
        oldest = at;
        oldestAge = age;
      }
    }
    entries[oldest] = b;
    entries[oldest + 1] = now;
    return false;
  }

  /**
   * Two hashes of everything that must be equal, mixed and finished as MurmurHash3 does it: a simpler mixing let words that differ in little
   * make up for each other. Of figures the low 32 bits: times of one exporter differ in them.
   */
  private fingerprint(batch: FlowBatch, row: number): void {
    const { src, dst } = batch;
    const word = 4 * row;
    this.a = 0x1e3779b9;
    this.b = batch.exporter[row] as number;
    this.mix(batch.inIf[row] as number, batch.outIf[row] as number);
    this.mix(batch.bytes[row] as number, batch.packets[row] as number);
    this.mix(batch.first[row] as number, batch.last[row] as number);
    this.mix(src[word] as number, dst[word] as number);
    const ports = ((batch.srcPort[row] as number) << 16) | (batch.dstPort[row] as number);
    this.mix(ports, ((batch.proto[row] as number) << 8) | (batch.tos[row] as number));
    if (batch.family[row] === 6) {
      for (let i = word + 1; i < word + 4; i++) this.mix(src[i] as number, dst[i] as number);
    }
    const a = finish((this.a + this.b) | 0);
    const b = finish((this.b + this.a + this.b) | 0);
    this.a = (a + b) | 0;
    this.b = (b + this.a) | 0;
  }

  private mix(one: number, other: number): void {
    const a = this.a ^ Math.imul(rotate(Math.imul(one, 0xcc9e2d51), 15), 0x1b873593);
    this.a = (Math.imul((rotate(a, 13) + this.b) | 0, 5) + 0x561ccd1b) | 0;
    const b = this.b ^ Math.imul(rotate(Math.imul(other, 0x38b34ae5), 17), 0xa1e38b93);
    this.b = (Math.imul((rotate(b, 17) + this.a) | 0, 5) + 0x0bcaa747) | 0;
  }
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

function finish(word: number): number {
  let mixed = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

// Equal records of one exporter: the same packets counted as they came in and as they went out (NetFlow v5 does not say which is which).
import { type FlowBatch, KNOWN } from '../batch.ts';

/** A twin comes with its sibling: both leave the two caches for the same reason. */
const TWIN_MS = 10_000;
const BITS = 18;
const SIZE = 1 << BITS;
/** Places looked at: an old or the oldest of them is given to a newcomer. */
const WAYS = 4;

/**
 * Remembers about 250,000 records for ten seconds, by 64 bits of what they say, in 4 MB. What is pushed out by too many others finds
 * no twin: its twin is taken for another record.
 */
export class Twins {
  private readonly high = new Uint32Array(SIZE);
  private readonly low = new Uint32Array(SIZE);
  /** 0: free. */
  private readonly came = new Float64Array(SIZE);
  private a = 0;
  private b = 0;

  /** Whether the row is the second of two equal ones: both are forgotten then, so that a third begins anew. */
  isSecond(batch: FlowBatch, row: number): boolean {
    if (((batch.known[row] as number) & KNOWN.src) === 0) return false;
    this.fingerprint(batch, row);
    const { high, low, came, a, b } = this;
    const now = batch.received[row] as number;
    const home = a & (SIZE - 1) & ~(WAYS - 1);
    let oldest = home;
    for (let at = home; at < home + WAYS; at++) {
      if (high[at] === a && low[at] === b && Math.abs(now - (came[at] as number)) <= TWIN_MS) {
        came[at] = 0;
        return true;
      }
      if ((came[at] as number) < (came[oldest] as number)) oldest = at;
    }
    high[oldest] = a;
    low[oldest] = b;
    came[oldest] = now;
    return false;
  }

  /** Two independent hashes of everything that must be equal. */
  private fingerprint(batch: FlowBatch, row: number): void {
    this.a = 0x9e3779b9;
    this.b = batch.exporter[row] as number;
    this.take(batch.inIf[row] as number);
    this.take(batch.outIf[row] as number);
    this.takeFloat(batch.bytes[row] as number);
    this.takeFloat(batch.packets[row] as number);
    this.takeFloat(batch.first[row] as number);
    this.takeFloat(batch.last[row] as number);
    for (let word = 4 * row; word < 4 * row + 4; word++) {
      this.take(batch.src[word] as number);
      this.take(batch.dst[word] as number);
    }
    this.take(((batch.srcPort[row] as number) << 16) | (batch.dstPort[row] as number));
    this.take(((batch.proto[row] as number) << 8) | (batch.tos[row] as number));
    this.a = (this.a ^ (this.a >>> 16)) >>> 0;
    this.b = (this.b ^ (this.b >>> 15)) >>> 0;
  }

  private takeFloat(value: number): void {
    this.take(value >>> 0);
    this.take(Math.floor(value / 0x1_0000_0000));
  }

  private take(word: number): void {
    this.a = Math.imul(this.a ^ word, 0x85ebca6b);
    this.a = (this.a << 13) | (this.a >>> 19);
    this.b = Math.imul(this.b ^ word, 0xc2b2ae35);
    this.b = ((this.b << 15) | (this.b >>> 17)) + 0x52dce729;
  }
}

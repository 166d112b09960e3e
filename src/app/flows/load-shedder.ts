// How many batches the meter of talkers looks at: all of them, until its thread has no time left. Loads come first.
import type { Bookings } from '../../flows/index.ts';

const MOST = 64;
/** Shares of the time that the thread was busy. One that has no time left is about to lose datagrams: it must be relieved at once. */
const [FULL, BUSY, IDLE] = [0.9, 0.6, 0.25];

export class LoadShedder {
  /** One batch in so many is looked at, and counts for as many. */
  stride = 1;
  #seed: number;

  constructor(seed: number) {
    this.#seed = seed | 1;
  }

  /** To be told a few times a second how busy the thread was since the last time, 0 to 1. */
  note(busy: number): void {
    if (busy > FULL) this.stride = Math.min(this.stride * 8, MOST);
    else if (busy > BUSY) this.stride = Math.min(this.stride * 2, MOST);
    else if (busy < IDLE) this.stride = Math.max(1, this.stride / 2);
  }

  /** Whether this batch is one of those; its bookings then count for the ones that are not. By chance, so that no rhythm hides anybody. */
  takes({ size, bytes, packets }: Bookings): boolean {
    const { stride } = this;
    if (stride === 1) return true;
    this.#seed ^= this.#seed << 13;
    this.#seed ^= this.#seed >>> 17;
    this.#seed ^= this.#seed << 5;
    if ((this.#seed >>> 0) % stride !== 0) return false;
    for (let i = 0; i < size; i++) {
      bytes[i] = (bytes[i] as number) * stride;
      packets[i] = (packets[i] as number) * stride;
    }
    return true;
  }
}

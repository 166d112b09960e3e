// When the next datagram is due: at the times of a capture or so many a second.
import { setTimeout as sleep } from 'node:timers/promises';

/** `speed`: 1 is as captured, 2 twice as fast, `Infinity` without waiting. `pps`: so many datagrams a second, whatever the capture says. */
export type Pace = { readonly speed: number } | { readonly pps: number };

/** Timers wake up no more often: what is due within one is sent together. */
const TICK_MS = 1;
/** Timers of Node.js hold no more than 31 bits of milliseconds. */
const MAX_SLEEP_MS = 2 ** 31 - 1;

/** Late datagrams are made up for: the rate is right over time, not within a millisecond. */
export class Pacer {
  readonly #pace: Pace;
  readonly #signal: AbortSignal | undefined;
  #sent = 0;
  #beganMs = 0;
  #firstMs = 0;
  #latestMs = 0;

  constructor(pace: Pace, signal?: AbortSignal) {
    this.#pace = pace;
    this.#signal = signal;
  }

  /** The next datagram begins the capture once more, `gapMs` (of the capture) after the last one. */
  again(gapMs: number): void {
    if ('pps' in this.#pace || this.#sent === 0) return;
    this.#beganMs += (this.#latestMs - this.#firstMs + gapMs) / this.#pace.speed;
    this.#firstMs = Number.NaN;
  }

  /** Resolves when a datagram of that time of the capture is due; false when it is to be sent no more. A step back in time waits for nothing. */
  async wait(timeMs: number): Promise<boolean> {
    const aheadMs = this.#dueMs(timeMs) - performance.now();
    this.#sent++;
    if (aheadMs >= TICK_MS / 2) await this.#sleep(aheadMs);
    return !this.#signal?.aborted;
  }

  #dueMs(timeMs: number): number {
    if (this.#sent === 0) this.#beganMs = performance.now();
    if ('pps' in this.#pace) return this.#beganMs + (this.#sent * 1000) / this.#pace.pps;
    if (this.#sent === 0 || Number.isNaN(this.#firstMs)) {
      this.#firstMs = timeMs;
      this.#latestMs = timeMs;
    }
    this.#latestMs = Math.max(this.#latestMs, timeMs);
    return this.#beganMs + (this.#latestMs - this.#firstMs) / this.#pace.speed;
  }

  async #sleep(ms: number): Promise<void> {
    try {
      const options = this.#signal === undefined ? {} : { signal: this.#signal };
      for (let left = ms; left > 0; left -= MAX_SLEEP_MS) await sleep(Math.min(left, MAX_SLEEP_MS), undefined, options);
    } catch (error) {
      if (!this.#signal?.aborted) throw error;
    }
  }
}

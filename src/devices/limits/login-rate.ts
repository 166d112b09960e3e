// So many logins a second, and not one more: the logins of the past second are remembered, and a new one waits for room.

/** Time is passed in, in milliseconds from any origin, and never runs backwards. */
export class LoginRate {
  readonly #windowMs: number;
  /** When the latest logins began, as a ring: a new one may begin a window after the oldest. */
  readonly #begun: number[];
  #oldest = 0;

  /** `perSecond` may be a fraction: 0.5 is one login in two seconds. Null is no limit. */
  constructor(perSecond: number | null) {
    const count = perSecond === null ? 0 : Math.max(1, Math.floor(perSecond));
    this.#windowMs = perSecond === null ? 0 : (count * 1000) / perSecond;
    this.#begun = new Array<number>(count).fill(Number.NEGATIVE_INFINITY);
  }

  /** The earliest time at which a login may begin; it may lie in the past. */
  freeAt(): number {
    return (this.#begun[this.#oldest] ?? Number.NEGATIVE_INFINITY) + this.#windowMs;
  }

  /** A login begins. */
  take(now: number): void {
    if (this.#begun.length === 0) return;
    this.#begun[this.#oldest] = now;
    this.#oldest = (this.#oldest + 1) % this.#begun.length;
  }
}

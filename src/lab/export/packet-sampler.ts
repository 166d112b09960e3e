// Choosing one packet in N: always the last of N (deterministic), or any one of N (random, as IOS samples).

export class PacketSampler {
  readonly rate: number;
  readonly #random: (() => number) | null;
  /** Packets until the end of the group of N. */
  #left: number;
  /** How many of them are behind the chosen one. */
  #behind: number;
  /** Packets that have passed. */
  #pool = 0;

  /** `random`: from 0 to 1; null: deterministic. */
  constructor(rate: number, random: (() => number) | null) {
    this.rate = rate;
    this.#random = random;
    this.#left = rate;
    this.#behind = this.#choose();
  }

  get pool(): number {
    return this.#pool;
  }

  /** Which of the next `count` packets are chosen, by their number from 0. */
  next(count: number): number[] {
    const chosen: number[] = [];
    this.#pool += count;
    let at = 0;
    while (at < count) {
      const passing = Math.min(this.#left, count - at);
      const wanted = this.#left - 1 - this.#behind;
      if (wanted >= 0 && wanted < passing) chosen.push(at + wanted);
      at += passing;
      this.#left -= passing;
      if (this.#left === 0) {
        this.#left = this.rate;
        this.#behind = this.#choose();
      }
    }
    return chosen;
  }

  #choose(): number {
    return this.#random === null ? 0 : Math.floor(this.#random() * this.rate);
  }
}

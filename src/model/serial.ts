// One thing after the other, in the order asked for: work that must not overlap.

export class Serial {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs when everything before it has ended, however that ended. */
  run<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#last.then(work);
    this.#last = next.catch(() => undefined);
    return next;
  }

  /** Resolves when what was asked for so far has ended. */
  async settled(): Promise<void> {
    await this.#last;
  }
}

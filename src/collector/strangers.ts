// Senders that nobody allowed, counted in bounded memory: sender addresses of datagrams can be made up.

export interface Stranger {
  readonly address: string;
  /** At least so many: too low by at most a 65th of all strangers' datagrams. */
  readonly datagrams: number;
}

const MAX_ADDRESSES = 64;

/** Counts as Misra and Gries (1982): whoever sends more than a 65th of all is in the list, whatever the rest does. */
export class Strangers {
  readonly #counts = new Map<string, number>();
  #total = 0;

  get total(): number {
    return this.#total;
  }

  add(address: string): void {
    this.#total++;
    const count = this.#counts.get(address);
    if (count !== undefined) this.#counts.set(address, count + 1);
    else if (this.#counts.size < MAX_ADDRESSES) this.#counts.set(address, 1);
    else this.#lowerAll();
  }

  /** Every step down was paid for by a step up before, so that a datagram costs the same on the whole. */
  #lowerAll(): void {
    for (const [address, count] of this.#counts) {
      if (count === 1) this.#counts.delete(address);
      else this.#counts.set(address, count - 1);
    }
  }

  busiest(): Stranger[] {
    const all = [...this.#counts].map(([address, datagrams]) => ({ address, datagrams }));
    return all.sort((a, b) => b.datagrams - a.datagrams);
  }
}

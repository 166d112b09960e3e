// What was received, counted; strangers in bounded memory, because sender addresses of datagrams can be made up.
import type { ReceiverStats } from './receiver.ts';

/** So many strangers are known by address. */
const MAX_ADDRESSES = 64;

export type Outcome = 'events' | 'ignored' | 'malformed' | 'refused';

export class Tally {
  readonly #counts: Record<Outcome, number> = { events: 0, ignored: 0, malformed: 0, refused: 0 };
  readonly #addresses = new Map<string, number>();
  #strangers = 0;
  #received = 0;

  received(): void {
    this.#received++;
  }

  count(outcome: Outcome): void {
    this.#counts[outcome]++;
  }

  /**
   * The busiest stay: where all places are taken, a new address takes the place and the count of the quietest (Metwally, Agrawal and
   * El Abbadi 2005, "Space-Saving"), so a count may be too high by what was counted there before.
   */
  stranger(address: string): void {
    this.#strangers++;
    const known = this.#addresses.get(address);
    let before = known ?? 0;
    if (known === undefined && this.#addresses.size >= MAX_ADDRESSES) {
      const [quietest, count] = [...this.#addresses].reduce((a, b) => (b[1] < a[1] ? b : a));
      this.#addresses.delete(quietest);
      before = count;
    }
    this.#addresses.set(address, before + 1);
  }

  stats(): ReceiverStats {
    const busiestFirst = [...this.#addresses].sort(([, a], [, b]) => b - a);
    return {
      ...{ ...this.#counts, received: this.#received, strangers: this.#strangers },
      strangerAddresses: new Map(busiestFirst),
    };
  }
}

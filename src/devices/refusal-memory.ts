// Refused logins, remembered from run to run of one process: a schedule must not try the same wrong password every minute.

/** As long as the windows in which common lockout policies count. */
const REST_MS = 60 * 60 * 1000;

interface Refusal {
  readonly by: readonly string[];
  readonly until: number;
}

/**
 * What was refused rests for an hour. A password that was corrected is another credential, and a device at another address
 * another place: for those nothing is remembered. Keys of the memory are hashes of credentials, with or without a place.
 */
export class RefusalMemory {
  readonly #now: () => number;
  readonly #refusals = new Map<string, Refusal>();

  /** `now`: milliseconds from any origin. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  note(key: string, by: readonly string[]): void {
    this.#refusals.set(key, { by, until: this.#now() + REST_MS });
  }

  /** Who refused it; null where it may be shown. */
  refusals(key: string): readonly string[] | null {
    const refusal = this.#refusals.get(key);
    if (refusal === undefined) return null;
    if (refusal.until > this.#now()) return refusal.by;
    this.#refusals.delete(key);
    return null;
  }
}

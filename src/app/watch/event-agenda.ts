// What is to be polled because devices said something: collected for a moment, then due, and never more than the limits allow.

export interface AgendaLimits {
  /** Wait for more events before polling, milliseconds. */
  readonly settleMs: number;
  /** One device at most once in so many seconds. */
  readonly perDeviceSeconds: number;
  /** Device polls in all, in any minute. */
  readonly perMinute: number;
}

const MINUTE_MS = 60_000;

/** Times are milliseconds, given by the caller. What a limit holds back is not lost: it becomes due when the limit allows. */
export class EventAgenda {
  readonly #limits: AgendaLimits;
  /** Device → since when it waits. */
  readonly #waiting = new Map<string, number>();
  readonly #polledAt = new Map<string, number>();
  /** Of the last minute, oldest first. */
  #spent: number[] = [];

  constructor(limits: AgendaLimits) {
    this.#limits = limits;
  }

  add(devices: Iterable<string>, nowMs: number): void {
    for (const device of devices) if (!this.#waiting.has(device)) this.#waiting.set(device, nowMs);
  }

  /** Devices waiting, for whoever wants to know. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Takes what is due, those that wait longest first; they count as polled now. Empty where nothing is. */
  take(nowMs: number): string[] {
    this.#spent = this.#spent.filter((at) => at > nowMs - MINUTE_MS);
    for (const [device, at] of this.#polledAt) {
      if (at <= nowMs - this.#limits.perDeviceSeconds * 1000) this.#polledAt.delete(device);
    }
    // Once the first has waited long enough, those that came meanwhile go with it: two ends of a cable belong in one poll.
    const isTime = [...this.#waiting.keys()].some((device) => this.#dueAt(device) <= nowMs);
    const ready = [...this.#waiting].filter(([device]) => isTime && this.#allowedAt(device) <= nowMs);
    ready.sort(([, a], [, b]) => a - b);
    const taken = ready.slice(0, this.#limits.perMinute - this.#spent.length).map(([device]) => device);
    for (const device of taken) {
      this.#waiting.delete(device);
      this.#polledAt.set(device, nowMs);
      this.#spent.push(nowMs);
    }
    return taken;
  }

  /** Milliseconds at which `take` will give something; null where nothing waits. */
  nextDue(): number | null {
    if (this.#waiting.size === 0) return null;
    const soonest = Math.min(...[...this.#waiting.keys()].map((device) => this.#dueAt(device)));
    const isSpent = this.#spent.length >= this.#limits.perMinute;
    return isSpent ? Math.max(soonest, (this.#spent[0] ?? 0) + MINUTE_MS + 1) : soonest;
  }

  #dueAt(device: string): number {
    return Math.max((this.#waiting.get(device) ?? 0) + this.#limits.settleMs, this.#allowedAt(device));
  }

  #allowedAt(device: string): number {
    const polled = this.#polledAt.get(device);
    return polled === undefined ? 0 : polled + this.#limits.perDeviceSeconds * 1000;
  }
}

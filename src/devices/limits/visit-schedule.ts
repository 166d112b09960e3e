// Which visits may begin now: global, per-site and per-jump-host caps on sessions and logins. Pure: time is passed in.
import type { LoginLimits } from '../../model/index.ts';
import type { VisitLimits } from '../types.ts';
import { LoginRate } from './login-rate.ts';

/** What is limited together; null belongs to no site, or is reached directly. */
export interface Place {
  readonly site: string | null;
  readonly jumpHost: string | null;
}

/** Visits at the same place wait in one lane, so that a slow place holds up nobody else. */
interface Lane<J> {
  readonly gates: readonly Gate[];
  readonly waiting: { readonly job: J; readonly number: number }[];
}

export const NO_LIMITS: VisitLimits = {
  loginsPerSecond: null,
  perSite: { sessions: null, loginsPerSecond: null },
  perJumpHost: { sessions: null, loginsPerSecond: null },
};

export class VisitSchedule<J extends Place> {
  readonly #limits: VisitLimits;
  readonly #all: Gate;
  readonly #gates = new Map<string, Gate>();
  readonly #lanes = new Map<string, Lane<J>>();
  /** Not due yet, the earliest first. */
  readonly #later: { readonly job: J; readonly due: number }[] = [];
  #added = 0;

  /** `concurrency` is at least 1. */
  constructor(concurrency: number, limits: VisitLimits) {
    this.#limits = limits;
    this.#all = new Gate({ sessions: Math.max(1, concurrency), loginsPerSecond: limits.loginsPerSecond });
  }

  /** Visits begin in the order in which they were added, as far as their limits and `due` let them. */
  add(job: J, due: number): void {
    const after = this.#later.findLastIndex((other) => other.due <= due);
    this.#later.splice(after + 1, 0, { job, due });
  }

  /** What is to begin now. `wakeAt`: when to ask again even if nothing ends; null: only an `end` changes anything. */
  next(now: number): { readonly begin: J[]; readonly wakeAt: number | null } {
    while (this.#later[0] && this.#later[0].due <= now) this.#queue(this.#later.shift()?.job);
    const begin: J[] = [];
    for (let lane = this.#firstOpen(now); lane; lane = this.#firstOpen(now)) {
      const first = lane.waiting.shift();
      if (!first) break;
      for (const gate of [this.#all, ...lane.gates]) gate.enter(now);
      begin.push(first.job);
    }
    return { begin, wakeAt: this.#wakeAt() };
  }

  /** A visit that had begun has ended. */
  end(job: J): void {
    for (const gate of [this.#all, ...this.#laneOf(job).gates]) gate.leave();
  }

  /** Takes out everything that has not begun. */
  drain(): J[] {
    const waiting = [...this.#lanes.values()].flatMap((lane) => lane.waiting.splice(0));
    return [...waiting, ...this.#later.splice(0)].map(({ job }) => job);
  }

  #queue(job: J | undefined): void {
    if (job) this.#laneOf(job).waiting.push({ job, number: this.#added++ });
  }

  #firstOpen(now: number): Lane<J> | null {
    if (!this.#all.isOpen(now)) return null;
    let first: Lane<J> | null = null;
    for (const lane of this.#lanes.values()) {
      const number = lane.waiting[0]?.number ?? Number.POSITIVE_INFINITY;
      if (number >= (first?.waiting[0]?.number ?? Number.POSITIVE_INFINITY)) continue;
      if (lane.gates.every((gate) => gate.isOpen(now))) first = lane;
    }
    return first;
  }

  /** Visits that wait for a session to end are woken by that end. */
  #wakeAt(): number | null {
    let wakeAt = this.#later[0]?.due ?? Number.POSITIVE_INFINITY;
    for (const { waiting, gates } of this.#lanes.values()) {
      const all = [this.#all, ...gates];
      if (waiting.length === 0 || all.some((gate) => gate.isFull)) continue;
      wakeAt = Math.min(wakeAt, Math.max(...all.map((gate) => gate.rate.freeAt())));
    }
    return Number.isFinite(wakeAt) ? wakeAt : null;
  }

  #laneOf({ site, jumpHost }: Place): Lane<J> {
    const key = JSON.stringify([site, jumpHost]);
    let lane = this.#lanes.get(key);
    if (!lane) {
      const gates: Gate[] = [];
      if (site !== null) gates.push(this.#gate('site', site, this.#limits.perSite));
      if (jumpHost !== null) gates.push(this.#gate('jump host', jumpHost, this.#limits.perJumpHost));
      lane = { gates, waiting: [] };
      this.#lanes.set(key, lane);
    }
    return lane;
  }

  #gate(kind: 'site' | 'jump host', name: string, limits: LoginLimits): Gate {
    const key = `${kind} ${name}`;
    const gate = this.#gates.get(key) ?? new Gate(limits);
    this.#gates.set(key, gate);
    return gate;
  }
}

class Gate {
  readonly rate: LoginRate;
  readonly #sessions: number;
  #open = 0;

  constructor({ sessions, loginsPerSecond }: LoginLimits) {
    this.#sessions = sessions ?? Number.POSITIVE_INFINITY;
    this.rate = new LoginRate(loginsPerSecond);
  }

  get isFull(): boolean {
    return this.#open >= this.#sessions;
  }

  isOpen(now: number): boolean {
    return !this.isFull && this.rate.freeAt() <= now;
  }

  enter(now: number): void {
    this.#open++;
    this.rate.take(now);
  }

  leave(): void {
    this.#open--;
  }
}

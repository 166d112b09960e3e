// Plays a network over time into a book: polls, messages of devices, the clock, people and restarts.
import { expect } from 'vitest';
import {
  acknowledge,
  BOOK_STATE_KINDS,
  type BookStateKind,
  type BookUpdate,
  bookFromState,
  bookToState,
  closeIncident,
  EMPTY_BOOK,
  type IncidentBook,
  type IncidentRules,
  nextTick,
  observeEvents,
  observeSnapshot,
  tick,
} from '../../src/incidents/index.ts';
import {
  type Damping,
  globToRegExp,
  type Incident,
  type IncidentEvent,
  type NetworkEventKind,
  type Snapshot,
} from '../../src/model/index.ts';
import { idOf, type Network, shuffle } from './network.ts';

export const DAMPING: Damping = {
  ...{ warnAfterPolls: 1, alertAfterPolls: 2, alertAfterSeconds: null },
  ...{ flapTransitions: 6, flapSeconds: 600 },
};

export const RULES: IncidentRules = {
  settings: { damping: DAMPING, groups: [], maintenance: [], hops: 1 },
  matches: (pattern, device) => globToRegExp(pattern).test(device),
  maintenanceOf: () => null,
};

const START = Date.UTC(2026, 10, 21, 10, 0, 0);

export function time(seconds: number): string {
  return new Date(START + seconds * 1000).toISOString().replace('.000Z', 'Z');
}

export class Play {
  book: IncidentBook = EMPTY_BOOK;
  rules: IncidentRules;
  readonly network: Network;
  /** Seconds since the start. */
  clock = 0;
  last: Snapshot | null = null;
  readonly events: IncidentEvent[] = [];
  /** Lists in another order at every poll. */
  mixed = false;
  readonly #kept = new Map(BOOK_STATE_KINDS.map((kind) => [kind, new Map<string, unknown>()]));

  constructor(network: Network, rules: Partial<IncidentRules> = {}) {
    this.network = network;
    this.rules = { ...RULES, ...rules };
  }

  /** Takes a snapshot after so many seconds; `only` these devices are visited. */
  poll(after = 300, only: readonly string[] | null = null): IncidentEvent[] {
    this.clock += after;
    return this.look(this.network.snapshot(time(this.clock), this.last, only));
  }

  /** Any snapshot, such as one that was patched by hand. */
  look(snapshot: Snapshot): IncidentEvent[] {
    const [now, before] = [snapshot, this.last].map((one) => (one && this.mixed ? shuffle(one) : one));
    if (!now) return [];
    const update = observeSnapshot(this.book, now, before ?? null, this.rules, time(this.clock));
    this.last = snapshot;
    return this.take(update);
  }

  says(kind: NetworkEventKind, end: string, after = 0): IncidentEvent[] {
    this.clock += after;
    const [device = '', number = ''] = end.split(':');
    const at = time(this.clock);
    const event = { at, via: 'syslog', source: '192.0.2.1', kind, port: null, ifIndex: null, text: 'message' } as const;
    const events = [{ event, device, port: `GigabitEthernet0/${number}` }];
    return this.take(observeEvents(this.book, events, this.rules, at, this.last));
  }

  tick(after = 0): IncidentEvent[] {
    this.clock += after;
    return this.take(tick(this.book, this.rules, time(this.clock)));
  }

  get nextTick(): string | null {
    return nextTick(this.book, this.rules, time(this.clock));
  }

  acknowledge(id: string): IncidentEvent[] {
    return this.take(acknowledge(this.book, id, { by: 'ann', comment: 'on it' }, time(this.clock)));
  }

  close(id: string): IncidentEvent[] {
    return this.take(closeIncident(this.book, id, { by: 'ann', comment: 'so it is' }, time(this.clock)));
  }

  take(update: BookUpdate): IncidentEvent[] {
    this.#keep(update);
    this.book = update.book;
    this.events.push(...update.events);
    const newest = new Map(update.events.map(({ incident }) => [incident.id, incident]));
    for (const [id, incident] of newest) expect(this.book.incidents.find((one) => one.id === id)).toEqual(incident);
    return [...update.events];
  }

  /** As a store would, in JSON. */
  #keep(update: BookUpdate): void {
    const { put = [], drop = [] } = bookToState(this.book, update);
    for (const { kind, key, value } of put) {
      this.#kept.get(kind as BookStateKind)?.set(key, JSON.parse(JSON.stringify(value)));
    }
    for (const { kind, key } of drop) this.#kept.get(kind as BookStateKind)?.delete(key);
  }

  /** The process ends, and another one reads what was kept. */
  restart(): void {
    const state = Object.fromEntries(this.#kept) as unknown as Parameters<typeof bookFromState>[0];
    const { book, problems } = bookFromState(state);
    expect(problems).toEqual([]);
    expect(book).toEqual(this.book);
    this.book = book;
  }

  get open(): Incident[] {
    return this.book.incidents.filter(({ stage }) => stage !== 'resolved');
  }

  /** The one that is open. */
  get only(): Incident {
    expect(this.open.map(({ title }) => title)).toHaveLength(1);
    return this.open[0] as Incident;
  }
}

/** `warned link-lost`. */
export function told(events: readonly IncidentEvent[]): string[] {
  return events.map(({ what, incident }) => `${what} ${incident.kind} ${incident.subject}`);
}

export function linkTold(what: string, kind: string, cable: string): string {
  return `${what} ${kind} ${idOf(cable)}`;
}

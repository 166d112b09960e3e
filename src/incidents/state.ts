// The book as entries of a state keeper and back, so that it survives the process. What does not fit its schema is left out
// and told: a broken entry never stops a watch.
import {
  Condition,
  type HistoryEvent,
  Incident,
  type IncidentEvent,
  linkEnds,
  type Problem,
  Pulse,
  type StateChange,
} from '../model/index.ts';
import type { BookUpdate, IncidentBook } from './book.ts';

/** Kinds of entries that `bookFromState` wants to be handed. */
export const BOOK_STATE_KINDS = ['book', 'condition', 'incident', 'pulse'] as const;
export type BookStateKind = (typeof BOOK_STATE_KINDS)[number];

/** Key of the one entry of kind `book`. */
const PLACE = 'place';

export interface ReadBook {
  readonly book: IncidentBook;
  readonly problems: readonly Problem[];
}

export function bookFromState(state: Readonly<Record<BookStateKind, ReadonlyMap<string, unknown>>>): ReadBook {
  const problems: Problem[] = [];
  const place = state.book.get(PLACE);
  const book: IncidentBook = {
    incidents: readAll('incident', state.incident, Incident, problems),
    conditions: readAll('condition', state.condition, Condition, problems),
    pulses: readAll('pulse', state.pulse, Pulse, problems),
    processed: textOf(place, 'processed'),
    clock: textOf(place, 'clock'),
  };
  return { book, problems };
}

interface Schema<T> {
  safeParse(value: unknown): { success: true; data: T } | { success: false; error: { message: string } };
}

function readAll<T>(
  kind: BookStateKind,
  entries: ReadonlyMap<string, unknown>,
  schema: Schema<T>,
  problems: Problem[],
): T[] {
  const keys = [...entries.keys()].sort();
  return keys.flatMap((key) => {
    const read = schema.safeParse(entries.get(key));
    if (read.success) return [read.data];
    problems.push(brokenEntry(kind, key, read.error.message));
    return [];
  });
}

function brokenEntry(kind: BookStateKind, key: string, text: string): Problem {
  return {
    ...{ code: 'INCIDENT_STATE_INVALID', severity: 'warning', text: text.slice(0, 200) },
    message: `the stored ${kind} "${key}" cannot be read and was left out`,
    hint: 'nothing needs to be done: what is still wrong is found again by the next poll',
  };
}

function textOf(value: unknown, field: 'processed' | 'clock'): string | null {
  const text: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, field) : null;
  return typeof text === 'string' ? text : null;
}

/** Only what is different from the book before, with a line of history for every event; refused if another has been faster. */
export function bookToState(before: IncidentBook, { book, events }: BookUpdate): StateChange {
  const changes = [
    changed('incident', before.incidents, book.incidents, ({ id }) => id),
    changed('condition', before.conditions, book.conditions, ({ key }) => key),
    changed('pulse', before.pulses, book.pulses, ({ key }) => key),
  ];
  const { processed, clock } = book;
  const isMoved = processed !== before.processed || clock !== before.clock;
  const place = isMoved ? [{ kind: 'book', key: PLACE, value: { processed, clock } }] : [];
  return {
    put: [...changes.flatMap(({ put }) => put), ...place],
    drop: changes.flatMap(({ drop }) => drop),
    events: events.map(toHistory),
  };
}

type Difference = Required<Pick<StateChange, 'put' | 'drop'>>;

function changed<T>(
  kind: BookStateKind,
  before: readonly T[],
  after: readonly T[],
  keyOf: (value: T) => string,
): Difference {
  const known = new Map(before.map((value) => [keyOf(value), value]));
  const keys = new Set(after.map(keyOf));
  return {
    put: after
      .filter((value) => JSON.stringify(known.get(keyOf(value))) !== JSON.stringify(value))
      .map((value) => ({ kind, key: keyOf(value), value })),
    drop: [...known.keys()].filter((key) => !keys.has(key)).map((key) => ({ kind, key })),
  };
}

/** Told by what was noted then: why it is over, or who knows of it. */
const SAID_LAST: ReadonlySet<IncidentEvent['what']> = new Set(['acknowledged', 'resolved', 'withdrawn']);

function toHistory({ at, incident, what }: IncidentEvent): HistoryEvent {
  const { id, title, cause, lastSnapshot, links, devices } = incident;
  const [link = null] = links;
  const text = SAID_LAST.has(what) ? (incident.timeline.at(-1)?.text ?? what) : cause;
  return {
    ...{ at, kind: `incident.${what}`, snapshot: lastSnapshot, incident: id, devices, ends: links.flatMap(linkEnds) },
    ...{ link: links.length === 1 ? link : null, text: `${title}: ${text}` },
  };
}

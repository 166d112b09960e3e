// What people do with incidents: say that they know, and close what is not going to be mended.
import { type Incident, type IncidentEvent, ToposcopeError } from '../model/index.ts';
import type { BookUpdate, IncidentBook } from './book.ts';
import { explainedKeys, ownKeys } from './damping.ts';
import { note, resolve } from './entry.ts';
import { later } from './times.ts';

export interface Word {
  readonly by: string;
  /** Empty where there is none. */
  readonly comment: string;
}

/**
 * Repeats stop; it still escalates and resolves. News (a cable moved or swapped, a chassis replaced) is over once seen. Throws
 * INCIDENT_NOT_FOUND; of one that is resolved nothing changes.
 */
export function acknowledge(book: IncidentBook, id: string, word: Word, now: string): BookUpdate {
  const incident = find(book, id);
  if (incident.stage === 'resolved') return { book, events: [] };
  const at = later(now, book.clock);
  const { by, comment } = word;
  const seen = note({ ...incident, acknowledged: { by, at, comment } }, at, `acknowledged by ${quote(word)}`);
  const events: IncidentEvent[] = [{ at, incident: seen, what: 'acknowledged' }];
  if (!NEWS.has(incident.kind)) return { book: replace(book, seen, at), events };
  const over = end(replace(book, seen, at), seen, `seen by ${by}`, at);
  return { book: over.book, events: [...events, ...over.events] };
}

const NEWS: ReadonlySet<string> = new Set(['cables-swapped', 'device-replaced', 'link-moved']);

/** Over because a person says so: what it is made of, or explains, stays quiet until it has been well in between. */
export function closeIncident(book: IncidentBook, id: string, word: Word, now: string): BookUpdate {
  const incident = find(book, id);
  if (incident.stage === 'resolved') return { book, events: [] };
  return end(book, incident, `closed by ${quote(word)}`, later(now, book.clock));
}

function end(book: IncidentBook, incident: Incident, why: string, at: string): BookUpdate {
  const over = resolve(incident, at, why);
  const keys = new Set([...ownKeys(incident), ...explainedKeys(incident)]);
  const conditions = book.conditions.map((one) => (keys.has(one.key) ? { ...one, closed: true } : one));
  const what = incident.warnedAt === null ? 'withdrawn' : 'resolved';
  return { book: { ...replace(book, over, at), conditions }, events: [{ at, incident: over, what }] };
}

function find({ incidents }: IncidentBook, id: string): Incident {
  const incident = incidents.find((one) => one.id === id);
  if (incident) return incident;
  const open = incidents.filter(({ stage }) => stage !== 'resolved').map((one) => one.id);
  const hint = open.length > 0 ? `open are: ${open.join(', ')}` : 'no incident is open';
  throw new ToposcopeError('INCIDENT_NOT_FOUND', `no incident has the id "${id}"`, { hint, context: { id } });
}

function replace(book: IncidentBook, incident: Incident, at: string): IncidentBook {
  const incidents = book.incidents.map((one) => (one.id === incident.id ? incident : one));
  return { ...book, incidents, clock: at };
}

function quote({ by, comment }: Word): string {
  return comment === '' ? by : `${by}: ${comment}`;
}

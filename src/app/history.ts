// What happened: changes, incidents and messages of a device, a port, a link or everything, and the states in between.
import {
  canonicalPortName,
  type HistoryEvent,
  type HistoryInterval,
  type HistoryQuery,
  ToposcopeError,
} from '../model/index.ts';
import { parseTime, type Store } from '../store/index.ts';
import { explain } from '../topology/index.ts';

export interface HistoryRequest {
  /** Device, `device:port` or link id; null is everything. */
  readonly reference: string | null;
  /** A time, `"2 d ago"`, a snapshot id, `latest~1`. */
  readonly since: string | null;
  readonly until: string | null;
  readonly limit: number;
}

export interface History {
  readonly subject: string | null;
  /** Newest last. */
  readonly events: readonly HistoryEvent[];
  /** States and claims of the subject, by their beginning; empty where everything is asked for. */
  readonly intervals: readonly HistoryInterval[];
}

export async function readHistory(store: Store, request: HistoryRequest): Promise<History> {
  const now = new Date();
  const subject = request.reference === null ? null : await subjectOf(store, request.reference);
  const query: HistoryQuery = {
    ...(subject ?? { device: null, port: null, link: null }),
    since: await timeOf(store, request.since, now),
    until: await timeOf(store, request.until, now),
    limit: request.limit,
  };
  const events = await store.history(query);
  const intervals = subject === null ? [] : await store.intervals(query);
  if (subject !== null && events.length + intervals.length === 0) await requireKnown(store, subject, request);
  return { subject: request.reference, events, intervals };
}

type Subject = Pick<HistoryQuery, 'device' | 'port' | 'link'>;

/** By the names of the last snapshot; what it does not know (any more) is taken as it is written. */
async function subjectOf(store: Store, reference: string): Promise<Subject> {
  const snapshot = await store.latest();
  const text = snapshot === null ? reference : nameIn(reference, () => explain(snapshot, reference).subject.name);
  if (text.includes('--')) return { device: null, port: null, link: text };
  const colon = text.indexOf(':');
  if (colon === -1) return { device: text, port: null, link: null };
  return { device: text.slice(0, colon), port: canonicalPortName(text.slice(colon + 1)), link: null };
}

function nameIn(reference: string, find: () => string): string {
  try {
    return find();
  } catch (error) {
    if (error instanceof ToposcopeError && error.code === 'TOPOLOGY_NOT_FOUND') return reference;
    throw error;
  }
}

/** TOPOLOGY_NOT_FOUND for what neither the last snapshot nor the past knows. */
async function requireKnown(
  store: Store,
  subject: Subject,
  { reference, since, until }: HistoryRequest,
): Promise<void> {
  const everything = { ...subject, since: null, until: null, limit: 1 };
  const isLimited = since !== null || until !== null;
  if (isLimited && (await store.history(everything)).length + (await store.intervals(everything)).length > 0) return;
  const snapshot = await store.latest();
  if (snapshot !== null && reference !== null) explain(snapshot, reference);
}

async function timeOf(store: Store, text: string | null, now: Date): Promise<string | null> {
  if (text === null) return null;
  const time = parseTime(text, now);
  if (time !== null) return time.toISOString();
  const taken = (await store.list()).includes(text) || /^latest(~\d+)?$/.test(text) ? await store.read(text) : null;
  if (taken !== null) return taken.takenAt;
  throw new ToposcopeError('CLI_USAGE', `"${text}" is no time and no snapshot`, {
    hint: 'write a time such as 2026-11-21T10:05, "10 min ago" or "2 d ago", the id of a snapshot, or latest~1',
  });
}

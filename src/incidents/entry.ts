// One incident through one step: opened or continued by its cause, or left without one. Stages and events come after.
import type { Incident } from '../model/index.ts';
import { type Cause, devicesOf, evidenceOf, explainsOf, linksOf } from './cause.ts';
import { fingerprintOf, incidentId } from './fingerprint.ts';
import { listNames } from './words.ts';

/** Entries of a timeline; the first is kept, and the newest. */
const MAX_TIMELINE = 100;

export function note(incident: Incident, at: string, text: string): Incident {
  const [first, ...rest] = [...incident.timeline, { at, text }];
  const timeline = first ? [first, ...rest.slice(-(MAX_TIMELINE - 1))] : [];
  return { ...incident, timeline, updatedAt: at };
}

export function openIncident(cause: Cause, at: string, snapshot: string): Incident {
  const fingerprint = fingerprintOf(cause.family, cause.subject);
  const incident: Incident = {
    id: incidentId(fingerprint, at),
    ...{ fingerprint, subject: cause.subject, stage: 'suspected', ...tellingOf(cause), evidence: evidenceOf(cause) },
    ...{ flapping: false, transitions: [], confirmations: 0, openedAt: at, updatedAt: at },
    ...{ warnedAt: null, alertedAt: null, resolvedAt: null, acknowledged: null, maintenance: null },
    ...{ lastSeenAt: at, firstSnapshot: snapshot, lastSnapshot: snapshot, timeline: [] },
  };
  return note(incident, at, `${cause.title}: ${cause.cause}`);
}

/** What it says of its cause, which may change while it is open. */
function tellingOf(cause: Cause) {
  const { kind, title, severity } = cause;
  const telling = { kind, title, severity, cause: cause.cause };
  return { ...telling, devices: devicesOf(cause), links: linksOf(cause), explains: explainsOf(cause) };
}

/** Resolved a short while ago, and there again: the same one goes on. */
export function reopen(incident: Incident, cause: Cause, at: string): Incident {
  const open: Incident = {
    ...incident,
    ...{ ...tellingOf(cause), evidence: evidenceOf(cause), stage: 'suspected', confirmations: 0 },
    ...{ warnedAt: null, alertedAt: null, resolvedAt: null, acknowledged: null, maintenance: null },
  };
  return note(open, at, `again: ${cause.title}: ${cause.cause}`);
}

export interface Continued {
  readonly incident: Incident;
  /** Whether a person would want to know: it says something else than before. */
  readonly isNews: boolean;
}

export function continueIncident(incident: Incident, cause: Cause, at: string): Continued {
  const telling = tellingOf(cause);
  const { explains } = telling;
  const [had, has] = [incident.explains, explains].map((one) => [...one.devices, ...one.links]);
  const more = (has ?? []).filter((name) => !had?.includes(name));
  const isOther = telling.title !== incident.title || telling.severity !== incident.severity;
  const news = [
    ...(isOther ? [`${telling.title}: ${cause.cause}`] : []),
    ...(more.length > 0 ? [`it explains ${listNames(more)} too`] : []),
    ...changeOfLinks(incident.links, telling.links),
  ];
  const next = { ...incident, ...telling, evidence: evidenceOf(cause) };
  if (news.length === 0) return { incident: isSame(incident, next) ? incident : next, isNews: false };
  return { incident: note(next, at, news.join('; ')), isNews: true };
}

function changeOfLinks(had: readonly string[], has: readonly string[]): string[] {
  const come = has.filter((link) => !had.includes(link));
  const gone = had.filter((link) => !has.includes(link));
  return [
    ...(come.length > 0 ? [`${listNames(come)} too`] : []),
    ...(gone.length > 0 ? [`${listNames(gone)} no longer`] : []),
  ];
}

function isSame(one: Incident, other: Incident): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** `seen`: a poll has confirmed it just now. Once in a row it is noted that nobody can tell. */
export function confirm(incident: Incident, cause: Cause, snapshot: string, at: string, why: string | null): Incident {
  const seen = cause.own.filter(({ known, lastSnapshot }) => known && lastSnapshot === snapshot);
  const proven = seen.some(({ firm, firstSnapshot }) => firm || firstSnapshot !== snapshot);
  if (seen.length > 0) {
    const confirmations = incident.confirmations + (proven ? 1 : 0);
    return { ...incident, confirmations, lastSeenAt: at, lastSnapshot: snapshot };
  }
  const text = 'cannot be judged now';
  return incident.timeline.at(-1)?.text.startsWith(text)
    ? incident
    : note(incident, at, `${text}: ${why ?? 'nobody was polled'}`);
}

export function resolve(incident: Incident, at: string, why: string): Incident {
  const over: Incident = { ...incident, stage: 'resolved', flapping: false, resolvedAt: at };
  return note(over, at, `${incident.warnedAt === null ? 'withdrawn' : 'resolved'}: ${why}`);
}

// The three ways in which time goes on for the book: a snapshot, what devices say unasked, and the clock.
import type { Condition, Incident, LinkEnd, NetworkEvent, Pulse, Snapshot } from '../model/index.ts';
import type { BookUpdate, IncidentBook, IncidentRules } from './book.ts';
import { findCauses } from './causes.ts';
import { type Hint, suspectLinks, updateConditions } from './conditions.ts';
import { dampingOf, longestFlap, ownKeys, portKey } from './damping.ts';
import { addPulse, addPulses, recentPulses } from './pulses.ts';
import { isNews, isOldNews, NEWS_SECONDS } from './recabling.ts';
import { type Reconciled, reconcile, type Step } from './reconcile.ts';
import { Scene } from './scene.ts';
import { alertDue, stage, steadyDue } from './stages.ts';
import { addSeconds, finishedAt, isBefore, later, secondsBetween } from './times.ts';

const NOTHING: ReadonlyMap<string, string> = new Map();

/**
 * What a snapshot says. `previous` is the one that its changes compare with. Snapshots are looked at in their order; one
 * that was looked at already changes nothing. Times are those of the snapshot, never later than `now`.
 */
export function observeSnapshot(
  book: IncidentBook,
  snapshot: Snapshot,
  previous: Snapshot | null,
  rules: IncidentRules,
  now: string,
): BookUpdate {
  if (snapshot.id === book.processed) return { book, events: [] };
  const seen = finishedAt(snapshot);
  const at = later(isBefore(now, seen) ? now : seen, book.clock);
  const scene = new Scene(snapshot);
  const look = { now: scene, before: previous && new Scene(previous), rules, at };
  const updated = updateConditions(book.conditions, look);
  const { conditions, cleared, unknown } = updated;
  const pulses = pulsesOf(book);
  addPulses(pulses, updated, at);
  const incidents = withoutOld(book.incidents, rules, at);
  const step = { ...weather(conditions, pulses, rules, at), snapshot: snapshot.id, isPoll: true, cleared, unknown };
  const reconciled = reconcile(incidents, findCauses(conditions, scene, incidents), step);
  return write({ ...book, processed: snapshot.id, conditions }, reconciled, step);
}

/** An event that `app` has recognised: of a device of the inventory, and the port it names in canonical form. */
export interface DeviceEvent {
  readonly event: NetworkEvent;
  readonly device: string;
  readonly port: string | null;
}

/**
 * What devices say unasked: carriers that go are counted, and the cable is suspected. Nothing is confirmed or resolved by
 * it: a poll does that. `latest` is the newest snapshot, which knows the cable of a port; null only counts.
 */
export function observeEvents(
  book: IncidentBook,
  events: readonly DeviceEvent[],
  rules: IncidentRules,
  now: string,
  latest: Snapshot | null = null,
): BookUpdate {
  const at = later(now, book.clock);
  const scene = latest && new Scene(latest);
  const carriers = events.flatMap((one) => toCarrier(one) ?? []).filter((one) => isWatched(one, book, scene));
  if (carriers.length === 0) return { book, events: [] };
  const pulses = pulsesOf(book);
  for (const { end, down, time } of carriers) addPulse(pulses, portKey(end), down, time);
  const incidents = withoutOld(book.incidents, rules, at);
  if (!scene) return restage({ ...book, incidents }, weather(book.conditions, pulses, rules, at), NOTHING);
  const hints = carriers.filter(({ down }) => down).flatMap((one) => hintsOf(one, scene));
  const conditions = suspectLinks(book.conditions, hints, { now: scene, before: null, rules, at });
  const base = weather(conditions, pulses, rules, at);
  const step = { ...base, snapshot: scene.snapshot.id, isPoll: false, cleared: NOTHING, unknown: NOTHING };
  return write({ ...book, conditions }, reconcile(incidents, findCauses(conditions, scene, incidents), step), step);
}

interface Carrier {
  readonly end: LinkEnd;
  readonly down: boolean;
  readonly time: string;
  readonly text: string;
}

function toCarrier({ event, device, port }: DeviceEvent): Carrier | null {
  const down = event.kind === 'link-down' || event.kind === 'line-down';
  const up = event.kind === 'link-up' || event.kind === 'line-up';
  if (port === null || (!down && !up)) return null;
  return { end: { device, port }, down, time: event.at, text: event.text };
}

/** A cable is, or lately was, in that port. */
function isWatched({ end }: Carrier, { conditions }: IncidentBook, scene: Scene | null): boolean {
  const isEnd = ({ device, port }: LinkEnd): boolean => device === end.device && port === end.port;
  return (scene?.linksAt(end).length ?? 0) > 0 || conditions.some(({ ends }) => ends.some(isEnd));
}

function hintsOf({ end, text }: Carrier, scene: Scene): Hint[] {
  const links = scene.linksAt(end).filter(({ a, b }) => ![a, b].some(({ device }) => scene.device(device)?.ignored));
  return links.map((link) => ({ link, end, text }));
}

/** The clock went on: incidents grow old, flapping ends, maintenance is over, and news is news no longer. */
export function tick(book: IncidentBook, rules: IncidentRules, now: string): BookUpdate {
  const at = later(now, book.clock);
  const old = book.conditions.filter((condition) => isOldNews(condition, at));
  const cleared = new Map(old.map(({ key }) => [key, 'it has stood for a day']));
  const conditions = old.length === 0 ? book.conditions : book.conditions.filter(({ key }) => !cleared.has(key));
  const incidents = withoutOld(book.incidents, rules, at);
  return restage({ ...book, incidents, conditions }, weather(conditions, pulsesOf(book), rules, at), cleared);
}

type Weather = Pick<Step, 'at' | 'conditions' | 'pulses' | 'rules'>;

function weather(
  conditions: readonly Condition[],
  pulses: ReadonlyMap<string, Pulse>,
  rules: IncidentRules,
  at: string,
): Weather {
  return { at, rules, pulses, conditions: new Map(conditions.map((condition) => [condition.key, condition])) };
}

function pulsesOf({ pulses }: IncidentBook): Map<string, Pulse> {
  return new Map(pulses.map((pulse) => [pulse.key, pulse]));
}

/** Open incidents as they are, each with the time that has gone by. */
function restage(book: IncidentBook, now: Weather, cleared: ReadonlyMap<string, string>): BookUpdate {
  const staged = book.incidents.map((incident) => {
    if (incident.stage === 'resolved') return { incident, what: null };
    const keys = ownKeys(incident);
    const stands = keys.some((key) => now.conditions.has(key));
    const why = keys.flatMap((key) => cleared.get(key) ?? [])[0] ?? 'it has not come back';
    return stage(incident, stands ? null : why, now);
  });
  const events = staged.flatMap(({ incident, what }) => (what === null ? [] : [{ at: now.at, incident, what }]));
  return write(book, { incidents: staged.map(({ incident }) => incident), events }, now);
}

function write(book: IncidentBook, { incidents, events }: Reconciled, { pulses, rules, at }: Weather): BookUpdate {
  const recent = recentPulses(pulses, longestFlap(rules), at);
  return { book: { ...book, incidents, pulses: recent, clock: at }, events };
}

/** What was resolved so long ago that it would be another incident leaves the book. */
function withoutOld(incidents: readonly Incident[], rules: IncidentRules, at: string): readonly Incident[] {
  const isRecent = ({ resolvedAt, devices }: Incident): boolean =>
    resolvedAt === null || secondsBetween(resolvedAt, at) <= dampingOf(devices, rules).flapSeconds;
  return incidents.filter(isRecent);
}

/** Maintenance ends when its window says so, which only the rules know: look again so soon. */
const MAINTENANCE_SECONDS = 60;

/** When `tick` would next change something; null where only a poll can. */
export function nextTick(book: IncidentBook, rules: IncidentRules, now: string): string | null {
  const conditions = new Map(book.conditions.map((condition) => [condition.key, condition]));
  const times = book.incidents.flatMap((incident) => {
    if (incident.stage === 'resolved') return [];
    const damping = dampingOf(incident.devices, rules);
    const quiet = incident.maintenance === null ? null : addSeconds(now, MAINTENANCE_SECONDS);
    return [alertDue(incident, damping, conditions), steadyDue(incident, damping), quiet];
  });
  const news = book.conditions.filter(({ family }) => isNews(family));
  const all = [...times, ...news.map(({ since }) => addSeconds(since, NEWS_SECONDS))].filter((time) => time !== null);
  const [first] = all.sort((x, y) => Date.parse(x) - Date.parse(y));
  return first === undefined ? null : later(first, now);
}

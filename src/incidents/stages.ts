// How far an incident has come: quarantine, warning, alert; flapping and steady; under maintenance or not.
import type { Condition, Damping, Incident, IncidentEvent, Pulse } from '../model/index.ts';
import type { IncidentRules } from './book.ts';
import { dampingOf, holdOf, ownKeys, transitionsOf } from './damping.ts';
import { note, resolve } from './entry.ts';
import { within } from './pulses.ts';
import { addSeconds, isBefore } from './times.ts';

export interface Weather {
  readonly rules: IncidentRules;
  readonly at: string;
  readonly conditions: ReadonlyMap<string, Condition>;
  readonly pulses: ReadonlyMap<string, Pulse>;
}

export interface Staged {
  readonly incident: Incident;
  readonly what: IncidentEvent['what'] | null;
}

/** At most one event per incident and step: the gravest. `gone` says why nothing stands any more; null while it does. */
export function stage(incident: Incident, gone: string | null, weather: Weather): Staged {
  const flaps = watchFlaps(withMaintenance(incident, weather), weather);
  const { incident: now } = flaps;
  if (gone !== null && !now.flapping) {
    return { incident: resolve(now, weather.at, gone), what: now.warnedAt === null ? 'withdrawn' : 'resolved' };
  }
  if (now.flapping) return { incident: now, what: flaps.what ?? ended(incident, now, 'flapping') };
  const staged = escalate(now, weather);
  const told = now.stage === 'alert' ? 'alerted' : now.stage === 'warning' ? 'warned' : null;
  return { incident: staged.incident, what: staged.what ?? ended(incident, now, told) ?? flaps.what };
}

/** A window ended and the trouble stands: it is told now. */
function ended(before: Incident, after: Incident, what: Staged['what']): Staged['what'] {
  return before.maintenance !== null && after.maintenance === null ? what : null;
}

function withMaintenance(incident: Incident, { rules, at }: Weather): Incident {
  const maintenance = rules.maintenanceOf(incident.devices, at);
  if (maintenance === incident.maintenance) return incident;
  const text =
    maintenance === null ? `maintenance "${incident.maintenance}" is over` : `in maintenance "${maintenance}"`;
  return note({ ...incident, maintenance }, at, text);
}

function watchFlaps(incident: Incident, { rules, at, pulses }: Weather): Staged {
  const { flapTransitions, flapSeconds } = dampingOf(incident.devices, rules);
  const recent = within(transitionsOf(incident, pulses), flapSeconds, at);
  const isSame = recent.join() === incident.transitions.join();
  const now = isSame ? incident : { ...incident, transitions: recent };
  if (!now.flapping && recent.length >= flapTransitions) return { incident: startFlapping(now, at), what: 'flapping' };
  if (!now.flapping || recent.length > 0) return { incident: now, what: null };
  return { incident: note({ ...now, flapping: false }, at, 'steady again'), what: 'steady' };
}

/** Trouble that comes and goes is as real as trouble that stays, so it leaves quarantine. */
function startFlapping(incident: Incident, at: string): Incident {
  const warned = incident.stage === 'suspected' ? { stage: 'warning' as const, warnedAt: at } : {};
  const text = `flapping: came or went ${incident.transitions.length} times lately`;
  return note({ ...incident, ...warned, flapping: true }, at, text);
}

function escalate(incident: Incident, weather: Weather): Staged {
  const { rules, at } = weather;
  const damping = dampingOf(incident.devices, rules);
  const { confirmations } = incident;
  const isWarning = incident.stage === 'suspected' && confirmations >= damping.warnAfterPolls;
  const warned = isWarning ? { ...incident, stage: 'warning' as const, warnedAt: at } : incident;
  if (isAlert(warned, damping, weather)) {
    const text = `alert after ${confirmations} ${confirmations === 1 ? 'poll' : 'polls'}`;
    return { incident: note({ ...warned, stage: 'alert', alertedAt: at }, at, text), what: 'alerted' };
  }
  if (!isWarning) return { incident, what: null };
  return { incident: note(warned, at, `warning: a poll has confirmed it`), what: 'warned' };
}

function isAlert(incident: Incident, damping: Damping, weather: Weather): boolean {
  const due = alertDue(incident, damping, weather.conditions);
  return due !== null && (incident.confirmations >= damping.alertAfterPolls || !isBefore(weather.at, due));
}

/** When its age since the warning makes it an alert; null where it never does: an early warning is none. */
export function alertDue(
  { stage, kind, flapping, warnedAt, ...incident }: Incident,
  { alertAfterSeconds }: Damping,
  conditions: ReadonlyMap<string, Condition>,
): string | null {
  if (stage !== 'warning' || warnedAt === null || flapping || kind === 'link-ageing') return null;
  const own = ownKeys({ kind, ...incident }).flatMap((key) => conditions.get(key) ?? []);
  if (own.length > 0 && own.every(({ hopeful }) => hopeful)) return null;
  return addSeconds(warnedAt, alertAfterSeconds ?? holdOf(own));
}

/** When it will be steady; null where it does not flap. */
export function steadyDue(incident: Incident, { flapSeconds }: Damping): string | null {
  const last = incident.transitions.at(-1);
  // A pulse counts up to and including its last second.
  return incident.flapping && last !== undefined ? addSeconds(last, flapSeconds + 1) : null;
}

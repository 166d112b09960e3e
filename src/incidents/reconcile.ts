// Causes that stand now against incidents that are open: opened, continued, folded into another, gone.
import { compareText, type Incident, type IncidentEvent } from '../model/index.ts';
import type { Cause } from './cause.ts';
import { ownKeys } from './damping.ts';
import { confirm, continueIncident, note, openIncident, reopen } from './entry.ts';
import { fingerprintOf } from './fingerprint.ts';
import { type Staged, stage, type Weather } from './stages.ts';

export interface Step extends Weather {
  readonly snapshot: string;
  /** Whether it was a poll; an event confirms nothing. */
  readonly isPoll: boolean;
  /** Key of a condition → why it is over, or why nobody can tell. */
  readonly cleared: ReadonlyMap<string, string>;
  readonly unknown: ReadonlyMap<string, string>;
}

export interface Reconciled {
  /** Sorted by id. */
  readonly incidents: readonly Incident[];
  readonly events: readonly IncidentEvent[];
}

/** At most one incident per fingerprint is in the book, open or just resolved. */
export function reconcile(incidents: readonly Incident[], causes: readonly Cause[], step: Step): Reconciled {
  const byPrint = new Map(incidents.map((incident) => [incident.fingerprint, incident]));
  const wanted = new Map(causes.map((cause) => [fingerprintOf(cause.family, cause.subject), cause]));
  const left = incidents.filter(({ fingerprint, stage }) => stage !== 'resolved' && !wanted.has(fingerprint));
  const homes = new Map(
    left.flatMap((incident): [Incident, string][] => {
      const home = homeOf(incident, wanted, step);
      return home === null ? [] : [[incident, home]];
    }),
  );
  const over = left.map((incident) => leave(incident, wanted.get(homes.get(incident) ?? ''), step));
  const standing = [...wanted].map(([print, cause]) => {
    const folded = left.filter((incident) => homes.get(incident) === print);
    return stand(byPrint.get(print), cause, folded, step);
  });
  const touched = [...over, ...standing];
  const changed = new Map(touched.map(({ incident }) => [incident.fingerprint, incident]));
  const kept = incidents.filter(({ fingerprint }) => !changed.has(fingerprint));
  return {
    incidents: [...kept, ...changed.values()].sort((x, y) => compareText(x.id, y.id)),
    events: touched.flatMap(({ incident, what }) => (what === null ? [] : [{ at: step.at, incident, what }])),
  };
}

/** Fingerprint of the cause that its trouble is a part of now; null where it is not there any more, or closed. */
function homeOf(incident: Incident, wanted: ReadonlyMap<string, Cause>, { conditions }: Step): string | null {
  const keys = new Set(ownKeys(incident).filter((key) => conditions.has(key)));
  if (keys.size === 0) return null;
  const home = [...wanted].find(([, { own, explained }]) => [...own, ...explained].some(({ key }) => keys.has(key)));
  return home?.[0] ?? null;
}

/** Folded into another incident, over, or flapping and only away for the moment. */
function leave(incident: Incident, home: Cause | undefined, step: Step): Staged {
  if (home) return stage({ ...incident, flapping: false }, `it is part of another: ${home.title}`, unflapped(step));
  const why = ownKeys(incident).flatMap((key) => step.cleared.get(key) ?? []);
  return stage(incident, [...new Set(why)].join('; ') || 'it is not so any more', step);
}

/** What is folded does not flap on its own. */
function unflapped(step: Step): Step {
  return { ...step, pulses: new Map() };
}

function stand(known: Incident | undefined, cause: Cause, folded: readonly Incident[], step: Step): Staged {
  const { at, snapshot } = step;
  const isNew = known === undefined || known.stage === 'resolved';
  const begun = known === undefined ? openIncident(cause, at, snapshot) : reopen(known, cause, at);
  const continued = isNew || !known ? { incident: begun, isNews: false } : continueIncident(known, cause, at);
  const why = cause.own.flatMap(({ key }) => step.unknown.get(key) ?? [])[0] ?? null;
  const seen = step.isPoll ? confirm(continued.incident, cause, snapshot, at, why) : continued.incident;
  const heir = inherit(seen, folded, at);
  const staged = stage(heir, null, step);
  if (staged.what !== null) return staged;
  if (heir !== seen) return { ...staged, what: 'updated' };
  if (isNew) return { ...staged, what: 'suspected' };
  return continued.isNews && !staged.incident.flapping ? { ...staged, what: 'updated' } : staged;
}

/** It takes over how far the incidents had come that turned out to be a part of it, so that nobody is alarmed twice. */
function inherit(incident: Incident, folded: readonly Incident[], at: string): Incident {
  const told = folded.filter(({ warnedAt }) => warnedAt !== null);
  const [first] = told;
  if (!first || incident.stage === 'alert') return incident;
  const alerted = told.find(({ alertedAt }) => alertedAt !== null);
  const warnedAt = incident.warnedAt ?? first.warnedAt;
  const text = `takes over ${told.map(({ id }) => id).join(', ')}`;
  if (alerted) return note({ ...incident, stage: 'alert', warnedAt, alertedAt: alerted.alertedAt }, at, text);
  return note({ ...incident, stage: 'warning', warnedAt }, at, text);
}

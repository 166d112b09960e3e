// An incident is a change that matters to a person: opened once, updated, resolved; one per cause, not per link.
import { z } from 'zod';

/**
 * `device-down` it does not answer and nobody hears it any more · `device-unreachable` it cannot be polled, yet neighbours hear
 * it or cannot say · `link-lost` · `links-lost` several cables with one cause · `link-ageing` an early warning: advertisements
 * have stopped arriving · `device-replaced` another chassis under the same name.
 */
export const INCIDENT_KINDS = [
  'bundle-degraded',
  'bundle-lost',
  'cables-swapped',
  'device-down',
  'device-replaced',
  'device-unreachable',
  'link-ageing',
  'link-lost',
  'link-mismatch',
  'link-moved',
  'link-one-way',
  'links-lost',
] as const;

const Text = z.string().nullable();

/** `suspected` in quarantine, told to nobody · `warning` confirmed once · `alert` confirmed again, or older than the hold time. */
export const IncidentStage = z.enum(['suspected', 'warning', 'alert', 'resolved']);

export const Incident = z.object({
  /** Unique: fingerprint and time of opening. */
  id: z.string(),
  /** Of kind and subject only, so that the same trouble has the same one in every run. Hex. */
  fingerprint: z.string(),
  kind: z.enum(INCIDENT_KINDS),
  /** Device, link id or bundle id that it is about. */
  subject: z.string(),
  /** One line for a person, without time. */
  title: z.string(),
  stage: IncidentStage,
  severity: z.enum(['info', 'warning', 'critical']),
  /** Devices it happens at, sorted; host patterns of settings are matched against these. */
  devices: z.array(z.string()),
  links: z.array(z.string()),
  /** What follows from it and has no incident of its own: links, and devices only reachable through it. */
  explains: z.object({ links: z.array(z.string()), devices: z.array(z.string()) }),
  cause: z.string(),
  /** Facts it rests on, each a sentence. */
  evidence: z.array(z.string()),
  flapping: z.boolean(),
  /** Times at which it came or went lately, oldest first; bounded. */
  transitions: z.array(z.string()),
  /** How many polls in a row have confirmed it. */
  confirmations: z.number(),
  openedAt: z.string(),
  updatedAt: z.string(),
  warnedAt: Text,
  alertedAt: Text,
  resolvedAt: Text,
  acknowledged: z.object({ by: z.string(), at: z.string(), comment: z.string() }).nullable(),
  /** Name of the maintenance window that keeps it quiet; null where none does. */
  maintenance: Text,
  /** Last time it could be judged; what is unknown since then is never taken for good news. */
  lastSeenAt: z.string(),
  firstSnapshot: z.string(),
  lastSnapshot: z.string(),
  timeline: z.array(z.object({ at: z.string(), text: z.string() })),
});
export type Incident = z.infer<typeof Incident>;
export type IncidentKind = Incident['kind'];
export type IncidentStage = Incident['stage'];
export type Severity = Incident['severity'];

/** What happened to an incident just now; alerts are made of these. */
export interface IncidentEvent {
  readonly at: string;
  readonly incident: Incident;
  readonly what:
    | 'suspected'
    | 'warned'
    | 'alerted'
    | 'updated'
    | 'flapping'
    | 'steady'
    | 'acknowledged'
    | 'resolved'
    /** Gone before anybody was told. */
    | 'withdrawn';
}

// What a message says, in the words of docs/how-to/alerts.md: what templates are filled with and programs read on stdin. Stable.
import type { Incident, Severity } from '../../model/index.ts';
import type { AlertMessage } from '../channel.ts';
import { isResolved, worstSeverity } from '../severity.ts';
import { cleanText, toWellFormed } from './clean-text.ts';

export interface IncidentDocument {
  readonly id: string;
  /** Of the same trouble in every run. */
  readonly fingerprint: string;
  readonly kind: Incident['kind'];
  readonly subject: string;
  readonly title: string;
  readonly status: 'firing' | 'resolved';
  readonly stage: Incident['stage'];
  readonly severity: Severity;
  readonly devices: readonly string[];
  readonly links: readonly string[];
  readonly explains: { readonly links: readonly string[]; readonly devices: readonly string[] };
  readonly cause: string;
  readonly evidence: readonly string[];
  readonly flapping: boolean;
  readonly acknowledged: Incident['acknowledged'];
  readonly maintenance: string | null;
  readonly openedAt: string;
  readonly updatedAt: string;
  readonly resolvedAt: string | null;
  readonly firstSnapshot: string;
  readonly lastSnapshot: string;
  /** Page of it; null where the settings have no `link`. */
  readonly url: string | null;
}

/** Additions are no new version; a field that goes or changes its meaning is. */
export interface AlertDocument {
  readonly version: 1;
  readonly id: string;
  readonly channel: string;
  readonly group: string;
  readonly thread: string;
  readonly status: AlertMessage['status'];
  readonly occasion: AlertMessage['occasion'];
  readonly at: string;
  /** Of what still fires; where nothing does, of what did. */
  readonly severity: Severity;
  readonly firing: number;
  readonly resolved: number;
  readonly incidents: readonly IncidentDocument[];
}

/** `linkTemplate`: URL with `{id}`. Every text is one line without control characters, at most 1,000 characters long. */
export function toDocument(message: AlertMessage, linkTemplate: string | null): AlertDocument {
  const { id, channel, group, thread, status, occasion, at } = message;
  const open = message.incidents.filter((incident) => !isResolved(incident));
  const judged = open.length > 0 ? open : message.incidents;
  const document: AlertDocument = {
    ...{ version: 1, id, channel, group, thread, status, occasion, at },
    severity: worstSeverity(judged.map(({ severity }) => severity)),
    firing: open.length,
    resolved: message.incidents.length - open.length,
    incidents: message.incidents.map((incident) => toIncident(incident, linkTemplate)),
  };
  return cleanTexts(document);
}

function toIncident(incident: Incident, linkTemplate: string | null): IncidentDocument {
  const { id, fingerprint, kind, subject, title, stage, severity, devices, links, explains, cause, evidence } =
    incident;
  const { flapping, acknowledged, maintenance, openedAt, updatedAt, resolvedAt, firstSnapshot, lastSnapshot } =
    incident;
  return {
    ...{ id, fingerprint, kind, subject, title, status: isResolved(incident) ? 'resolved' : 'firing', stage, severity },
    ...{ devices, links, explains, cause, evidence, flapping, acknowledged, maintenance },
    ...{ openedAt, updatedAt, resolvedAt, firstSnapshot, lastSnapshot },
    url: linkTemplate?.replaceAll('{id}', () => encodeURIComponent(toWellFormed(id))) ?? null,
  };
}

/** Applied to every text, however deep: nothing of a stranger's can be forgotten. */
export function mapTexts<T>(value: T, change: (text: string) => string): T {
  if (typeof value === 'string') return change(value) as T;
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, change)) as T;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapTexts(item, change)])) as T;
}

function cleanTexts<T>(value: T): T {
  return mapTexts(value, (text) => cleanText(text));
}

// One cause: the conditions that are it, and those that only follow from it. Every incident that is open tells one.
import type { Condition, IncidentKind, Severity } from '../model/index.ts';
import type { CauseFamily } from './fingerprint.ts';
import { sortedUnique } from './words.ts';

export interface Cause {
  readonly family: CauseFamily;
  readonly subject: string;
  readonly kind: IncidentKind;
  readonly severity: Severity;
  readonly title: string;
  readonly cause: string;
  /** What it is made of; never empty. */
  readonly own: readonly Condition[];
  /** What has no incident of its own while this stands. */
  readonly explained: readonly Condition[];
  /** Links that nobody can judge because of it. */
  readonly unverified: readonly string[];
}

export function devicesOf({ own }: Cause): string[] {
  return sortedUnique(own.flatMap(({ devices }) => devices));
}

export function linksOf({ own }: Cause): string[] {
  return sortedUnique(own.flatMap(({ links }) => links));
}

export function evidenceOf({ own, explained }: Cause): string[] {
  const sentences = [...own, ...explained].flatMap(({ evidence }) => evidence);
  return [...new Set(sentences)].slice(0, MAX_EVIDENCE);
}

/** More is read by nobody; the snapshots have it all. */
const MAX_EVIDENCE = 40;

export function explainsOf(cause: Cause): { links: string[]; devices: string[] } {
  const own = new Set(linksOf(cause));
  const links = [...cause.explained.flatMap((condition) => condition.links), ...cause.unverified];
  const devices = cause.explained.filter(({ family }) => family === 'device').map(({ subject }) => subject);
  return { links: sortedUnique(links.filter((link) => !own.has(link))), devices: sortedUnique(devices) };
}

/** The gravest of several. */
export function worst(severities: readonly Severity[]): Severity {
  return SEVERITIES.findLast((severity) => severities.includes(severity)) ?? 'info';
}

const SEVERITIES: readonly Severity[] = ['info', 'warning', 'critical'];

/** Noticed no earlier than the other thing was last known to be well: the other may have caused it. */
export function mayFollow(effect: Condition, since: string): boolean {
  return Date.parse(effect.since) >= Date.parse(since);
}

/** The time from which on it may have caused things. */
export function onsetOf({ lastGood, since }: Condition): string {
  return lastGood ?? since;
}

// The order of severities and stages, and of incidents in a message: open before over, worst first.

import { compareText, type Incident, type Severity } from '../model/index.ts';
import type { KnownAs } from './channel.ts';

const SEVERITIES: readonly Severity[] = ['info', 'warning', 'critical'];
const STAGES: readonly Incident['stage'][] = ['suspected', 'warning', 'alert'];

/** Changes only when it gets worse, so that a receiver can know an incident by it. */
export function knownAs({ kind, severity }: Incident, before: KnownAs | null | undefined): KnownAs {
  return before && compareSeverity(severity, before.severity) <= 0 ? before : { kind, severity };
}

/** Below zero where `a` is the lesser. */
export function compareSeverity(a: Severity, b: Severity): number {
  return SEVERITIES.indexOf(a) - SEVERITIES.indexOf(b);
}

export function worstSeverity(severities: readonly Severity[]): Severity {
  return severities.reduce((a, b) => (compareSeverity(a, b) < 0 ? b : a), 'info');
}

export function isAtLeast(stage: Incident['stage'], least: 'warning' | 'alert'): boolean {
  return STAGES.indexOf(stage) >= STAGES.indexOf(least);
}

export function isResolved(incident: Incident): boolean {
  return incident.stage === 'resolved';
}

export function compareIncidents(a: Incident, b: Incident): number {
  return (
    Number(isResolved(a)) - Number(isResolved(b)) ||
    compareSeverity(b.severity, a.severity) ||
    compareText(a.openedAt, b.openedAt) ||
    compareText(a.id, b.id)
  );
}

// What the planner remembers: per channel and group which incidents are in it, and what was told of them. Plain JSON.
import type { Incident } from '../../model/index.ts';
import type { KnownAs } from '../channel.ts';

/** An incident in a group. It leaves when its resolution was told, or when nobody was told of it and it is over. */
export interface Member {
  /** As last known. */
  readonly incident: Incident;
  /** `digest` of it when last told; null where it never was. */
  readonly told: string | null;
  /** As what it is known to those who were told; null where nobody was. */
  readonly knownAs: KnownAs | null;
  /** Whether a route lets it through now; no maintenance window keeps it quiet. */
  readonly eligible: boolean;
}

export interface AlertGroup {
  readonly channel: string;
  /** What its members have in common, such as `site=lab`; empty where everything goes together. */
  readonly key: string;
  readonly members: readonly Member[];
  /** Since when there is something untold; null where there is nothing. */
  readonly newsAt: string | null;
  /** When the last message was made; null before the first. */
  readonly sentAt: string | null;
  /** Id of the first message since the group was last empty. */
  readonly thread: string | null;
  /** Messages made so far. */
  readonly sequence: number;
  /** Tells two lives of one group apart, so that no message id comes twice. */
  readonly openedAt: string;
}

/** By `groupId`. A value: whoever changes it makes a new one. */
export type PlanState = ReadonlyMap<string, AlertGroup>;

export function groupId(channel: string, key: string): string {
  return JSON.stringify([channel, key]);
}

/**
 * What of an incident is worth a message when it changes. Of a flapping one nothing but how bad it is: that it comes and goes
 * has been told.
 */
export function digest(incident: Incident): string {
  const { stage, flapping, severity } = incident;
  if (stage === 'resolved') return JSON.stringify({ stage });
  if (flapping) return JSON.stringify({ flapping, severity });
  const { kind, title, links, explains } = incident;
  return JSON.stringify({ kind, stage, severity, title, links, explains });
}

export function isUntold({ incident, told, eligible }: Member): boolean {
  if (incident.stage === 'resolved') return told !== null;
  return eligible && told !== digest(incident);
}

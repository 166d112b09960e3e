// The book of incidents: everything open, what was resolved so lately that it may come back as the same, and what it rests on.
import type { Condition, Incident, IncidentEvent, IncidentSettings, LinkEnd, Pulse } from '../model/index.ts';

/** A value: whoever changes it gets a new one. Lists are sorted by id or key. */
export interface IncidentBook {
  readonly incidents: readonly Incident[];
  /** Everything that is wrong, also what an incident explains. */
  readonly conditions: readonly Condition[];
  /** Comings and goings of late, for flapping. */
  readonly pulses: readonly Pulse[];
  /** Id of the last snapshot that was looked at; null before the first. */
  readonly processed: string | null;
  /** Latest time that was seen, so that no time of an incident runs backwards; null before the first. */
  readonly clock: string | null;
}

export const EMPTY_BOOK: IncidentBook = { incidents: [], conditions: [], pulses: [], processed: null, clock: null };

export interface IncidentRules {
  readonly settings: IncidentSettings;
  /** Ansible host pattern against a device name. */
  matches(pattern: string, device: string): boolean;
  /** Name of the maintenance window in force for all these devices at that time (windows of the settings), or null. */
  maintenanceOf(devices: readonly string[], at: string): string | null;
  /** Whether the settings have come to leave this port out, so that a cable lost there is nobody's business any more. */
  ignores?(end: LinkEnd): boolean;
}

export interface BookUpdate {
  readonly book: IncidentBook;
  /** In the order in which they happened. */
  readonly events: readonly IncidentEvent[];
}

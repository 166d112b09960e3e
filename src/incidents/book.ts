// The book of incidents: everything open, and what was resolved so lately that it may come back as the same.
import type { Incident, IncidentEvent, IncidentSettings } from '../model/index.ts';

/** A value: whoever changes it gets a new one. */
export interface IncidentBook {
  readonly incidents: readonly Incident[];
  /** Id of the last snapshot that was looked at; null before the first. */
  readonly processed: string | null;
}

export const EMPTY_BOOK: IncidentBook = { incidents: [], processed: null };

export interface IncidentRules {
  readonly settings: IncidentSettings;
  /** Ansible host pattern against a device name. */
  matches(pattern: string, device: string): boolean;
  /** Name of the maintenance window in force for all these devices at that time (windows of the settings), or null. */
  maintenanceOf(devices: readonly string[], at: string): string | null;
}

export interface BookUpdate {
  readonly book: IncidentBook;
  /** In the order in which they happened. */
  readonly events: readonly IncidentEvent[];
}

// Windows of time in which incidents are quiet: fixed ones of the settings, and those that a person opened.
import { isBefore } from './times.ts';

export interface Window {
  readonly name: string;
  /** Ansible host pattern. */
  readonly hosts: string;
  /** ISO 8601 UTC; null is open on that side. */
  readonly from: string | null;
  readonly to: string | null;
  /** Recurring windows are evaluated by whoever knows cron, and are never open here. */
  readonly cron?: string | null;
}

/** `from` belongs to a window, `to` does not. */
export function openWindows<T extends Window>(windows: readonly T[], at: string): T[] {
  return windows.filter(({ from, to, cron }) => {
    if (cron !== null && cron !== undefined) return false;
    return (from === null || !isBefore(at, from)) && (to === null || isBefore(at, to));
  });
}

/** Name of the first open window that covers all of the devices; null where none does. */
export function coveringWindow(
  open: readonly Pick<Window, 'name' | 'hosts'>[],
  devices: readonly string[],
  matches: (pattern: string, device: string) => boolean,
): string | null {
  if (devices.length === 0) return null;
  return open.find(({ hosts }) => devices.every((device) => matches(hosts, device)))?.name ?? null;
}

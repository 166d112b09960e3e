// Which maintenance window keeps devices quiet at a time: those of the settings, and silences that a person has set since.
import { createTask } from 'node-cron';
import type { MaintenanceWindow } from '../../model/index.ts';

/** Set by hand (`toposcope incidents silence`), kept with the incidents. */
export interface Silence {
  readonly id: string;
  /** Host pattern. */
  readonly hosts: string;
  readonly from: string;
  readonly to: string;
  readonly by: string;
  readonly comment: string;
}

type Matches = (pattern: string, device: string) => boolean;

const MINUTE_MS = 60_000;

/** Name of a window that is open at that time and covers every one of the devices; null where none does. */
export type MaintenanceCalendar = (devices: readonly string[], at: string) => string | null;

/** What is open is worked out once a minute: a schedule has to be asked about every minute of its window. */
export function maintenanceCalendar(
  windows: readonly MaintenanceWindow[],
  silences: readonly Silence[],
  matches: Matches,
): MaintenanceCalendar {
  const openAt = new Map<number, readonly MaintenanceWindow[]>();
  const openWindows = (at: string) => {
    const minute = Math.floor(Date.parse(at) / MINUTE_MS);
    const open = openAt.get(minute) ?? windows.filter((window) => isOpen(window, at));
    openAt.clear();
    openAt.set(minute, open);
    return open.filter(({ from, to }) => from === null || to === null || (from <= at && at < to));
  };
  return (devices, at) => {
    if (devices.length === 0) return null;
    const covers = ({ hosts }: { readonly hosts: string }) => devices.every((device) => matches(hosts, device));
    const silence = silences.find((one) => one.from <= at && at < one.to && covers(one));
    if (silence) return `silence ${silence.id} (${silence.comment || silence.by})`;
    return openWindows(at).find(covers)?.name ?? null;
  };
}

function isOpen(window: MaintenanceWindow, at: string): boolean {
  const { from, to, cron, minutes } = window;
  // To the minute: the exact second is looked at where it is asked for.
  if (from !== null && to !== null) return from.slice(0, 16) <= at.slice(0, 16) && at.slice(0, 16) <= to.slice(0, 16);
  return cron !== null && minutes !== null && hasBegun(cron, minutes, window.timezone ?? 'UTC', Date.parse(at));
}

/** Whether the expression named a minute so lately that the window which began then is still open. */
function hasBegun(cron: string, minutes: number, timezone: string, atMs: number): boolean {
  const task = createTask(cron, () => undefined, { timezone });
  try {
    const last = Math.floor(atMs / MINUTE_MS) * MINUTE_MS;
    for (let begin = last; begin > atMs - minutes * MINUTE_MS; begin -= MINUTE_MS) {
      if (task.match(new Date(begin))) return true;
    }
    return false;
  } finally {
    void task.destroy();
  }
}

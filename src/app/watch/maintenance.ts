// Which maintenance window keeps devices quiet at a time: those of the settings, and silences that a person has set since.
import { createTask } from 'node-cron';
import { coveringWindow, openWindows, type Window } from '../../incidents/index.ts';
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
  const found = { minute: Number.NaN, open: [] as readonly MaintenanceWindow[] };
  const openAt = (at: string) => {
    const minute = Math.floor(Date.parse(at) / MINUTE_MS);
    if (minute !== found.minute)
      Object.assign(found, { minute, open: windows.filter((window) => isRecurring(window, at)) });
    return [...openWindows(windows, at), ...found.open];
  };
  return (devices, at) => {
    const set = openWindows(silences.map(asWindow), at);
    return coveringWindow([...set, ...openAt(at)], devices, matches);
  };
}

function asWindow({ id, hosts, from, to, by, comment }: Silence): Window {
  return { name: `silence ${id} (${comment || by})`, hosts, from, to };
}

function isRecurring({ cron, minutes, timezone }: MaintenanceWindow, at: string): boolean {
  return cron !== null && minutes !== null && hasBegun(cron, minutes, timezone ?? 'UTC', Date.parse(at));
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

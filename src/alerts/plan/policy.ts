// How each channel groups and waits. Alertmanager does both itself, so it is told of each incident at once.
import type { AlertSettings, Incident } from '../../model/index.ts';
import { compareText } from '../../model/index.ts';

export interface GroupPolicy {
  readonly groupBy: AlertSettings['groupBy'];
  readonly waitMs: number;
  readonly intervalMs: number;
  /** Null never says again what has been said. */
  readonly repeatMs: number | null;
}

export function policyOf(settings: AlertSettings, channel: string): GroupPolicy {
  const type = settings.channels.find(({ name }) => name === channel)?.type;
  if (type === 'alertmanager') return { groupBy: ['incident'], waitMs: 0, intervalMs: 0, repeatMs: null };
  return {
    groupBy: settings.groupBy,
    waitMs: settings.groupWaitSeconds * 1000,
    intervalMs: settings.groupIntervalSeconds * 1000,
    repeatMs: settings.repeatSeconds * 1000,
  };
}

/** `site=lab kind=link-lost`. An incident between two sites belongs to both: `site=lab+west`. */
export function groupKey(
  incident: Incident,
  groupBy: AlertSettings['groupBy'],
  siteOf: (device: string) => string | null,
): string {
  const values = {
    site: () => distinct(incident.devices.map((device) => siteOf(device) ?? '')),
    device: () => distinct(incident.devices),
    kind: () => incident.kind,
    incident: () => incident.id,
  };
  return groupBy.map((label) => `${label}=${values[label]()}`).join(' ');
}

function distinct(values: readonly string[]): string {
  return [...new Set(values)]
    .filter((value) => value !== '')
    .sort(compareText)
    .join('+');
}

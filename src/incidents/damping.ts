// Which waits hold for an incident, and which conditions and pulses are its own.
import { type Condition, type Damping, formatEnd, type Incident, type LinkEnd, type Pulse } from '../model/index.ts';
import type { IncidentRules } from './book.ts';
import { DEFAULT_HOLD_SECONDS } from './link-conditions.ts';
import { conditionKey } from './verdict.ts';

/** Of the first group whose pattern matches one of the devices. */
export function dampingOf(devices: readonly string[], { settings, matches }: IncidentRules): Damping {
  const group = settings.groups.find(({ hosts }) => devices.some((device) => matches(hosts, device)));
  return group?.damping ?? settings.damping;
}

/** The longest time over which any device's flaps are counted, seconds. */
export function longestFlap({ settings }: IncidentRules): number {
  return Math.max(settings.damping.flapSeconds, ...settings.groups.map(({ damping }) => damping.flapSeconds));
}

type Telling = Pick<Incident, 'kind' | 'subject' | 'links' | 'devices'>;

/** Keys of the conditions that an incident is made of, whichever of them still stand. */
export function ownKeys({ kind, subject, links, devices }: Telling): string[] {
  switch (kind) {
    case 'device-down':
    case 'device-unreachable':
      return devices.map((device) => conditionKey('device', device));
    case 'device-replaced':
      return [conditionKey('replaced', subject)];
    case 'link-moved':
      return [conditionKey('moved', subject)];
    case 'cables-swapped':
      return [conditionKey('swapped', subject)];
    case 'link-ageing':
    case 'link-lost':
    case 'link-one-way':
      return [conditionKey('link', subject)];
    default:
      return [conditionKey('bundle', subject), ...links.map((link) => conditionKey('link', link))];
  }
}

/** Keys of what it explains. */
export function explainedKeys({ explains }: Incident): string[] {
  return [
    ...explains.devices.map((device) => conditionKey('device', device)),
    ...explains.links.flatMap((link) => [conditionKey('link', link), conditionKey('bundle', link)]),
  ];
}

/** Key of the pulses of a port. */
export function portKey(end: LinkEnd): string {
  return `port ${formatEnd(end)}`;
}

/** The fullest of the pulses of its conditions and of the ports of its links: one flap is seen at both ends and by polls. */
export function transitionsOf(incident: Incident, pulses: ReadonlyMap<string, Pulse>): readonly string[] {
  const ports = incident.links.flatMap((link) => link.split('--')).map((end) => `port ${end}`);
  const lists = [...ownKeys(incident), ...ports].map((key) => pulses.get(key)?.at ?? []);
  return lists.reduce((longest, list) => (list.length > longest.length ? list : longest), []);
}

/** Hold time of the conditions that stand, seconds. */
export function holdOf(conditions: readonly Condition[]): number {
  return Math.max(...conditions.map(({ holdSeconds }) => holdSeconds), 0) || DEFAULT_HOLD_SECONDS;
}

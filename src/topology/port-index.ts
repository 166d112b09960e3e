// Ports by end, without a search: each device's list is indexed once, when the first of its ports is asked for.
import type { LinkEnd, Port } from '../model/index.ts';
import type { Survey } from './survey.ts';

/** The port at an end, as this visit read it or as it was carried over; null where it is not known. */
export type PortIndex = (end: LinkEnd) => Port | null;

export function indexPorts(survey: Survey): PortIndex {
  const known = new Map<string, ReadonlyMap<string, Port>>();
  return ({ device, port }) => {
    if (port === null) return null;
    const ports = known.get(device) ?? new Map(survey.get(device)?.ports.map((one) => [one.name, one]));
    known.set(device, ports);
    return ports.get(port) ?? null;
  };
}

// Ports by end, without a search.
import type { LinkEnd, Port } from '../model/index.ts';
import { portList } from './identity/port-list.ts';
import type { Survey } from './survey.ts';

/** The port at an end, as this visit read it or as it was carried over; null where it is not known. */
export type PortIndex = (end: LinkEnd) => Port | null;

export function indexPorts(survey: Survey): PortIndex {
  const named = new Map<string, ReadonlyMap<string, Port>>();
  for (const [name, { ports }] of survey) named.set(name, portList(ports).named);
  return ({ device, port }) => (port === null ? null : (named.get(device)?.get(port) ?? null));
}

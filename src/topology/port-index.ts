// Ports by end, without a search.
import type { LinkEnd, Port } from '../model/index.ts';
import { portNamed } from './ports.ts';
import type { Survey } from './survey.ts';

/** The port at an end, as this visit read it or as it was carried over; null where it is not known. */
export type PortIndex = (end: LinkEnd) => Port | null;

export function indexPorts(survey: Survey): PortIndex {
  return ({ device, port }) => {
    const ports = port === null ? undefined : survey.get(device)?.ports;
    return port === null || ports === undefined ? null : portNamed(port, ports);
  };
}

// What the ports of a link say of it, read in the same visit: shut by someone, no carrier, or up and silent. Links and
// changes are judged here alike.
import type { LinkFault, Port } from '../../model/index.ts';

/** An end of a link, with its port as this visit read it; null where it was not read. */
export interface PortReading {
  readonly device: string;
  readonly port: Pick<Port, 'short' | 'adminUp' | 'operUp'> | null;
}

/**
 * A port that is shut explains the other end's missing carrier, so that it comes first. `silent` where a device that was
 * read hears nothing there although no port is down and one at least is known to be up; null where nothing tells.
 */
export function portFault(ports: readonly PortReading['port'][], isUnheard: boolean): LinkFault {
  if (ports.some((port) => port?.adminUp === false)) return 'admin-down';
  if (ports.some((port) => port?.operUp === false)) return 'line-down';
  return isUnheard && ports.some((port) => port?.operUp === true) ? 'silent' : null;
}

/** `r6-edge Gi0/1 is administratively down`, `the line protocol of r1 Gi0/1 is down`: which end it is, in the order given. */
export function portTroubles(ends: readonly PortReading[]): string[] {
  return ends.flatMap(({ device, port }) => {
    if (port?.adminUp === false) return [`${device} ${port.short} is administratively down`];
    return port?.operUp === false ? [`the line protocol of ${device} ${port.short} is down`] : [];
  });
}

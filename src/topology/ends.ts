// The two ends of a hearing, and a key for an end that no name can forge.
import type { LinkEnd } from '../model/index.ts';
import type { Hearing, Settled } from './claims.ts';

export function ownEnd(one: Hearing): LinkEnd {
  return { device: one.by, port: one.port };
}

export function farEnd(one: Settled): LinkEnd {
  return { device: one.far, port: one.farPort };
}

export function endKey(end: LinkEnd): string {
  return keyOf(end.device, end.port);
}

/** `endKey(ownEnd(one))`, without the end in between: this is asked several times for each of a hundred thousand hearings. */
export function ownKey(one: Hearing): string {
  return keyOf(one.by, one.port);
}

/** `endKey(farEnd(one))`. */
export function farKey(one: Settled): string {
  return keyOf(one.far, one.farPort);
}

/**
 * A number for each pair of ends, whichever comes first. Cheaper than a key composed of four texts, which would be written
 * and hashed anew for each of a hundred thousand hearings. Good for 67 million ends.
 */
export function numberPairs(): (one: LinkEnd, other: LinkEnd) => number {
  const devices = new Map<string, Map<string | null, number>>();
  let count = 0;
  const numberOf = ({ device, port }: LinkEnd): number => {
    const ports = devices.get(device) ?? new Map<string | null, number>();
    if (ports.size === 0) devices.set(device, ports);
    const number = ports.get(port) ?? count++;
    ports.set(port, number);
    return number;
  };
  return (one, other) => {
    const [x, y] = [numberOf(one), numberOf(other)];
    return Math.min(x, y) * 2 ** 26 + Math.max(x, y);
  };
}

/** Names and ports are printable: none holds a NUL. */
function keyOf(device: string, port: string | null): string {
  return port === null ? `${device}\u0000` : `${device}\u0000${port}\u0000`;
}

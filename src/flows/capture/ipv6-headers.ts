// The extension headers between the IPv6 header and what it carries (RFC 8200 §4).
import { readU16 } from '../read-bytes.ts';
import { CUT_SHORT } from './link-layer.ts';

export const FRAGMENT_HEADER = 44;
const [HOP_BY_HOP, ROUTING, AUTHENTICATION, OPTIONS] = [0, 43, 51, 60];
/** RFC 8200 §4.1 names each at most twice. */
const MAX_HEADERS = 16;

/**
 * Passes over the headers at `at`, of which `protocol` is the first: place · 256 + protocol of what is behind them, or CUT_SHORT. It stops at a
 * fragment header, unless that says that nothing was split (RFC 6946).
 */
export function passHeaders(bytes: Uint8Array, protocol: number, at: number, end: number): number {
  let next = protocol;
  let place = at;
  for (let i = 0; i < MAX_HEADERS; i++) {
    if (!isExtension(next)) break;
    if (place + 8 > end) return CUT_SHORT;
    if (next === FRAGMENT_HEADER && (readU16(bytes, place + 2) & 0xfff9) !== 0) break;
    const length = lengthOf(next, bytes[place + 1] as number);
    next = bytes[place] as number;
    place += length;
  }
  return place * 256 + next;
}

function isExtension(protocol: number): boolean {
  switch (protocol) {
    case HOP_BY_HOP:
    case ROUTING:
    case FRAGMENT_HEADER:
    case AUTHENTICATION:
    case OPTIONS:
      return true;
    default:
      return false;
  }
}

function lengthOf(protocol: number, units: number): number {
  if (protocol === FRAGMENT_HEADER) return 8;
  return protocol === AUTHENTICATION ? (units + 2) * 4 : (units + 1) * 8;
}

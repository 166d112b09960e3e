// Where a sampled packet was sent on to: next hops of routers, autonomous systems of BGP speakers.
import { type FlowBatch, KNOWN } from '../../batch.ts';
import { readU32 } from '../../read-bytes.ts';
import { ADDRESS_TYPE } from './state.ts';

/**
 * An address: its type, then 4 or 16 octets. Returns the family that was written into `nextHop`, or 0. Of two next hops of a sample the
 * first counts.
 */
export function decodeNextHop(batch: FlowBatch, row: number, bytes: Uint8Array, from: number, to: number): number {
  const words = addressWords(bytes, from);
  const known = batch.known[row] as number;
  if (words === 0 || from + 4 + 4 * words > to || (known & KNOWN.nextHop) !== 0) return 0;
  for (let word = 0; word < words; word++) batch.nextHop[4 * row + word] = readU32(bytes, from + 4 + 4 * word);
  batch.known[row] = known | KNOWN.nextHop;
  return words === 1 ? 4 : 6;
}

/**
 * sFlow v5 specification §5.3, `extended_gateway`: next hop, the router's own AS, the source's, the source's neighbour, and the path to the
 * destination in segments. No path: the destination is in the router's own AS, told as 0. Returns what `decodeNextHop` does.
 */
export function decodeGateway(batch: FlowBatch, row: number, bytes: Uint8Array, from: number, to: number): number {
  const words = addressWords(bytes, from);
  const at = from + 4 + 4 * words;
  if (words === 0 || at + 16 > to) return 0;
  batch.srcAs[row] = readU32(bytes, at + 4);
  const dstAs = lastOfPath(bytes, at + 12, to);
  batch.dstAs[row] = dstAs ?? 0;
  batch.known[row] = (batch.known[row] as number) | KNOWN.srcAs | (dstAs === null ? 0 : KNOWN.dstAs);
  return decodeNextHop(batch, row, bytes, from, to);
}

/** The last AS of the last segment; 0 without one; null where the path leads past the structure. */
function lastOfPath(bytes: Uint8Array, from: number, to: number): number | null {
  const segments = readU32(bytes, from);
  let at = from + 4;
  let last = 0;
  for (let done = 0; done < segments; done++) {
    if (at + 8 > to) return null;
    const length = readU32(bytes, at + 4);
    at += 8;
    if (length > (to - at) >>> 2) return null;
    at += 4 * length;
    if (length > 0) last = readU32(bytes, at - 4);
  }
  return last;
}

function addressWords(bytes: Uint8Array, at: number): number {
  const type = readU32(bytes, at);
  if (type === ADDRESS_TYPE.ipv4) return 1;
  return type === ADDRESS_TYPE.ipv6 ? 4 : 0;
}

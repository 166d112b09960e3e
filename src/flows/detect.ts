// Which protocol a datagram speaks, by its first octets: the ports it came on say nothing.
import { FLOW_PROTOCOLS } from './batch.ts';
import { readU16, readU32 } from './read-bytes.ts';

/** A value of FLOW_PROTOCOLS, or 0: no protocol of ours. NetFlow and IPFIX begin with 16 bits of version, sFlow with 32. */
export function detectProtocol(bytes: Uint8Array, from: number, to: number): number {
  if (to - from < 4) return 0;
  const version = readU16(bytes, from);
  if (version === 0) return readU32(bytes, from) === 5 ? FLOW_PROTOCOLS.sflow5 : 0;
  return version === 1 || version === 5 || version === 7 || version === 9 || version === 10 ? version : 0;
}

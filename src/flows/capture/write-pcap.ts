// Capture files to be read by tcpdump, tshark and every other tool: nanosecond pcap, in the order of octets of most machines.

/** What most tools take for "everything"; a longer packet is cut to it. */
const SNAP_LENGTH = 262_144;

/** The beginning of a file whose packets all are of one link type (`LINK_TYPES`). */
export function pcapHeader(linkType: number): Uint8Array {
  const header = Buffer.alloc(24);
  header.writeUInt32LE(0xa1b23c4d, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(SNAP_LENGTH, 16);
  header.writeUInt32LE(linkType, 20);
  return header;
}

/** One packet of which `bytes` was captured; `original` is its whole length, `timeMs` since 1970 (up to 2106). */
export function pcapPacket(bytes: Uint8Array, original: number, timeMs: number): Uint8Array {
  const captured = Math.min(bytes.length, SNAP_LENGTH);
  const packet = Buffer.alloc(16 + captured);
  const seconds = Math.floor(timeMs / 1000);
  packet.writeUInt32LE(seconds >>> 0, 0);
  packet.writeUInt32LE(Math.min(999_999_999, Math.round((timeMs - seconds * 1000) * 1_000_000)), 4);
  packet.writeUInt32LE(captured, 8);
  packet.writeUInt32LE(Math.max(captured, original), 12);
  packet.set(bytes.subarray(0, captured), 16);
  return packet;
}

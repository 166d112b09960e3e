// What both formats of capture files give: packets as captured.
import { readU16, readU32 } from '../read-bytes.ts';

/** Longer packets are taken for damage: Wireshark refuses the same on most link types (WTAP_MAX_PACKET_SIZE_STANDARD is 256 KiB). */
export const MAX_PACKET = 2 ** 20;

export interface PacketSink {
  /**
   * `bytes[from … to)` is what was captured of a packet that was `original` octets long. `timeMs` since 1970, with its fraction, or
   * null where the file tells none.
   */
  packet(bytes: Uint8Array, from: number, to: number, original: number, linkType: number, timeMs: number | null): void;
}

/** In the order of octets of the machine that wrote the file. */
export function readFileU32(bytes: Uint8Array, at: number, isLittle: boolean): number {
  if (!isLittle) return readU32(bytes, at);
  return (
    (((bytes[at + 3] as number) << 24) |
      ((bytes[at + 2] as number) << 16) |
      ((bytes[at + 1] as number) << 8) |
      (bytes[at] as number)) >>>
    0
  );
}

export function readFileU16(bytes: Uint8Array, at: number, isLittle: boolean): number {
  return isLittle ? ((bytes[at + 1] as number) << 8) | (bytes[at] as number) : readU16(bytes, at);
}

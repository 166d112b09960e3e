// Big-endian numbers out of a datagram. Callers check bounds once per structure; reading past the end gives 0, never an error.

export function readU16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
}

export function readU32(bytes: Uint8Array, at: number): number {
  return readI32(bytes, at) >>> 0;
}

/** The same four octets as a signed number: for differences that wrap, as those of uptimes. */
export function readI32(bytes: Uint8Array, at: number): number {
  return (
    ((bytes[at] as number) << 24) |
    ((bytes[at + 1] as number) << 16) |
    ((bytes[at + 2] as number) << 8) |
    (bytes[at + 3] as number)
  );
}

/** 48 bits: a MAC address as a number. */
export function readU48(bytes: Uint8Array, at: number): number {
  return readU16(bytes, at) * 0x1_0000_0000 + readU32(bytes, at + 2);
}

/** Exact up to 2^53; counters beyond that lose their last digits. */
export function readU64(bytes: Uint8Array, at: number): number {
  return readU32(bytes, at) * 0x1_0000_0000 + readU32(bytes, at + 4);
}

/** A number of 0 to 8 octets: reduced-size encoding (RFC 7011 §6.2). Longer ones give their last 8 octets. */
export function readUint(bytes: Uint8Array, at: number, size: number): number {
  let value = 0;
  for (let i = Math.max(0, size - 8); i < size; i++) value = value * 256 + (bytes[at + i] as number);
  return value;
}

/** A copy that stays what it is: `slice` of a Buffer is the same memory, and a socket or a capture writes its next datagram there. */
export function copyBytes(bytes: Uint8Array, from: number, to: number): Uint8Array {
  return new Uint8Array(bytes.subarray(from, to));
}

// The few BER encodings that an SNMPv2c trap needs. Definite lengths, shortest forms. X.690 §8.1–8.19; tags of RFC 2578 §7.1.

/** Universal tags, and those that SMIv2 adds. */
export const TAG = {
  integer: 0x02,
  octetString: 0x04,
  oid: 0x06,
  sequence: 0x30,
  gauge32: 0x42,
  timeTicks: 0x43,
} as const;

/** Tag, length, content. The long form of a length says first how many bytes it has (X.690 §8.1.3.5). */
export function encode(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const head = length < 128 ? [length] : [0x80 | bytesOf(length).length, ...bytesOf(length)];
  return Buffer.concat([Buffer.from([tag, ...head]), content]);
}

/** A whole number from 0 to 2^32 - 1; two's complement, so a leading 1 bit needs a zero byte before it. */
export function encodeNumber(tag: number, value: number): Buffer {
  const bytes = bytesOf(value);
  return encode(tag, Buffer.from((bytes[0] ?? 0) & 0x80 ? [0, ...bytes] : bytes));
}

export function encodeText(text: string): Buffer {
  return encode(TAG.octetString, Buffer.from(text, 'utf8'));
}

/** `1.3.6.1…`: the first two arcs share a byte, each other one takes seven bits a byte (X.690 §8.19). */
export function encodeOid(oid: string): Buffer {
  const [first = 0, second = 0, ...rest] = oid.split('.').map(Number);
  return encode(TAG.oid, Buffer.from([40 * first + second, ...rest.flatMap(arcBytes)]));
}

export function encodeSequence(parts: readonly Buffer[], tag: number = TAG.sequence): Buffer {
  return encode(tag, Buffer.concat(parts));
}

function arcBytes(arc: number): number[] {
  const bytes = [arc & 0x7f];
  for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128)) bytes.unshift(0x80 | (rest & 0x7f));
  return bytes;
}

/** Big-endian, without leading zeros; `[0]` for 0. */
function bytesOf(value: number): number[] {
  const bytes = [value % 256];
  for (let rest = Math.floor(value / 256); rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return bytes;
}

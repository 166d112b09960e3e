// How a column is written: as it is while its minute may still change, in byte planes and deflated when an hour is packed.
import { deflateSync, inflateSync } from 'node:zlib';

/** A NaN that says: the same as `bytes`. */
const SAME = 0x7fc00001;

/** One value that stands for all is written once: a blob of 4 octets. */
const ALL_ALIKE = 4;

/** Little-endian, as every machine is that Node runs on. */
export function packPlain(values: Float32Array): Uint8Array {
  return alike(bitsOf(values)) ?? octetsOf(values);
}

/** Into every `stride`-th value from `at`, at most `count` of them; those that the blob does not have stay. */
export function unpackPlain(packed: Uint8Array, into: Float32Array, at: number, stride: number, count: number): void {
  const values = aligned(packed);
  const isAlike = packed.length === ALL_ALIKE;
  const size = isAlike ? count : Math.min(count, values.length);
  const bits = bitsOf(into);
  for (let index = 0; index < size; index++) bits[at + index * stride] = values[isAlike ? 0 : index] as number;
}

export function packPlanes(values: Float32Array): Uint8Array {
  const bits = bitsOf(values);
  const size = bits.length;
  const same = alike(bits);
  if (same) return same;
  const planes = new Uint8Array(4 * size);
  for (let index = 0; index < size; index++) {
    const value = bits[index] as number;
    planes[index] = value >>> 24;
    planes[size + index] = value >>> 16;
    planes[2 * size + index] = value >>> 8;
    planes[3 * size + index] = value;
  }
  return deflateSync(planes, { level: 1 });
}

/** Fills `into`, which has as many values as were packed. */
export function unpackPlanes(packed: Uint8Array, into: Float32Array): void {
  const bits = bitsOf(into);
  const size = bits.length;
  if (packed.length === ALL_ALIKE) {
    bits.fill(aligned(packed)[0] as number);
    return;
  }
  const planes = inflateSync(packed);
  for (let index = 0; index < size; index++) {
    const high = ((planes[index] as number) << 24) | ((planes[size + index] as number) << 16);
    bits[index] = high | ((planes[2 * size + index] as number) << 8) | (planes[3 * size + index] as number);
  }
}

/** Values that are equal to `bytes` become a mark, so that a column which only repeats it is one value. */
export function markSame(values: Float32Array, bytes: Float32Array): void {
  const [bits, others] = [bitsOf(values), bitsOf(bytes)];
  for (let index = 0; index < bits.length; index++) if (bits[index] === others[index]) bits[index] = SAME;
}

export function resolveSame(values: Float32Array, bytes: Float32Array): void {
  const [bits, others] = [bitsOf(values), bitsOf(bytes)];
  for (let index = 0; index < bits.length; index++) if (bits[index] === SAME) bits[index] = others[index] as number;
}

function alike(bits: Uint32Array): Uint8Array | null {
  const first = bits[0];
  if (first === undefined) return new Uint8Array(0);
  for (let index = 1; index < bits.length; index++) if (bits[index] !== first) return null;
  return octetsOf(bits.subarray(0, 1));
}

function bitsOf({ buffer, byteOffset, length }: Float32Array): Uint32Array {
  return new Uint32Array(buffer, byteOffset, length);
}

function octetsOf({ buffer, byteOffset, byteLength }: Float32Array | Uint32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** A blob may begin anywhere in its buffer. */
function aligned(packed: Uint8Array): Uint32Array {
  const bytes = packed.byteOffset % 4 === 0 ? packed : new Uint8Array(packed);
  return new Uint32Array(bytes.buffer, bytes.byteOffset, Math.floor(bytes.length / 4));
}

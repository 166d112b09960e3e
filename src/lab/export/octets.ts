// Writing numbers into datagrams, high octet first.

/** Writes the low bits of an unsigned number (of up to 53) into `length` octets and returns where the next one goes. */
export function putNumber(bytes: Uint8Array, at: number, length: number, value: number): number {
  if (length <= 4) {
    for (let i = length - 1, shift = 0; i >= 0; i--, shift += 8) bytes[at + i] = value >>> shift;
    return at + length;
  }
  let rest = value;
  for (let i = length - 1; i >= 0; i--) {
    bytes[at + i] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  return at + length;
}

/** A datagram that grows. */
export class OctetWriter {
  #bytes = new Uint8Array(256);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  put(length: number, value: number): this {
    this.#reserve(length);
    this.#length = putNumber(this.#bytes, this.#length, length, value);
    return this;
  }

  putBytes(bytes: Uint8Array): this {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
    return this;
  }

  /** ASCII, cut or filled with zeros to `length`. */
  putText(text: string, length: number): this {
    const bytes = new Uint8Array(length);
    bytes.set(new TextEncoder().encode(text).subarray(0, length));
    return this.putBytes(bytes);
  }

  /** Zeros up to the next multiple of `to`. */
  pad(to: number): this {
    while (this.#length % to !== 0) this.put(1, 0);
    return this;
  }

  /** Writes over what is there already. */
  patch(at: number, length: number, value: number): this {
    putNumber(this.#bytes, at, length, value);
    return this;
  }

  /** XDR's: a format, the length of what `write` puts behind it, and that. */
  putBlock(format: number, write: (writer: this) => void): this {
    const start = this.put(4, format).put(4, 0).#length;
    write(this);
    return this.patch(start - 4, 4, this.#length - start);
  }

  /** What stands from `from` on, until more is put. */
  view(from: number): Uint8Array {
    return this.#bytes.subarray(from, this.#length);
  }

  take(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const larger = new Uint8Array(2 * (this.#length + more));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}

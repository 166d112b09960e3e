// Blocks that tell their own length, out of chunks that end anywhere: packets of a capture file, messages of a TCP stream.

/** How blocks are told apart, and what is done with each. */
export interface BlockFormat {
  /**
   * Octets of the block at `at`: what `bytes[at … end)` does not hold yet is waited for, and asked again. While too little is there to
   * tell, as many as are needed to tell. Negative: nothing behind here can be read.
   */
  length(bytes: Uint8Array, at: number, end: number): number;
  /** The whole block is in `bytes[at … end)`, during the call only. */
  block(bytes: Uint8Array, at: number, end: number): void;
}

/** Reads blocks where they lie, and copies only those that a chunk's end cuts: it holds no more than one block. */
export class BlockStream {
  readonly #format: BlockFormat;
  #held = Buffer.alloc(64);
  #size = 0;
  #isBroken = false;

  constructor(format: BlockFormat) {
    this.#format = format;
  }

  /** A length made no sense: what comes now is passed over. */
  get isBroken(): boolean {
    return this.#isBroken;
  }

  /** Octets of a block that is not whole yet. */
  get pending(): number {
    return this.#isBroken ? 0 : this.#size;
  }

  push(chunk: Uint8Array): void {
    if (this.#isBroken) return;
    const at = this.#finishHeld(chunk);
    if (at < chunk.length) this.#readWhole(chunk, at);
  }

  /** Where the block that the last chunk began ends in this one. */
  #finishHeld(chunk: Uint8Array): number {
    let at = 0;
    while (this.#size > 0 && at < chunk.length) {
      const missing = this.#lengthOf(this.#held, 0, this.#size) - this.#size;
      if (this.#isBroken) return chunk.length;
      const taken = Math.min(missing, chunk.length - at);
      this.#hold(chunk, at, at + taken);
      at += taken;
      this.#giveHeld();
    }
    return at;
  }

  #giveHeld(): void {
    const length = this.#lengthOf(this.#held, 0, this.#size);
    if (this.#isBroken || length > this.#size) return;
    this.#size = 0;
    this.#format.block(this.#held, 0, length);
  }

  #readWhole(chunk: Uint8Array, from: number): void {
    let at = from;
    while (at < chunk.length) {
      const length = this.#lengthOf(chunk, at, chunk.length);
      if (this.#isBroken) return;
      if (length > chunk.length - at) {
        this.#hold(chunk, at, chunk.length);
        return;
      }
      this.#format.block(chunk, at, at + length);
      at += length;
    }
  }

  /** A block of no octets would never end. */
  #lengthOf(bytes: Uint8Array, at: number, end: number): number {
    const length = this.#format.length(bytes, at, end);
    if (length <= 0) this.#isBroken = true;
    return length;
  }

  #hold(chunk: Uint8Array, from: number, to: number): void {
    const size = this.#size + to - from;
    if (size > this.#held.length) {
      const wider = Buffer.alloc(Math.max(size, 2 * this.#held.length));
      wider.set(this.#held.subarray(0, this.#size));
      this.#held = wider;
    }
    this.#held.set(chunk.subarray(from, to), this.#size);
    this.#size = size;
  }
}

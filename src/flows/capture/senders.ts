// One source object per sender of a capture: a numeric table, so that a packet costs no text and no object.
import { formatAddress } from '../format-address.ts';
import type { DatagramSource } from './datagram.ts';

/** A capture may hold millions of made-up senders: half of so many are known at a time, then all are forgotten. */
const SLOTS = 2 ** 16;

export class Senders {
  /** Four words of the address per slot. */
  readonly #words = new Uint32Array(4 * SLOTS);
  readonly #sources: (DatagramSource | undefined)[] = new Array(SLOTS);
  #size = 0;

  /** The address as four words, high word first; IPv4 as IPv4-mapped `(0, 0, 0xffff, address)`. */
  find(w0: number, w1: number, w2: number, w3: number, port: number): DatagramSource {
    const words = this.#words;
    let slot = hash(w0, w1, w2, w3, port);
    for (;;) {
      const source = this.#sources[slot];
      if (source === undefined) return this.#add(slot, w0, w1, w2, w3, port);
      const at = 4 * slot;
      if (
        source.port === port &&
        words[at + 3] === w3 &&
        words[at + 2] === w2 &&
        words[at + 1] === w1 &&
        words[at] === w0
      ) {
        return source;
      }
      slot = (slot + 1) & (SLOTS - 1);
    }
  }

  #add(free: number, w0: number, w1: number, w2: number, w3: number, port: number): DatagramSource {
    let slot = free;
    if (++this.#size > SLOTS / 2) {
      this.#sources.fill(undefined);
      this.#size = 1;
      slot = hash(w0, w1, w2, w3, port);
    }
    this.#words.set([w0, w1, w2, w3], 4 * slot);
    const source = { address: formatAddress(w0, w1, w2, w3), port };
    this.#sources[slot] = source;
    return source;
  }
}

function hash(w0: number, w1: number, w2: number, w3: number, port: number): number {
  let value = Math.imul(w0 ^ Math.imul(w1, 0x85ebca6b), 0xc2b2ae35) ^ w2;
  value = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d) ^ w3;
  value = Math.imul(value ^ (value >>> 13), 0x297a2d39) ^ port;
  value = Math.imul(value ^ (value >>> 15), 0x9e3779b1);
  return (value ^ (value >>> 16)) & (SLOTS - 1);
}

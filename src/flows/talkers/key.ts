// The key of a conversation as twelve 32-bit words: read from a row of a batch, hashed, and turned back into a value.
import type { FlowKey } from '../../model/index.ts';
import { type FlowBatch, KNOWN } from '../batch.ts';
import { formatAddress } from '../format-address.ts';

/** Four words each of `src` and `dst`, ports, source AS, destination AS, and META. */
export const KEY_WORDS = 12;
const PORTS = 8;
const SRC_AS = 9;
const DST_AS = 10;
/** proto 8 bits · dscp 6 · half the family 2 · which are known 9 · in use 1 · six bits of the hash. */
export const META = 11;

const FAMILY_SHIFT = 14;
const KNOWN_SHIFT = 16;
const IN_USE = 1 << 25;
/** META without what the place in a table adds to it. */
const META_OF_KEY = IN_USE - 1;
const IPV6 = 3;

/** The bits of KNOWN that belong to the key lie side by side, from `src` on; the TCP flags among them are not of the key. */
const FIRST_KNOWN = 5;
const KNOWN_OF_KEY =
  (KNOWN.src | KNOWN.dst | KNOWN.srcPort | KNOWN.dstPort | KNOWN.proto | KNOWN.tos | KNOWN.srcAs | KNOWN.dstAs) >>>
  FIRST_KNOWN;

/** Writes the key of row `row` into the first words of `key`. */
export function readKey(batch: FlowBatch, row: number, key: Uint32Array): void {
  const { src, dst } = batch;
  const family = ((batch.family[row] as number) >>> 1) & IPV6;
  const at = 4 * row;
  const wide = family === IPV6;
  key[0] = src[at] as number;
  key[4] = dst[at] as number;
  for (let i = 1; i < 4; i++) {
    key[i] = wide ? (src[at + i] as number) : 0;
    key[i + 4] = wide ? (dst[at + i] as number) : 0;
  }
  key[PORTS] = ((batch.srcPort[row] as number) << 16) | (batch.dstPort[row] as number);
  key[SRC_AS] = batch.srcAs[row] as number;
  key[DST_AS] = batch.dstAs[row] as number;
  key[META] =
    (batch.proto[row] as number) |
    (((batch.tos[row] as number) >>> 2) << 8) |
    (family << FAMILY_SHIFT) |
    ((((batch.known[row] as number) >>> FIRST_KNOWN) & KNOWN_OF_KEY) << KNOWN_SHIFT);
}

/** A hash of the key at `at`; META counts without the bits of its place. `seed` keeps strangers from composing keys that collide. */
export function hashKey(words: Uint32Array, at: number, seed: number): number {
  const meta = (words[at + META] as number) & META_OF_KEY;
  let h = Math.imul(seed ^ (words[at] as number), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 15) ^ (words[at + 4] as number), 0xc2b2ae35);
  h = Math.imul(h ^ (h >>> 14) ^ (words[at + PORTS] as number), 0x27d4eb2f);
  h = Math.imul(h ^ (h >>> 15) ^ meta, 0x9e3779b1);
  if (((meta >>> FAMILY_SHIFT) & IPV6) === IPV6) {
    for (let i = 1; i < 4; i++) {
      h = Math.imul(h ^ (h >>> 15) ^ (words[at + i] as number), 0x85ebca6b);
      h = Math.imul(h ^ (h >>> 14) ^ (words[at + 4 + i] as number), 0xc2b2ae35);
    }
  }
  const systems = (words[at + SRC_AS] as number) ^ Math.imul(words[at + DST_AS] as number, 0x2c1b3c6d);
  h = Math.imul(h ^ (h >>> 13) ^ systems, 0x297a2d39);
  return h ^ (h >>> 16);
}

/** META as it stands in a table: never 0, and different for most keys that fall together. */
export function placedMeta(meta: number, hash: number): number {
  return ((meta & META_OF_KEY) | IN_USE | (hash & 0xfc000000)) >>> 0;
}

/** Whether the rest of two keys is equal whose META is. */
export function sameKey(a: Uint32Array, at: number, key: Uint32Array): boolean {
  for (let i = 0; i < META; i++) if (a[at + i] !== key[i]) return false;
  return true;
}

/** The key at `at` as a value. */
export function formatKey(words: Uint32Array, at: number): FlowKey {
  const meta = words[at + META] as number;
  const family = (meta >>> FAMILY_SHIFT) & IPV6;
  const ports = words[at + PORTS] as number;
  const known = (bit: number) => ((meta >>> KNOWN_SHIFT) & (bit >>> FIRST_KNOWN)) !== 0;
  const number = (bit: number, value: number) => (known(bit) ? value : null);
  const address = (bit: number, from: number) =>
    known(bit) && family !== 0 ? addressAt(words, from, family === IPV6) : null;
  return {
    src: address(KNOWN.src, at),
    dst: address(KNOWN.dst, at + 4),
    srcPort: number(KNOWN.srcPort, ports >>> 16),
    dstPort: number(KNOWN.dstPort, ports & 0xffff),
    proto: number(KNOWN.proto, meta & 0xff),
    dscp: number(KNOWN.tos, (meta >>> 8) & 0x3f),
    srcAs: number(KNOWN.srcAs, words[at + SRC_AS] as number),
    dstAs: number(KNOWN.dstAs, words[at + DST_AS] as number),
  };
}

function addressAt(words: Uint32Array, at: number, wide: boolean): string {
  const first = words[at] as number;
  if (!wide) return formatAddress(0, 0, 0xffff, first);
  return formatAddress(first, words[at + 1] as number, words[at + 2] as number, words[at + 3] as number);
}

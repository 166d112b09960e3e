// The key of a conversation as twelve 32-bit words: read from a row of a batch, hashed, compared, and turned back into a value.
import type { FlowKey } from '../../model/index.ts';
import { type FlowBatch, KNOWN } from '../batch.ts';
import { formatAddress } from '../format-address.ts';

/** Four words each of `src` and `dst`, ports, source AS, destination AS, and the rest. */
export const KEY_WORDS = 12;
const DST = 4;
const PORTS = 8;
const SRC_AS = 9;
const DST_AS = 10;
/** proto 8 bits · dscp 6 · half the family 2 · which are known 9. */
const REST = 11;

const FAMILY_SHIFT = 14;
const KNOWN_SHIFT = 16;
/** Half of 6. */
const IPV6 = 3;

/** The bits of KNOWN that belong to the key lie side by side, from `src` on; the TCP flags among them are not of the key. */
const FIRST_KNOWN = 5;
const KNOWN_OF_KEY =
  (KNOWN.src | KNOWN.dst | KNOWN.srcPort | KNOWN.dstPort | KNOWN.proto | KNOWN.tos | KNOWN.srcAs | KNOWN.dstAs) >>>
  FIRST_KNOWN;

/** Writes the key of row `row` into `key`. */
export function readKey(batch: FlowBatch, row: number, key: Uint32Array): void {
  const { src, dst } = batch;
  const family = (batch.family[row] as number) >>> 1;
  const wide = family === IPV6;
  const at = 4 * row;
  key[0] = src[at] as number;
  key[1] = wide ? (src[at + 1] as number) : 0;
  key[2] = wide ? (src[at + 2] as number) : 0;
  key[3] = wide ? (src[at + 3] as number) : 0;
  key[DST] = dst[at] as number;
  key[DST + 1] = wide ? (dst[at + 1] as number) : 0;
  key[DST + 2] = wide ? (dst[at + 2] as number) : 0;
  key[DST + 3] = wide ? (dst[at + 3] as number) : 0;
  key[PORTS] = ((batch.srcPort[row] as number) << 16) | (batch.dstPort[row] as number);
  key[SRC_AS] = batch.srcAs[row] as number;
  key[DST_AS] = batch.dstAs[row] as number;
  key[REST] =
    (batch.proto[row] as number) |
    (((batch.tos[row] as number) >>> 2) << 8) |
    (family << FAMILY_SHIFT) |
    ((((batch.known[row] as number) >>> FIRST_KNOWN) & KNOWN_OF_KEY) << KNOWN_SHIFT);
}

/** Never 0. `seed` keeps strangers from composing keys that fall together. */
export function hashKey(key: Uint32Array, seed: number): number {
  let h = Math.imul(seed ^ (key[0] as number), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 15) ^ (key[DST] as number), 0xc2b2ae35);
  h = Math.imul(h ^ (h >>> 14) ^ (key[PORTS] as number), 0x27d4eb2f);
  h = Math.imul(h ^ (h >>> 15) ^ (key[REST] as number), 0x9e3779b1);
  if (isWide(key, 0)) {
    for (let i = 1; i < 4; i++) {
      h = Math.imul(h ^ (h >>> 15) ^ (key[i] as number), 0x85ebca6b);
      h = Math.imul(h ^ (h >>> 14) ^ (key[DST + i] as number), 0xc2b2ae35);
    }
  }
  h = Math.imul(h ^ (h >>> 13) ^ (key[SRC_AS] as number) ^ Math.imul(key[DST_AS] as number, 0x2c1b3c6d), 0x297a2d39);
  return (h ^ (h >>> 16)) >>> 0 || 1;
}

/** Whether the key at `at` of `words` is `key`. */
export function isKeyAt(words: Uint32Array, at: number, key: Uint32Array): boolean {
  const same =
    words[at] === key[0] &&
    words[at + DST] === key[DST] &&
    words[at + PORTS] === key[PORTS] &&
    words[at + SRC_AS] === key[SRC_AS] &&
    words[at + DST_AS] === key[DST_AS] &&
    words[at + REST] === key[REST];
  return same && (!isWide(key, 0) || isWideSame(words, at, key));
}

function isWideSame(words: Uint32Array, at: number, key: Uint32Array): boolean {
  for (let i = 1; i < PORTS; i++) if (words[at + i] !== key[i]) return false;
  return true;
}

function isWide(words: Uint32Array, at: number): boolean {
  return (((words[at + REST] as number) >>> FAMILY_SHIFT) & IPV6) === IPV6;
}

/** The key at `at` as a value. */
export function formatKey(words: Uint32Array, at: number): FlowKey {
  const rest = words[at + REST] as number;
  const ports = words[at + PORTS] as number;
  const known = (bit: number) => ((rest >>> KNOWN_SHIFT) & (bit >>> FIRST_KNOWN)) !== 0;
  const number = (bit: number, value: number) => (known(bit) ? value : null);
  return {
    src: known(KNOWN.src) ? formatAddressAt(words, at, rest) : null,
    dst: known(KNOWN.dst) ? formatAddressAt(words, at + DST, rest) : null,
    srcPort: number(KNOWN.srcPort, ports >>> 16),
    dstPort: number(KNOWN.dstPort, ports & 0xffff),
    proto: number(KNOWN.proto, rest & 0xff),
    dscp: number(KNOWN.tos, (rest >>> 8) & 0x3f),
    srcAs: number(KNOWN.srcAs, words[at + SRC_AS] as number),
    dstAs: number(KNOWN.dstAs, words[at + DST_AS] as number),
  };
}

function formatAddressAt(words: Uint32Array, at: number, rest: number): string | null {
  const family = (rest >>> FAMILY_SHIFT) & IPV6;
  const first = words[at] as number;
  if (family === 0) return null;
  if (family !== IPV6) return formatAddress(0, 0, 0xffff, first);
  return formatAddress(first, words[at + 1] as number, words[at + 2] as number, words[at + 3] as number);
}

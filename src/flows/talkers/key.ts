// The key of a conversation: hashed and compared as it stands in a row of a batch, kept as twelve 32-bit words, turned into a value.
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

/** 32 bits with a sign, which the engine passes on without boxing them; never 0. `seed` keeps strangers from composing keys that fall together. */
export function hashKey(batch: FlowBatch, row: number, seed: number): number {
  const { src, dst } = batch;
  const at = 4 * row;
  let h = Math.imul(seed ^ (src[at] as number), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 15) ^ (dst[at] as number), 0xc2b2ae35);
  h = Math.imul(h ^ (h >>> 14) ^ portsOf(batch, row), 0x27d4eb2f);
  h = Math.imul(h ^ (h >>> 15) ^ restOf(batch, row), 0x9e3779b1);
  if (batch.family[row] === 6) {
    for (let i = at + 1; i < at + 4; i++) {
      h = Math.imul(h ^ (h >>> 15) ^ (src[i] as number), 0x85ebca6b);
      h = Math.imul(h ^ (h >>> 14) ^ (dst[i] as number), 0xc2b2ae35);
    }
  }
  const systems = (batch.srcAs[row] as number) ^ Math.imul(batch.dstAs[row] as number, 0x2c1b3c6d);
  h = Math.imul(h ^ (h >>> 13) ^ systems, 0x297a2d39);
  return h ^ (h >>> 16) || 1;
}

/** Whether the words at `at` are the key of the row. */
export function isKeyAt(words: Uint32Array, at: number, batch: FlowBatch, row: number): boolean {
  const same =
    words[at] === batch.src[4 * row] &&
    words[at + DST] === batch.dst[4 * row] &&
    ((words[at + PORTS] as number) | 0) === portsOf(batch, row) &&
    words[at + SRC_AS] === batch.srcAs[row] &&
    words[at + DST_AS] === batch.dstAs[row] &&
    words[at + REST] === restOf(batch, row);
  return same && (batch.family[row] !== 6 || isWideSame(words, at, batch, 4 * row));
}

function isWideSame(words: Uint32Array, at: number, { src, dst }: FlowBatch, from: number): boolean {
  for (let i = 1; i < 4; i++) {
    if (words[at + i] !== src[from + i] || words[at + DST + i] !== dst[from + i]) return false;
  }
  return true;
}

/** Writes the key of the row to `at`. */
export function writeKey(words: Uint32Array, at: number, batch: FlowBatch, row: number): void {
  const wide = batch.family[row] === 6;
  for (let i = 0; i < 4; i++) {
    const told = wide || i === 0;
    words[at + i] = told ? (batch.src[4 * row + i] as number) : 0;
    words[at + DST + i] = told ? (batch.dst[4 * row + i] as number) : 0;
  }
  words[at + PORTS] = portsOf(batch, row);
  words[at + SRC_AS] = batch.srcAs[row] as number;
  words[at + DST_AS] = batch.dstAs[row] as number;
  words[at + REST] = restOf(batch, row);
}

function portsOf(batch: FlowBatch, row: number): number {
  return ((batch.srcPort[row] as number) << 16) | (batch.dstPort[row] as number);
}

function restOf(batch: FlowBatch, row: number): number {
  return (
    (batch.proto[row] as number) |
    (((batch.tos[row] as number) >>> 2) << 8) |
    (((batch.family[row] as number) >>> 1) << FAMILY_SHIFT) |
    ((((batch.known[row] as number) >>> FIRST_KNOWN) & KNOWN_OF_KEY) << KNOWN_SHIFT)
  );
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

// ifIndex values of NetFlow and IPFIX as a batch holds them.
import { type FlowBatch, SPECIAL_IF } from '../batch.ts';

/** The greatest ifIndex (RFC 2863): above it a field says "not known", as 0xFFFFFFFF does. */
const MOST_IFINDEX = 0x7fff_ffff;

/** What is written where an ifIndex does not fit into 16 bits, or is not known. */
const NO_IFINDEX_16 = 0xffff;

/** 0: not known. */
export function portOf16(value: number): number {
  return value === NO_IFINDEX_16 ? 0 : value === 0 ? SPECIAL_IF.internal : value;
}

/** Turns what was read from fields of `length` octets into what a batch holds; `known` is the bit of the column in KNOWN. */
export function settlePorts(
  batch: FlowBatch,
  column: Uint32Array,
  row: number,
  rows: number,
  length: number,
  known: number,
): void {
  const none = length === 2 ? NO_IFINDEX_16 : MOST_IFINDEX + 1;
  for (let i = row; i < row + rows; i++) {
    const value = column[i] as number;
    if (value === 0) column[i] = SPECIAL_IF.internal;
    else if (value >= none) {
      column[i] = 0;
      batch.known[i] = (batch.known[i] as number) & ~known;
    }
  }
}

// ifIndex values of NetFlow and IPFIX as a batch holds them.
import { SPECIAL_IF } from '../batch.ts';
import { readU16, readU32, readUint } from '../read-bytes.ts';
import type { Place, RecordLocator } from '../templates/layout.ts';

/** The greatest ifIndex (RFC 2863): above it a field says "not known", as 0xFFFFFFFF does. */
const MOST_IFINDEX = 0x7fff_ffff;

/** What is written where an ifIndex does not fit into 16 bits, or is not known. */
const NO_IFINDEX_16 = 0xffff;

/** 0: not known. */
export function portOf16(value: number): number {
  return value === NO_IFINDEX_16 ? 0 : value === 0 ? SPECIAL_IF.internal : value;
}

/** 0: not known. */
export function portOf32(value: number): number {
  return value > MOST_IFINDEX ? 0 : value === 0 ? SPECIAL_IF.internal : value;
}

/** Fills `column[row … row + rows)`; where it is not known the bit `told` of KNOWN is taken out of `known`. */
export function copyPorts(
  column: Uint32Array,
  known: Uint32Array,
  told: number,
  row: number,
  rows: number,
  bytes: Uint8Array,
  { starts, stride }: RecordLocator,
  { slot, offset, length }: Place,
): void {
  const from = slot * stride;
  for (let i = 0; i < rows; i++) {
    const at = (starts[from + i] as number) + offset;
    const port =
      length === 4
        ? portOf32(readU32(bytes, at))
        : length === 2
          ? portOf16(readU16(bytes, at))
          : portOf32(readUint(bytes, at, length));
    column[row + i] = port;
    if (port === 0) known[row + i] = (known[row + i] as number) & ~told;
  }
}

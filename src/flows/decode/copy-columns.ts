// One field of many records → one column. A loop of its own for each size: a switch per record would cost more than the reading.
import { readI32, readU16, readU32, readU48, readU64, readUint } from '../read-bytes.ts';
import type { Place, RecordLocator } from '../templates/layout.ts';

type SmallColumn = Uint8Array | Uint16Array;

/** Writes the low 8 or 16 bits of the field into `column[row … row + rows)`. */
export function copySmall(
  column: SmallColumn,
  row: number,
  rows: number,
  bytes: Uint8Array,
  { starts, stride }: RecordLocator,
  { slot, offset, length }: Place,
): void {
  const from = slot * stride;
  if (length === 1) {
    for (let i = 0; i < rows; i++) column[row + i] = bytes[(starts[from + i] as number) + offset] as number;
  } else if (length === 2) {
    for (let i = 0; i < rows; i++) column[row + i] = readU16(bytes, (starts[from + i] as number) + offset);
  } else {
    for (let i = 0; i < rows; i++) column[row + i] = readUint(bytes, (starts[from + i] as number) + offset, length);
  }
}

/** The low 32 bits. */
export function copyU32(
  column: Uint32Array,
  row: number,
  rows: number,
  bytes: Uint8Array,
  { starts, stride }: RecordLocator,
  { slot, offset, length }: Place,
): void {
  const from = slot * stride;
  if (length === 4) {
    for (let i = 0; i < rows; i++) column[row + i] = readI32(bytes, (starts[from + i] as number) + offset);
  } else if (length === 2) {
    for (let i = 0; i < rows; i++) column[row + i] = readU16(bytes, (starts[from + i] as number) + offset);
  } else {
    for (let i = 0; i < rows; i++) column[row + i] = readUint(bytes, (starts[from + i] as number) + offset, length);
  }
}

/** Counters and MAC addresses. */
export function copyF64(
  column: Float64Array,
  row: number,
  rows: number,
  bytes: Uint8Array,
  { starts, stride }: RecordLocator,
  { slot, offset, length }: Place,
): void {
  const from = slot * stride;
  if (length === 4) {
    for (let i = 0; i < rows; i++) column[row + i] = readU32(bytes, (starts[from + i] as number) + offset);
  } else if (length === 8) {
    for (let i = 0; i < rows; i++) column[row + i] = readU64(bytes, (starts[from + i] as number) + offset);
  } else if (length === 6) {
    for (let i = 0; i < rows; i++) column[row + i] = readU48(bytes, (starts[from + i] as number) + offset);
  } else {
    for (let i = 0; i < rows; i++) column[row + i] = readUint(bytes, (starts[from + i] as number) + offset, length);
  }
}

/** Of 4 or 16 octets; `words` has four per row. */
export function copyAddress(
  words: Uint32Array,
  row: number,
  rows: number,
  bytes: Uint8Array,
  { starts, stride }: RecordLocator,
  { slot, offset, length }: Place,
): void {
  const from = slot * stride;
  if (length === 4) {
    for (let i = 0; i < rows; i++) words[4 * (row + i)] = readI32(bytes, (starts[from + i] as number) + offset);
    return;
  }
  for (let i = 0; i < rows; i++) {
    const at = (starts[from + i] as number) + offset;
    const word = 4 * (row + i);
    words[word] = readI32(bytes, at);
    words[word + 1] = readI32(bytes, at + 4);
    words[word + 2] = readI32(bytes, at + 8);
    words[word + 3] = readI32(bytes, at + 12);
  }
}

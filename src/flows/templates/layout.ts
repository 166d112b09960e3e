// Where the fields of a record are: fixed fields at fixed distances from the last variable field before them.
import { readU16 } from '../read-bytes.ts';
import { FieldCursor, type TemplateShape, VARIABLE } from './shape.ts';

/** A field's place: `offset` octets behind where its segment of the record begins. */
export interface Place {
  /** Which row of `RecordLocator.starts` tells where the segment begins. */
  readonly slot: number;
  readonly offset: number;
  /** VARIABLE: the length is told at the place itself. */
  readonly length: number;
}

/** A segment is the fixed fields between two variable ones, and with them the variable field behind. */
export interface Layout {
  /** Octets of fixed fields in each segment; one segment where no field is variable. */
  readonly lengths: readonly number[];
  /** By segment: its row in `starts`; -1 where nothing of it is wanted. */
  readonly slots: readonly number[];
  readonly slotCount: number;
}

/** Calls `take` with the first field of every element that `wants` accepts; fields of no length are not there. */
export function layOut(
  shape: TemplateShape,
  ipfix: boolean,
  wants: (element: number, enterprise: number) => boolean,
  take: (element: number, enterprise: number, place: Place) => void,
): Layout {
  const lengths: number[] = [0];
  const slots: number[] = [-1];
  let slotCount = 0;
  const cursor = new FieldCursor(shape.definition, 0, shape.definition.length, ipfix);
  while (cursor.next()) {
    const { element, enterprise, length } = cursor;
    const segment = lengths.length - 1;
    const offset = lengths[segment] ?? 0;
    if (length > 0 && wants(element, enterprise)) {
      if (slots[segment] === -1) slots[segment] = slotCount++;
      take(element, enterprise, { slot: slots[segment] ?? 0, offset, length });
    }
    if (ipfix && length === VARIABLE) {
      lengths.push(0);
      slots.push(-1);
    } else lengths[segment] = offset + length;
  }
  return { lengths, slots, slotCount };
}

/** Finds the records of a data set. One per reader: its tables are reused. */
export class RecordLocator {
  /** `starts[slot × stride + row]`: where the segment of that slot begins in the record `row`. */
  starts = new Int32Array(0);
  readonly stride: number;
  /** Behind the last record that was found. */
  next = 0;

  /** For up to `stride` records at a time. */
  constructor(stride: number) {
    this.stride = stride;
  }

  /** Finds up to `most` whole records from `at` on and returns how many; none that is whole is left where there are fewer. */
  locate(layout: Layout, leastLength: number, bytes: Uint8Array, at: number, end: number, most: number): number {
    const room = Math.max(1, layout.slotCount) * this.stride;
    if (this.starts.length < room) this.starts = new Int32Array(room);
    if (layout.lengths.length === 1) return this.locateFixed(leastLength, at, end, most);
    let row = 0;
    this.next = at;
    while (row < most && end - this.next >= leastLength && this.locateVariable(layout, bytes, row, end)) row++;
    return row;
  }

  private locateFixed(length: number, at: number, end: number, most: number): number {
    const { starts } = this;
    const rows = Math.min(most, Math.floor((end - at) / length));
    for (let row = 0; row < rows; row++) starts[row] = at + row * length;
    this.next = at + rows * length;
    return rows;
  }

  /** RFC 7011 §7: one octet of length, or 255 and two. False where the record is cut. */
  private locateVariable({ lengths, slots }: Layout, bytes: Uint8Array, row: number, end: number): boolean {
    const { starts, stride } = this;
    let at = this.next;
    for (let segment = 0; ; segment++) {
      const slot = slots[segment] as number;
      if (slot >= 0) starts[slot * stride + row] = at;
      at += lengths[segment] as number;
      if (segment === lengths.length - 1) break;
      at = skipVariable(bytes, at, end);
      if (at > end) return false;
    }
    if (at > end) return false;
    this.next = at;
    return true;
  }
}

/** Behind the variable field at `at`; more than `end` where it is cut. */
export function skipVariable(bytes: Uint8Array, at: number, end: number): number {
  if (at >= end) return end + 1;
  const short = bytes[at] as number;
  if (short < 255) return at + 1 + short;
  return at + 3 > end ? end + 1 : at + 3 + readU16(bytes, at + 1);
}

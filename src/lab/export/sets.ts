// Sets of NetFlow v9 and IPFIX: data of one template, and as many of them to a datagram as fit.
import type { FlowEntry } from './flow-entry.ts';
import { OctetWriter } from './octets.ts';
import type { RecordField } from './record-fields.ts';

/** What fits into a datagram that no network cuts, less the longest header. */
const ROOM_OCTETS = 1400;

export interface FlowSet {
  readonly bytes: Uint8Array;
  readonly records: number;
  readonly isData: boolean;
}

/** Of both; the one for data comes behind those of options. */
export const DATA_TEMPLATE_ID = 260;

/** A set of its id, its length and what `write` puts into it, padded to 32 bits. */
export function createSet(id: number, records: number, isData: boolean, write: (writer: OctetWriter) => void): FlowSet {
  const writer = new OctetWriter().put(2, id).put(2, 0);
  write(writer);
  writer.pad(4);
  return { bytes: writer.patch(2, 2, writer.length).take(), records, isData };
}

/** Rows of one length, in sets none of which is longer than a datagram takes. */
export function dataSets(id: number, rows: readonly Uint8Array[]): FlowSet[] {
  const length = rows[0]?.length ?? 1;
  const most = Math.max(1, Math.floor((ROOM_OCTETS - 8) / length));
  const sets: FlowSet[] = [];
  for (let i = 0; i < rows.length; i += most) {
    const some = rows.slice(i, i + most);
    const write = (writer: OctetWriter) => {
      for (const row of some) writer.putBytes(row);
    };
    sets.push(createSet(id, some.length, true, write));
  }
  return sets;
}

export function encodeEntry(fields: readonly RecordField[], entry: FlowEntry, bootedMs: number): Uint8Array {
  const writer = new OctetWriter();
  for (const field of fields) writer.put(field.length, field.read(entry, { bootedMs }));
  return writer.take();
}

/** The sets of each datagram, in order. */
export function packSets(sets: readonly FlowSet[]): FlowSet[][] {
  const datagrams: FlowSet[][] = [];
  let room = 0;
  for (const set of sets) {
    const last = datagrams.at(-1);
    if (last && set.bytes.length <= room) last.push(set);
    else {
      datagrams.push([set]);
      room = ROOM_OCTETS;
    }
    room -= set.bytes.length;
  }
  return datagrams;
}

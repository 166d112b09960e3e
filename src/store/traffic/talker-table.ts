// The talkers of some steps and links as columns with a dictionary of their keys, and how they are written.
import { deflateSync, inflateSync } from 'node:zlib';
import type { FlowKey } from '../../model/index.ts';
import { ByteReader, ByteWriter } from './byte-writer.ts';
import { packPlanes, unpackPlanes } from './pack.ts';

/** Entry `i` of every column is one conversation on one row in one step. */
export interface TalkerTable {
  readonly steps: Uint32Array;
  readonly rows: Uint32Array;
  /** Index into `dictionary`. */
  readonly keys: Uint32Array;
  readonly bytes: Float32Array;
  readonly packets: Float32Array;
  readonly dictionary: readonly FlowKey[];
}

/** Collects entries, and numbers their keys. */
export class TalkerTableBuilder {
  readonly #steps: number[] = [];
  readonly #rows: number[] = [];
  readonly #keys: number[] = [];
  readonly #bytes: number[] = [];
  readonly #packets: number[] = [];
  readonly #dictionary = new KeyDictionary();

  add(step: number, row: number, key: FlowKey, bytes: number, packets: number): void {
    this.#steps.push(step);
    this.#rows.push(row);
    this.#keys.push(this.#dictionary.idOf(key));
    this.#bytes.push(bytes);
    this.#packets.push(packets);
  }

  build(): TalkerTable {
    return {
      steps: Uint32Array.from(this.#steps),
      rows: Uint32Array.from(this.#rows),
      keys: Uint32Array.from(this.#keys),
      bytes: Float32Array.from(this.#bytes),
      packets: Float32Array.from(this.#packets),
      dictionary: this.#dictionary.keys,
    };
  }
}

/** Equal keys get one number. */
export class KeyDictionary {
  readonly keys: FlowKey[] = [];
  readonly #ids = new Map<string, number>();

  idOf(key: FlowKey): number {
    const text = keyText(key);
    const known = this.#ids.get(text);
    if (known !== undefined) return known;
    this.#ids.set(text, this.keys.length);
    return this.keys.push(key) - 1;
  }
}

/** Orders and tells apart. */
export function keyText({ src, dst, srcPort, dstPort, proto, dscp, srcAs, dstAs }: FlowKey): string {
  return `${src} ${dst} ${proto} ${srcPort} ${dstPort} ${dscp} ${srcAs} ${dstAs}`;
}

const NUMBERS = ['srcPort', 'dstPort', 'proto', 'dscp', 'srcAs', 'dstAs'] as const;

/** Ordered by row, key and step, because that deflates best. Empty where there are none. */
export function packTalkers(table: TalkerTable): Uint8Array {
  const size = table.rows.length;
  if (size === 0) return new Uint8Array(0);
  const order = sortedBy(table.rows, sortedBy(table.keys, sortedBy(table.steps, Uint32Array.from(table.rows.keys()))));
  const renumbered = new Uint32Array(table.dictionary.length).fill(table.dictionary.length);
  const dictionary: FlowKey[] = [];
  const writer = new ByteWriter();
  writer.number(size);
  packDeltas(writer, order, (entry) => table.rows[entry] as number);
  packDeltas(writer, order, (entry) => {
    const key = table.keys[entry] as number;
    if (renumbered[key] === table.dictionary.length) {
      renumbered[key] = dictionary.push(table.dictionary[key] as FlowKey) - 1;
    }
    return renumbered[key] as number;
  });
  packDeltas(writer, order, (entry) => table.steps[entry] as number);
  writer.bytes(packPlanes(Float32Array.from(order, (entry) => table.bytes[entry] as number)));
  writer.bytes(packPlanes(Float32Array.from(order, (entry) => table.packets[entry] as number)));
  packDictionary(writer, dictionary);
  return deflateSync(writer.written(), { level: 1 });
}

export function unpackTalkers(packed: Uint8Array): TalkerTable {
  const reader = new ByteReader(packed.length === 0 ? new Uint8Array(1) : inflateSync(packed));
  const size = reader.number();
  const [rows, keys, steps] = [unpackDeltas(reader, size), unpackDeltas(reader, size), unpackDeltas(reader, size)];
  const [bytes, packets] = [new Float32Array(size), new Float32Array(size)];
  if (size > 0) unpackPlanes(reader.bytes(), bytes);
  if (size > 0) unpackPlanes(reader.bytes(), packets);
  return { rows, keys, steps, bytes, packets, dictionary: size > 0 ? unpackDictionary(reader) : [] };
}

function packDictionary(writer: ByteWriter, dictionary: readonly FlowKey[]): void {
  const addresses = new Map<string, number>();
  const idOf = (address: string | null) => {
    if (address === null) return 0;
    const id = addresses.get(address) ?? addresses.size + 1;
    addresses.set(address, id);
    return id;
  };
  const ends = dictionary.map(({ src, dst }) => [idOf(src), idOf(dst)] as const);
  writer.bytes(Buffer.from([...addresses.keys()].join('\n')));
  writer.number(dictionary.length);
  for (const [src] of ends) writer.number(src);
  for (const [, dst] of ends) writer.number(dst);
  for (const name of NUMBERS) for (const key of dictionary) writer.number((key[name] ?? -1) + 1);
}

function unpackDictionary(reader: ByteReader): FlowKey[] {
  const addresses = [null, ...Buffer.from(reader.bytes()).toString().split('\n')];
  const size = reader.number();
  const column = () => Array.from({ length: size }, () => reader.number());
  const [sources, destinations] = [column(), column()];
  const [srcPort, dstPort, proto, dscp, srcAs, dstAs] = NUMBERS.map(column);
  const numberAt = (values: readonly number[] | undefined, index: number) => {
    const value = values?.[index] ?? 0;
    return value === 0 ? null : value - 1;
  };
  return sources.map((src, index) => ({
    ...{ src: addresses[src] ?? null, dst: addresses[destinations[index] ?? 0] ?? null },
    ...{ srcPort: numberAt(srcPort, index), dstPort: numberAt(dstPort, index), proto: numberAt(proto, index) },
    ...{ dscp: numberAt(dscp, index), srcAs: numberAt(srcAs, index), dstAs: numberAt(dstAs, index) },
  }));
}

function packDeltas(writer: ByteWriter, order: Uint32Array, numberOf: (entry: number) => number): void {
  let last = 0;
  for (const entry of order) {
    const value = numberOf(entry);
    writer.signed(value - last);
    last = value;
  }
}

function unpackDeltas(reader: ByteReader, size: number): Uint32Array {
  const values = new Uint32Array(size);
  let last = 0;
  for (let index = 0; index < size; index++) {
    last += reader.signed();
    values[index] = last;
  }
  return values;
}

/** Counting sort that leaves equals in the order they came in. */
function sortedBy(values: Uint32Array, order: Uint32Array): Uint32Array {
  let largest = 0;
  for (const value of values) if (value > largest) largest = value;
  const starts = new Uint32Array(largest + 2);
  for (const value of values) starts[value + 1] = (starts[value + 1] as number) + 1;
  for (let value = 0; value < largest; value++)
    starts[value + 1] = (starts[value + 1] as number) + (starts[value] as number);
  const sorted = new Uint32Array(order.length);
  for (const entry of order) {
    const value = values[entry] as number;
    const place = starts[value] as number;
    sorted[place] = entry;
    starts[value] = place + 1;
  }
  return sorted;
}

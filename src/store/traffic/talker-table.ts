// The talkers of some steps and links as columns with a dictionary of their keys, and how they are written.
import { deflateSync, inflateSync } from 'node:zlib';
import type { FlowKey } from '../../model/index.ts';
import { ByteReader, ByteWriter } from './byte-writer.ts';
import { packPlanes, unpackPlanes } from './pack.ts';
import { KEY_WORDS, TalkerKeys } from './talker-keys.ts';

/** Entry `i` of every column is one conversation on one row in one step. */
export interface TalkerTable {
  readonly size: number;
  readonly steps: Uint32Array;
  readonly rows: Uint32Array;
  /** Numbers in `dictionary`. */
  readonly keys: Uint32Array;
  readonly bytes: Float32Array;
  readonly packets: Float32Array;
  readonly dictionary: TalkerKeys;
}

/** Collects entries, and numbers their keys. */
export class TalkerTableBuilder {
  readonly dictionary: TalkerKeys;
  readonly #steps: number[] = [];
  readonly #rows: number[] = [];
  readonly #keys: number[] = [];
  readonly #bytes: number[] = [];
  readonly #packets: number[] = [];

  /** Several may share a dictionary; what is written has of it what is used. */
  constructor(dictionary = new TalkerKeys()) {
    this.dictionary = dictionary;
  }

  /** `key` is a number in `dictionary`. */
  add(step: number, row: number, key: number, bytes: number, packets: number): void {
    this.#steps.push(step);
    this.#rows.push(row);
    this.#keys.push(key);
    this.#bytes.push(bytes);
    this.#packets.push(packets);
  }

  addKey(step: number, row: number, key: FlowKey, bytes: number, packets: number): void {
    this.add(step, row, this.dictionary.numberOf(key), bytes, packets);
  }

  build(): TalkerTable {
    return {
      size: this.#rows.length,
      steps: new Uint32Array(this.#steps),
      rows: new Uint32Array(this.#rows),
      keys: new Uint32Array(this.#keys),
      bytes: new Float32Array(this.#bytes),
      packets: new Float32Array(this.#packets),
      dictionary: this.dictionary,
    };
  }
}

/** Ordered by row, key and step, because that deflates best. Empty where there are none. */
export function packTalkers(table: TalkerTable): Uint8Array {
  if (table.size === 0) return new Uint8Array(0);
  const order = sortedBy(table.rows, sortedBy(table.keys, sortedBy(table.steps, inTurn(table.size))));
  const { numbers, used } = renumber(table, order);
  const writer = new ByteWriter();
  writer.number(table.size);
  packDeltas(writer, table.rows, order);
  packDeltas(writer, numbers, order);
  packDeltas(writer, table.steps, order);
  writer.bytes(packPlanes(inOrder(table.bytes, order)));
  writer.bytes(packPlanes(inOrder(table.packets, order)));
  packKeys(writer, table.dictionary, used);
  return deflateSync(writer.written(), { level: 1 });
}

export function unpackTalkers(packed: Uint8Array): TalkerTable {
  const reader = new ByteReader(packed.length === 0 ? new Uint8Array(1) : inflateSync(packed));
  const size = reader.number();
  const [rows, keys, steps] = [unpackDeltas(reader, size), unpackDeltas(reader, size), unpackDeltas(reader, size)];
  const [bytes, packets] = [new Float32Array(size), new Float32Array(size)];
  const dictionary = new TalkerKeys();
  if (size > 0) {
    unpackPlanes(reader.bytes(), bytes);
    unpackPlanes(reader.bytes(), packets);
    unpackKeys(reader, dictionary);
  }
  return { size, rows, keys, steps, bytes, packets, dictionary };
}

/** Keys by their first use, so that numbers that follow each other are near. */
function renumber({ size, keys, dictionary }: TalkerTable, order: Uint32Array) {
  const places = new Uint32Array(dictionary.size);
  const used: number[] = [];
  const numbers = new Uint32Array(size);
  for (let index = 0; index < size; index++) {
    const entry = order[index] as number;
    const key = keys[entry] as number;
    if (places[key] === 0) places[key] = used.push(key);
    numbers[entry] = (places[key] as number) - 1;
  }
  return { numbers, used };
}

function packKeys(writer: ByteWriter, { words, addresses }: TalkerKeys, used: readonly number[]): void {
  const places = new Uint32Array(addresses.length + 1);
  const texts: string[] = [];
  for (const key of used) {
    for (let word = 0; word < 2; word++) {
      const address = words[key * KEY_WORDS + word] as number;
      if (address > 0 && places[address] === 0) places[address] = texts.push(addresses[address - 1] ?? '');
    }
  }
  writer.bytes(Buffer.from(texts.join('\n')));
  writer.number(used.length);
  for (let word = 0; word < KEY_WORDS; word++) {
    for (const key of used) {
      const value = words[key * KEY_WORDS + word] as number;
      writer.number(word < 2 ? (places[value] as number) : value);
    }
  }
}

function unpackKeys(reader: ByteReader, keys: TalkerKeys): void {
  const text = Buffer.from(reader.bytes()).toString();
  if (text !== '') for (const address of text.split('\n')) keys.addresses.push(address);
  keys.size = reader.number();
  keys.words = new Float64Array(keys.size * KEY_WORDS);
  for (let word = 0; word < KEY_WORDS; word++) {
    for (let key = 0; key < keys.size; key++) keys.words[key * KEY_WORDS + word] = reader.number();
  }
}

function packDeltas(writer: ByteWriter, values: Uint32Array, order: Uint32Array): void {
  let last = 0;
  for (let index = 0; index < order.length; index++) {
    const value = values[order[index] as number] as number;
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

function inTurn(size: number): Uint32Array {
  const order = new Uint32Array(size);
  for (let index = 0; index < size; index++) order[index] = index;
  return order;
}

function inOrder(values: Float32Array, order: Uint32Array): Float32Array {
  const sorted = new Float32Array(order.length);
  for (let index = 0; index < order.length; index++) sorted[index] = values[order[index] as number] as number;
  return sorted;
}

/** Counting sort that leaves equals in the order they came in. */
function sortedBy(values: Uint32Array, order: Uint32Array): Uint32Array {
  let largest = 0;
  for (const value of values) if (value > largest) largest = value;
  const starts = new Uint32Array(largest + 2);
  for (const value of values) starts[value + 1] = (starts[value + 1] as number) + 1;
  for (let value = 0; value < largest; value++) {
    starts[value + 1] = (starts[value + 1] as number) + (starts[value] as number);
  }
  const sorted = new Uint32Array(order.length);
  for (const entry of order) {
    const value = values[entry] as number;
    const place = starts[value] as number;
    sorted[place] = entry;
    starts[value] = place + 1;
  }
  return sorted;
}

// Octets and packets added up by pairs of whole numbers, without an object for each.

/** Entry `i` of every column is one pair. */
export class SumTable {
  size = 0;
  first = new Float64Array(1024);
  second = new Float64Array(1024);
  bytes = new Float64Array(1024);
  packets = new Float64Array(1024);
  /** Open addressing: entry plus 1, or 0. Twice as many places as entries, at least. */
  #places = new Uint32Array(2048);

  /** The entry of the pair, made where it is new: with 0 octets and packets. */
  entryOf(first: number, second: number): number {
    let place = hashOf(first, second) & (this.#places.length - 1);
    for (;;) {
      const there = this.#places[place] as number;
      if (there === 0) break;
      if (this.first[there - 1] === first && this.second[there - 1] === second) return there - 1;
      place = (place + 1) & (this.#places.length - 1);
    }
    if (this.size === this.first.length) {
      this.#grow();
      return this.entryOf(first, second);
    }
    this.first[this.size] = first;
    this.second[this.size] = second;
    this.size += 1;
    this.#places[place] = this.size;
    return this.size - 1;
  }

  add(first: number, second: number, bytes: number, packets: number): void {
    const entry = this.entryOf(first, second);
    this.bytes[entry] = (this.bytes[entry] as number) + bytes;
    this.packets[entry] = (this.packets[entry] as number) + packets;
  }

  #grow(): void {
    const larger = (column: Float64Array) => {
      const copy = new Float64Array(2 * column.length);
      copy.set(column);
      return copy;
    };
    this.first = larger(this.first);
    this.second = larger(this.second);
    this.bytes = larger(this.bytes);
    this.packets = larger(this.packets);
    this.#places = new Uint32Array(2 * this.#places.length);
    const mask = this.#places.length - 1;
    for (let entry = 0; entry < this.size; entry++) {
      let place = hashOf(this.first[entry] as number, this.second[entry] as number) & mask;
      while (this.#places[place] !== 0) place = (place + 1) & mask;
      this.#places[place] = entry + 1;
    }
  }
}

function hashOf(first: number, second: number): number {
  let hash = Math.imul((first >>> 0) ^ (first / 0x1_0000_0000), 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 15) ^ (second >>> 0), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}

// The keys of conversations, numbered, in columns: a key is an object only where somebody asks for it.
import type { FlowKey } from '../../model/index.ts';

/** Of a key: number of the source address, of the destination address, then those of NUMBERS; each 0 where it is not known, else plus 1. */
export const KEY_WORDS = 8;

const NUMBERS = ['srcPort', 'dstPort', 'proto', 'dscp', 'srcAs', 'dstAs'] as const;

/** Equal keys have one number. One that is filled from outside (`size`, `words`, `addresses`) can be read only. */
export class TalkerKeys {
  size = 0;
  /** KEY_WORDS of each key, one key after the other. */
  words = new Float64Array(64 * KEY_WORDS);
  /** Number `n` is at `n - 1`. */
  readonly addresses: string[] = [];
  readonly #addressNumbers = new Map<string, number>();
  /** Open addressing: number of a key plus 1, or 0. Twice as many places as keys, at least. */
  #places = new Uint32Array(128);
  readonly #objects: FlowKey[] = [];
  readonly #wanted = new Float64Array(KEY_WORDS);

  numberOf(key: FlowKey): number {
    this.#wanted[0] = this.#addressNumber(key.src);
    this.#wanted[1] = this.#addressNumber(key.dst);
    for (let index = 0; index < NUMBERS.length; index++) {
      this.#wanted[index + 2] = (key[NUMBERS[index] as (typeof NUMBERS)[number]] ?? -1) + 1;
    }
    return this.#number();
  }

  /** The number here of each of those keys. */
  numbersOf(others: TalkerKeys): Uint32Array {
    const addresses = [0, ...others.addresses.map((address) => this.#addressNumber(address))];
    const numbers = new Uint32Array(others.size);
    for (let key = 0; key < others.size; key++) {
      for (let word = 0; word < KEY_WORDS; word++) {
        const value = others.words[key * KEY_WORDS + word] as number;
        this.#wanted[word] = word < 2 ? (addresses[value] as number) : value;
      }
      numbers[key] = this.#number();
    }
    return numbers;
  }

  keyAt(number: number): FlowKey {
    const known = this.#objects[number];
    if (known) return known;
    const from = number * KEY_WORDS;
    const figure = (index: number) => {
      const word = this.words[from + index] as number;
      return word === 0 ? null : word - 1;
    };
    const key: FlowKey = {
      src: this.addresses[(this.words[from] as number) - 1] ?? null,
      dst: this.addresses[(this.words[from + 1] as number) - 1] ?? null,
      srcPort: figure(2),
      dstPort: figure(3),
      proto: figure(4),
      dscp: figure(5),
      srcAs: figure(6),
      dstAs: figure(7),
    };
    this.#objects[number] = key;
    return key;
  }

  #addressNumber(address: string | null): number {
    if (address === null) return 0;
    const known = this.#addressNumbers.get(address);
    if (known !== undefined) return known;
    const number = this.addresses.push(address);
    this.#addressNumbers.set(address, number);
    return number;
  }

  /** Of the key in `#wanted`. */
  #number(): number {
    let place = hashOf(this.#wanted, 0) & (this.#places.length - 1);
    for (;;) {
      const there = this.#places[place] as number;
      if (there === 0) break;
      if (this.#isWanted(there - 1)) return there - 1;
      place = (place + 1) & (this.#places.length - 1);
    }
    if ((this.size + 1) * KEY_WORDS > this.words.length) this.#grow();
    this.words.set(this.#wanted, this.size * KEY_WORDS);
    this.size += 1;
    this.#put(this.size);
    return this.size - 1;
  }

  #isWanted(number: number): boolean {
    for (let word = 0; word < KEY_WORDS; word++) {
      if (this.words[number * KEY_WORDS + word] !== this.#wanted[word]) return false;
    }
    return true;
  }

  #grow(): void {
    const words = new Float64Array(2 * this.words.length);
    words.set(this.words);
    this.words = words;
    this.#places = new Uint32Array(2 * this.#places.length);
    for (let entry = 1; entry <= this.size; entry++) this.#put(entry);
  }

  #put(entry: number): void {
    let place = hashOf(this.words, (entry - 1) * KEY_WORDS) & (this.#places.length - 1);
    while (this.#places[place] !== 0) place = (place + 1) & (this.#places.length - 1);
    this.#places[place] = entry;
  }
}

function hashOf(words: Float64Array, from: number): number {
  let hash = 0;
  for (let index = from; index < from + KEY_WORDS; index++) {
    hash = Math.imul(hash ^ ((words[index] as number) >>> 0), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  return hash >>> 0;
}

/** Orders keys. */
export function keyText({ src, dst, srcPort, dstPort, proto, dscp, srcAs, dstAs }: FlowKey): string {
  return `${src} ${dst} ${proto} ${srcPort} ${dstPort} ${dscp} ${srcAs} ${dstAs}`;
}

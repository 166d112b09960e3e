// Damage with a plan: octets and fields set to what breaks readers of lengths and counts, parts cut out, doubled, put together.
import type { Dice } from '../bench/flows/dice.ts';

/** The largest UDP payload over IPv4. */
export const LONGEST = 65_507;

const SHORTS = [0, 1, 2, 3, 4, 5, 8, 15, 16, 255, 256, 257, 0x7fff, 0x8000, 0xfffe, 0xffff];
const WORDS = [
  0, 1, 2, 0xff, 0x3fff_ffff, 0x4000_0000, 0x7fff_ffff, 0x8000_0000, 0xc000_0000, 0xffff_fffe, 0xffff_ffff,
];

/** Makes one datagram after the other in the same buffer: `bytes[0 … length)`. */
export class Mutator {
  readonly bytes = Buffer.alloc(LONGEST);
  length = 0;
  private readonly dice: Dice;

  constructor(dice: Dice) {
    this.dice = dice;
  }

  /** `seed` with none to seven damages, some of them pieces of `other`. */
  make(seed: Uint8Array, other: Uint8Array): void {
    this.bytes.set(seed.subarray(0, LONGEST));
    this.length = Math.min(seed.length, LONGEST);
    for (let left = this.dice.below(8); left > 0 && this.length > 0; left--) this.damage(other);
  }

  /** Random octets; half of them begin as some protocol does. */
  makeRandom(): void {
    const { dice, bytes } = this;
    this.length = dice.below(dice.below(8) === 0 ? 1500 : 200);
    for (let i = 0; i < this.length; i++) bytes[i] = dice.below(256);
    const version = [1, 5, 7, 9, 10, 0][dice.below(12)];
    if (version === undefined || this.length < 8) return;
    bytes.writeUInt16BE(version, 0);
    if (version === 0) bytes.writeUInt32BE(5, 0);
    if (version === 0) bytes.writeUInt32BE(1 + dice.below(2), 4);
    if (version === 10) bytes.writeUInt16BE(this.length, 2);
  }

  private damage(other: Uint8Array): void {
    const { dice, bytes } = this;
    const at = dice.below(this.length);
    switch (dice.below(16)) {
      case 0:
      case 1:
        bytes[at] = (bytes[at] as number) ^ (1 << dice.below(8));
        return;
      case 2:
        bytes[at] = [0, 1, 254, 255, dice.below(256)][dice.below(5)] as number;
        return;
      case 3:
      case 4:
      case 5:
        this.put16(at & ~1, this.short());
        return;
      case 6:
        this.put16(at & ~1, bytes.readUInt16BE(Math.min(at & ~1, LONGEST - 2)) + (dice.below(2) === 0 ? 1 : -1));
        return;
      case 7:
      case 8:
        this.put32(at & ~3, WORDS[dice.below(WORDS.length)] as number);
        return;
      case 9:
        bytes.fill([0, 255, 0x80][dice.below(3)] as number, at & ~3, Math.min((at & ~3) + 8, this.length));
        return;
      case 10:
        this.length = at;
        return;
      case 11:
        this.insert(at, other, dice.below(other.length + 1), 1 + dice.below(120));
        return;
      case 12:
        this.insert(at, Buffer.from(bytes.subarray(0, this.length)), dice.below(this.length), 1 + dice.below(120));
        return;
      case 13:
        this.insert(this.length, other, 0, other.length);
        return;
      case 14:
        this.remove(at, 1 + dice.below(64));
        return;
      default:
        if (bytes[1] === 10) this.put16(2, this.length);
        else bytes[at] = dice.below(256);
    }
  }

  private short(): number {
    const special = this.dice.below(SHORTS.length + 3) - 3;
    return special < 0 ? this.length + special + 2 : (SHORTS[special] as number);
  }

  private put16(at: number, value: number): void {
    if (at + 2 <= this.length) this.bytes.writeUInt16BE(value & 0xffff, at);
  }

  private put32(at: number, value: number): void {
    if (at + 4 <= this.length) this.bytes.writeUInt32BE(value, at);
  }

  private insert(at: number, from: Uint8Array, start: number, length: number): void {
    const piece = from.subarray(start, start + length);
    const size = Math.min(piece.length, LONGEST - this.length);
    this.bytes.copyWithin(at + size, at, this.length);
    this.bytes.set(piece.subarray(0, size), at);
    this.length += size;
  }

  private remove(at: number, length: number): void {
    const size = Math.min(length, this.length - at);
    this.bytes.copyWithin(at, at + size, this.length);
    this.length -= size;
  }
}

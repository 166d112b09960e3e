// One direction of one conversation as a row of packets: which of them are sent when, and how long they are. Nothing is stored per packet.
import type { Conversation } from './traffic-plan.ts';

/** Who speaks: a node of the network, and the address it uses. */
export interface StreamEnd {
  readonly node: string;
  /** As an unsigned number. */
  readonly address: number;
  readonly port: number;
}

export interface StreamShape {
  /** `http-3/7 back`: the same in every run. */
  readonly id: string;
  readonly conversation: Conversation;
  readonly src: StreamEnd;
  readonly dst: StreamEnd;
  readonly protocol: number;
  readonly packetsPerSecond: number;
  readonly sizes: readonly number[];
  /** When packet 0 is sent, ms since 1970. */
  readonly anchorMs: number;
  /** -Infinity where it has always been; else 0. */
  readonly firstIndex: number;
  /** Behind the last one; Infinity where it never ends. */
  readonly endIndex: number;
}

export class Stream {
  readonly shape: StreamShape;
  readonly #sums: readonly number[];
  readonly #round: number;

  constructor(shape: StreamShape) {
    this.shape = shape;
    let sum = 0;
    this.#sums = shape.sizes.map((size) => {
      sum += size;
      return sum - size;
    });
    this.#round = sum;
  }

  /** Index of the first packet that is sent at `ms` or later. */
  indexAt(ms: number): number {
    const { anchorMs, packetsPerSecond, firstIndex, endIndex } = this.shape;
    const index = Math.ceil(((ms - anchorMs) * packetsPerSecond) / 1000);
    return Math.min(Math.max(index, firstIndex), endIndex);
  }

  /** When a packet is sent, in whole milliseconds since 1970. */
  timeOf(index: number): number {
    const { anchorMs, packetsPerSecond } = this.shape;
    return Math.floor(anchorMs + (index * 1000) / packetsPerSecond + 1e-3);
  }

  /** IPv4 length of a packet. */
  sizeOf(index: number): number {
    const { sizes } = this.shape;
    return sizes[((index % sizes.length) + sizes.length) % sizes.length] ?? 0;
  }

  /** Layer-3 octets of the packets from `from` up to, not with, `to`. */
  bytesOf(from: number, to: number): number {
    return this.#bytesBefore(to) - this.#bytesBefore(from);
  }

  /** When its last packet is sent; Infinity where it never ends. */
  get endMs(): number {
    const { endIndex, anchorMs, packetsPerSecond } = this.shape;
    return anchorMs + ((endIndex - 1) * 1000) / packetsPerSecond;
  }

  #bytesBefore(index: number): number {
    const { length } = this.#sums;
    const rounds = Math.floor(index / length);
    return rounds * this.#round + (this.#sums[index - rounds * length] ?? 0);
  }
}

// The streams of a plan, as time goes on: repeated conversations begin and end, others have always been.
import { hashOf } from './random.ts';
import { Stream, type StreamEnd } from './stream.ts';
import type { Conversation, PlanPlace, TrafficPlan } from './traffic-plan.ts';

/** The address of a place that names none, as an unsigned number. */
export type AddressOf = (node: string) => number;

const PROTOCOL_NUMBERS = { icmp: 1, tcp: 6, udp: 17 } as const;
const FIRST_EPHEMERAL = 49_152;

interface Repeated {
  readonly conversation: Conversation;
  /** Of the next repetition that has not begun. */
  next: number;
}

/** Walks forward in time only. */
export class Streams {
  readonly #startMs: number;
  readonly #addressOf: AddressOf;
  readonly #repeated: readonly Repeated[];
  #current: Stream[] = [];

  /** `startMs`: the beginning of the plan's times; `fromMs`: where the walk begins. */
  constructor(plan: TrafficPlan, startMs: number, fromMs: number, addressOf: AddressOf) {
    this.#startMs = startMs;
    this.#addressOf = addressOf;
    this.#repeated = plan.conversations.map((conversation) => ({
      conversation,
      next: firstRepetition(conversation, startMs, fromMs),
    }));
  }

  /** Those that may send something from `fromMs` up to, not with, `toMs`. */
  during(fromMs: number, toMs: number): readonly Stream[] {
    this.#current = this.#current.filter((stream) => stream.endMs >= fromMs);
    for (const one of this.#repeated) {
      while (this.#beginOf(one) < toMs) {
        const streams = this.#streamsOf(one.conversation, one.next);
        this.#current.push(...streams.filter((stream) => stream.endMs >= fromMs));
        one.next = one.conversation.everySeconds === undefined ? Number.POSITIVE_INFINITY : one.next + 1;
      }
    }
    return this.#current;
  }

  #beginOf({ conversation, next }: Repeated): number {
    if (next === Number.POSITIVE_INFINITY) return next;
    if (conversation.startSeconds === undefined && conversation.everySeconds === undefined) return -Infinity;
    return beginOf(conversation, this.#startMs, next);
  }

  #streamsOf(conversation: Conversation, repetition: number): Stream[] {
    const { name, protocol, toPort, back, forward, startSeconds, everySeconds } = conversation;
    const own = FIRST_EPHEMERAL + ((hashOf(name) + repetition * 7) & 0x3fff);
    const src = this.#end(conversation.from, protocol === 'icmp' ? 0 : (conversation.fromPort ?? own));
    const dst = this.#end(conversation.to, toPort);
    const beginMs = beginOf(conversation, this.#startMs, repetition);
    const always = startSeconds === undefined && everySeconds === undefined;
    const common = { conversation, protocol: PROTOCOL_NUMBERS[protocol], firstIndex: always ? -Infinity : 0 };
    const id = `${name}/${repetition}`;
    const there = new Stream({
      ...common,
      ...{ id, src, dst, packetsPerSecond: forward.packetsPerSecond, sizes: forward.sizes },
      ...{ anchorMs: beginMs, endIndex: countOf(conversation, forward) },
    });
    if (back === undefined) return [there];
    const { packetsPerSecond, sizes, afterMs } = back;
    const answer = new Stream({
      ...common,
      ...{ id: `${id} back`, src: dst, dst: src, packetsPerSecond, sizes },
      ...{ anchorMs: beginMs + afterMs, endIndex: countOf(conversation, back) },
    });
    return [there, answer];
  }

  #end({ at, address }: PlanPlace, port: number): StreamEnd {
    return { node: at, port, address: address === null ? this.#addressOf(at) : addressNumber(address) };
  }
}

function beginOf({ startSeconds = 0, everySeconds = 0 }: Conversation, startMs: number, repetition: number): number {
  return startMs + startSeconds * 1000 + repetition * everySeconds * 1000;
}

/** The first one that can reach into the time from `fromMs` on. */
function firstRepetition(conversation: Conversation, startMs: number, fromMs: number): number {
  const { everySeconds, startSeconds, forward, back } = conversation;
  if (everySeconds === undefined) return 0;
  const packets = [forward, ...(back === undefined ? [] : [back])];
  const lasts = packets.map((one) => (countOf(conversation, one) * 1000) / one.packetsPerSecond);
  const longestMs = Math.max(...lasts) + (back?.afterMs ?? 0);
  const begin = fromMs - longestMs - beginOf(conversation, startMs, 0);
  const index = Math.floor(begin / (everySeconds * 1000));
  return startSeconds === undefined ? index : Math.max(0, index);
}

/** How many packets one repetition has in this direction. */
function countOf({ seconds }: Conversation, { packets, packetsPerSecond }: Conversation['forward']): number {
  const lasting = seconds === undefined ? Number.POSITIVE_INFINITY : Math.ceil(seconds * packetsPerSecond);
  return Math.min(packets ?? Number.POSITIVE_INFINITY, lasting);
}

/** `10.0.0.1` → 0x0A000001. */
export function addressNumber(text: string): number {
  return text.split('.').reduce((number, octet) => number * 256 + Number(octet), 0);
}

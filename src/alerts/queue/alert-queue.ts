// Sends what was committed, one message at a time per channel, and goes on until it was taken or given up. Over restarts a message may
// be sent twice with the same id, never not at all.
import { setTimeout } from 'node:timers/promises';
import type { StateChange, StateKeeper } from '../../model/index.ts';
import { type AlertMessage, type Channel, type DeliveryResult, rejected } from '../channel.ts';
import { DELIVERY_KIND, isDelivery, newDelivery } from './delivery.ts';
import { Outbox } from './outbox.ts';
import { judgeAttempt } from './outcome.ts';
import { Serial } from './serial.ts';

export interface QueueOptions {
  readonly keeper: StateKeeper;
  readonly channels: readonly Channel[];
  readonly giveUpSeconds: number;
  now(): Date;
  /** 0 to 1. */
  random(): number;
  /** Told of what the store could not keep. It is tried again. */
  onProblem(text: string): void;
}

export interface LastResult {
  readonly at: string;
  readonly result: DeliveryResult;
}

/** Until the store can write again. */
const RECORD_AGAIN_MS = 2000;

export class AlertQueue {
  readonly #options: QueueOptions;
  readonly #outbox = new Outbox();
  readonly #lines = new Map<string, Serial>();
  readonly #workers = new Map<string, Promise<void>>();
  readonly #last = new Map<string, LastResult>();
  /** Ids that left the outbox while the store was being read. */
  #left = new Set<string>();
  readonly #stopping = new AbortController();
  #idle: () => void = () => {};

  constructor(options: QueueOptions) {
    this.#options = options;
  }

  /** Takes in what the store has: at the start, and what another process put there since (a dead letter to be tried again). */
  async reload(): Promise<void> {
    this.#left = new Set();
    for (const value of (await this.#options.keeper.state(DELIVERY_KIND)).values()) {
      if (!isDelivery(value) || this.#left.has(value.message.id)) continue;
      if (this.#outbox.get(value.message.id) === undefined) this.#outbox.put(value);
    }
  }

  /** What must be committed before `add`. */
  changeFor(messages: readonly AlertMessage[]): StateChange {
    const now = this.#options.now();
    const put = messages.map((message) => ({ kind: DELIVERY_KIND, key: message.id, value: newDelivery(message, now) }));
    return { put };
  }

  add(messages: readonly AlertMessage[]): void {
    for (const message of messages) this.#outbox.put(newDelivery(message, this.#options.now()));
  }

  /** `idle` is called whenever a channel has nothing more to do for now. */
  onIdle(idle: () => void): void {
    this.#idle = idle;
  }

  /** Sends what is due. */
  wake(): void {
    if (this.#stopping.signal.aborted) return;
    for (const channel of this.#outbox.channels()) {
      if (this.#workers.has(channel)) continue;
      const worker = this.#work(channel).finally(() => {
        this.#workers.delete(channel);
        this.#idle();
      });
      this.#workers.set(channel, worker);
    }
  }

  /** When `wake` has something to do next; null where nothing waits. Channels at work are not counted: they go on by themselves. */
  nextAttemptAt(): string | null {
    const idle = this.#outbox.channels().filter((channel) => !this.#workers.has(channel));
    const times = idle.flatMap((channel) => this.#outbox.heads(channel).slice(0, 1));
    return times.map(({ nextAttemptAt }) => nextAttemptAt).sort()[0] ?? null;
  }

  /** Anything that speaks to a channel goes through here, so that it is spoken to by one at a time. */
  async speak(name: string, work: (channel: Channel) => Promise<DeliveryResult>): Promise<DeliveryResult> {
    const line = this.#lines.get(name) ?? new Serial();
    this.#lines.set(name, line);
    const channel = this.#options.channels.find((other) => other.name === name);
    const result = channel
      ? await line.run(() => work(channel))
      : rejected('the settings have no channel of that name any more');
    this.#last.set(name, { at: this.#options.now().toISOString(), result });
    return result;
  }

  waiting(channel: string): { count: number; since: string | null } {
    const waiting = this.#outbox.all().filter(({ message }) => message.channel === channel);
    return { count: waiting.length, since: waiting[0]?.queuedAt ?? null };
  }

  lastResult(channel: string): LastResult | null {
    return this.#last.get(channel) ?? null;
  }

  /** Resolves when nothing is being sent any more. */
  async settled(): Promise<void> {
    while (this.#workers.size > 0) await Promise.all(this.#workers.values());
  }

  /** Begins nothing more; what is under way may end within `graceMs`. The rest waits in the store. */
  async stop(graceMs: number): Promise<void> {
    this.#stopping.abort();
    const done = new AbortController();
    const grace = setTimeout(graceMs, undefined, { signal: done.signal }).catch(() => {});
    await Promise.race([this.settled(), grace]);
    done.abort();
    await Promise.all(this.#options.channels.map((channel) => channel.close()));
  }

  async #work(channel: string): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      const delivery = this.#outbox.next(channel, this.#options.now());
      if (delivery === null) return;
      const result = await this.speak(channel, (open) => open.deliver(delivery.message));
      const { now, random, giveUpSeconds } = this.#options;
      const outcome = judgeAttempt(delivery, result, { now: now(), random: random(), giveUpSeconds });
      if (!(await this.#record(outcome.change))) return;
      if (outcome.delivery === null) {
        this.#left.add(delivery.message.id);
        this.#outbox.remove(delivery.message.id);
      } else this.#outbox.put(outcome.delivery);
    }
  }

  /** Nothing more is sent by that channel until it is written down what was. False where the queue was stopped before it could be. */
  async #record(change: StateChange): Promise<boolean> {
    for (;;) {
      try {
        await this.#options.keeper.commit(change);
        return true;
      } catch (error) {
        this.#options.onProblem(`what was sent could not be written down: ${(error as Error).message}`);
      }
      if (this.#stopping.signal.aborted) return false;
      await setTimeout(RECORD_AGAIN_MS, undefined, { signal: this.#stopping.signal }).catch(() => {});
    }
  }
}

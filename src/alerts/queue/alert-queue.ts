// Sends what was committed, one message at a time per channel, and goes on until it was taken or given up. Over restarts a message may
// be sent twice with the same id, never not at all.
import { setTimeout } from 'node:timers/promises';
import { Serial, type StateChange, type StateKeeper, ToposcopeError } from '../../model/index.ts';
import { type Channel, type DeliveryResult, rejected } from '../channel.ts';
import { DELIVERY_KIND, type Delivery, isDelivery } from './delivery.ts';
import { Outbox } from './outbox.ts';
import { judgeAttempt } from './outcome.ts';

export interface QueueOptions {
  readonly keeper: StateKeeper;
  readonly channels: readonly Channel[];
  readonly giveUpSeconds: number;
  /** Longer than any attempt takes. */
  readonly claimSeconds: number;
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
  /** Ids of what is being sent. */
  readonly #underWay = new Set<string>();
  /** Ids that left the outbox while the store was being read. */
  #left = new Set<string>();
  readonly #stopping = new AbortController();
  #idle: () => void = () => {};

  constructor(options: QueueOptions) {
    this.#options = options;
  }

  /**
   * Takes in what the store has, what other processes put there or sent too. Not at the same time as `add`: what was just added might not
   * be seen.
   */
  async reload(): Promise<void> {
    this.#left = new Set();
    const kept = [...(await this.#options.keeper.state(DELIVERY_KIND)).values()].filter(isDelivery);
    const ids = new Set(kept.map(({ message }) => message.id));
    const isOurs = (id: string) => this.#underWay.has(id) || this.#left.has(id);
    for (const { message } of this.#outbox.all()) {
      if (!ids.has(message.id) && !isOurs(message.id)) this.#outbox.remove(message.id);
    }
    for (const delivery of kept) if (!isOurs(delivery.message.id)) this.#outbox.put(delivery);
  }

  /** To be called once they are committed. */
  add(deliveries: readonly Delivery[]): void {
    for (const delivery of deliveries) this.#outbox.put(delivery);
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

  waiting(channel: string): { count: number; since: string | null; reason: string | null } {
    const waiting = this.#outbox.all().filter(({ message }) => message.channel === channel);
    const [oldest] = waiting;
    return { count: waiting.length, since: oldest?.queuedAt ?? null, reason: oldest?.reason ?? null };
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
      this.#underWay.add(delivery.message.id);
      await this.#attempt(delivery);
      this.#underWay.delete(delivery.message.id);
    }
  }

  /**
   * Claimed in the store first, so that no other process sends it meanwhile; should this one die, it is tried again when the claim has
   * run out. Whatever becomes of it is in the store before anything else is sent by that channel.
   */
  async #attempt(delivery: Delivery): Promise<void> {
    const { id, channel } = delivery.message;
    const { now, random, giveUpSeconds, claimSeconds } = this.#options;
    const until = new Date(now().getTime() + claimSeconds * 1000).toISOString();
    const claimed: Delivery = { ...delivery, nextAttemptAt: until };
    const claim = { expect: [stateOf(delivery)], put: [stateOf(claimed)] };
    if ((await this.#record(claim)) !== 'kept') return this.#forget(id);
    const result = await this.speak(channel, (open) => open.deliver(delivery.message));
    const outcome = judgeAttempt(delivery, result, { now: now(), random: random(), giveUpSeconds });
    const recorded = await this.#record({ ...outcome.change, expect: [stateOf(claimed)] });
    if (recorded === 'kept' && outcome.delivery !== null) this.#outbox.put(outcome.delivery);
    else this.#forget(id);
  }

  #forget(id: string): void {
    this.#left.add(id);
    this.#outbox.remove(id);
  }

  /** `stopped`: the queue was, before it could be kept. `conflict`: another process was faster. */
  async #record(change: StateChange): Promise<'kept' | 'conflict' | 'stopped'> {
    for (;;) {
      try {
        await this.#options.keeper.commit(change);
        return 'kept';
      } catch (error) {
        if (error instanceof ToposcopeError && error.code === 'STORE_CONFLICT') return 'conflict';
        this.#options.onProblem(`what is sent cannot be written down: ${(error as Error).message}`);
      }
      if (this.#stopping.signal.aborted) return 'stopped';
      await setTimeout(RECORD_AGAIN_MS, undefined, { signal: this.#stopping.signal }).catch(() => {});
    }
  }
}

function stateOf(delivery: Delivery): { kind: string; key: string; value: Delivery } {
  return { kind: DELIVERY_KIND, key: delivery.message.id, value: delivery };
}

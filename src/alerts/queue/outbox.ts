// What waits to be sent, in order: within a group of a channel nothing overtakes.
import { compareText } from '../../model/index.ts';
import type { Delivery } from './delivery.ts';

export class Outbox {
  readonly #deliveries = new Map<string, Delivery>();

  get(id: string): Delivery | undefined {
    return this.#deliveries.get(id);
  }

  put(delivery: Delivery): void {
    this.#deliveries.set(delivery.message.id, delivery);
  }

  remove(id: string): void {
    this.#deliveries.delete(id);
  }

  channels(): string[] {
    return [...new Set(this.all().map(({ message }) => message.channel))];
  }

  all(): Delivery[] {
    return [...this.#deliveries.values()].sort(compareDeliveries);
  }

  /** Those whose turn it is: the first of each group of a channel, whoever may be tried soonest in front. */
  heads(channel: string): Delivery[] {
    const heads = new Map<string, Delivery>();
    for (const delivery of this.all()) {
      const { message } = delivery;
      if (message.channel === channel && !heads.has(message.group)) heads.set(message.group, delivery);
    }
    return [...heads.values()].sort((a, b) => compareText(a.nextAttemptAt, b.nextAttemptAt) || compareDeliveries(a, b));
  }

  next(channel: string, now: Date): Delivery | null {
    const [head] = this.heads(channel);
    return head !== undefined && head.nextAttemptAt <= now.toISOString() ? head : null;
  }
}

function compareDeliveries({ message: a }: Delivery, { message: b }: Delivery): number {
  return compareText(a.at, b.at) || compareText(a.group, b.group) || a.sequence - b.sequence || compareText(a.id, b.id);
}

// A message on its way, and one that was given up. Both are kept by the store, as JSON.
import type { AlertMessage } from '../channel.ts';

export interface Delivery {
  readonly message: AlertMessage;
  readonly queuedAt: string;
  readonly attempts: number;
  readonly nextAttemptAt: string;
  /** Of the last attempt; null before it. Never a secret. */
  readonly reason: string | null;
}

/** A message that was not sent and will not be, unless somebody says so. */
export interface DeadLetter extends Delivery {
  readonly diedAt: string;
  readonly reason: string;
}

export const GROUP_KIND = 'alert-group';
export const DELIVERY_KIND = 'alert-delivery';
export const DEAD_KIND = 'alert-dead';

export function newDelivery(message: AlertMessage, now: Date): Delivery {
  const at = now.toISOString();
  return { message, queuedAt: at, attempts: 0, nextAttemptAt: at, reason: null };
}

/** Whether a value of the store is one. What a later version may have written otherwise is left alone. */
export function isDelivery(value: unknown): value is Delivery {
  const { message, queuedAt, nextAttemptAt } = Object(value) as Partial<Delivery>;
  return (
    typeof queuedAt === 'string' &&
    typeof nextAttemptAt === 'string' &&
    typeof message?.id === 'string' &&
    typeof message.channel === 'string' &&
    Array.isArray(message.incidents)
  );
}

// What every channel is: something that can deliver one message, and says whether it may be tried again.
import type { Incident } from '../model/index.ts';

/** Incidents of one group for one channel. */
export interface AlertMessage {
  /** Unique per message; a receiver that gets it twice (after a crash) can tell. */
  readonly id: string;
  readonly channel: string;
  /** Stable over the life of a group. */
  readonly group: string;
  /** `resolved` when none of `incidents` is open any more. */
  readonly status: 'firing' | 'resolved';
  /** Why now: the group is new, something in it changed, it still holds, or it is over. */
  readonly occasion: 'new' | 'changed' | 'repeat' | 'resolved';
  readonly at: string;
  /** Sorted: worst first. */
  readonly incidents: readonly Incident[];
  /** Neighbourhood of the first incident as SVG; null where it could not be drawn. */
  readonly svg: string | null;
}

export type DeliveryResult =
  | { readonly kind: 'sent'; readonly detail: string }
  /** Worth trying again: no answer, 5xx, 429 … `retryAfterSeconds` where the receiver says. */
  | { readonly kind: 'failed'; readonly reason: string; readonly retryAfterSeconds: number | null }
  /** Never will be: 4xx, a refused login, a bad template. */
  | { readonly kind: 'rejected'; readonly reason: string };

export interface Channel {
  readonly name: string;
  /** Never throws; no reason ever holds a secret. */
  deliver(message: AlertMessage): Promise<DeliveryResult>;
  close(): Promise<void>;
}

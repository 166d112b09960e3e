// What every channel is: something that can deliver one message, and says whether it may be tried again.
import type { Incident } from '../model/index.ts';

/** What an incident was when it was told, or when it was last told to be worse: an incident may change its kind while it lasts. */
export type KnownAs = Pick<Incident, 'kind' | 'severity'>;

/** Incidents of one group for one channel. */
export interface AlertMessage {
  /** Unique per message; a receiver that gets it twice (after a crash) can tell. */
  readonly id: string;
  readonly channel: string;
  /** What the incidents have in common, such as `site=lab`; stable over the life of a group. */
  readonly group: string;
  /** Id of the first message of this life of the group: what replies hang from. */
  readonly thread: string;
  /** Counts the messages of a group: 0, 1, 2 … */
  readonly sequence: number;
  /** `resolved` when none of `incidents` is open any more. */
  readonly status: 'firing' | 'resolved';
  /** Why now: the group is new, something in it changed, it still holds, or it is over. */
  readonly occasion: 'new' | 'changed' | 'repeat' | 'resolved' | 'test';
  readonly at: string;
  /** Sorted: open ones first, then worst first. */
  readonly incidents: readonly Incident[];
  /** Incident id → as what this channel knows it from earlier messages. */
  readonly told: Readonly<Record<string, KnownAs>>;
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
  /** For receivers that forget what is not said again. */
  readonly keepAlive?: KeepAlive;
  close(): Promise<void>;
}

export interface KeepAlive {
  readonly everySeconds: number;
  /** All that this channel was told of and that are still open. */
  refresh(incidents: readonly { incident: Incident; knownAs: KnownAs }[]): Promise<DeliveryResult>;
}

export function failed(reason: string, retryAfterSeconds: number | null = null): DeliveryResult {
  return { kind: 'failed', reason, retryAfterSeconds };
}

export function rejected(reason: string): DeliveryResult {
  return { kind: 'rejected', reason };
}

// What follows from one attempt: done, again later, or given up. Pure.
import { type HistoryEvent, linkEnds, type StateChange } from '../../model/index.ts';
import type { AlertMessage, DeliveryResult } from '../channel.ts';
import { DEAD_KIND, DELIVERY_KIND, type DeadLetter, type Delivery } from './delivery.ts';

export interface Outcome {
  /** As it waits now; null where it does not any more. */
  readonly delivery: Delivery | null;
  readonly change: StateChange;
}

const FIRST_RETRY_MS = 5000;
const LAST_RETRY_MS = 300_000;

/** `random`: 0 to 1. What is waiting when the give-up time is over is tried once more before it is a dead letter. */
export function judgeAttempt(
  delivery: Delivery,
  result: DeliveryResult,
  { now, random, giveUpSeconds }: { now: Date; random: number; giveUpSeconds: number },
): Outcome {
  const { message, queuedAt } = delivery;
  const key = message.id;
  const drop = [{ kind: DELIVERY_KIND, key }];
  if (result.kind === 'sent') {
    return { delivery: null, change: { drop, events: tellOf(message, 'alert.sent', now, sentText(message)) } };
  }
  const { reason } = result;
  const attempts = delivery.attempts + 1;
  const isOver = now.getTime() - Date.parse(queuedAt) >= giveUpSeconds * 1000;
  if (result.kind === 'rejected' || isOver) {
    const dead: DeadLetter = { ...delivery, attempts, reason, diedAt: now.toISOString() };
    const events = tellOf(message, 'alert.dead', now, `${message.channel} was not told: ${reason}`);
    return { delivery: null, change: { drop, put: [{ kind: DEAD_KIND, key, value: dead }], events } };
  }
  const wait = Math.max(backOff(attempts, random), (result.retryAfterSeconds ?? 0) * 1000);
  const next: Delivery = { ...delivery, attempts, reason, nextAttemptAt: new Date(now.getTime() + wait).toISOString() };
  const first = `${message.channel} could not be told yet: ${reason}`;
  const events = attempts === 1 ? tellOf(message, 'alert.failed', now, first) : [];
  return { delivery: next, change: { put: [{ kind: DELIVERY_KIND, key, value: next }], events } };
}

/** 5 s, doubled up to 5 min, of which a random half is taken: many that failed at once do not come back at once. */
function backOff(attempts: number, random: number): number {
  const full = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(attempts - 1, 30));
  return full * (0.5 + random / 2);
}

function sentText({ channel, occasion }: AlertMessage): string {
  return occasion === 'resolved' ? `${channel} was told that it is over` : `${channel} was told (${occasion})`;
}

function tellOf(message: AlertMessage, kind: string, now: Date, text: string): HistoryEvent[] {
  return message.incidents.map((incident) => ({
    ...{ at: now.toISOString(), kind, snapshot: null, link: incident.links[0] ?? null, incident: incident.id },
    ...{ devices: incident.devices, ends: incident.links.flatMap(linkEnds), text: `${text}: ${incident.title}` },
  }));
}

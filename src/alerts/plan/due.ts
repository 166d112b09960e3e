// When a group is to be told of next, after Alertmanager: wait for the first, an interval between, and a repeat of what holds.
import type { AlertSettings } from '../../model/index.ts';
import type { AlertGroup, PlanState } from './group.ts';
import { policyOf } from './policy.ts';

/** Milliseconds since 1970, or null where nothing is to be told unless something happens. */
export function dueAt(group: AlertGroup, settings: AlertSettings): number | null {
  const { waitMs, intervalMs, repeatMs } = policyOf(settings, group.channel);
  const sent = group.sentAt === null ? null : Date.parse(group.sentAt);
  if (group.newsAt !== null) {
    const waited = Date.parse(group.newsAt) + waitMs;
    return sent === null ? waited : Math.max(waited, sent + intervalMs);
  }
  const repeats = group.members.some(({ told, eligible, incident }) => told && eligible && !incident.acknowledged);
  return repeats && sent !== null && repeatMs !== null ? sent + Math.max(repeatMs, intervalMs) : null;
}

/** When `planMessages` should be asked again though nothing happened; null: not before something does. */
export function nextDue(state: PlanState, settings: AlertSettings): string | null {
  const times = [...state.values()].map((group) => dueAt(group, settings)).filter((time) => time !== null);
  return times.length === 0 ? null : new Date(Math.min(...times)).toISOString();
}

/** Empty, and long enough so that a new life of it cannot break the interval. */
export function isForgotten(group: AlertGroup, settings: AlertSettings, now: Date): boolean {
  if (group.members.length > 0) return false;
  const { intervalMs } = policyOf(settings, group.channel);
  return group.sentAt === null || now.getTime() > Date.parse(group.sentAt) + intervalMs;
}

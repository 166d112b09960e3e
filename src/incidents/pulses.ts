// Comings and goings: counted per condition from polls, and per port from what devices say of their carrier.
import { compareText, type Pulse } from '../model/index.ts';
import type { Conditions } from './conditions.ts';
import { isNews } from './recabling.ts';
import { secondsBetween } from './times.ts';

/** More than any setting counts in practice; the oldest fall out. */
const MAX_PULSES = 100;

/** A pulse only where the state is another than before: both ends, carrier and line protocol tell of the same flap. */
export function addPulse(pulses: Map<string, Pulse>, key: string, down: boolean, at: string): void {
  const known = pulses.get(key);
  if (known?.down === down || (!known && !down)) return;
  pulses.set(key, { key, down, at: [...(known?.at ?? []), at].slice(-MAX_PULSES) });
}

/** What the polls say: proven conditions that came and went. Suspicions and re-cabling do not flap. */
export function addPulses(
  pulses: Map<string, Pulse>,
  { conditions, cleared }: Pick<Conditions, 'conditions' | 'cleared'>,
  at: string,
): void {
  for (const { key, firm, family } of conditions) if (firm && !isNews(family)) addPulse(pulses, key, true, at);
  for (const key of cleared.keys()) addPulse(pulses, key, false, at);
}

/** Without those of which the last is older than any flap; sorted by key. */
export function recentPulses(pulses: ReadonlyMap<string, Pulse>, seconds: number, at: string): Pulse[] {
  const isRecent = (time: string): boolean => secondsBetween(time, at) <= seconds;
  return [...pulses.values()].filter((pulse) => pulse.at.some(isRecent)).sort((x, y) => compareText(x.key, y.key));
}

export function within(times: readonly string[], seconds: number, at: string): string[] {
  return times.filter((time) => secondsBetween(time, at) <= seconds);
}

// A window of time as users write it: how long, and when it ends.
import { type Snapshot, ToposcopeError } from '../../model/index.ts';
import { parseTime } from '../../store/index.ts';

export interface TrafficWindow {
  readonly fromMs: number;
  readonly toMs: number;
}

/** A window of that length which ends `at`. Throws CLI_USAGE for what is no time. */
export function windowUntil(at: string, seconds: number): TrafficWindow {
  const end = parseTime(at, new Date());
  if (end === null) {
    throw new ToposcopeError('CLI_USAGE', `"${at}" is no time`, {
      hint: 'write a time such as 2026-11-21T10:05 or "10 min ago"',
    });
  }
  return { fromMs: end.getTime() - seconds * 1000, toMs: end.getTime() };
}

const MINUTE_MS = 60_000;
/** Records are under way for a while after their time-out. */
const SLACK_SECONDS = 30;
/** Who keeps flows for longer than that tells of them too late for a picture of now. */
const LONGEST_TIMEOUT = 300;
const DEFAULT_TIMEOUT = 60;

/**
 * The newest window of which everything has been told: it ends, at a whole minute, the longest active time-out of the snapshot's devices
 * before `now`.
 */
export function completeWindow({ devices }: Pick<Snapshot, 'devices'>, now: Date, seconds: number): TrafficWindow {
  const timeouts = devices.flatMap(({ flowExport }) => {
    const isNetflow = flowExport?.exporters.some(({ protocol }) => protocol !== 'sflow5');
    return isNetflow ? [flowExport?.activeTimeoutSeconds ?? DEFAULT_TIMEOUT] : [];
  });
  const waitMs = (Math.min(Math.max(0, ...timeouts), LONGEST_TIMEOUT) + SLACK_SECONDS) * 1000;
  const toMs = Math.floor((now.getTime() - waitMs) / MINUTE_MS) * MINUTE_MS;
  return { fromMs: toMs - seconds * 1000, toMs };
}

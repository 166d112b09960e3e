// A cable that goes down and up again and again, evenly over a span of lab time.
import { setTimeout as sleep } from 'node:timers/promises';
import type { LabNetwork } from './lab-network.ts';

export interface FlapOptions {
  /** How often the line goes down; each time it comes up again. */
  readonly times: number;
  /** Lab seconds from the first down to the last up. */
  readonly withinSeconds: number;
  /** Whether the plug is pulled (the default), or the port shut down. */
  readonly how?: 'carrier' | 'shutdown';
}

/** Ends early, with the line up, when the signal says so. Throws LAB_UNKNOWN_LINK. */
export async function flapEnd(
  network: LabNetwork,
  end: string,
  { times, withinSeconds, how = 'carrier' }: FlapOptions,
  signal: AbortSignal,
): Promise<void> {
  const halves = times * 2 - 1;
  const halfMs = (withinSeconds * 1000) / Math.max(1, halves) / network.clock.timeScale;
  const start = performance.now();
  for (let half = 0; half <= halves; half++) {
    if (half % 2 === 0) network.cut(end, how);
    else network.undoCut(end, how);
    if (half === halves) return;
    // By the clock, and not by counting naps: a busy machine must not stretch the whole.
    const pause = Math.max(0, start + (half + 1) * halfMs - performance.now());
    await sleep(pause, undefined, { signal }).catch(() => undefined);
    if (!signal.aborted) continue;
    network.undoCut(end, how);
    return;
  }
}

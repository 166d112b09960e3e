// Talkers of minutes as they were told last: to rank them anew takes longer than to tell the loads, and they change slowly.
import type { Talker } from '../../model/index.ts';

const MINUTE_MS = 60_000;

export class ToldTalkers {
  readonly #told = new Map<number, { readonly talkers: readonly Talker[]; readonly atMs: number }>();

  /** Ranked when the minute is over, anew at most once a minute, and for the last time; none before. */
  of(minute: number, isLast: boolean, nowMs: number, rank: () => readonly Talker[]): readonly Talker[] {
    const known = this.#told.get(minute);
    if (!isLast && nowMs - (known?.atMs ?? minute * MINUTE_MS) < MINUTE_MS) return known?.talkers ?? [];
    const talkers = rank();
    this.#told.set(minute, { talkers, atMs: nowMs });
    return talkers;
  }

  forgetBefore(minute: number): void {
    for (const known of this.#told.keys()) if (known < minute) this.#told.delete(known);
  }
}

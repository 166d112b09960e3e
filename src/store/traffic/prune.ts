// Retention: what is old enough is rolled up into the next rung of the ladder, and its file deleted.
import { ToposcopeError, type TrafficRetention } from '../../model/index.ts';
import type { TrafficFolder } from './folder.ts';
import { FIVE_MINUTES, type FileName, fileAt, HOURS, MINUTES, type Resolution } from './resolution.ts';
import { rollUp } from './roll-up.ts';
import type { Warn } from './window.ts';

/** `now`: seconds since 1970. Returns how many files went. A file that cannot be read stays, with a warning. */
export function pruneFiles(folder: TrafficFolder, retention: TrafficRetention, now: number, warn: Warn): number {
  const rungs: readonly (readonly [Resolution, number, Resolution | null])[] = [
    [MINUTES, retention.minuteSeconds, FIVE_MINUTES],
    [FIVE_MINUTES, retention.fiveMinuteSeconds, HOURS],
    [HOURS, retention.hourSeconds, null],
  ];
  const isOver = (file: FileName, seconds: number) => file.to <= now - seconds;
  let removed = 0;
  folder.removeOrphans();
  for (const [resolution, seconds, coarser] of rungs) {
    const old = folder.list().filter((file) => file.resolution === resolution && isOver(file, seconds));
    for (const file of old) {
      const isWanted = coarser !== null && !isOver(fileAt(coarser, file.from), keptSeconds(coarser, retention));
      try {
        if (isWanted) rollUp(folder, file, coarser);
        folder.remove(file);
        removed += 1;
      } catch (error) {
        if (!(error instanceof ToposcopeError)) throw error;
        warn(error);
      }
    }
  }
  return removed;
}

/** Of what is rolled up into that resolution, at the longest: it may be rolled up again. */
function keptSeconds(resolution: Resolution, { fiveMinuteSeconds, hourSeconds }: TrafficRetention): number {
  return resolution === HOURS ? hourSeconds : Math.max(fiveMinuteSeconds, hourSeconds);
}

// What is told of a run over many devices while it goes on.
import type { Visit } from '../model/index.ts';

export interface PollProgress {
  /** `done` of `total` visits have ended, this one included. */
  onVisit(visit: Visit, done: number, total: number): void;
  onWait(seconds: number, reason: string): void;
}

/** Counts the visits as they end; one for each run. */
export function countVisits(progress: PollProgress, total: number): (visit: Visit) => void {
  let done = 0;
  return (visit) => progress.onVisit(visit, ++done, total);
}

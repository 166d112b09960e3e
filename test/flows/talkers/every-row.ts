// A minute of loads that wants the talkers of every link and side.
import type { LoadMinute } from '../../../src/model/index.ts';

/** Rows of every link and side, observed nobody says where. */
export function everyRow(minute: number, links: readonly string[]): LoadMinute {
  const names = links.flatMap((link) => [link, link]);
  const column = () => new Float64Array(names.length);
  return {
    ...{ minute, links: names, sides: Uint8Array.from(names, (_, i) => i % 2), bytes: column(), packets: column() },
    ...{ variance: column(), sources: new Uint8Array(names.length).fill(255), covered: column() },
    ...{ ingressFar: column(), egressNear: column(), counters: column(), flags: new Uint8Array(names.length) },
  };
}

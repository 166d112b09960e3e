// What counted nowhere, by reason.
import { type TrafficMinute, UNATTRIBUTED_REASONS } from '../../model/index.ts';
import type { Pages } from './buckets.ts';

/** Of the buckets `from` to `to − 1`; reasons that did not occur are left out. */
export function sumUnattributed(pages: Pages, from: number, to: number): TrafficMinute['unattributed'] {
  const reasons: TrafficMinute['unattributed']['reasons'] = {};
  let [allBytes, allPackets] = [0, 0];
  for (let bucket = from; bucket < to; bucket++) {
    const page = pages.find(bucket);
    if (!page) continue;
    UNATTRIBUTED_REASONS.forEach((reason, position) => {
      const bytes = page.unattributed[position] as number;
      const packets = page.unattributed[UNATTRIBUTED_REASONS.length + position] as number;
      if (bytes === 0 && packets === 0) return;
      reasons[reason] = (reasons[reason] ?? 0) + bytes;
      allBytes += bytes;
      allPackets += packets;
    });
  }
  return { bytes: allBytes, packets: allPackets, reasons };
}

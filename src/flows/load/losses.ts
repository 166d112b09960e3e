// Rows, or parts of them, that count nowhere: by reason, in the buckets of their time.
import { type TrafficMinute, UNATTRIBUTED_REASONS, type UnattributedReason } from '../../model/index.ts';
import { type FlowBatch, KNOWN } from '../batch.ts';
import { BUCKET_MS, type Pages } from './buckets.ts';
import { framesOf, hasTag } from './frames.ts';
import type { Rows } from './rows.ts';

/** Positions in UNATTRIBUTED_REASONS. */
export const REASON = Object.fromEntries(
  UNATTRIBUTED_REASONS.map((reason, position) => [reason, position]),
) as Readonly<Record<UnattributedReason, number>>;

export class Losses {
  private readonly pages: Pages;
  private readonly rows: Rows;
  /** First bucket that is open. */
  closedBefore = Number.NEGATIVE_INFINITY;

  constructor(pages: Pages, rows: Rows) {
    this.pages = pages;
    this.rows = rows;
  }

  /** A row, or the half of it that would have counted at one port (`parts` 2), scaled where its rate is known. */
  lose(batch: FlowBatch, row: number, reason: number, parts: number): void {
    const isScaled = ((batch.known[row] as number) & KNOWN.rate) !== 0;
    const weight = (isScaled ? (batch.rate[row] as number) : 1) / parts;
    const frames = framesOf(batch, row, hasTag(batch, row));
    this.pages
      .open(this.bucketOf(batch, row), 0)
      .lose(reason, frames * weight, (batch.packets[row] as number) * weight);
  }

  /** Part of a row that came after its buckets were final. */
  late(batch: FlowBatch, row: number, bytes: number, packets: number): void {
    this.pages.open(this.bucketOf(batch, row), 0).lose(REASON.late, bytes, packets);
  }

  /** Where the flow ended, or where it came if that is final. */
  private bucketOf(batch: FlowBatch, row: number): number {
    const ended = Math.floor((this.rows.last[row] as number) / BUCKET_MS);
    if (ended >= this.closedBefore) return ended;
    return Math.max(Math.floor((batch.received[row] as number) / BUCKET_MS), this.closedBefore);
  }
}

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

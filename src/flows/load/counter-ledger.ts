// Interface counters into the cells: what was counted between two polls, spread evenly over the time between.
import type { PortCounters } from '../sink.ts';
import { BUCKET_MS, CELL, type Pages } from './buckets.ts';
import { type Count, CounterDeltas } from './counter-deltas.ts';
import type { Losses } from './losses.ts';
import { POINT, type Points } from './points.ts';

/** One protocol tells counters: the kind of their keys. */
const KIND = 0;

export class CounterLedger {
  private readonly deltas = new CounterDeltas();
  private readonly points: Points;
  private readonly pages: Pages;
  private readonly losses: Losses;

  constructor(points: Points, pages: Pages, losses: Losses) {
    this.points = points;
    this.pages = pages;
    this.losses = losses;
  }

  /** `place`: of what enters by the port. What was counted in buckets that are final is left out: it is evidence, not traffic. */
  enter(counters: PortCounters, place: number): void {
    const delta = this.deltas.follow(counters);
    if (!delta) return;
    const { fromMs, toMs } = delta;
    if (delta.in) this.spread(this.key(place, POINT.countedFar, counters), fromMs, toMs, delta.in);
    if (delta.out) this.spread(this.key(place ^ 1, POINT.countedNear, counters), fromMs, toMs, delta.out);
  }

  forgetBefore(ms: number): void {
    this.deltas.forgetBefore(ms);
  }

  private key(place: number, point: number, { received, exporter }: PortCounters): number {
    const key = this.points.keyOf(place, KIND, point);
    this.points.see(key, received, exporter);
    return key;
  }

  private spread(key: number, fromMs: number, toMs: number, { bytes, packets }: Count): void {
    const upTo = (total: number, ms: number) => Math.floor((total * (ms - fromMs)) / (toMs - fromMs));
    for (let bucket = Math.floor(fromMs / BUCKET_MS); bucket * BUCKET_MS < toMs; bucket++) {
      if (bucket < this.losses.closedBefore) continue;
      const begin = Math.max(bucket * BUCKET_MS, fromMs);
      const end = Math.min((bucket + 1) * BUCKET_MS, toMs);
      const page = this.pages.open(bucket, this.points.count);
      const figures = [
        upTo(bytes, end) - upTo(bytes, begin),
        upTo(packets, end) - upTo(packets, begin),
        0,
        end - begin,
      ];
      figures.forEach((figure, at) => {
        page.cells[CELL * key + at] = (page.cells[CELL * key + at] as number) + figure;
      });
      page.isChanged = true;
    }
  }
}

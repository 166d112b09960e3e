// Which minutes are open, which are final, and which have changed since they were told.
import type { PortMap } from '../attribute/port-map.ts';
import { BUCKET_MS, BUCKETS_PER_MINUTE, type Pages, RING } from './buckets.ts';
import type { ExporterStates } from './exporter-state.ts';
import type { LoadedMinute, LoadWindow } from './loads-of-minutes.ts';
import { type Losses, sumUnattributed } from './losses.ts';
import type { Points } from './points.ts';
import { tally } from './tally.ts';

const MINUTE_MS = 60_000;

/** A minute as it stands. */
export interface MeteredMinute extends LoadedMinute {
  /** It will not be told again: whatever comes of it now is late. */
  readonly isFinal: boolean;
}

/** What minutes are made of. `map` is the one of now. */
export interface MinuteSources {
  readonly points: Points;
  readonly pages: Pages;
  readonly exporters: ExporterStates;
  readonly losses: Losses;
  map: PortMap;
}

export class Minutes {
  private readonly sources: MinuteSources;
  private readonly keep: number;
  /** Minutes before this one are final. */
  private finalBefore = Number.NEGATIVE_INFINITY;
  /** Time at which it is worth looking again. */
  nextAdvance = Number.NEGATIVE_INFINITY;
  private toldAt = Number.NEGATIVE_INFINITY;
  /** Final minutes: those not told yet, and those kept for windows. */
  private untold: MeteredMinute[] = [];
  private readonly kept: MeteredMinute[] = [];

  constructor(sources: MinuteSources, keep: number) {
    this.sources = sources;
    this.keep = keep;
  }

  /** Closes what must be whole by now; false where nothing became final. */
  advance(nowMs: number): boolean {
    if (!(nowMs >= this.nextAdvance)) return false;
    const { exporters, losses } = this.sources;
    this.nextAdvance = (Math.floor(nowMs / BUCKET_MS) + 1) * BUCKET_MS;
    const final = Math.floor((nowMs - exporters.longestReach) / MINUTE_MS);
    if (final <= this.finalBefore) return false;
    for (const minute of this.closable(final)) this.close(minute);
    this.finalBefore = final;
    losses.closedBefore = final * BUCKETS_PER_MINUTE;
    exporters.forgetBefore(final);
    return true;
  }

  /** Minutes that differ from what was told before, ascending; each a last time when it is final. */
  changed(nowMs: number): MeteredMinute[] {
    const final = this.untold;
    this.untold = [];
    const open = this.openMinutes(nowMs).filter((minute) => this.isChanged(minute));
    this.toldAt = nowMs;
    return [...final, ...open.map((minute) => this.measure(minute, false)).filter(hasSomething)];
  }

  /** The minutes of a window, cut to it in buckets of ten seconds where they are open, and the window they make. */
  within({ fromMs, toMs }: LoadWindow): { minutes: LoadedMinute[]; window: LoadWindow } {
    const isFinal = Math.floor(fromMs / MINUTE_MS) < this.finalBefore;
    const from = isFinal ? Math.floor(fromMs / MINUTE_MS) * BUCKETS_PER_MINUTE : Math.floor(fromMs / BUCKET_MS);
    const to = Math.ceil(toMs / BUCKET_MS);
    const minutes: LoadedMinute[] = this.kept.filter(({ loads: { minute } }) => {
      const first = minute * BUCKETS_PER_MINUTE;
      return first >= from && first < to;
    });
    const firstOpen = Math.max(Math.floor(from / BUCKETS_PER_MINUTE), this.finalBefore);
    const end = Math.min(to, this.lastOpen() + 1);
    for (let first = firstOpen * BUCKETS_PER_MINUTE; first < end; first += BUCKETS_PER_MINUTE) {
      minutes.push(this.measureBuckets(Math.max(first, from), Math.min(first + BUCKETS_PER_MINUTE, to)));
    }
    const isNow = toMs > this.nextAdvance - BUCKET_MS;
    return { minutes, window: { fromMs: from * BUCKET_MS, toMs: isNow ? toMs : to * BUCKET_MS } };
  }

  /** The last bucket that something may be in; before all others where nothing came. */
  private lastOpen(): number {
    return Math.max(this.nextAdvance / BUCKET_MS - 1, ...this.sources.pages.buckets());
  }

  /** Minutes with pages, and those between that were silent; a long time in which nobody called holds nothing. */
  private closable(final: number): number[] {
    const minutes = this.pagedMinutes();
    const oldest = Math.max(this.finalBefore, final - Math.floor(RING / BUCKETS_PER_MINUTE));
    for (let minute = oldest; minute < final && Number.isFinite(this.finalBefore); minute++) minutes.add(minute);
    return [...minutes].filter((minute) => minute < final).sort((a, b) => a - b);
  }

  private openMinutes(nowMs: number): number[] {
    const minutes = this.pagedMinutes();
    const now = Math.floor(nowMs / MINUTE_MS);
    for (let minute = Math.max(this.finalBefore, now - 1); minute <= now; minute++) minutes.add(minute);
    return [...minutes].sort((a, b) => a - b);
  }

  private pagedMinutes(): Set<number> {
    return new Set(this.sources.pages.buckets().map((bucket) => Math.floor(bucket / BUCKETS_PER_MINUTE)));
  }

  private close(minute: number): void {
    const measured = this.measure(minute, true);
    for (const bucket of bucketsOf(minute)) this.sources.pages.drop(bucket);
    if (!hasSomething(measured)) return;
    this.untold.push(measured);
    this.kept.push(measured);
    if (this.kept.length > this.keep) this.kept.shift();
  }

  /** A flow came, or its exporters may have been heard for longer than was told. */
  private isChanged(minute: number): boolean {
    if ((minute + 1) * MINUTE_MS > this.toldAt - MINUTE_MS) return true;
    return bucketsOf(minute).some((bucket) => this.sources.pages.find(bucket)?.isChanged === true);
  }

  private measure(minute: number, isFinal: boolean): MeteredMinute {
    const first = minute * BUCKETS_PER_MINUTE;
    const measured = this.measureBuckets(first, first + BUCKETS_PER_MINUTE);
    for (const bucket of bucketsOf(minute)) {
      const page = this.sources.pages.find(bucket);
      if (page) page.isChanged = false;
    }
    return { ...measured, isFinal };
  }

  private measureBuckets(from: number, to: number): LoadedMinute {
    return { loads: tally(this.sources, from, to), unattributed: sumUnattributed(this.sources.pages, from, to) };
  }
}

function bucketsOf(minute: number): number[] {
  return Array.from({ length: BUCKETS_PER_MINUTE }, (_, i) => minute * BUCKETS_PER_MINUTE + i);
}

function hasSomething({ loads, unattributed }: LoadedMinute): boolean {
  return loads.links.length > 0 || unattributed.packets > 0 || unattributed.bytes > 0;
}

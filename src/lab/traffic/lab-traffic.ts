// The traffic of a lab: what its cables carry, and what its devices tell of it.
import type { ExportedDatagram } from '../export/metering.ts';
import { ExportRun } from './export-run.ts';
import type { TrafficModel } from './traffic-model.ts';
import type { TrafficPlan } from './traffic-plan.ts';
import { type LinkTruth, readTruth } from './truth.ts';

/**
 * Traffic runs in real time, whatever the lab's clock rate: all times are ms since 1970. Cuts and configuration count from when they
 * were made; before the lab began, everything was as it began.
 */
export interface LabTraffic {
  readonly plan: TrafficPlan;
  /** Frames that arrived over each cable from `fromMs` up to, not with, `toMs`; sorted by link and side, without idle ones. */
  truth(fromMs: number, toMs: number): LinkTruth[];
  /**
   * What the devices export of these times, computed at once: they begin to meter at `fromMs`. With `flush` they tell at `toMs` what
   * they still hold, so that the sums are those of `truth`. The same call gives the same datagrams.
   */
  datagrams(fromMs: number, toMs: number, options?: { readonly flush?: boolean }): Iterable<ExportedDatagram>;
}

export function createTraffic(model: TrafficModel): LabTraffic {
  return {
    plan: model.plan,
    truth: (fromMs, toMs) => {
      model.timeline.notice();
      return readTruth(model, fromMs, toMs);
    },
    datagrams: (fromMs, toMs, { flush = false } = {}) => {
      model.timeline.notice();
      return runOnce(model, fromMs, toMs, flush);
    },
  };
}

function* runOnce(model: TrafficModel, fromMs: number, toMs: number, flush: boolean): Generator<ExportedDatagram> {
  const run = new ExportRun(model, fromMs);
  yield* run.advance(toMs);
  if (flush) yield* run.flush();
}

// Everything that decides what is carried and what is exported.
import type { AddressOf } from './streams.ts';
import type { Timeline } from './timeline.ts';
import type { TrafficPlan } from './traffic-plan.ts';

export interface TrafficModel {
  readonly plan: TrafficPlan;
  /** The beginning of the plan's times, ms since 1970. */
  readonly startMs: number;
  readonly seed: string;
  readonly timeline: Timeline;
  readonly addressOf: AddressOf;
}

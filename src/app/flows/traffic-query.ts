// What is asked of the traffic store, as messages between threads.
import { groupOf, type PlaceLookup, type TalkerGroup } from '../../flows/index.ts';
import type { ErrorCode, FlowSide, TrafficMinute, TrafficRetention } from '../../model/index.ts';
import type { TopLinks, TopMeasure, TopTalkers, TrafficSeries, TrafficStore } from '../../store/index.ts';
import type { TrafficWindow } from './window.ts';

export type TrafficQuestion =
  | ({ readonly kind: 'minutes'; readonly talkers: boolean } & TrafficWindow)
  | ({ readonly kind: 'series'; readonly link: string; readonly stepSeconds: number } & TrafficWindow)
  | ({ readonly kind: 'top'; readonly count: number; readonly measure: TopMeasure } & TrafficWindow)
  | ({
      readonly kind: 'talkers';
      readonly by: TalkerGroup;
      readonly link: string | null;
      readonly side: FlowSide | null;
      readonly count: number;
    } & TrafficWindow)
  | { readonly kind: 'tidy'; readonly retention: TrafficRetention };

export interface TrafficValues {
  readonly minutes: TrafficMinute[];
  readonly series: TrafficSeries;
  readonly top: TopLinks;
  readonly talkers: TopTalkers;
  /** Hours packed and files that went. */
  readonly tidy: { readonly packed: number; readonly deleted: number };
}

export type TrafficAnswer =
  | { readonly value: TrafficValues[keyof TrafficValues] }
  | {
      readonly fault: {
        readonly code: ErrorCode;
        readonly message: string;
        readonly hint: string;
        readonly context: object;
      };
    }
  | { readonly bug: string };

export function answerQuery(
  store: TrafficStore,
  question: TrafficQuestion,
  places: PlaceLookup | null,
): TrafficValues[keyof TrafficValues] {
  if (question.kind === 'tidy') {
    const now = new Date();
    return { packed: store.compact(now), deleted: store.prune(question.retention, now) };
  }
  const { fromMs: from, toMs: to } = question;
  switch (question.kind) {
    case 'minutes':
      return store.minutes(from, to, { talkers: question.talkers });
    case 'series':
      return store.series(question.link, from, to, question.stepSeconds);
    case 'top':
      return store.top(question.count, question.measure, from, to);
    case 'talkers': {
      const { link, side, count: n, by } = question;
      const place = { ...(link === null ? {} : { link }), ...(side === null ? {} : { side }) };
      return store.talkers({ ...place, by: groupOf(by, places), from, to, n });
    }
  }
}

// What is said of one direction: on its pill in a few letters, in its tooltip in full.
import { type DirectionLoad, formatBps } from '../model/index.ts';
import { cleanText, cutText } from './text.ts';

/** Sampling errors wider than this share of the figure are told on the pill. */
const TELLING_ERROR = 0.05;
/** A figure that rests on less of its window than this is marked `~`. */
export const WHOLE_WINDOW = 0.9;
const TOOLTIP_CUT_AT = 600;

/** `412M`, `1.2G`, `0`; below 1000 with its unit, `412b`, for a bare number would be taken for anything. */
export function rateText(bps: number): string {
  const rounded = Number(bps.toPrecision(3));
  return rounded === 0 || rounded >= 1000 ? formatBps(rounded) : `${formatBps(rounded)}b`;
}

/** `41%`. What is little is not nothing, and what is just too much is not 100. */
export function percentText(share: number): string {
  if (share > 0 && share < 0.01) return '<1%';
  if (share > 1 && share < 1.005) return '>100%';
  return `${Math.round(share * 100)}%`;
}

/** Half of the 95 % interval, as a share of the figure; null where every packet was counted. */
function sampledError({ bytes, interval }: DirectionLoad): number | null {
  return interval === null || bytes === null || bytes <= 0 ? null : (interval.high - interval.low) / 2 / bytes;
}

/** Whether the pill of this direction tells how far the figure may be off. */
export function tellsError(load: DirectionLoad): boolean {
  return (sampledError(load) ?? 0) > TELLING_ERROR;
}

/** `412M 41%`, `412M ±33M 41%`; in short `41%`. Without a capacity, the rate alone. */
export function pillTexts(load: DirectionLoad, utilisation: number | null): string[] {
  const bps = load.bps ?? 0;
  if (bps === 0) return ['0'];
  const half = Number((bps * (sampledError(load) ?? 0)).toPrecision(2));
  const error = tellsError(load) ? ` ±${rateText(half)}` : '';
  const rate = `${load.coverage < WHOLE_WINDOW ? '~' : ''}${rateText(bps)}`;
  if (utilisation === null) return error === '' ? [rate] : [rate + error, rate];
  const percent = percentText(utilisation);
  return [`${rate}${error} ${percent}`, ...(error === '' ? [] : [`${rate} ${percent}`]), percent];
}

export interface DirectionNames {
  /** The ends, as in `r1 Gi0/1`. */
  readonly from: string;
  readonly to: string;
}

export interface Direction {
  readonly names: DirectionNames;
  readonly load: DirectionLoad | null;
  readonly utilisation: number | null;
  readonly capacityBps: number | null;
  /** The figure is that of the bundle, because nobody tells what this member carries. */
  readonly isBundles: boolean;
  /** Of the window. */
  readonly seconds: number;
}

/** Everything known of a direction, with what each end saw. */
export function directionTooltip(direction: Direction): string {
  const { names, load, utilisation, capacityBps, isBundles, seconds } = direction;
  const head = `${names.from} → ${names.to}`;
  if (load?.bps == null) return joined([head, 'no data: nobody reports this direction']);
  const inBps = (bytes: number | null): string => (bytes === null ? 'not seen' : rateText((bytes * 8) / seconds));
  const { evidence, interval, coverage, notes } = load;
  const seen: (string | null)[] =
    seconds > 0
      ? [
          `entering ${names.to}: ${inBps(evidence.ingressFar)}`,
          `leaving ${names.from}: ${inBps(evidence.egressNear)}`,
          evidence.counters === null ? null : `by counters: ${inBps(evidence.counters)}`,
          interval && `95 % between ${inBps(interval.low)} and ${inBps(interval.high)}`,
        ]
      : [];
  return joined([
    head,
    isBundles ? 'of the whole bundle' : null,
    capacityBps === null
      ? `${rateText(load.bps)}, capacity not known`
      : `${rateText(load.bps)} of ${rateText(capacityBps)}`,
    utilisation === null ? null : percentText(utilisation),
    ...seen,
    coverage < 1 ? `${Math.floor(coverage * 100)} % of the window was measured` : null,
    ...notes,
  ]);
}

function joined(parts: readonly (string | null)[]): string {
  const said = parts.flatMap((part) => (part === null ? [] : [cleanText(part)]));
  return cutText(said.join(' · '), TOOLTIP_CUT_AT);
}

// The style table of half-arrows: how much one direction carries is its fill, how fast the link is its width. The outline
// is the look of the link's state. What paints a half-arrow also writes its legend.
import { LOAD_SCALES, type LoadScaleName } from './load-scales.ts';

/** How a half-arrow is filled. */
export type LoadPattern =
  /** One colour from outline to outline. */
  | 'solid'
  /** White, with a line along the middle. */
  | 'core'
  /** Thin, and ruled across. */
  | 'hatched'
  /** One colour, with a broken pale line along the middle. */
  | 'broken';

export interface LoadLook {
  readonly pattern: LoadPattern;
  /** The light colour; its dark partner is in the table it comes from. */
  readonly colour: string;
  /** Null: the scale explains it. */
  readonly legend: string | null;
}

/** Colours of what no step of a scale says. */
export const LOAD_INK = {
  unknown: { light: '#5d6b79', dark: '#9fadbb' },
  nothing: { light: '#98a1ab', dark: '#6d7783' },
} as const;

export const NO_DATA: LoadLook = {
  pattern: 'hatched',
  colour: LOAD_INK.nothing.light,
  legend: 'no data: nobody reports this direction',
};

const NO_CAPACITY: LoadLook = {
  pattern: 'core',
  colour: LOAD_INK.unknown.light,
  legend: 'carries traffic; its capacity is not known',
};

/** What paints a direction that carries `bps`; `utilisation` is null where the capacity is not known. */
export function loadLook(bps: number, utilisation: number | null, scaleName: LoadScaleName): LoadLook {
  const scale = LOAD_SCALES[scaleName];
  if (bps === 0) return { pattern: 'solid', colour: scale.idle.light, legend: 'idle: nothing was carried' };
  if (utilisation === null) return NO_CAPACITY;
  const step = scale.steps.find(({ upTo }) => utilisation <= upTo);
  if (step) return { pattern: 'solid', colour: step.light, legend: null };
  return { pattern: 'broken', colour: scale.over.light, legend: 'over 100 %: the capacity is doubtful' };
}

/** A half-arrow of a legend that is about something else than load. */
export function neutralLook(scale: LoadScaleName): LoadLook {
  return { pattern: 'solid', colour: LOAD_SCALES[scale].steps[1].light, legend: null };
}

/** Points across by capacity: thicker is faster. */
const WIDTHS = [
  { below: 1e9, width: 2.8 },
  { below: 2e9, width: 4 },
  { below: 1e10, width: 5.5 },
  { below: 2.5e10, width: 7 },
  { below: 1e11, width: 8.5 },
  { below: Number.POSITIVE_INFINITY, width: 10.5 },
] as const;

/** Width of a half-arrow's shaft; a link of unknown capacity is as narrow as a slow one. */
export function capacityWidth(bps: number | null): number {
  return WIDTHS.find(({ below }) => (bps ?? 0) < below)?.width ?? WIDTHS[0].width;
}

/** Length of the head along the line and its extent across. */
export function headSize(width: number): { readonly length: number; readonly across: number } {
  return { length: 1.5 * width + 6, across: 1.35 * width + 5.6 };
}

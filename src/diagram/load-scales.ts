// The colour scales of utilisation: one table that paints the half-arrows and writes the scale below them.

export interface LoadStep {
  /** Shares of the capacity up to this one, inclusive, and above that of the step before. */
  readonly upTo: number;
  readonly light: string;
  readonly dark: string;
}

export interface LoadScale {
  /** Nothing was carried at all. */
  readonly idle: { readonly light: string; readonly dark: string };
  readonly steps: readonly LoadStep[];
  /** More than the capacity: it says so with its pattern too, for the capacity is doubtful. */
  readonly over: { readonly light: string; readonly dark: string };
}

/**
 * `utilisation`: on paper each step is darker than the one before, so that it is read in grey too, and any two differ by a
 * CIEDE2000 of 10 or more for normal, protanope, deuteranope and tritanope eyes. `php-weathermap`: the default scale of
 * PHP Weathermap, the same on paper and in the dark.
 */
export const LOAD_SCALES = {
  utilisation: {
    idle: { light: '#fefefe', dark: '#0e1218' },
    steps: [
      { upTo: 0.1, light: '#e1ecf6', dark: '#41607f' },
      { upTo: 0.3, light: '#a9d4f7', dark: '#3f8fce' },
      { upTo: 0.5, light: '#62a9e4', dark: '#8ccbff' },
      { upTo: 0.7, light: '#cd7800', dark: '#ffd24d' },
      { upTo: 0.9, light: '#bd370b', dark: '#ff8b3d' },
      { upTo: 1, light: '#660827', dark: '#ff3b5c' },
    ],
    over: { light: '#14060c', dark: '#ffe3ec' },
  },
  'php-weathermap': {
    idle: { light: '#c0c0c0', dark: '#c0c0c0' },
    steps: [
      { upTo: 0.01, light: '#fffffe', dark: '#fffffe' },
      { upTo: 0.1, light: '#8c00ff', dark: '#8c00ff' },
      { upTo: 0.25, light: '#2020ff', dark: '#2020ff' },
      { upTo: 0.4, light: '#00c0ff', dark: '#00c0ff' },
      { upTo: 0.55, light: '#00f000', dark: '#00f000' },
      { upTo: 0.7, light: '#f0f000', dark: '#f0f000' },
      { upTo: 0.85, light: '#ffc000', dark: '#ffc000' },
      { upTo: 1, light: '#ff0000', dark: '#ff0000' },
    ],
    over: { light: '#a00000', dark: '#a00000' },
  },
} as const satisfies Readonly<Record<string, LoadScale>>;

export type LoadScaleName = keyof typeof LOAD_SCALES;
export const LOAD_SCALE_NAMES = Object.keys(LOAD_SCALES) as LoadScaleName[];

/** `0–10`, `10–30` …, in per cent. */
export function stepWords(scale: LoadScale): string[] {
  const percent = (share: number): string => `${Math.round(share * 100)}`;
  return scale.steps.map(({ upTo }, at) => `${percent(scale.steps[at - 1]?.upTo ?? 0)}–${percent(upTo)}`);
}

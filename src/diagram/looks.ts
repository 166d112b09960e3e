// The one style table: what paints a link also writes its legend. Light and dark colours, dash, width, pill.
import { BOX_LOOKS } from './box-looks.ts';
import { LOAD_INK } from './load-looks.ts';
import { LOAD_SCALES } from './load-scales.ts';

export type Dash = 'solid' | 'dashed' | 'dotted' | 'double';

export interface LinkLook {
  readonly light: string;
  readonly dark: string;
  readonly dash: Dash;
  /** Points. Confirmed links add to it by speed. */
  readonly width: number;
  /** Text of the pill on the line; null: none but a speed. */
  readonly pill: string | null;
  readonly legend: string;
}

/** In the order of the legend, which is also the order of painting: later ones lie on top. */
export const LINK_LOOKS = {
  unchanged: {
    light: '#8b939c',
    dark: '#7d8794',
    dash: 'solid',
    width: 1.3,
    pill: null,
    legend: 'unchanged',
  },
  confirmed: {
    light: '#3d4a59',
    dark: '#b6c2cf',
    dash: 'solid',
    width: 1.7,
    pill: null,
    legend: 'confirmed by both ends',
  },
  segment: {
    light: '#5c6b7a',
    dark: '#96a3b1',
    dash: 'solid',
    width: 1.2,
    pill: null,
    legend: 'on a shared segment',
  },
  declared: {
    light: '#4779ad',
    dark: '#76abe0',
    dash: 'double',
    width: 0.9,
    pill: null,
    legend: 'declared in the inventory',
  },
  unverified: {
    light: '#6e7781',
    dark: '#9aa4af',
    dash: 'dashed',
    width: 1.4,
    pill: 'not verified',
    legend: 'not verified: an end was not polled',
  },
  settling: {
    light: '#a86f00',
    dark: '#f2c14e',
    dash: 'dotted',
    width: 2.2,
    pill: 'settling',
    legend: 'settling: too young, or ageing out, to be judged',
  },
  mismatch: {
    light: '#cb4300',
    dark: '#ff9057',
    dash: 'solid',
    width: 2.2,
    pill: '≠ mismatch',
    legend: '≠ mismatch: the ends contradict each other',
  },
  degraded: {
    light: '#9a5b00',
    dark: '#eeaa44',
    dash: 'dashed',
    width: 2.4,
    pill: 'degraded',
    legend: 'degraded: a bundle member does not carry',
  },
  renumbered: {
    light: '#9a5b00',
    dark: '#eeaa44',
    dash: 'solid',
    width: 2,
    pill: 'Δ renumbered',
    legend: 'Δ port renumbered',
  },
  moved: {
    light: '#9a5b00',
    dark: '#eeaa44',
    dash: 'solid',
    width: 2.6,
    pill: 'Δ moved',
    legend: 'Δ moved to another port',
  },
  swapped: {
    light: '#9a5b00',
    dark: '#eeaa44',
    dash: 'double',
    width: 1.6,
    pill: '↔ swapped',
    legend: '↔ swapped: two cables changed places',
  },
  restored: {
    light: '#1a7f37',
    dark: '#4ac26b',
    dash: 'solid',
    width: 2.2,
    pill: '✓ restored',
    legend: '✓ restored: heard by both ends again',
  },
  added: {
    light: '#1a7f37',
    dark: '#4ac26b',
    dash: 'solid',
    width: 3,
    pill: '+ new',
    legend: '+ added',
  },
  'one-way': {
    light: '#7b2d8b',
    dark: '#d796ea',
    dash: 'dashed',
    width: 2.2,
    pill: 'one-way',
    legend: 'one-way: heard at the arrow head only',
  },
  lost: {
    light: '#c1121f',
    dark: '#ff7b72',
    dash: 'dashed',
    width: 2.3,
    pill: '✕ lost',
    legend: '✕ lost',
  },
} as const satisfies Readonly<Record<string, LinkLook>>;

export type LinkLookName = keyof typeof LINK_LOOKS;
export const LINK_LOOK_NAMES = Object.keys(LINK_LOOKS) as LinkLookName[];

/** Pale fills that tell rows apart in a topology picture; repeated when there are more rows. */
export const ROW_TINTS = [
  { light: '#fdf3dc', dark: '#2b2719' },
  { light: '#e2edf8', dark: '#1a2736' },
  { light: '#e4f2e6', dark: '#1a2a20' },
  { light: '#efe9f6', dark: '#272133' },
] as const;

/** Every light colour has one dark partner, whatever it paints: the dark scheme is a table of colours. */
export function darkColours(): [string, string][] {
  const pairs = new Map<string, string>();
  for (const { light, dark } of [...Object.values(LINK_LOOKS), ...ROW_TINTS, ...Object.values(INK)])
    pairs.set(light, dark);
  for (const { light, dark } of Object.values(BOX_LOOKS)) {
    pairs.set(light.fill, dark.fill);
    pairs.set(light.line, dark.line);
  }
  const loads = Object.values(LOAD_SCALES).flatMap(({ idle, steps, over }) => [idle, ...steps, over]);
  for (const { light, dark } of [...Object.values(LOAD_INK), ...loads]) pairs.set(light, dark);
  return [...pairs];
}

/** Text and paper. `name`, `fact` and `fault` are the three lines of a box. */
export const INK = {
  paper: { light: '#ffffff', dark: '#0d1117' },
  name: { light: '#111827', dark: '#f0f4f8' },
  fact: { light: '#4b5563', dark: '#a3b0bd' },
  fault: { light: '#8a3d00', dark: '#f0b45a' },
  port: { light: '#39434f', dark: '#c0cad4' },
  pill: { light: '#b9c1ca', dark: '#56616d' },
} as const;

export interface Mark {
  /** Paints the frame and the words of the pill. */
  readonly colour: LinkLookName;
  /** What the pill of the legend says. */
  readonly sign: string;
  readonly legend: string;
}

/** What a pill can say beside the state of its line, in the order of the legend. */
export const MARKS = {
  'bundle-unverified': { colour: 'unverified', sign: '2× ?', legend: 'bundle not verified: an end was not read' },
  'bundle-mismatch': { colour: 'mismatch', sign: '≠ 2×', legend: 'bundle mismatch: its ends do not fit' },
  'bundle-degraded': { colour: 'degraded', sign: '1 of 2×', legend: 'bundle degraded: so many members carry' },
  'bundle-lost': { colour: 'lost', sign: '0 of 2×', legend: 'bundle lost: no member carries' },
  incoherent: { colour: 'mismatch', sign: '≠ MTU', legend: 'speed, duplex, MTU or LAG differ at the ends' },
} as const satisfies Readonly<Record<string, Mark>>;

export type MarkName = keyof typeof MARKS;
export const MARK_NAMES = Object.keys(MARKS) as MarkName[];

/** Extra width by speed for a confirmed link: thicker is faster. */
export function speedWidth(speedBps: number | null): number {
  if (speedBps === null || speedBps < 1e9) return 0;
  if (speedBps < 1e10) return 0.2;
  if (speedBps < 4e10) return 1;
  return speedBps < 1e11 ? 1.6 : 2.2;
}

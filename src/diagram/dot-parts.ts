// Parts of the DOT text that the network and its legend share: places, words, strokes, lines and pills.
import type { EdgeAttributesObject, NodeAttributesObject } from 'ts-graphviz';
import { FONT } from './box-size.ts';
import { type Point, type Rect, roundedPath, shortenEnd } from './geometry.ts';
import type { LoadLook } from './load-looks.ts';
import { type Dash, INK, LINK_LOOKS, MARKS } from './looks.ts';
import type { Pill } from './picture-model.ts';
import { dotText } from './text.ts';

/** Graphviz's own arrow lengths for arrowsize 1, in points. */
const ARROW = { size: 0.8, normal: 10, odot: 8 } as const;
const CORNER = 9;

/** DOT has y upwards. */
export class Page {
  readonly #height: number;

  constructor(height: number) {
    this.#height = height;
  }

  point({ x, y }: Point): `${number},${number}` {
    return `${round(x)},${round(this.#height - y)}`;
  }

  points(points: readonly Point[]): string {
    return points.map((point) => this.point(point)).join(' ');
  }
}

export function round(value: number): number {
  return Math.round(value * 100) / 100;
}

export function inches(points: number): number {
  return Math.round((points / 72) * 10_000) / 10_000;
}

/** `markup` is escaped already. */
export function htmlText(markup: string, size: number, colour: string): string {
  return `<FONT POINT-SIZE="${size}" COLOR="${colour}">${markup}</FONT>`;
}

export function plainText(text: string, rect: Rect, page: Page): NodeAttributesObject {
  return {
    shape: 'plaintext',
    pos: page.point(rect),
    width: inches(rect.width),
    height: inches(rect.height),
    label: dotText(text),
    tooltip: dotText(text),
  };
}

const DOT_STYLES: Readonly<Record<Dash, string>> = {
  solid: 'solid',
  dashed: 'dashed',
  dotted: 'dotted',
  double: 'solid',
};

export function strokeOf(look: (typeof LINK_LOOKS)[keyof typeof LINK_LOOKS], extra = 0): EdgeAttributesObject {
  const colour = look.dash === 'double' ? `${look.light}:${look.light}` : look.light;
  return { style: DOT_STYLES[look.dash] as 'solid', color: colour, penwidth: round(look.width + extra) };
}

/**
 * A weathermap's line in DOT: the colours of its two directions, half and half, from tail to head. Programs that only read
 * the graph find the load there; our own files draw half-arrows in its place.
 */
export function loadStroke(tail: LoadLook, head: LoadLook, width: number, dash: Dash): EdgeAttributesObject {
  const colour = tail.colour === head.colour ? tail.colour : `${tail.colour};0.5:${head.colour}`;
  return { style: DOT_STYLES[dash] as 'solid', color: colour, penwidth: round(width) };
}

/** The line as curves; a one-way link has an open dot where it is not heard and an arrow where it is. */
export function lineAttributes(points: readonly Point[], heardBy: 'a' | 'b' | null, page: Page): EdgeAttributesObject {
  if (heardBy === null) return { dir: 'none', pos: page.points(roundedPath(points, CORNER)) };
  const tips = { a: points[0], b: points.at(-1) };
  const length = (end: 'a' | 'b'): number => ARROW.size * (heardBy === end ? ARROW.normal : ARROW.odot);
  const withoutB = shortenEnd(points, length('b'));
  const line = shortenEnd([...withoutB].reverse(), length('a')).reverse();
  const tip = (end: 'a' | 'b'): string => page.point(tips[end] ?? { x: 0, y: 0 });
  return {
    dir: 'both',
    arrowsize: ARROW.size,
    arrowtail: heardBy === 'a' ? 'normal' : 'odot',
    arrowhead: heardBy === 'b' ? 'normal' : 'odot',
    pos: `s,${tip('a')} e,${tip('b')} ${page.points(roundedPath(line, CORNER))}`,
  };
}

/** `colour` is that of its line; a mark brings its own. A speed is quiet. */
export function pillLabel({ text, kind, marks }: Pill, rect: Rect, colour: string): string {
  const [mark] = marks;
  const loud = mark ? LINK_LOOKS[MARKS[mark].colour].light : kind === 'state' ? colour : null;
  const words = htmlText(dotText(text), loud === null ? FONT.speed : FONT.pill, loud ?? INK.port.light);
  const table = [
    'BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0" STYLE="ROUNDED"',
    `COLOR="${loud ?? INK.pill.light}" BGCOLOR="${INK.paper.light}"`,
  ];
  const cell = `FIXEDSIZE="TRUE" WIDTH="${rect.width - 2}" HEIGHT="${rect.height - 2}"`;
  return `<<TABLE ${table.join(' ')}><TR><TD ${cell}>${words}</TD></TR></TABLE>>`;
}

// The page around the network: title, time and coverage above it, the legend below, everything inside one frame.
import { FONT } from './box-size.ts';
import type { Drawing, DrawnLegend, DrawnLink, DrawnWords } from './drawing.ts';
import type { Point, Rect } from './geometry.ts';
import { textWidth } from './text-width.ts';

const LEAST_WIDTH = 360;
const LEGEND = { swatch: 34, gap: 6, apart: 20, line: 17, above: 26 } as const;
const HEADER_GAP = 24;
/** Words above a picture that is narrower than this may be as wide as this; longer ones are set in several lines. */
const HEADER_WIDTH = 430;
/** Of a title that needs more than one line. */
const LONG_TITLE = 13;

/** Adds the words and moves the network so that the whole lies in (0, 0)…(width, height). */
export function addWords(network: Drawing): Drawing {
  const bounds = boundsOf(network);
  const header = headerLines(network.picture, Math.max(bounds.width, HEADER_WIDTH));
  const widest = Math.max(...header.map((words) => words.rect.width), ...network.picture.legend.map(entryWidth), 0);
  const width = Math.ceil(Math.max(bounds.width, LEAST_WIDTH, widest));
  const headerHeight = header.reduce((sum, words) => sum + words.rect.height, 0) + HEADER_GAP;
  const shift: Point = {
    x: (width - bounds.width) / 2 - (bounds.x - bounds.width / 2),
    y: headerHeight - (bounds.y - bounds.height / 2),
  };
  const legendTop = headerHeight + bounds.height + LEGEND.above;
  const legend = legendRows(network, width, legendTop);
  const bottom = legend.at(-1)?.words;
  return {
    ...moved(network, shift),
    width,
    height: Math.ceil(bottom ? bottom.y + bottom.height / 2 : headerHeight + bounds.height),
    words: header,
    legend,
  };
}

function boundsOf({ boxes, links }: Drawing): Rect {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  const include = (x: number, y: number, width: number, height: number): void => {
    left = Math.min(left, x - width / 2);
    right = Math.max(right, x + width / 2);
    top = Math.min(top, y - height / 2);
    bottom = Math.max(bottom, y + height / 2);
  };
  for (const { rect } of boxes) include(rect.x, rect.y, rect.width, rect.height);
  for (const { points, pill } of links) {
    for (const { x, y } of points) include(x, y, 4, 4);
    if (pill) include(pill.x, pill.y, pill.width, pill.height);
  }
  return { x: (left + right) / 2, y: (top + bottom) / 2, width: right - left, height: bottom - top };
}

interface HeaderLine {
  readonly text: string;
  readonly size: number;
  readonly bold: boolean;
  readonly height: number;
}

function headerLines({ title, time, coverage }: Drawing['picture'], room: number): DrawnWords[] {
  const plain = { size: FONT.words, bold: false, height: 14 };
  const big = { text: title, size: FONT.title, bold: true, height: 26 };
  const small = { size: LONG_TITLE, bold: true, height: 18 };
  const lines: Record<string, HeaderLine[]> = {
    title: wordsWidth(big) <= room ? [big] : wrapped(title, ' ', small, room),
    time: [{ ...plain, text: time }],
    coverage: wrapped(coverage, ' · ', plain, room),
  };
  let y = 0;
  return Object.entries(lines).flatMap(([name, parts]) =>
    parts.map((line, index) => {
      const rect = { x: wordsWidth(line) / 2, y: y + line.height / 2, width: wordsWidth(line), height: line.height };
      y += line.height;
      const { text, size, bold } = line;
      return { key: index === 0 ? name : `${name}_${index}`, text, size, bold, rect };
    }),
  );
}

function wordsWidth({ text, size, bold }: HeaderLine): number {
  return Math.ceil(textWidth(text, size, bold ? 'bold' : 'regular') * 1.02) + 6;
}

/** Broken between the parts, which themselves stay whole. */
function wrapped(text: string, between: string, style: Omit<HeaderLine, 'text'>, room: number): HeaderLine[] {
  const lines: HeaderLine[] = [];
  for (const part of text.split(between)) {
    const last = lines.at(-1);
    const longer = { ...style, text: last ? `${last.text}${between}${part}` : part };
    if (last && wordsWidth(longer) <= room) lines[lines.length - 1] = longer;
    else lines.push({ ...style, text: part });
  }
  return lines;
}

function entryWidth({ text }: { readonly text: string }): number {
  return LEGEND.swatch + LEGEND.gap + Math.ceil(textWidth(text, FONT.legend) * 1.02) + 6;
}

/** Entries from left to right, a new line where the width ends. */
function legendRows({ picture }: Drawing, width: number, top: number): DrawnLegend[] {
  let [x, y] = [0, top + LEGEND.line / 2];
  return picture.legend.map((entry, index) => {
    const needed = entryWidth(entry);
    if (x > 0 && x + needed > width) [x, y] = [0, y + LEGEND.line];
    const textLeft = x + LEGEND.swatch + LEGEND.gap;
    const textRoom = needed - LEGEND.swatch - LEGEND.gap;
    const drawn: DrawnLegend = {
      key: `k${index}`,
      entry,
      swatch: { x: x + LEGEND.swatch / 2, y, width: LEGEND.swatch, height: 11 },
      words: { x: textLeft + textRoom / 2, y, width: textRoom, height: LEGEND.line },
    };
    x += needed + LEGEND.apart;
    return drawn;
  });
}

function moved(network: Drawing, by: Point): Pick<Drawing, 'picture' | 'direction' | 'boxes' | 'links'> {
  const point = <T extends Point>(at: T): T => ({ ...at, x: tenth(at.x + by.x), y: tenth(at.y + by.y) });
  return {
    picture: network.picture,
    direction: network.direction,
    boxes: network.boxes.map((drawn) => ({ ...drawn, rect: point(drawn.rect) })),
    links: network.links.map(
      (drawn): DrawnLink => ({
        ...drawn,
        points: drawn.points.map(point),
        portA: drawn.portA && { ...drawn.portA, at: point(drawn.portA.at) },
        portB: drawn.portB && { ...drawn.portB, at: point(drawn.portB.at) },
        pill: drawn.pill && point(drawn.pill),
      }),
    ),
  };
}

/** Tenths of a point are fine enough to draw with, and keep noise out of the files. */
function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}

// The page around the network: title, time and coverage above it, the legend below, everything inside one frame.
import { FONT } from './box-size.ts';
import type { Drawing, DrawnLegend, DrawnLink, DrawnLoadPill, DrawnScale, DrawnWords } from './drawing.ts';
import type { Point, Rect } from './geometry.ts';
import { textWidth } from './text-width.ts';

const LEAST_WIDTH = 360;
const LEGEND = { swatch: 34, gap: 6, apart: 20, line: 17, above: 26 } as const;
/** The bar of a scale: title, width and height of a step, height of the words below, space after it. */
const SCALE = { title: 44, step: 46, bar: 10, words: 12, after: 10 } as const;
const FOOT = { above: 8, line: 12 } as const;
const HEADER_GAP = 24;
/** Words above a picture that is narrower than this may be as wide as this; longer ones are set in several lines. */
const HEADER_WIDTH = 430;
/** Of a title that needs more than one line. */
const LONG_TITLE = 13;

/** Adds the words and moves the network so that the whole lies in (0, 0)…(width, height). */
export function addWords(network: Drawing): Drawing {
  const { picture } = network;
  const bounds = boundsOf(network);
  const room = Math.max(bounds.width, HEADER_WIDTH);
  const header = headerLines(picture, room);
  const widest = Math.max(...header.map((words) => words.rect.width), ...picture.legend.map(entryWidth), 0);
  const width = Math.ceil(Math.max(bounds.width, LEAST_WIDTH, widest));
  const headerHeight = header.reduce((sum, words) => sum + words.rect.height, 0) + HEADER_GAP;
  const shift: Point = {
    x: (width - bounds.width) / 2 - (bounds.x - bounds.width / 2),
    y: headerHeight - (bounds.y - bounds.height / 2),
  };
  const below = headerHeight + bounds.height;
  const scale = scaleAt(picture, below + LEGEND.above);
  const legendTop = below + LEGEND.above + (scale ? SCALE.bar + SCALE.words + SCALE.after : 0);
  const legend = legendRows(network, width, legendTop);
  const bottom = legend.at(-1)?.words;
  const legendBottom = bottom ? bottom.y + bottom.height / 2 : scale ? legendTop : below;
  const foot = footLines([...picture.foot, ...missingPills(network)], room, legendBottom + FOOT.above);
  const last = foot.at(-1)?.rect;
  return {
    ...moved(network, shift),
    width: Math.max(width, ...foot.map(({ rect }) => rect.width), scaleWidth(scale)),
    height: Math.ceil(last ? last.y + last.height / 2 : legendBottom),
    words: [...header, ...foot],
    scale,
    legend,
  };
}

/** Says that there was no room for some figures, lest they are taken for nothing. */
function missingPills({ links }: Drawing): string[] {
  const missing = links.flatMap(({ link: { load }, loadPills }) =>
    (['a', 'b'] as const).filter((end) => load && load[end].texts.length > 0 && loadPills[end] === null),
  ).length;
  return missing === 0 ? [] : [`no room for ${missing} figures of the least used links`];
}

function footLines(lines: readonly string[], room: number, top: number): DrawnWords[] {
  const style = { size: FONT.foot, bold: false, height: FOOT.line };
  return lines
    .flatMap((line) => wrapped(line, ' · ', style, room))
    .map(({ text, size, bold, height }, at) => {
      // Small letters are set wider by some engines.
      const width = Math.ceil(wordsWidth({ text, size, bold, height }) * 1.05);
      return {
        key: `foot_${at}`,
        text,
        size,
        bold,
        rect: { x: width / 2, y: top + (at + 0.5) * height, width, height },
      };
    });
}

function scaleAt({ scaleBar }: Drawing['picture'], top: number): DrawnScale | null {
  if (!scaleBar) return null;
  const y = top + SCALE.bar / 2;
  const words = (key: string, text: string, rect: Rect): DrawnWords => ({
    key,
    text,
    size: FONT.speed,
    bold: false,
    rect,
  });
  const steps = scaleBar.steps.map(({ text, colour }, at) => {
    const x = SCALE.title + (at + 0.5) * SCALE.step;
    const below = { x, y: top + SCALE.bar + SCALE.words / 2, width: SCALE.step, height: SCALE.words };
    const rect = { x, y, width: SCALE.step, height: SCALE.bar };
    return { key: `s${at}`, colour, rect, words: words(`s${at}_text`, text, below) };
  });
  const title = { x: SCALE.title / 2, y, width: SCALE.title, height: SCALE.bar + 4 };
  return { title: { ...words('scale', scaleBar.title, title), size: FONT.legend }, steps };
}

function scaleWidth(scale: DrawnScale | null): number {
  const last = scale?.steps.at(-1);
  return last ? last.rect.x + last.rect.width / 2 : 0;
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
  for (const { link, points, pill, loadPills } of links) {
    const across = link.load ? link.load.width + 4 : 4;
    for (const { x, y } of points) include(x, y, across, across);
    for (const rect of [pill, loadPills.a?.rect, loadPills.b?.rect])
      if (rect) include(rect.x, rect.y, rect.width, rect.height);
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
  const loadPill = (pill: DrawnLoadPill | null): DrawnLoadPill | null => pill && { ...pill, rect: point(pill.rect) };
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
        loadPills: { a: loadPill(drawn.loadPills.a), b: loadPill(drawn.loadPills.b) },
      }),
    ),
  };
}

/** Tenths of a point are fine enough to draw with, and keep noise out of the files. */
function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}

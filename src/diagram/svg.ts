// From Graphviz's SVG to ours: words that name things, one painting order, a font list, and a dark scheme in the same file.
import type { Drawing } from './drawing.ts';
import { arrowsOf } from './drawing-arrows.ts';
import type { Point } from './geometry.ts';
import { darkColours, INK } from './looks.ts';
import { shapesSvg } from './shape-svg.ts';
import { xmlText } from './text.ts';

const FONT_LIST = 'Arial,Liberation Sans,Arimo,Helvetica,DejaVu Sans,Noto Sans,sans-serif';

interface Group {
  readonly id: string;
  readonly kind: string;
  readonly classes: string;
  /** Shapes and texts of the thing itself. */
  readonly body: string[];
  /** Pill and port names of a link. */
  readonly labels: string[];
}

/** What we know of a thing and Graphviz does not. */
interface Meaning {
  readonly tooltip: string;
  /** `data-device` or `data-link`: the name in the snapshot. */
  readonly data: readonly [string, string] | null;
  /** Words that begin at the left of their place; others are centred. */
  readonly leftOfMiddle: number | null;
}

/**
 * Rewrites what `neato -n2` made of the drawing's DOT. Only shapes and texts are taken over; titles come from the drawing,
 * so nothing that Graphviz might have made of hostile text (a link, a script) can pass.
 */
export function finishSvg(graphvizSvg: string, drawing: Drawing): string {
  const groups = readGroups(graphvizSvg);
  const meanings = meaningsOf(drawing);
  const nodes = groups.filter((group) => group.kind === 'node');
  const edges = groups.filter((group) => group.kind === 'edge');
  const arrows = arrowsOf(drawing);
  const shift = shiftOf(nodes, drawing);
  const body = [
    ...edges.flatMap((group) => {
      const own = arrows.get(group.id);
      const lines = own ? shapesSvg(own, shift) : group.body;
      return paint(group, lines, 'edge', meanings.get(group.id));
    }),
    ...nodes.flatMap((group) => paint(group, group.body, 'node', meanings.get(group.id))),
    ...edges.flatMap((group) => paint({ ...group, id: `${group.id}_label` }, group.labels, 'label', undefined)),
  ];
  const move = /<g id="graph0" class="graph" transform="([^"]+)">/.exec(graphvizSvg)?.[1] ?? '';
  return `${[
    '<?xml version="1.0" encoding="UTF-8"?>',
    ...openPage(graphvizSvg, drawing),
    `<g class="graph" font-family="${FONT_LIST}" transform="${move}">`,
    ...body,
    '</g>',
    '</svg>',
  ].join('\n')}\n`;
}

function openPage(graphvizSvg: string, { picture }: Drawing): string[] {
  const size = /<svg width="([\d.]+)pt" height="([\d.]+)pt"\s+viewBox="([-\d. ]+)"/.exec(graphvizSvg);
  const [, width = '0', height = '0', viewBox = '0 0 0 0'] = size ?? [];
  const [x = '0', y = '0', w = '0', h = '0'] = viewBox.split(' ');
  const svg = [
    'xmlns="http://www.w3.org/2000/svg"',
    `width="${Number(width)}pt" height="${Number(height)}pt" viewBox="${viewBox}"`,
    'role="img" aria-labelledby="toposcope-title toposcope-desc" style="max-width:100%;height:auto"',
  ];
  return [
    `<svg ${svg.join(' ')}>`,
    `<title id="toposcope-title">${xmlText(picture.title)}</title>`,
    `<desc id="toposcope-desc">${xmlText(`${picture.time} · ${picture.coverage}`)}</desc>`,
    styleSheet(),
    `<rect class="paper" x="${x}" y="${y}" width="${w}" height="${h}" fill="${INK.paper.light}"/>`,
  ];
}

function paint(group: Group, lines: readonly string[], kind: string, meaning: Meaning | undefined): string[] {
  if (lines.length === 0) return [];
  const title = meaning && meaning.tooltip !== '' ? `<title>${xmlText(meaning.tooltip)}</title>` : '';
  const data = meaning?.data ? ` ${meaning.data[0]}="${xmlText(meaning.data[1])}"` : '';
  const tidied = tidy(lines, meaning?.leftOfMiddle ?? null);
  return [`<g id="${group.id}" class="${kind} ${group.classes}"${data}>${title}`, ...tidied, '</g>'];
}

function meaningsOf(drawing: Drawing): Map<string, Meaning> {
  const meanings = new Map<string, Meaning>();
  for (const { box } of drawing.boxes) {
    meanings.set(box.key, { tooltip: box.tooltip, data: ['data-device', box.name], leftOfMiddle: null });
  }
  for (const { link } of drawing.links) {
    const data = ['data-link', link.id] as const;
    meanings.set(link.key, { tooltip: link.tooltip, data, leftOfMiddle: null });
    for (const end of ['a', 'b'] as const)
      meanings.set(`${link.key}${end}`, { tooltip: link.load?.[end].tooltip ?? '', data, leftOfMiddle: null });
  }
  const title = drawing.scale ? [drawing.scale.title] : [];
  const words = [
    ...drawing.words,
    ...title,
    ...drawing.legend.map(({ key, words }) => ({ key: `${key}_text`, rect: words })),
  ];
  for (const { key, rect } of words) meanings.set(key, { tooltip: '', data: null, leftOfMiddle: rect.width / 2 });
  return meanings;
}

/** Light colours are attributes; the dark scheme repaints each of them by its partner. */
function styleSheet(): string {
  const rules = darkColours().map(
    ([light, dark]) => `[fill="${light}"]{fill:${dark}}[stroke="${light}"]{stroke:${dark}}`,
  );
  return `<style>\n@media (prefers-color-scheme:dark){\n${rules.join('\n')}\n}\n</style>`;
}

/** Graphviz writes one element a line, and text never holds a raw line break, `<` or `>`. */
function readGroups(svg: string): Group[] {
  const groups: Group[] = [];
  for (const block of svg.split(/^(?=<g id="[^"]*" class="(?:node|edge) )/m).slice(1)) {
    const lines = block.split('\n');
    const open = /^<g id="(\w+)" class="(node|edge) ([\w -]+)">$/.exec(lines[0]?.replaceAll('&#45;', '-') ?? '');
    if (!open) continue;
    const [, id = '', kind = '', classes = ''] = open;
    // A link's line stands inside the group of its tooltip, its pill and port names after it.
    const end = kind === 'edge' ? lines.indexOf('</g>') : lines.length;
    groups.push({ id, kind, classes, body: shapesOf(lines.slice(0, end)), labels: shapesOf(lines.slice(end)) });
  }
  return groups;
}

function shapesOf(lines: readonly string[]): string[] {
  return lines.filter(
    (line) => /^<(?:path|polygon|polyline|ellipse|text) /.test(line) && !/^<text [^>]*> *<\/text>$/.test(line),
  );
}

/** Longer dashes, our fonts, and text set on the middle of its shape, whatever width Graphviz thought it had. */
function tidy(lines: readonly string[], leftOfMiddle: number | null): string[] {
  let middle: number | null = null;
  return lines.map((line) => {
    middle = shapeMiddle(line) ?? middle;
    const plain = line
      .replace(' xml:space="preserve"', '')
      .replace(' stroke-dasharray="5,2"', ' stroke-dasharray="7,4"')
      .replace(' stroke-dasharray="1,5"', ' stroke-dasharray="2,4"')
      .replace(/^(<text [^>]*?) font-family="Arial"/, '$1')
      .replace(/^(<text [^>]*?) font-family="Arial Bold"/, '$1 font-weight="bold"');
    if (leftOfMiddle !== null) {
      return plain.replace(
        /^<text text-anchor="middle" x="([-\d.]+)"/,
        (_, x) => `<text x="${hundredth(Number(x) - leftOfMiddle)}"`,
      );
    }
    if (middle === null) return plain;
    return plain.replace(/^<text text-anchor="start" x="[-\d.]+"/, `<text text-anchor="middle" x="${middle}"`);
  });
}

function shapeMiddle(line: string): number | null {
  return shapeCentre(line)?.x ?? null;
}

/** The middle of an element's bounding box. */
function shapeCentre(line: string): Point | null {
  const ellipse = /^<ellipse [^>]*cx="([-\d.]+)" cy="([-\d.]+)"/.exec(line);
  if (ellipse) return { x: Number(ellipse[1]), y: Number(ellipse[2]) };
  const data = /^<(?:path|polygon) [^>]*(?:d|points)="([^"]+)"/.exec(line)?.[1];
  if (data === undefined) return null;
  const points = Array.from(data.matchAll(/(-?[\d.]+),(-?[\d.]+)/g), ([, x, y]) => [Number(x), Number(y)] as const);
  const middle = (values: readonly number[]): number => hundredth((Math.min(...values) + Math.max(...values)) / 2);
  return { x: middle(points.map(([x]) => x)), y: middle(points.map(([, y]) => y)) };
}

/** Graphviz moves the whole page a little: from our places to its own. */
function shiftOf(nodes: readonly Group[], { boxes }: Drawing): Point {
  const [first] = boxes;
  const line = nodes.find(({ id }) => id === first?.box.key)?.body.find((shape) => shapeCentre(shape) !== null);
  const centre = line === undefined ? null : shapeCentre(line);
  return first && centre ? { x: centre.x - first.rect.x, y: centre.y - first.rect.y } : { x: 0, y: 0 };
}

function hundredth(value: number): number {
  return Math.round(value * 100) / 100;
}

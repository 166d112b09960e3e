// From Graphviz's SVG to ours: words that name things, one painting order, a font list, and a dark scheme in the same file.
import type { Drawing } from './drawing.ts';
import { darkColours, INK } from './looks.ts';
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

/**
 * Rewrites what `neato -n2` made of the drawing's DOT. Only shapes and texts are taken over; titles come from the drawing,
 * so nothing that Graphviz might have made of hostile text (a link, a script) can pass.
 */
export function finishSvg(graphvizSvg: string, drawing: Drawing): string {
  const size = /<svg width="([\d.]+)pt" height="([\d.]+)pt"\s+viewBox="([-\d. ]+)"/.exec(graphvizSvg);
  const move = /<g id="graph0" class="graph" transform="([^"]+)">/.exec(graphvizSvg);
  const [, width = '0', height = '0', viewBox = '0 0 0 0'] = size ?? [];
  const groups = readGroups(graphvizSvg);
  const tooltips = tooltipsOf(drawing);
  const paint = (group: Group, lines: readonly string[], classes: string, titled: boolean): string[] =>
    lines.length === 0
      ? []
      : [openGroup(group, classes, titled ? tooltips.get(group.id) : undefined), ...lines, '</g>'];
  const edges = groups.filter((group) => group.kind === 'edge');
  const body = [
    ...edges.flatMap((group) => paint(group, group.body, `edge ${group.classes}`, true)),
    ...groups
      .filter((group) => group.kind === 'node')
      .flatMap((group) => paint(group, group.body, `node ${group.classes}`, true)),
    ...edges.flatMap((group) =>
      paint({ ...group, id: `${group.id}_label` }, group.labels, `label ${group.classes}`, false),
    ),
  ];
  const [x = '0', y = '0', w = '0', h = '0'] = viewBox.split(' ');
  return `${[
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<svg xmlns="http://www.w3.org/2000/svg" width="${Number(width)}pt" height="${Number(height)}pt" viewBox="${viewBox}" role="img" aria-labelledby="toposcope-title toposcope-desc" style="max-width:100%;height:auto">`,
    `<title id="toposcope-title">${xmlText(drawing.picture.title)}</title>`,
    `<desc id="toposcope-desc">${xmlText(`${drawing.picture.time} · ${drawing.picture.coverage}`)}</desc>`,
    styleSheet(),
    `<rect class="paper" x="${x}" y="${y}" width="${w}" height="${h}" fill="${INK.paper.light}"/>`,
    `<g class="graph" font-family="${FONT_LIST}" transform="${move?.[1] ?? ''}">`,
    ...body,
    '</g>',
    '</svg>',
  ].join('\n')}\n`;
}

function openGroup(group: Group, classes: string, tooltip: Tooltip | undefined): string {
  const title = tooltip ? `<title>${xmlText(tooltip.text)}</title>` : '';
  const data = tooltip?.data ? ` ${tooltip.data[0]}="${xmlText(tooltip.data[1])}"` : '';
  return `<g id="${group.id}" class="${classes}"${data}>${title}`;
}

interface Tooltip {
  readonly text: string;
  readonly data: readonly [string, string] | null;
}

function tooltipsOf(drawing: Drawing): Map<string, Tooltip> {
  const boxes = drawing.boxes.map(
    ({ box }) => [box.key, { text: box.tooltip, data: ['data-device', box.name] }] as const,
  );
  const links = drawing.links.map(
    ({ link }) => [link.key, { text: link.tooltip, data: ['data-link', link.id] }] as const,
  );
  return new Map<string, Tooltip>([...boxes, ...links]);
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
  let group: Group | null = null;
  let depth = 0;
  let inLabels = false;
  for (const line of svg.split('\n')) {
    const open = /^<g id="(\w+)" class="(node|edge) ([\w -]+)">$/.exec(line.replaceAll('&#45;', '-'));
    if (open) {
      group = { id: open[1] ?? '', kind: open[2] ?? '', classes: open[3] ?? '', body: [], labels: [] };
      groups.push(group);
      depth = 1;
      inLabels = false;
    } else if (group && line.startsWith('<g ')) {
      depth++;
    } else if (group && line === '</g>') {
      depth--;
      inLabels = group.kind === 'edge';
      if (depth === 0) group = null;
    } else if (group && /^<(?:path|polygon|polyline|ellipse|text) /.test(line)) {
      (inLabels ? group.labels : group.body).push(line);
    }
  }
  return groups.map((found) => ({ ...found, body: tidy(found.body), labels: tidy(found.labels) }));
}

/** Longer dashes, our font list, and text set on the middle of its shape, whatever width Graphviz thought it had. */
function tidy(lines: readonly string[]): string[] {
  let middle: number | null = null;
  return lines.map((line) => {
    middle = shapeMiddle(line) ?? middle;
    const plain = line
      .replace(' xml:space="preserve"', '')
      .replace(' stroke-dasharray="5,2"', ' stroke-dasharray="7,4"')
      .replace(' stroke-dasharray="1,5"', ' stroke-dasharray="2,4"')
      .replace(/^(<text [^>]*?) font-family="Arial"/, '$1')
      .replace(/^(<text [^>]*?) font-family="Arial Bold"/, '$1 font-weight="bold"');
    if (middle === null) return plain;
    return plain.replace(/^<text text-anchor="start" x="[-\d.]+"/, `<text text-anchor="middle" x="${middle}"`);
  });
}

function shapeMiddle(line: string): number | null {
  const ellipse = /^<ellipse [^>]*cx="([-\d.]+)"/.exec(line);
  if (ellipse) return Number(ellipse[1]);
  const data = /^<(?:path|polygon) [^>]*(?:d|points)="([^"]+)"/.exec(line)?.[1];
  if (data === undefined) return null;
  const xs = Array.from(data.matchAll(/(-?[\d.]+),-?[\d.]+/g), (match) => Number(match[1]));
  return Math.round(((Math.min(...xs) + Math.max(...xs)) / 2) * 100) / 100;
}

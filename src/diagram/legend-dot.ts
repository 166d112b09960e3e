// The legend as DOT: swatches that look as the picture does, and their words.
import { Edge, type Graph, Node } from 'ts-graphviz';
import { BOX_LOOKS, type BoxLookName } from './box-looks.ts';
import { FONT } from './box-size.ts';
import { inches, lineAttributes, type Page, plainText, strokeOf } from './dot-parts.ts';
import type { DrawnLegend } from './drawing.ts';
import type { Rect } from './geometry.ts';
import { INK, LINK_LOOKS, type LinkLookName, MARKS, type MarkName } from './looks.ts';
import { dotText } from './text.ts';

/** The entry's words and, before them, a line, a pill or a box as the picture has it. */
export function addLegend(graph: Graph, { key, entry, swatch, words }: DrawnLegend, page: Page): void {
  graph.addNode(
    new Node(`${key}_text`, {
      ...plainText(entry.text, words, page),
      id: `${key}_text`,
      class: 'words',
      fontsize: FONT.legend,
      fontcolor: INK.fact.light,
    }),
  );
  if (entry.box !== null) graph.addNode(boxSwatch(key, entry.box, swatch, page));
  if (entry.mark !== null) graph.addNode(markSwatch(key, entry.mark, swatch, page));
  if (entry.link !== null) addLineSwatch(graph, key, { ...entry, link: entry.link }, swatch, page);
}

interface LineEntry {
  readonly text: string;
  readonly link: LinkLookName;
}

function addLineSwatch(graph: Graph, key: string, { text, link: look }: LineEntry, swatch: Rect, page: Page): void {
  const ends = [-1, 1].map((side) => ({ x: swatch.x + (side * swatch.width) / 2, y: swatch.y }));
  const knots = ends.map((at, index) => {
    const name = `${key}_${index}`;
    return new Node(name, { id: name, shape: 'point', style: 'invis', width: 0.01, height: 0.01, pos: page.point(at) });
  });
  const [from, to] = knots;
  if (!from || !to) return;
  for (const knot of knots) graph.addNode(knot);
  graph.addEdge(
    new Edge([from, to], {
      id: key,
      class: `key ${look}`,
      ...strokeOf(LINK_LOOKS[look]),
      ...lineAttributes(ends, look === 'one-way' ? 'b' : null, page),
      tooltip: dotText(text),
    }),
  );
}

function boxSwatch(key: string, name: BoxLookName, rect: Rect, page: Page): Node {
  const look = BOX_LOOKS[name];
  return new Node(key, {
    id: key,
    class: `key ${name}`,
    pos: page.point(rect),
    width: inches(rect.width - 4),
    height: inches(rect.height),
    style: look.style,
    color: look.light.line,
    fillcolor: look.light.fill,
    penwidth: look.width,
    tooltip: ' ',
  });
}

function markSwatch(key: string, mark: MarkName, rect: Rect, page: Page): Node {
  const { colour, sign } = MARKS[mark];
  return new Node(key, {
    id: key,
    class: `key ${mark}`,
    pos: page.point(rect),
    width: inches(rect.width),
    height: inches(rect.height),
    style: 'rounded',
    color: LINK_LOOKS[colour].light,
    label: dotText(sign),
    fontsize: FONT.port,
    fontcolor: LINK_LOOKS[colour].light,
    tooltip: ' ',
  });
}

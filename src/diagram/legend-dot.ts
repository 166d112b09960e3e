// The legend as DOT: swatches that look as the picture does, and their words.
import { Edge, type Graph, Node } from 'ts-graphviz';
import { BOX_LOOKS, type BoxLookName } from './box-looks.ts';
import { FONT } from './box-size.ts';
import { inches, lineAttributes, loadStroke, type Page, plainText, strokeOf } from './dot-parts.ts';
import type { DrawnLegend, DrawnScale } from './drawing.ts';
import type { Rect } from './geometry.ts';
import { INK, LINK_LOOKS, MARKS, type MarkName } from './looks.ts';
import type { LegendEntry } from './picture-model.ts';
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
  if (entry.link !== null || entry.arrows !== null) addLineSwatch(graph, key, entry, swatch, page);
}

/** The colours of the scale side by side, and what each says below it. */
export function addScale(graph: Graph, { title, steps }: DrawnScale, page: Page): void {
  for (const words of [title, ...steps.map((step) => step.words)]) {
    graph.addNode(
      new Node(words.key, {
        ...plainText(words.text, words.rect, page),
        id: words.key,
        class: words === title ? 'words' : 'words step',
        fontsize: words.size,
        fontcolor: INK.fact.light,
      }),
    );
  }
  for (const { key, colour, rect, words } of steps) {
    graph.addNode(
      new Node(key, {
        id: key,
        class: 'key step',
        pos: page.point(rect),
        width: inches(rect.width),
        height: inches(rect.height),
        style: 'filled',
        color: LINK_LOOKS.confirmed.light,
        penwidth: 0.8,
        fillcolor: colour,
        tooltip: dotText(words.text),
      }),
    );
  }
}

function addLineSwatch(graph: Graph, key: string, entry: LegendEntry, swatch: Rect, page: Page): void {
  const { text, link, arrows } = entry;
  const look = link ?? 'confirmed';
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
      class: link === null ? 'key load' : `key ${link}`,
      ...(arrows
        ? loadStroke(arrows.look, arrows.look, arrows.width, LINK_LOOKS[look].dash)
        : strokeOf(LINK_LOOKS[look])),
      ...lineAttributes(ends, look === 'one-way' && !arrows ? 'b' : null, page),
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

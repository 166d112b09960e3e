// Pass 2's text: the drawing as DOT in which every position is fixed. Devices are nodes and links are edges with the port
// names at their ends, so that the file says the same to `neato -n2`, to `dot` and to a program that only reads the graph.
import { Edge, type EdgeAttributesObject, Graph, Node, type NodeAttributesObject, Subgraph, toDot } from 'ts-graphviz';
import { FONT } from './box-size.ts';
import type { Drawing, DrawnBox, DrawnLegend, DrawnLink, DrawnPort, DrawnWords } from './drawing.ts';
import { type Point, type Rect, roundedPath, shortenEnd } from './geometry.ts';
import { BOX_LOOKS, type Dash, INK, LINK_LOOK_NAMES, LINK_LOOKS, ROW_TINTS, speedWidth } from './looks.ts';
import type { Pill } from './picture-model.ts';
import { dotText } from './text.ts';

/** Graphviz's own arrow lengths for arrowsize 1, in points. */
const ARROW = { size: 0.8, normal: 10, odot: 8 } as const;
const CORNER = 9;
/** Above this many links, plain ones are drawn thinner. */
const MANY_LINKS = 60;

/** Deterministic DOT of the drawing; draw it with `neato -n2`. */
export function drawingDot(drawing: Drawing): string {
  const page = new Page(drawing.height);
  const graph = new Graph('toposcope', {
    bgcolor: INK.paper.light,
    pad: 0.25,
    outputorder: 'nodesfirst',
    splines: 'line',
    newrank: true,
  });
  graph.attributes.node.apply({ fontname: 'Arial', shape: 'box', fixedsize: true, label: '' });
  graph.attributes.edge.apply({ fontname: 'Arial', labelfontname: 'Arial', labelfontsize: FONT.port });
  const nodes = new Map(drawing.boxes.map((drawn) => [drawn.box.key, boxNode(drawn, drawing, page)]));
  for (const node of nodes.values()) graph.addNode(node);
  for (const rank of ranks(drawing, nodes)) graph.addSubgraph(rank);
  for (const words of drawing.words) graph.addNode(wordsNode(words, page));
  for (const entry of drawing.legend) addLegend(graph, entry, page);
  const order = (drawn: DrawnLink): number => LINK_LOOK_NAMES.indexOf(drawn.link.look);
  const rows = new Map(drawing.boxes.map(({ box, row }) => [box.key, row]));
  const thinner = drawing.links.length > MANY_LINKS ? 0.6 : 0;
  const downwards = drawing.links.map((drawn) => turnedDown(drawn, rows));
  for (const drawn of downwards.sort((one, other) => order(one) - order(other))) {
    const [a, b] = [nodes.get(drawn.link.a.box), nodes.get(drawn.link.b.box)];
    if (a && b) graph.addEdge(new Edge([a, b], linkAttributes(drawn, page, thinner)));
  }
  return `// Positions are fixed: draw with  neato -n2 -Tsvg\n${toDot(graph, { convert: { maxASTNodes: 0 } })}\n`;
}

/** DOT has y upwards. */
class Page {
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

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function inches(points: number): number {
  return Math.round((points / 72) * 10_000) / 10_000;
}

function boxNode({ box, rect, row }: DrawnBox, { picture }: Drawing, page: Page): Node {
  const look = BOX_LOOKS[box.look];
  const tinted = picture.mode === 'topology' && box.look === 'device';
  const tint = ROW_TINTS[row % ROW_TINTS.length];
  return new Node(box.key, {
    id: box.key,
    class: `box ${box.look}`,
    pos: page.point(rect),
    width: inches(rect.width),
    height: inches(rect.height),
    ...(box.look === 'segment' ? { shape: 'ellipse' } : {}),
    style: look.style,
    color: look.light.line,
    fillcolor: tinted && tint ? tint.light : look.light.fill,
    penwidth: look.width,
    label: boxLabel(box),
    tooltip: dotText(box.tooltip),
  });
}

function boxLabel(box: DrawnBox['box']): string {
  const small = box.look === 'segment';
  const ink =
    box.look === 'device-added' || box.look === 'device-lost' ? BOX_LOOKS[box.look].light.line : INK.name.light;
  const name = small ? box.title : `<B>${dotText(box.title)}</B>`;
  const lines = [htmlText(name, small ? FONT.fact : FONT.name, ink)];
  if (box.address !== null) lines.push(htmlText(dotText(box.address), small ? FONT.port : FONT.fact, INK.fact.light));
  if (box.fault !== null) lines.push(htmlText(dotText(box.fault), FONT.fault, INK.fault.light));
  return `<${lines.join(small ? '<BR/>' : `<BR/>${AIR}`)}>`;
}

/** A thin blank line between the lines of a box. */
const AIR = '<FONT POINT-SIZE="3"> </FONT><BR/>';

/** `markup` is escaped already. */
function htmlText(markup: string, size: number, colour: string): string {
  return `<FONT POINT-SIZE="${size}" COLOR="${colour}">${markup}</FONT>`;
}

/** The rows, for engines that place nodes themselves. */
function ranks(drawing: Drawing, nodes: ReadonlyMap<string, Node>): Subgraph[] {
  const rows = [...new Set(drawing.boxes.map((drawn) => drawn.row))].sort((one, other) => one - other);
  return rows.map((row) => {
    const rank = new Subgraph({ rank: 'same' });
    for (const drawn of drawing.boxes) {
      const node = drawn.row === row ? nodes.get(drawn.box.key) : undefined;
      if (node) rank.addNode(new Node(node.id));
    }
    return rank;
  });
}

function wordsNode(words: DrawnWords, page: Page): Node {
  return new Node(words.key, {
    ...plainText(words.text, words.rect, page),
    id: words.key,
    class: 'words',
    fontsize: words.size,
    fontname: words.bold ? 'Arial Bold' : 'Arial',
    fontcolor: words.bold ? INK.name.light : INK.fact.light,
  });
}

function plainText(text: string, rect: Rect, page: Page): NodeAttributesObject {
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

function strokeOf(look: (typeof LINK_LOOKS)[keyof typeof LINK_LOOKS], extra = 0): EdgeAttributesObject {
  const colour = look.dash === 'double' ? `${look.light}:${look.light}` : look.light;
  return { style: DOT_STYLES[look.dash] as 'solid', color: colour, penwidth: round(look.width + extra) };
}

function linkAttributes(drawn: DrawnLink, page: Page, thinner: number): EdgeAttributesObject {
  const { link, points, pill, portA, portB } = drawn;
  const look = LINK_LOOKS[link.look];
  const quiet = link.look === 'confirmed' || link.look === 'unchanged' || link.look === 'segment';
  return {
    id: link.key,
    class: `link ${link.look}`,
    ...strokeOf(look, link.look === 'confirmed' ? speedWidth(link.speedBps) - thinner : 0),
    ...lineAttributes(points, link.heardBy, page),
    labelfontcolor: quiet ? INK.port.light : look.light,
    ...portAttributes(portA, 'tail', page),
    ...portAttributes(portB, 'head', page),
    ...(pill && link.pill ? { lp: page.point(pill), label: pillLabel(link.pill, pill, look.light) } : {}),
    tooltip: dotText(link.tooltip),
  };
}

/** Tail in the earlier row, so that `dot` stacks the rows as we do. */
function turnedDown(drawn: DrawnLink, rows: ReadonlyMap<string, number>): DrawnLink {
  const { link, points, portA, portB } = drawn;
  if ((rows.get(link.a.box) ?? 0) <= (rows.get(link.b.box) ?? 0)) return drawn;
  const turned: DrawnLink['link'] = {
    ...link,
    a: link.b,
    b: link.a,
    heardBy: link.heardBy === null ? null : link.heardBy === 'a' ? 'b' : 'a',
  };
  return { ...drawn, link: turned, points: points.toReversed(), portA: portB, portB: portA };
}

function portAttributes(port: DrawnPort | null, end: 'tail' | 'head', page: Page): EdgeAttributesObject {
  if (!port) return {};
  const [label, at] = [dotText(port.text), page.point(port.at)];
  return end === 'tail' ? { taillabel: label, tail_lp: at } : { headlabel: label, head_lp: at };
}

/** The line as curves; a one-way link has an open dot where it is not heard and an arrow where it is. */
function lineAttributes(points: readonly Point[], heardBy: 'a' | 'b' | null, page: Page): EdgeAttributesObject {
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

function pillLabel(pill: Pill, rect: Rect, colour: string): string {
  const state = pill.kind === 'state';
  const line = state ? colour : INK.pill.light;
  const text = htmlText(dotText(pill.text), state ? FONT.pill : FONT.speed, state ? colour : INK.port.light);
  const table = [
    'BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0" STYLE="ROUNDED"',
    `COLOR="${line}" BGCOLOR="${INK.paper.light}"`,
  ];
  const cell = `FIXEDSIZE="TRUE" WIDTH="${rect.width - 2}" HEIGHT="${rect.height - 2}"`;
  return `<<TABLE ${table.join(' ')}><TR><TD ${cell}>${text}</TD></TR></TABLE>>`;
}

function addLegend(graph: Graph, { key, entry, swatch, words }: DrawnLegend, page: Page): void {
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
  if (entry.link === null) return;
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
      class: `key ${entry.link}`,
      ...strokeOf(LINK_LOOKS[entry.link]),
      ...lineAttributes(ends, entry.link === 'one-way' ? 'b' : null, page),
      tooltip: dotText(entry.text),
    }),
  );
}

function boxSwatch(key: string, name: keyof typeof BOX_LOOKS, rect: Rect, page: Page): Node {
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

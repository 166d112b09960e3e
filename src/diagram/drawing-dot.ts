// Pass 2's text: the drawing as DOT in which every position is fixed. Devices are nodes and links are edges with the port
// names at their ends, so that the file says the same to `neato -n2`, to `dot` and to a program that only reads the graph.
import { Edge, type EdgeAttributesObject, Graph, Node, Subgraph, toDot } from 'ts-graphviz';
import { BOX_LOOKS, type BoxLookName } from './box-looks.ts';
import { boxFonts, FONT } from './box-size.ts';
import { htmlText, inches, lineAttributes, loadStroke, Page, pillLabel, plainText, strokeOf } from './dot-parts.ts';
import type { Drawing, DrawnBox, DrawnLink, DrawnLoadPill, DrawnPort, DrawnWords } from './drawing.ts';
import { addLegend, addScale } from './legend-dot.ts';
import { INK, LINK_LOOK_NAMES, LINK_LOOKS, ROW_TINTS, speedWidth } from './looks.ts';
import type { HalfLoad } from './picture-model.ts';
import { dotText } from './text.ts';

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
  if (drawing.scale) addScale(graph, drawing.scale, page);
  for (const entry of drawing.legend) addLegend(graph, entry, page);
  for (const drawn of drawing.links) for (const node of loadPillNodes(drawn, page)) graph.addNode(node);
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

function boxNode({ box, rect, row }: DrawnBox, { picture }: Drawing, page: Page): Node {
  const look = BOX_LOOKS[box.look];
  const tinted = picture.mode === 'topology' && box.look === 'device';
  const tint = ROW_TINTS[row % ROW_TINTS.length];
  return new Node(box.key, {
    id: box.key,
    class: `box ${box.look}${box.kind === null ? '' : ` ${box.kind}`}`,
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

/** Boxes whose name is as loud as their frame. */
const LOUD: readonly BoxLookName[] = ['device-added', 'device-lost'];

function boxLabel(box: DrawnBox['box']): string {
  const { name, fact } = boxFonts(box);
  const ink = LOUD.includes(box.look) ? BOX_LOOKS[box.look].light.line : INK.name.light;
  const title = box.look === 'segment' ? dotText(box.title) : `<B>${dotText(box.title)}</B>`;
  const lines = [htmlText(title, name, ink)];
  if (box.address !== null) lines.push(htmlText(dotText(box.address), fact, INK.fact.light));
  if (box.fault !== null) lines.push(htmlText(dotText(box.fault), FONT.fault, INK.fault.light));
  const changed = BOX_LOOKS['device-changed'].light.line;
  for (const note of box.notes) lines.push(htmlText(dotText(note), FONT.fault, changed));
  return `<${lines.join(box.look === 'segment' ? '<BR/>' : `<BR/>${AIR}`)}>`;
}

/** A thin blank line between the lines of a box. */
const AIR = '<FONT POINT-SIZE="3"> </FONT><BR/>';

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

function linkAttributes(drawn: DrawnLink, page: Page, thinner: number): EdgeAttributesObject {
  const { link, points, pill, portA, portB } = drawn;
  const look = LINK_LOOKS[link.look];
  const quiet = link.look === 'confirmed' || link.look === 'unchanged' || link.look === 'segment';
  return {
    id: link.key,
    class: `link ${link.look}`,
    ...(link.load
      ? loadStroke(link.load.a.look, link.load.b.look, link.load.width, look.dash)
      : strokeOf(look, link.look === 'confirmed' ? speedWidth(link.speedBps) - thinner : 0)),
    ...lineAttributes(points, link.load ? null : link.heardBy, page),
    labelfontcolor: quiet ? INK.port.light : look.light,
    ...portAttributes(portA, 'tail', page),
    ...portAttributes(portB, 'head', page),
    ...(pill && link.pill ? { lp: page.point(pill), label: pillLabel(link.pill, pill, look.light) } : {}),
    tooltip: dotText([link.tooltip, ...(link.load ? [link.load.a.tooltip, link.load.b.tooltip] : [])].join(' · ')),
  };
}

/** The pills of both directions, as nodes: an edge has no label left for them. */
function loadPillNodes({ link, loadPills }: DrawnLink, page: Page): Node[] {
  return (['a', 'b'] as const).flatMap((end) => {
    const pill = loadPills[end];
    return pill && link.load ? [loadPillNode(`${link.key}${end}`, pill, link.load[end], page)] : [];
  });
}

function loadPillNode(key: string, { rect, text }: DrawnLoadPill, { look, tooltip }: HalfLoad, page: Page): Node {
  const isLoud = look.pattern === 'broken';
  return new Node(key, {
    id: key,
    class: 'load-pill',
    pos: page.point(rect),
    width: inches(rect.width - 1),
    height: inches(rect.height - 1),
    style: 'rounded,filled',
    color: isLoud ? INK.name.light : INK.pill.light,
    penwidth: isLoud ? 1.4 : 1,
    fillcolor: INK.paper.light,
    label: dotText(text),
    fontname: isLoud ? 'Arial Bold' : 'Arial',
    fontsize: FONT.speed,
    fontcolor: INK.name.light,
    tooltip: dotText(tooltip),
  });
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
    load: link.load && { ...link.load, a: link.load.b, b: link.load.a },
  };
  return { ...drawn, link: turned, points: points.toReversed(), portA: portB, portB: portA };
}

function portAttributes(port: DrawnPort | null, end: 'tail' | 'head', page: Page): EdgeAttributesObject {
  if (!port) return {};
  const [label, at] = [dotText(port.text), page.point(port.at)];
  return end === 'tail' ? { taillabel: label, tail_lp: at } : { headlabel: label, head_lp: at };
}

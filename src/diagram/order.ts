// Pass 1: Graphviz `dot` finds a left-to-right order with few crossings. Only positions along the rows are kept.
import { Edge, Graph, Node, Subgraph, toDot } from 'ts-graphviz';
import type { LayoutEngine } from './engine.ts';
import type { Picture } from './picture-model.ts';

/** Above this many boxes dot searches less, which is more than twice as fast on meshes. */
const MANY_BOXES = 100;

export interface Skeleton {
  readonly picture: Picture;
  readonly rows: ReadonlyMap<string, number>;
  /** Pairs that must keep left and right. */
  readonly pinned: readonly (readonly [string, string])[];
  /** Extent of a box in points: along the row and across it. */
  size(key: string): { readonly u: number; readonly v: number };
}

/** The DOT text of pass 1: boxes without words, one edge per pair, rows as `rank=same` on an invisible spine. */
export function skeletonDot(skeleton: Skeleton): string {
  const { picture, rows } = skeleton;
  const hurry = picture.boxes.length > MANY_BOXES ? { nslimit: 1, nslimit1: 1, mclimit: 0.1, searchsize: 10 } : {};
  const graph = new Graph('skeleton', { splines: false, newrank: true, nodesep: 0.5, ranksep: 1, ...hurry });
  const nodes = new Map(picture.boxes.map((box) => [box.key, boxNode(box.key, skeleton)]));
  const spine: Node[] = [];
  for (let row = 0; row <= Math.max(0, ...rows.values()); row++) {
    const rank = new Subgraph({ rank: 'same' });
    const knot = new Node(`row${row}`, { shape: 'point', style: 'invis', width: 0.01, height: 0.01 });
    rank.addNode(knot);
    spine.push(knot);
    for (const box of picture.boxes) {
      const node = nodes.get(box.key);
      if (node && rows.get(box.key) === row) rank.addNode(node);
    }
    graph.addSubgraph(rank);
  }
  addEdges(graph, skeleton, nodes);
  spine.slice(1).forEach((knot, index) => {
    const above = spine[index];
    if (above) graph.addEdge(new Edge([above, knot], { style: 'invis', weight: 0 }));
  });
  return toDot(graph, { convert: { maxASTNodes: 0 } });
}

function boxNode(key: string, skeleton: Skeleton): Node {
  const { u, v } = skeleton.size(key);
  return new Node(key, { shape: 'box', fixedsize: true, label: '', width: u / 72, height: v / 72 });
}

function addEdges(graph: Graph, { picture, rows, pinned }: Skeleton, nodes: ReadonlyMap<string, Node>): void {
  const weights = new Map<string, number>();
  for (const { a, b } of picture.links) {
    if (a.box === b.box) continue;
    const down = (rows.get(a.box) ?? 0) <= (rows.get(b.box) ?? 0);
    const pair = down ? `${a.box} ${b.box}` : `${b.box} ${a.box}`;
    weights.set(pair, (weights.get(pair) ?? 0) + 1);
  }
  const add = (tail: string, head: string, attributes: object): void => {
    const [from, to] = [nodes.get(tail), nodes.get(head)];
    if (from && to) graph.addEdge(new Edge([from, to], attributes));
  };
  for (const [left, right] of pinned) add(left, right, { style: 'invis' });
  for (const [pair, weight] of weights) {
    const [tail = '', head = ''] = pair.split(' ');
    add(tail, head, { weight });
  }
}

/** Box key → position along its row, in points, as dot chose it. */
export async function findOrder(skeleton: Skeleton, engine: LayoutEngine): Promise<Map<string, number>> {
  const plain = await engine.layout(skeletonDot(skeleton), { engine: 'dot', format: 'plain' });
  const positions = new Map<string, number>();
  for (const line of plain.split('\n')) {
    const match = /^node (d\d+) (-?[\d.e+-]+) /.exec(line);
    if (match?.[1] !== undefined) positions.set(match[1], Number(match[2]) * 72);
  }
  return positions;
}

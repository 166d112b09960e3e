// Shortest paths over the network as it is, and one of several equal ones by hash of the conversation, as routers choose.
import type { Adjacency, CableState } from './network-state.ts';
import { hashOf } from './random.ts';
import type { Stream } from './stream.ts';

/** One cable crossed. */
export interface Hop {
  readonly adjacency: Adjacency;
  readonly cable: CableState;
}

/** A node that packets pass: how they come in and go out. Null: they begin or end here. */
export interface Crossing {
  readonly node: string;
  readonly in: Hop | null;
  readonly out: Hop | null;
  /** True: it knows no way to the destination. */
  readonly dropped: boolean;
}

/** What becomes of one stream: the nodes in order, up to where it ends or is lost. */
export type Path = readonly Crossing[];

export class Routes {
  readonly #out = new Map<string, Adjacency[]>();
  readonly #into = new Map<string, Adjacency[]>();
  readonly #singlePath: ReadonlySet<string>;
  readonly #distances = new Map<string, ReadonlyMap<string, number>>();
  readonly #paths = new WeakMap<Stream, Path>();

  /** Devices of `singlePath` always take the first of equal ways. */
  constructor(adjacencies: readonly Adjacency[], singlePath: readonly string[]) {
    this.#singlePath = new Set(singlePath);
    for (const adjacency of adjacencies) {
      listOf(this.#out, adjacency.from).push(adjacency);
      listOf(this.#into, adjacency.to).push(adjacency);
    }
  }

  pathOf(stream: Stream): Path {
    const known = this.#paths.get(stream);
    if (known) return known;
    const path = this.#walk(stream);
    this.#paths.set(stream, path);
    return path;
  }

  #walk({ shape }: Stream): Path {
    const { src, dst } = shape;
    const key = [src.address, dst.address, src.port, dst.port, shape.protocol].join(' ');
    const crossings: Crossing[] = [];
    let node = src.node;
    let came: Hop | null = null;
    while (node !== dst.node) {
      const next = this.#nextHop(node, dst.node, key, came === null);
      crossings.push({ node, in: came, out: next, dropped: next === null });
      if (next === null || !next.cable.delivers) return crossings;
      node = next.adjacency.to;
      came = next;
    }
    crossings.push({ node, in: came, out: null, dropped: false });
    return crossings;
  }

  /** A host without a way still hands its packets to its gateway. */
  #nextHop(node: string, destination: string, key: string, isFirst: boolean): Hop | null {
    const distances = this.#distancesTo(destination);
    const out = this.#out.get(node) ?? [];
    const distance = distances.get(node);
    const equal = distance === undefined ? [] : out.filter(({ to }) => distances.get(to) === distance - 1);
    const gateways = isFirst && out.length === 1 ? out : [];
    const ways = equal.length > 0 ? equal : gateways;
    const adjacency = ways[this.#singlePath.has(node) ? 0 : hashOf(`${node} ${key}`) % ways.length];
    const cables = adjacency?.cables ?? [];
    const cable = cables[hashOf(`${key} ${node} member`) % cables.length];
    return adjacency && cable ? { adjacency, cable } : null;
  }

  #distancesTo(destination: string): ReadonlyMap<string, number> {
    const known = this.#distances.get(destination);
    if (known) return known;
    const distances = new Map([[destination, 0]]);
    const queue = [destination];
    for (let node = queue.shift(); node !== undefined; node = queue.shift()) {
      for (const { from } of this.#into.get(node) ?? []) {
        if (distances.has(from)) continue;
        distances.set(from, (distances.get(node) ?? 0) + 1);
        queue.push(from);
      }
    }
    this.#distances.set(destination, distances);
    return distances;
  }
}

function listOf<T>(lists: Map<string, T[]>, key: string): T[] {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
}

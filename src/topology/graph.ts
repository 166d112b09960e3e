// A snapshot as a graph, for walks and measures: devices and segments are nodes, links are edges keyed by their id.
import { MultiUndirectedGraph } from 'graphology';
import type { Segment, Snapshot, SnapshotDevice, SnapshotLink } from '../model/index.ts';

export type NodeAttributes =
  | { readonly kind: 'device'; readonly device: SnapshotDevice }
  | { readonly kind: 'segment'; readonly segment: Segment };

export interface EdgeAttributes {
  readonly link: SnapshotLink;
}

export type TopologyGraph = MultiUndirectedGraph<NodeAttributes, EdgeAttributes>;

/** Parallel cables are parallel edges. Nodes and edges are added in the order of the snapshot's lists. */
export function toGraph(topology: Pick<Snapshot, 'devices' | 'links' | 'segments'>): TopologyGraph {
  const graph: TopologyGraph = new MultiUndirectedGraph<NodeAttributes, EdgeAttributes>();
  for (const device of topology.devices) graph.addNode(device.name, { kind: 'device', device });
  for (const segment of topology.segments) graph.addNode(segment.id, { kind: 'segment', segment });
  for (const link of topology.links) graph.addEdgeWithKey(link.id, link.a.device, link.b.device, { link });
  return graph;
}

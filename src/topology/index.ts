// The door of the topology room: claims → graph, states, changes and explanations. Pure.
export { buildTopology } from './build.ts';
export { Crawl } from './crawl/crawl.ts';
export type { CrawlAnswer, CrawledDevice, CrawlLimits, CrawlTarget } from './crawl/crawl-types.ts';
export { type FenceAction, type FenceRule, parseFenceRule } from './crawl/fence.ts';
export { applyDelta, type Delta, delta, type ListDelta, type Parts } from './diff/delta.ts';
export { compareSnapshots, diffSnapshots, type SnapshotComparison } from './diff/index.ts';
export type { Unjudged } from './diff/verdicts.ts';
export {
  type ExplainedClaim,
  type ExplainedLink,
  type ExplainedPort,
  type Explanation,
  explain,
} from './explain/explain.ts';
export type { ExplainedBundle } from './explain/explain-link.ts';
export { type EdgeAttributes, type NodeAttributes, type TopologyGraph, toGraph } from './graph.ts';
export { LINK_RULES, type LinkRule } from './identity/rules.ts';
export type { Topology, TopologyDevice, TopologyInput } from './input.ts';

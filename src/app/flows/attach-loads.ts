// The loads that go into a snapshot: of the newest window of which everything has been told when it is taken.
import { compareText, type LinkLoads, linkChanges, type Snapshot, ToposcopeError } from '../../model/index.ts';
import { hasTraffic } from '../../store/index.ts';
import { loadsOfWindow, TrafficQueries } from './traffic-queries.ts';
import { completeWindow } from './window.ts';

export interface LoadsRequest {
  readonly output: string;
  readonly windowSeconds: number;
  readonly at: Date;
  /** Shared by the runs of one process; null opens one for this. */
  readonly queries: TrafficQueries | null;
  /** What the snapshot compares with: links that are lost now carried something then. */
  readonly previous: Snapshot | null;
}

/** Null where nothing was collected then. What is wrong with the traffic store is no reason to have no snapshot. */
export async function loadsBefore(snapshot: Snapshot, request: LoadsRequest): Promise<LinkLoads | null> {
  const { output, windowSeconds, at, previous } = request;
  if (!(await hasTraffic(output))) return null;
  const queries = request.queries ?? new TrafficQueries(output);
  try {
    const window = completeWindow(snapshot, at, windowSeconds);
    const loads = await loadsOfWindow(queries, snapshot, window);
    const lost = linkChanges(snapshot).filter(({ kind }) => kind === 'lost');
    if (loads === null || previous === null || lost.length === 0) return loads;
    return withLinks(loads, await loadsOfWindow(queries, previous, window), new Set(lost.map(({ link }) => link)));
  } catch (error) {
    if (!(error instanceof ToposcopeError)) throw error;
    return null;
  } finally {
    if (request.queries === null) await queries.close();
  }
}

function withLinks(loads: LinkLoads, before: LinkLoads | null, ids: ReadonlySet<string>): LinkLoads {
  const gone = before?.links.filter(({ link }) => ids.has(link)) ?? [];
  return { ...loads, links: [...loads.links, ...gone].sort((a, b) => compareText(a.link, b.link)) };
}

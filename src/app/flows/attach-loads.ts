// The loads that go into a snapshot: of the newest window of which everything has been told when it is taken.
import { type LinkLoads, type Snapshot, ToposcopeError } from '../../model/index.ts';
import { hasTraffic } from '../../store/index.ts';
import { loadsOfWindow, TrafficQueries } from './traffic-queries.ts';
import { completeWindow } from './window.ts';

export interface LoadsRequest {
  readonly output: string;
  readonly windowSeconds: number;
  readonly at: Date;
  /** Shared by the runs of one process; null opens one for this. */
  readonly queries: TrafficQueries | null;
}

/** Null where nothing was collected then. What is wrong with the traffic store is no reason to have no snapshot. */
export async function loadsBefore(snapshot: Snapshot, request: LoadsRequest): Promise<LinkLoads | null> {
  const { output, windowSeconds, at } = request;
  if (!(await hasTraffic(output))) return null;
  const queries = request.queries ?? new TrafficQueries(output);
  try {
    return await loadsOfWindow(queries, snapshot, completeWindow(snapshot, at, windowSeconds));
  } catch (error) {
    if (!(error instanceof ToposcopeError)) throw error;
    return null;
  } finally {
    if (request.queries === null) await queries.close();
  }
}

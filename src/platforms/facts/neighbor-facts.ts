// What the tables of one discovery protocol say.
import type { Neighbor, ParseOutcome, Problem } from '../../model/index.ts';

export interface NeighborFacts {
  readonly neighbors: readonly Neighbor[];
  readonly outcome: ParseOutcome | 'missing';
  readonly problems: readonly Problem[];
}

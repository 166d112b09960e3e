// The lab's topology file.
import { parseLabFile } from './lab-file.ts';
import { LabTopology } from './lab-topology.ts';
import { checkWiring } from './topology-wiring.ts';

/** Throws LAB_TOPOLOGY_INVALID with every problem in `context.problems` when the text cannot be a lab. */
export function parseLabTopology(text: string, file = 'topology.yml'): LabTopology {
  const kind = { what: 'lab topology', code: 'LAB_TOPOLOGY_INVALID', schema: LabTopology, check: checkWiring } as const;
  return parseLabFile(text, file, kind);
}

// A file of traffic, and whether its places are in the lab.
import { type Finding, parseLabFile } from '../lab-file.ts';
import type { LabTopology } from '../lab-topology.ts';
import { TrafficPlan } from './traffic-plan.ts';

/** Throws LAB_TRAFFIC_INVALID with every problem in `context.problems` when the text is no traffic of that lab. */
export function parseTrafficPlan(text: string, topology: LabTopology, file = 'traffic.yml'): TrafficPlan {
  const check = (plan: TrafficPlan) => checkPlaces(plan, topology);
  return parseLabFile(text, file, { what: 'lab traffic', code: 'LAB_TRAFFIC_INVALID', schema: TrafficPlan, check });
}

/** Names that stand for nothing in the lab. */
export function checkPlaces(plan: TrafficPlan, { devices, hosts, stubs }: LabTopology): Finding[] {
  const places = new Set([...Object.keys(devices), ...hosts, ...Object.keys(stubs)]);
  const unknown = (name: string, path: Finding['path']): Finding[] =>
    places.has(name) ? [] : [{ path, message: `"${name}" is no device, host or stub of the lab` }];
  return [
    ...plan.singlePath.flatMap((name, i) => unknown(name, ['singlePath', i])),
    ...plan.conversations.flatMap(({ from, to }, i) => [
      ...unknown(from.at, ['conversations', i, 'from']),
      ...unknown(to.at, ['conversations', i, 'to']),
    ]),
  ];
}

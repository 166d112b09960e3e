// The planner's state as the store keeps it, and what to write where it changed.
import type { StateChange } from '../../model/index.ts';
import { GROUP_KIND } from '../queue/delivery.ts';
import type { AlertGroup, PlanState } from './group.ts';

/** Another process that planned meanwhile makes it a STORE_CONFLICT: nobody is told twice. */
export function planChange(before: PlanState, after: PlanState): StateChange {
  const put = [...after].filter(([id, group]) => JSON.stringify(group) !== JSON.stringify(before.get(id)));
  const drop = [...before.keys()].filter((id) => !after.has(id));
  const changed = [...put.map(([id]) => id), ...drop];
  return {
    expect: changed.map((key) => ({ kind: GROUP_KIND, key, value: before.get(key) })),
    put: put.map(([key, value]) => ({ kind: GROUP_KIND, key, value })),
    drop: drop.map((key) => ({ kind: GROUP_KIND, key })),
  };
}

/** Values that are no groups are left out: an open incident is then told anew. */
export function planFromState(values: ReadonlyMap<string, unknown>): PlanState {
  return new Map([...values].filter((entry): entry is [string, AlertGroup] => isGroup(entry[1])));
}

function isGroup(value: unknown): value is AlertGroup {
  const { channel, key, members, sequence } = Object(value) as Partial<AlertGroup>;
  return (
    typeof channel === 'string' && typeof key === 'string' && Array.isArray(members) && typeof sequence === 'number'
  );
}

// Changes of state, before they are written.
import type { StateChange } from './history.ts';

/** Nothing would be written. What it expects does not count. */
export function isEmptyChange({ put = [], drop = [], events = [] }: StateChange): boolean {
  return put.length + drop.length + events.length === 0;
}

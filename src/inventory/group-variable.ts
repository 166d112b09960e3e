// Variables of a group in an inventory file: ordinary ones, and `ansible_group_priority`, which orders groups.
import type { ProblemList } from './problem-list.ts';
import { type Group, setVariable } from './tree.ts';
import type { Variable } from './variable.ts';

/** Only inventory files can set the priority; in group_vars it is an ordinary variable (ansible-core 2.14). */
export function applyGroupVariable(group: Group, variable: Variable, problems: ProblemList): void {
  if (variable.name !== 'ansible_group_priority') {
    setVariable(group.variables, variable);
    return;
  }
  const priority = Number(variable.value);
  if (Number.isInteger(priority) && variable.value !== '' && variable.value !== null) {
    group.priority = priority;
    return;
  }
  const message = `ansible_group_priority of group ${group.name} must be a whole number`;
  problems.error('CONFIG_INVALID_VALUE', variable.place, message, 'higher numbers win among groups of equal depth');
}

// What is wrong with the inventory, told to a person: by `check` in full, by a run in a line.
import type { Project } from '../app/index.ts';
import { describePlace, type Problem } from '../model/index.ts';
import { type Output, plural } from './console.ts';

export function formatProblem({ paint }: Output, problem: Problem): string {
  const severity = paint(problem.severity === 'error' ? 'red' : 'yellow', problem.severity);
  const place = describePlace(problem);
  return `${place ? `${place}: ` : ''}${severity} ${problem.code}: ${problem.message}\n    ${problem.hint}`;
}

/** A run counts the warnings that `check` shows, and shows those that `check` cannot find: devices an inventory server left out. */
export function sayWarnings(output: Output, { problems, fetchedProblems }: Project): void {
  const warnings = problems.filter(({ severity }) => severity === 'warning');
  const shown = warnings.filter((one) => fetchedProblems.includes(one) && one.code !== 'CONFIG_PLAIN_SECRET');
  for (const problem of shown) output.say(formatProblem(output, problem));
  const count = warnings.length - shown.length;
  if (count > 0) output.say(`${plural(count, 'warning')} in the inventory: toposcope check shows them`);
}

// `toposcope check`: every problem of the configuration with its place; connects to nothing.
import type { Command } from 'commander';
import { checkProject } from '../../app/index.ts';
import { describePlace, type Problem } from '../../model/index.ts';
import { type Output, plural } from '../console.ts';
import { type CommonOptions, printJson, projectPaths, runVerb, withCommonOptions, withExample } from '../shell.ts';

export function defineCheck(program: Command): void {
  const command = program
    .command('check')
    .description('read inventory and settings, print every problem with its place');
  withExample(withCommonOptions(command), 'toposcope check --inventory inventory/');
  command.action((options: CommonOptions) =>
    runVerb(options, async (output) => {
      const { inventory, settings, problems } = await checkProject(projectPaths(options));
      const errors = problems.filter((problem) => problem.severity === 'error').length;
      if (options.json) {
        const devices = inventory.devices.map((device) => device.name);
        printJson(output, { ok: errors === 0, devices, views: settings.views.map((view) => view.name), problems });
      } else {
        for (const problem of problems) output.print(formatProblem(output, problem));
        const counts = `${plural(errors, 'error')}, ${plural(problems.length - errors, 'warning')}`;
        output.print(
          `${plural(inventory.devices.length, 'device')}, ${plural(settings.views.length, 'view')}: ${counts}`,
        );
      }
      return errors > 0 ? 2 : 0;
    }),
  );
}

function formatProblem({ paint }: Output, problem: Problem): string {
  const severity = paint(problem.severity === 'error' ? 'red' : 'yellow', problem.severity);
  const place = describePlace(problem);
  return `${place ? `${place}: ` : ''}${severity} ${problem.code}: ${problem.message}\n    ${problem.hint}`;
}

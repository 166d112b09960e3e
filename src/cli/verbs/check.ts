// `toposcope check`: every problem of the configuration with its place, and what it makes of the inventory; connects to nothing.
import type { Command } from 'commander';
import { checkProject, limitDevices, type Project } from '../../app/index.ts';
import type { InventoryDevice } from '../../model/index.ts';
import { openAsk } from '../ask.ts';
import { formatTable, type Output, plural, printable } from '../console.ts';
import { formatProblem } from '../problems.ts';
import {
  type CommonOptions,
  type ExitCode,
  printJson,
  projectPaths,
  runVerb,
  withCommonOptions,
  withExample,
} from '../shell.ts';

interface CheckOptions extends CommonOptions {
  readonly limit?: string;
  readonly list?: boolean;
}

export function defineCheck(program: Command): void {
  const command = program
    .command('check')
    .description('read inventory and settings, print every problem with its place')
    .option('-l, --limit <pattern>', 'list only these hosts (Ansible host pattern)')
    .option('--list', 'list the devices, and how each would be reached');
  withExample(
    withCommonOptions(command),
    'toposcope check --inventory inventory/',
    "toposcope check --list --limit 'edge-devices:!r5-tor'",
  );
  command.action((options: CheckOptions) => runVerb(options, (output) => check(output, options)));
}

async function check(output: Output, options: CheckOptions): Promise<ExitCode> {
  const project = await checkProject(projectPaths(options), process.env, openAsk());
  const devices = limitDevices(project.inventory, options.limit ?? null);
  const errors = project.problems.filter((problem) => problem.severity === 'error').length;
  if (options.json) printJson(output, toDocument(project, devices, errors));
  else report(output, project, options.list || options.limit !== undefined ? devices : null, errors);
  return errors > 0 ? 2 : 0;
}

function toDocument({ settings, problems }: Project, devices: readonly InventoryDevice[], errors: number): object {
  return {
    ok: errors === 0,
    devices: devices.map((device) => device.name),
    hosts: devices.map(describeHost),
    views: settings.views.map((view) => view.name),
    problems,
  };
}

/** What is known of a device before anybody connects; secrets are left out. */
function describeHost({ name, groups, connection, networkOs, site, role, aliases }: InventoryDevice) {
  const { host, port, user, become, jumps } = connection;
  return {
    name,
    groups,
    host,
    port,
    user,
    become,
    jumps: jumps.map((jump) => jump.name),
    networkOs,
    site,
    role,
    aliases,
  };
}

function report(
  output: Output,
  { inventory, settings, problems }: Project,
  listed: readonly InventoryDevice[] | null,
  errors: number,
): void {
  for (const problem of problems) output.print(formatProblem(output, problem));
  if (listed !== null) output.print(`${formatHosts(listed)}\n`);
  const counts = `${plural(errors, 'error')}, ${plural(problems.length - errors, 'warning')}`;
  output.print(`${plural(inventory.devices.length, 'device')}, ${plural(settings.views.length, 'view')}: ${counts}`);
}

function formatHosts(devices: readonly InventoryDevice[]): string {
  const rows = devices.map(describeHost).map(({ name, host, port, user, networkOs, jumps, groups }) => {
    const via = jumps.length === 0 ? '-' : jumps.join(', ');
    return [
      name,
      `${host.includes(':') ? `[${host}]` : host}:${port}`,
      user ?? '-',
      networkOs ?? '-',
      via,
      groups.join(', '),
    ].map(printable);
  });
  return formatTable([['device', 'address', 'user', 'platform', 'through', 'groups'], ...rows]);
}

// `toposcope provision`: the one verb that is there to change devices.
import { Argument, type Command } from 'commander';
import { FEATURES, type Feature, loadProject, type ProvisionedDevice, provision } from '../../app/index.ts';
import { openAsk } from '../ask.ts';
import { type Output, printable, withoutDevice } from '../console.ts';
import { sayWarnings } from '../problems.ts';
import { openProgress } from '../progress.ts';
import {
  type CommonOptions,
  type ExitCode,
  printJson,
  projectPaths,
  runVerb,
  withCommonOptions,
  withExample,
} from '../shell.ts';

interface ProvisionOptions extends CommonOptions {
  readonly limit?: string;
  readonly check?: boolean;
  readonly diff?: boolean;
  readonly save?: boolean;
}

export function defineProvision(program: Command): void {
  const command = program
    .command('provision')
    .addArgument(new Argument('<feature>', 'what to turn on').choices(FEATURES))
    .description('configure devices from templates/config/: only what is missing, read back afterwards')
    .option('-l, --limit <pattern>', 'only these hosts (Ansible host pattern)')
    .option('--check', 'change nothing; say what would be changed (exit 1 if anything)')
    .option('--diff', 'show the lines')
    .option('--save', 'save the configuration of devices that were changed');
  withExample(
    withCommonOptions(command),
    'toposcope provision lldp --check --diff',
    "toposcope provision netflow --limit 'edge-devices' --save",
  );
  command.action((feature: Feature, options: ProvisionOptions) =>
    runVerb(options, (output) => run(output, feature, options)),
  );
}

async function run(output: Output, feature: Feature, options: ProvisionOptions): Promise<ExitCode> {
  const { check = false, save = false, limit = null } = options;
  const project = await loadProject(projectPaths(options), 'poll', process.env, openAsk());
  sayWarnings(output, project);
  const progress = openProgress(output, 'devices done so far stay as they are now', 'changed');
  try {
    const devices = await provision({
      project,
      feature,
      limit,
      check,
      save,
      output: options.output,
      templates: project.templates,
      progress,
    });
    if (options.json) printJson(output, devices);
    else report(output, devices, options);
    const isPending = check && devices.some(({ changed }) => changed);
    return isPending || devices.some(({ poll }) => poll.code !== null) ? 1 : 0;
  } finally {
    progress.stop();
  }
}

function report(output: Output, devices: readonly ProvisionedDevice[], { diff, check }: ProvisionOptions): void {
  for (const error of formatErrors(output, devices)) output.say(error);
  for (const { device, diff: lines, warnings } of devices) {
    for (const warning of warnings) output.say(`${output.paint('yellow', 'warning')} ${warning}`);
    if (diff && lines.length > 0)
      output.print([`--- ${device}`, ...lines.map((line) => paintLine(output, line)), ''].join('\n'));
  }
  output.print(output.paint('bold', check ? 'Recap (check: nothing was changed)' : 'Recap'));
  const width = Math.max(...devices.map(({ device }) => device.length));
  for (const device of devices) output.print(formatRecap(output, device, width));
}

/** The same fault of many devices is told once. */
function formatErrors({ paint }: Output, devices: readonly ProvisionedDevice[]): string[] {
  const bearers = new Map<string, string[]>();
  for (const { device, poll } of devices) {
    if (poll.code === null) continue;
    const what = `${poll.code}: ${printable(withoutDevice(poll.message ?? '', device))}\n    ${poll.hint ?? ''}`;
    bearers.set(what, [...(bearers.get(what) ?? []), device]);
  }
  return [...bearers].map(([what, names]) => `${paint('red', 'error')} ${names.join(', ')}: ${what}`);
}

function paintLine({ paint }: Output, line: string): string {
  return line.startsWith('+') ? paint('green', line) : line;
}

/** In the words of Ansible's recap. */
function formatRecap(
  { paint }: Output,
  { device, poll, ok, changed, saved }: ProvisionedDevice,
  width: number,
): string {
  const unreachable = poll.status === 'unreachable' ? 1 : 0;
  const failed = poll.code !== null && unreachable === 0 ? 1 : 0;
  const colour = unreachable + failed > 0 ? 'red' : changed ? 'yellow' : 'green';
  const counts = `ok=${ok}  changed=${changed ? 1 : 0}  unreachable=${unreachable}  failed=${failed}`;
  return `${paint(colour, device.padEnd(width))} : ${counts}${saved ? '  saved' : ''}`;
}

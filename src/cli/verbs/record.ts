// `toposcope record`: one real visit to each device → a folder that can be replayed, without secrets.
import { join } from 'node:path';
import type { Command } from 'commander';
import { loadProject, type RecordedDevice, recordDevices } from '../../app/index.ts';
import { openAsk } from '../ask.ts';
import { type Output, plural, printable, withoutDevice } from '../console.ts';
import { sayWarnings } from '../problems.ts';
import { openProgress } from '../progress.ts';
import {
  type CommonOptions,
  collect,
  type ExitCode,
  printJson,
  projectPaths,
  runVerb,
  withCommonOptions,
  withExample,
} from '../shell.ts';

interface RecordOptions extends CommonOptions {
  readonly outputDir?: string;
  readonly command: readonly string[];
}

export function defineRecord(program: Command): void {
  const command = program
    .command('record')
    .description('one real visit to each device → a folder that can be replayed, with secrets masked')
    .argument('<devices...>', 'inventory names or Ansible host patterns')
    .option('--output-dir <dir>', 'where the folders go, one per device (default: output/recordings/)')
    .option('-c, --command <command>', 'ask this instead of what a snapshot asks (repeatable)', collect, []);
  withExample(
    withCommonOptions(command),
    'toposcope record r1 r6-edge --output-dir recordings/',
    "toposcope record r1 --command 'show version' --command 'show running-config'",
    'toposcope snapshot --from recordings/',
  );
  command.action((devices: string[], options: RecordOptions) =>
    runVerb(options, (output) => record(output, devices, options)),
  );
}

async function record(output: Output, devices: readonly string[], options: RecordOptions): Promise<ExitCode> {
  const project = await loadProject(projectPaths(options), 'poll', process.env, openAsk());
  sayWarnings(output, project);
  const progress = openProgress(output, 'nothing was recorded');
  try {
    const recorded = await recordDevices({
      project,
      devices,
      folder: options.outputDir ?? join(options.output, 'recordings'),
      commands: options.command,
      output: options.output,
      templates: project.templates,
      progress,
    });
    progress.stop();
    if (options.json) printJson(output, recorded);
    else for (const one of recorded) report(output, one);
    return recorded.every(({ poll, difference }) => poll.status === 'ok' && difference === null) ? 0 : 1;
  } finally {
    progress.stop();
  }
}

function report({ print, say, paint }: Output, recorded: RecordedDevice): void {
  const { device, poll, folder, commands, difference, warning } = recorded;
  const what = poll.code === null ? paint('green', 'recorded') : paint('red', poll.code);
  print(printable(`${device}  `) + what + printable(`  ${plural(commands.length, 'answer')} in ${folder}`));
  if (poll.message !== null)
    say(`  ${printable(withoutDevice(poll.message, device))}\n  ${printable(poll.hint ?? '')}`);
  if (difference !== null) say(`  ${paint('yellow', 'its replay differs')}: ${printable(difference)}`);
  if (warning !== null) say(`  ${paint('yellow', 'warning')}: ${warning}`);
}

// `toposcope alerts`: channels and what waits for them, dead letters, and a test of each channel.
import type { Command } from 'commander';
import { type AlertService, type AlertStatus, loadProject, openAlerts } from '../../app/index.ts';
import { ToposcopeError } from '../../model/index.ts';
import { formatTable, type Output, plural, printable } from '../console.ts';
import {
  type CommonOptions,
  type ExitCode,
  printJson,
  projectPaths,
  refuseSubcommand,
  runVerb,
  storeOf,
  withCommonOptions,
  withExample,
} from '../shell.ts';

export function defineAlerts(program: Command): void {
  const command = program.command('alerts').description('who is told: channels, what waits, dead letters, tests');
  withExample(command, 'toposcope alerts', 'toposcope alerts test noc', 'toposcope alerts retry');
  defineStatus(command);
  defineTest(command);
  defineRetry(command);
}

type Letters = Awaited<ReturnType<AlertService['deadLetters']>>;

function defineStatus(parent: Command): void {
  const command = parent
    .command('status', { isDefault: true })
    .description('channels, what waits for them, and dead letters; exit 1 where there are dead letters')
    .allowExcessArguments();
  withExample(withCommonOptions(command), 'toposcope alerts status --json');
  command.action((options: CommonOptions) => {
    const [word] = command.args;
    if (word !== undefined) refuseSubcommand(parent, word);
    return withAlerts(options, 'offline', async (output, alerts) => {
      const [status, dead] = [await alerts.status(), await alerts.deadLetters()];
      if (options.json) printJson(output, { ...status, channels: status.channels.map(kept), deadLetters: dead });
      else output.print(formatStatus(output, status, dead));
      return dead.length > 0 ? 1 : 0;
    });
  });
}

/** The last result is known to the process that sends, and to no other. */
function kept({ last: _, ...channel }: AlertStatus['channels'][number]) {
  return channel;
}

function formatStatus(output: Output, status: AlertStatus, dead: Letters): string {
  const rows = status.channels.map((one) => [
    one.name,
    one.type,
    one.waiting === 0
      ? '–'
      : `${one.waiting}, since ${one.waitingSince ?? ''}${one.reason === null ? '' : `: ${printable(one.reason)}`}`,
    one.deadLetters === 0 ? '–' : String(one.deadLetters),
  ]);
  const letters = dead.map(({ message, reason, attempts, diedAt }) => {
    const what = message.incidents[0]?.title ?? message.occasion;
    const tries = plural(attempts, 'attempt');
    return `  ${message.id}  ${message.channel}, ${diedAt}, ${tries}: ${printable(what)}\n    ${printable(reason)}`;
  });
  return [
    formatTable([['channel', 'type', 'waiting', 'dead letters'], ...rows]),
    ...(letters.length > 0 ? ['', output.paint('bold', 'Dead letters'), ...letters] : []),
  ].join('\n');
}

function defineTest(parent: Command): void {
  const command = parent
    .command('test')
    .description('send a message that says it is a test; exit 1 where it was not taken')
    .argument('<channel>', 'as the settings call it');
  withExample(withCommonOptions(command), 'toposcope alerts test noc');
  command.action((channel: string, options: CommonOptions) =>
    withAlerts(options, 'poll', async (output, alerts) => {
      const result = await alerts.test(channel);
      if (options.json) printJson(output, { channel, ...result });
      else
        output.print(
          `${channel}: ${result.kind}, ${printable(result.kind === 'sent' ? result.detail : result.reason)}`,
        );
      return result.kind === 'sent' ? 0 : 1;
    }),
  );
}

function defineRetry(parent: Command): void {
  const command = parent
    .command('retry')
    .description('send dead letters again')
    .argument('[id]', 'of one letter, or its beginning', 'all');
  withExample(withCommonOptions(command), 'toposcope alerts retry');
  command.action((id: string, options: CommonOptions) =>
    withAlerts(options, 'poll', async (output, alerts) => {
      const count = await alerts.retryDead(id);
      await alerts.sendDue();
      const dead = await alerts.deadLetters();
      if (options.json) printJson(output, { retried: count, deadLetters: dead.length });
      else output.print(`${plural(count, 'dead letter')} tried again; ${plural(dead.length, 'dead letter')} left`);
      return dead.length > 0 ? 1 : 0;
    }),
  );
}

function withAlerts(
  options: CommonOptions,
  use: 'poll' | 'offline',
  work: (output: Output, alerts: AlertService) => Promise<ExitCode>,
): Promise<void> {
  return runVerb(options, async (output) => {
    const project = await loadProject(projectPaths(options), use);
    const onProblem = (text: string) => output.say(printable(text));
    const alerts = await openAlerts({ project, store: storeOf(options), sends: use === 'poll', onProblem });
    if (alerts === null) {
      throw new ToposcopeError('ALERT_CHANNEL_UNKNOWN', 'the settings name no channels', {
        hint: 'add alerts.channels to toposcope.yml: docs/how-to/alerts.md',
      });
    }
    try {
      return await work(output, alerts);
    } finally {
      await alerts.stop();
    }
  });
}

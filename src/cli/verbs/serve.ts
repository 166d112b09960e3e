// `toposcope serve`: polls on a schedule and when devices speak, keeps incidents, tells people, until it is stopped.
import type { Command } from 'commander';
import {
  drawDiagrams,
  loadProject,
  type Project,
  parseFormats,
  startWatch,
  type WatchListener,
} from '../../app/index.ts';
import type { Snapshot } from '../../model/index.ts';
import { openAsk } from '../ask.ts';
import { type Output, plural, printable } from '../console.ts';
import { formatIncidentEvent } from '../incidents.ts';
import { sayWarnings } from '../problems.ts';
import {
  type CommonOptions,
  type ExitCode,
  interrupted,
  projectPaths,
  reportError,
  runVerb,
  storeOf,
  withCommonOptions,
  withExample,
} from '../shell.ts';

interface ServeOptions extends CommonOptions {
  readonly every?: string;
  readonly render: boolean;
  readonly format: string;
  readonly clockRate: number;
}

export function defineServe(program: Command): void {
  const command = program
    .command('serve')
    .description('poll on a schedule and on events, keep incidents, send alerts, until stopped')
    .option('--every <cron>', "when everything is polled, instead of the settings' poll.every")
    .option('--no-render', 'draw nothing')
    .option('-f, --format <formats>', 'formats to draw', 'svg,pdf');
  withExample(
    withCommonOptions(command),
    'toposcope serve',
    "toposcope serve --every '*/2 * * * *' --output /var/lib/toposcope",
  );
  command.action((options: ServeOptions) => runVerb(options, (output) => serve(output, options)));
}

async function serve(output: Output, options: ServeOptions): Promise<ExitCode> {
  const project = await loadProject(projectPaths(options), 'poll', process.env, openAsk());
  sayWarnings(output, project);
  const stopped = interrupted();
  const pictures = pictureDrawer(output, project, options);
  const running = await startWatch({
    project,
    output: options.output,
    every: options.every ?? null,
    clockRate: 1,
    progress: { onVisit: () => undefined, onWait: (seconds, reason) => output.say(`${reason}: waiting ${seconds} s`) },
    listener: listenerOf(output, options, pictures.draw),
    onProblem: (text) => output.say(`${stamp()} problem   ${printable(text)}`),
  });
  output.say(describeStart(project, options, running.watch.ports));
  await stopped;
  output.say(`${stamp()} stopping`);
  await running.stop();
  await pictures.settled();
  return 0;
}

/** One picture run at a time; of snapshots that come meanwhile the newest is drawn. */
function pictureDrawer(output: Output, project: Project, options: ServeOptions) {
  const formats = parseFormats(options.format);
  let waiting: Snapshot | null = null;
  let current: Promise<void> | null = null;
  const work = async () => {
    while (waiting !== null) {
      const snapshot = waiting;
      waiting = null;
      const { views } = project.settings;
      const request = { project, store: storeOf(options), snapshot, views, formats, changes: true };
      const { failures } = await drawDiagrams(request);
      for (const failure of failures) reportError(output, failure, options.debug ?? false);
    }
    current = null;
  };
  return {
    draw(snapshot: Snapshot): void {
      if (!options.render) return;
      waiting = snapshot;
      current ??= work().catch((error: unknown) => {
        current = null;
        reportError(output, error, options.debug ?? false);
      });
    },
    settled: async () => (await current) ?? undefined,
  };
}

function listenerOf(output: Output, options: ServeOptions, draw: (snapshot: Snapshot) => void): WatchListener {
  return {
    onSnapshot(snapshot, asked) {
      output.say(`${stamp()} ${describeSnapshot(snapshot, asked)}`);
      if (asked === null || snapshot.changes.length > 0) draw(snapshot);
    },
    onIncidents(events) {
      for (const event of events) output.say(`${stamp()} ${formatIncidentEvent(output, event)}`);
    },
    onEvent(event, device) {
      const where = [device ?? event.source, event.port].filter((part) => part !== null).join(' ');
      output.say(`${stamp()} event     ${event.kind} from ${printable(where)} by ${event.via}`);
    },
    onSkip: (reason) => output.say(`${stamp()} skipped   ${reason}`),
    onError: (error) => reportError(output, error, options.debug ?? false),
  };
}

function describeSnapshot({ id, devices, links, changes }: Snapshot, asked: readonly string[] | null): string {
  const polled = devices.filter(({ poll }) => poll !== null && poll.status !== 'skipped');
  const ok = polled.filter(({ poll }) => poll?.status === 'ok').length;
  const why = asked === null ? 'poll     ' : 'asked    ';
  const news = changes.length === 0 ? 'no changes' : plural(changes.length, 'change');
  return `${why} ${id}: ${ok} of ${plural(polled.length, 'device')} answered, ${plural(links.length, 'link')}, ${news}`;
}

function describeStart(
  { inventory, settings }: Project,
  options: ServeOptions,
  ports: Awaited<ReturnType<typeof startWatch>>['watch']['ports'],
): string {
  const listens = Object.entries({
    'syslog/udp': ports?.syslogUdp,
    'syslog/tcp': ports?.syslogTcp,
    traps: ports?.traps,
  })
    .filter(([, port]) => port)
    .map(([what, port]) => `${what} ${port}`);
  const lines = [
    `watching ${plural(inventory.devices.length, 'device')} at ${options.every ?? settings.pollEvery}; Ctrl-C stops`,
    `alerts go to ${settings.alerts.channels.map(({ name }) => name).join(', ') || 'nobody: the settings name no channels'}`,
    listens.length > 0 ? `listening for ${listens.join(', ')}` : 'listening for no events: the settings name no ports',
  ];
  return lines.join('\n');
}

/** `10:05:30`, UTC. */
function stamp(): string {
  return new Date().toISOString().slice(11, 19);
}

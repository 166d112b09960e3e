// `toposcope serve`: polls on a schedule and when devices speak, keeps incidents, tells people, until it is stopped.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import {
  drawDiagrams,
  loadProject,
  type Project,
  parseFormats,
  type RunningWatch,
  startWatch,
} from '../../app/index.ts';
import type { Snapshot } from '../../model/index.ts';
import { openAsk } from '../ask.ts';
import { type Output, plural } from '../console.ts';
import { pointText } from '../flows/options.ts';
import { sayWarnings } from '../problems.ts';
import { ServeLog } from '../serve-log.ts';
import {
  type CommonOptions,
  type ExitCode,
  interrupted,
  printJson,
  projectPaths,
  runVerb,
  storeOf,
  withCommonOptions,
  withExample,
} from '../shell.ts';

interface ServeOptions extends CommonOptions {
  readonly every?: string;
  readonly render: boolean;
  readonly format: string;
}

/** Senders that nobody knows are looked at so often. */
const STRANGERS_MS = 10_000;
/** A watch takes at most eight seconds to stop. */
const STOP_GRACE_MS = 9500;

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
  const formats = parseFormats(options.format);
  const project = await loadProject(projectPaths(options), 'poll', process.env, openAsk());
  sayWarnings(output, project);
  const stopped = interrupted();
  const log = new ServeLog(output, options.debug ?? false);
  const pictures = pictureDrawer(log, project, options, formats);
  const startedAt = new Date().toISOString();
  const taken = { polls: 0, asked: 0, lastSnapshot: null as string | null };
  const running = await startWatch({
    project,
    output: options.output,
    every: options.every ?? null,
    clockRate: 1,
    progress: {
      onVisit: () => undefined,
      onWait: (seconds, reason) => log.say('waiting', `${Math.ceil(seconds)} s: ${reason}`),
    },
    listener: {
      onSnapshot(snapshot, asked) {
        log.snapshot(snapshot, asked);
        taken[asked === null ? 'polls' : 'asked']++;
        taken.lastSnapshot = snapshot.id;
        if (asked === null || snapshot.changes.length > 0) pictures.draw(snapshot);
      },
      onIncidents: (events) => log.incidents(events),
      onEvent: (event, device) => log.event(event, device),
      onSkip: (reason) => log.say('skipped', reason),
      onError: (error) => log.fault(error),
    },
    onProblem: (text) => log.problem(text),
  });
  output.say(describeStart(project, options, running));
  const strangers = setInterval(() => log.received(running.watch.stats, false), STRANGERS_MS);
  await stopped;
  clearInterval(strangers);
  log.say('stopping', 'what is going on is finished first, within 10 s; Ctrl-C again ends at once');
  const received = running.watch.stats;
  const collected = (await running.flows?.status()) ?? null;
  const deadline = Date.now() + STOP_GRACE_MS;
  await running.stop();
  await pictures.stop(deadline - Date.now());
  log.received(received, true);
  if (options.json)
    printJson(output, {
      ...{ startedAt, stoppedAt: new Date().toISOString() },
      ...{ ...taken, received: told(received), flows: collected },
    });
  return 0;
}

function told(received: RunningWatch['watch']['stats']) {
  return received && { ...received, strangerAddresses: Object.fromEntries(received.strangerAddresses) };
}

/** One picture run at a time; of snapshots that come meanwhile the newest is drawn. */
function pictureDrawer(
  log: ServeLog,
  project: Project,
  options: ServeOptions,
  formats: ReturnType<typeof parseFormats>,
) {
  const store = storeOf(options);
  let waiting: Snapshot | null = null;
  let current: Promise<void> | null = null;
  const work = async () => {
    while (waiting !== null) {
      const snapshot = waiting;
      waiting = null;
      const { views } = project.settings;
      const { failures } = await drawDiagrams({ project, store, snapshot, views, formats, changes: true });
      for (const failure of failures) log.fault(failure);
    }
  };
  return {
    draw(snapshot: Snapshot): void {
      if (!options.render) return;
      waiting = snapshot;
      current ??= work()
        .catch((error: unknown) => log.fault(error))
        .finally(() => {
          current = null;
        });
    },
    /** The picture that is being drawn may be finished; of one that takes too long nothing is left. */
    async stop(graceMs: number): Promise<void> {
      const patience = new AbortController();
      const grace = sleep(Math.max(0, graceMs), undefined, { signal: patience.signal }).catch(() => undefined);
      await Promise.race([current, grace]);
      patience.abort();
    },
  };
}

function describeStart(
  { inventory, settings }: Project,
  options: ServeOptions,
  { watch: { ports }, flows }: RunningWatch,
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
    flows
      ? `collecting flows on ${flows.listening.map(pointText).join(', ')}`
      : 'collecting no flows: the settings have no flows:',
  ];
  return lines.join('\n');
}

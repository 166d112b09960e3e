// `toposcope incidents`: what is wrong now; acknowledge, close, silence.
import { writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { type Command, InvalidArgumentError } from 'commander';
import {
  addSilence,
  drawIncident,
  endSilence,
  IncidentDesk,
  loadProject,
  type Project,
  readSilences,
  type Store,
} from '../../app/index.ts';
import { compareText, type Incident, type IncidentEvent, ToposcopeError } from '../../model/index.ts';
import { formatTable, type Output, printable } from '../console.ts';
import { formatIncident, formatIncidentEvent, formatIncidentList } from '../incidents.ts';
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

interface Said extends CommonOptions {
  readonly by: string;
  readonly comment: string;
}

export function defineIncidents(program: Command): void {
  const command = program
    .command('incidents')
    .description('what is wrong now: list, show, acknowledge, close, silence');
  withExample(
    command,
    'toposcope incidents',
    "toposcope incidents ack inc-1f3a --comment 'fibre team is on site'",
    "toposcope incidents silence 'core*' --for 2h --comment upgrade",
  );
  defineList(command);
  defineShow(command);
  defineWord(command, 'ack', 'say that you know: repeats stop', (desk, id, word) => desk.acknowledge(id, word));
  defineWord(command, 'close', 'over, because you say so', (desk, id, word) => desk.close(id, word));
  defineSilence(command);
}

function defineList(parent: Command): void {
  const command = parent
    .command('list', { isDefault: true })
    .description('open incidents, worst first; exit 1 where there are any')
    .allowExcessArguments()
    .option('--all', 'also those that were resolved lately');
  withExample(withCommonOptions(command), 'toposcope incidents list --all');
  command.action((options: CommonOptions & { all?: boolean }) => {
    const [word] = command.args;
    if (word !== undefined) refuseSubcommand(parent, word);
    return withDesk(options, async (output, { desk }) => {
      const all = [...(await desk.incidents())].sort(worstFirst);
      const shown = options.all ? all : all.filter(({ stage }) => stage !== 'resolved');
      if (options.json) printJson(output, { incidents: shown });
      else output.print(shown.length === 0 ? 'No incident is open.' : formatIncidentList(output, shown));
      return shown.some(({ stage }) => stage !== 'resolved') ? 1 : 0;
    });
  });
}

function defineShow(parent: Command): void {
  const command = parent
    .command('show')
    .description('everything about one incident')
    .argument('<id>', 'or its beginning')
    .option('--svg <file>', 'draw its neighbourhood');
  withExample(withCommonOptions(command), 'toposcope incidents show inc-1f3a --svg incident.svg');
  command.action((id: string, options: CommonOptions & { svg?: string }) =>
    withDesk(options, async (output, { desk, project, store }) => {
      const incident = await desk.find(id);
      if (options.json) printJson(output, incident);
      else output.print(formatIncident(output, incident));
      if (options.svg !== undefined) await draw(output, await project(), store, incident, options.svg);
      return 0;
    }),
  );
}

async function draw(output: Output, project: Project, store: Store, incident: Incident, file: string): Promise<void> {
  const svg = await drawIncident(project, store, incident);
  if (svg === null) {
    throw new ToposcopeError('DIAGRAM_VIEW_EMPTY', `nothing around ${incident.id} is known any more`, {
      hint: 'its devices are in no snapshot that is kept',
    });
  }
  await writeFile(file, svg);
  output.say(`drawn ${file}`);
}

function defineWord(
  parent: Command,
  name: string,
  description: string,
  say: (desk: IncidentDesk, id: string, word: { by: string; comment: string }) => Promise<readonly IncidentEvent[]>,
): void {
  const command = withWords(parent.command(name).description(description).argument('<id>', 'or its beginning'));
  withExample(withCommonOptions(command), `toposcope incidents ${name} inc-1f3a --comment 'ticket 4711'`);
  command.action((id: string, options: Said) =>
    withDesk(options, async (output, { desk }) => {
      const incident = await desk.find(id);
      const events = await say(desk, incident.id, { by: options.by, comment: options.comment });
      if (options.json) printJson(output, { events });
      else if (events.length === 0) output.print(`${incident.id} is over already: nothing was changed`);
      else for (const event of events) output.print(formatIncidentEvent(output, event));
      return 0;
    }),
  );
}

function withWords(command: Command): Command {
  return command.option('--comment <text>', 'why', '').option('--by <name>', 'who says so', userInfo().username);
}

interface SilenceOptions extends Said {
  readonly for?: number;
  readonly end?: string;
}

function defineSilence(parent: Command): void {
  const command = withWords(
    parent
      .command('silence')
      .description('keep devices quiet for a while; without a pattern: list the silences')
      .argument('[hosts]', 'Ansible host pattern')
      .option('--for <time>', 'how long: 30m, 2h, 1d; an hour without it', duration)
      .option('--end <id>', 'end a silence now'),
  );
  withExample(withCommonOptions(command), "toposcope incidents silence 'core*' --for 2h --comment upgrade");
  command.action((hosts: string | undefined, options: SilenceOptions) =>
    withDesk(options, async (output, { store, project }) => {
      if (options.end !== undefined) await endSilence(store, options.end);
      if (hosts !== undefined) {
        const request = { hosts, seconds: options.for ?? HOUR, by: options.by, comment: options.comment };
        await addSilence(store, (await project()).inventory, request, new Date());
      }
      const silences = await readSilences(store);
      if (options.json) printJson(output, { silences });
      else output.print(formatSilences(silences));
      return 0;
    }),
  );
}

function formatSilences(silences: Awaited<ReturnType<typeof readSilences>>): string {
  const now = new Date().toISOString();
  const open = silences.filter(({ to }) => to > now);
  if (open.length === 0) return 'No silence is set.';
  const rows = open.map(({ id, hosts, to, by, comment }) => [
    id,
    hosts,
    to.slice(0, 19).replace('T', ' '),
    by,
    comment,
  ]);
  return formatTable([['id', 'hosts', 'until (UTC)', 'by', 'comment'], ...rows.map((row) => row.map(printable))]);
}

const HOUR = 3600;

function duration(text: string): number {
  const [, amount, unit = ''] = /^(\d{1,5})(m|h|d)$/.exec(text) ?? [];
  const seconds = { m: 60, h: 3600, d: 86_400 }[unit];
  if (amount === undefined || seconds === undefined || Number(amount) === 0) {
    throw new InvalidArgumentError('a time such as 30m, 2h or 1d is needed');
  }
  return Number(amount) * seconds;
}

interface DeskUse {
  readonly desk: IncidentDesk;
  readonly store: Store;
  /** Read when it is first needed: lists need no inventory. */
  project(): Promise<Project>;
}

function withDesk(options: CommonOptions, work: (output: Output, use: DeskUse) => Promise<ExitCode>): Promise<void> {
  return runVerb(options, async (output) => {
    let loaded: Promise<Project> | null = null;
    const project = () => {
      loaded ??= loadProject(projectPaths(options), 'offline');
      return loaded;
    };
    const store = storeOf(options);
    const onProblem = ({ message }: { readonly message: string }) => output.say(printable(message));
    const desk = new IncidentDesk({ store, project, alerts: null, now: () => new Date(), onProblem });
    return await work(output, { desk, project, store });
  });
}

const SEVERITIES = ['critical', 'warning', 'info'];
const STAGES = ['alert', 'warning', 'suspected', 'resolved'];

function worstFirst(a: Incident, b: Incident): number {
  return (
    STAGES.indexOf(a.stage) - STAGES.indexOf(b.stage) ||
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    compareText(a.openedAt, b.openedAt) ||
    compareText(a.id, b.id)
  );
}

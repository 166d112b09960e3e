// `toposcope flows top`: who talks most, over one link or in the whole network.
import { type Command, InvalidArgumentError, Option } from 'commander';
import {
  completeWindow,
  linkNamed,
  loadCaptures,
  TALKER_GROUPS,
  type TalkerGroup,
  type Top,
  type TopRequest,
  TrafficQueries,
  topOfMinutes,
  topTalkers,
  windowUntil,
} from '../../app/index.ts';
import { formatBps, type Snapshot } from '../../model/index.ts';
import { formatTable, type Output, printable } from '../console.ts';
import {
  type ExitCode,
  type OutputOptions,
  printJson,
  runVerb,
  storeOf,
  withExample,
  withOutputOptions,
} from '../shell.ts';
import { parsePorts, parseWindow, requireCaptures } from './options.ts';

interface TopOptions extends OutputOptions {
  readonly by: TalkerGroup;
  readonly link?: string;
  readonly snapshot: string;
  readonly window?: number;
  readonly at?: string;
  readonly limit: number;
  readonly measure: TopRequest['measure'];
  readonly port?: ReadonlySet<number>;
  readonly filter?: string;
  readonly mmdb?: readonly string[];
}

export function defineTop(parent: Command): void {
  const command = parent
    .command('top')
    .description('the largest talkers, of what was collected or of captures')
    .argument('[files...]', 'captures; without one, what `serve` has collected in the output folder')
    .addOption(new Option('--by <what>', 'what is added up').choices(TALKER_GROUPS).default('pair'))
    .option('--link <link>', 'over one link only: its id, or device:port, which means its traffic in both directions')
    .option('-s, --snapshot <snapshot>', 'whose links: id, latest~1, a time, or a file path', 'latest')
    .option('-w, --window <time>', '5m, 1h, 1d; of captures all of it where it is missing', parseWindow)
    .option('--at <time>', 'when the window ends: a time or "10 min ago"')
    .option('-n, --limit <number>', 'so many', positive, 10)
    .addOption(
      new Option('--measure <measure>', 'of links: what they are ranked by')
        .choices(['mean', 'p95', 'max'])
        .default('mean'),
    )
    .option('--port <ports>', 'of captures: only datagrams to these ports', parsePorts)
    .option('--filter <expression>', "of captures: only these records, 'src net 10.0.0.0/8 and port 443'")
    .option(
      '--mmdb <file>',
      'MaxMind DB file for countries and autonomous systems; may be given several times',
      collectFile,
    );
  withExample(
    withOutputOptions(command),
    'toposcope flows top --by port --link r1:Gi0/1 --window 1h',
    'toposcope flows top --by link --measure p95 --window 1d',
    'toposcope flows top flows.pcap --by pair',
  );
  command.action((files: string[], options: TopOptions) => runVerb(options, (output) => run(output, files, options)));
}

async function run(output: Output, files: readonly string[], options: TopOptions): Promise<ExitCode> {
  requireCaptures(files, options);
  const snapshot = await storeOf(options).read(options.snapshot);
  const top = await (files.length === 0 ? ofStore(snapshot, options) : ofCaptures(output, files, snapshot, options));
  if (options.json) printJson(output, top);
  else output.print(formatTop(top));
  return 0;
}

function requestOf(snapshot: Snapshot, options: TopOptions): Omit<TopRequest, 'window'> {
  const { by, limit: count, measure, link } = options;
  return { by, count, measure, side: null, link: link === undefined ? null : linkNamed(snapshot, link) };
}

async function ofStore(snapshot: Snapshot, options: TopOptions): Promise<Top> {
  const { window: seconds = 300, at, output, mmdb = [] } = options;
  const window = at === undefined ? completeWindow(snapshot, new Date(), seconds) : windowUntil(at, seconds);
  return await topTalkers(new TrafficQueries(output, { mmdb }), { ...requestOf(snapshot, options), window });
}

async function ofCaptures(
  output: Output,
  files: readonly string[],
  snapshot: Snapshot,
  options: TopOptions,
): Promise<Top> {
  const { window: seconds = null, at, port = null, mmdb = [] } = options;
  const { minutes, loads } = await loadCaptures({
    ...{ files, snapshot, windowSeconds: seconds, talkers: 1000, ports: port, filter: options.filter ?? null },
    endMs: at === undefined ? null : windowUntil(at, 0).toMs,
    onProblem: ({ code, message }) => output.say(`${output.paint('yellow', code)}: ${printable(message)}`),
  });
  const window = { fromMs: Date.parse(loads.window.from), toMs: Date.parse(loads.window.to) };
  return await topOfMinutes(minutes, snapshot, { ...requestOf(snapshot, options), window }, mmdb);
}

function formatTop({ window, by, rows }: Top): string {
  const lines = rows.map(({ key, bytes, packets, bps }) => [
    ...[
      printable(key),
      formatBps(bps),
      String(Math.round(bytes)),
      packets === null ? '-' : String(Math.round(packets)),
    ],
  ]);
  if (lines.length === 0) return `${window.from} to ${window.to}: nothing`;
  return `${window.from} to ${window.to}\n${formatTable([[by.toUpperCase(), 'RATE', 'BYTES', 'PACKETS'], ...lines])}`;
}

function positive(text: string): number {
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('a whole number from 1 is needed');
}

function collectFile(file: string, before: readonly string[] = []): string[] {
  return [...before, file];
}

// `toposcope flows load`: what each link carried, by captures or by what was collected.
import { type Command, Option } from 'commander';
import { completeWindow, loadCaptures, loadsOfWindow, TrafficQueries, windowUntil } from '../../app/index.ts';
import type { DirectionLoad, LinkLoads, Snapshot } from '../../model/index.ts';
import { formatBps } from '../../model/index.ts';
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
import { notCollected, parsePorts, parseWindow, requireCaptures } from './options.ts';

interface LoadOptions extends OutputOptions {
  readonly snapshot: string;
  readonly window?: number;
  readonly at?: string;
  readonly port?: ReadonlySet<number>;
  readonly filter?: string;
  readonly format: 'json' | 'text';
}

export function defineLoad(parent: Command): void {
  const command = parent
    .command('load')
    .description('the load of every link and direction, of captures or of what was collected')
    .argument('[files...]', 'captures; without one, what `serve` has collected in the output folder')
    .option('-s, --snapshot <snapshot>', 'whose links: id, latest~1, a time, or a file path', 'latest')
    .option(
      '-w, --window <time>',
      'the mean of so long: 5m, 1h; of captures all of it where it is missing',
      parseWindow,
    )
    .option('--at <time>', 'when the window ends: a time or "10 min ago"; the end of the captures, or now')
    .option('--port <ports>', 'of captures: only datagrams to these ports', parsePorts)
    .option('--filter <expression>', "of captures: only these records, 'src net 10.0.0.0/8 and port 443'")
    .addOption(new Option('-f, --format <format>', 'how it is printed').choices(['json', 'text']).default('json'));
  withExample(
    withOutputOptions(command),
    'toposcope flows load flows.pcap --snapshot latest --window 5m',
    'toposcope flows load --at "1 h ago" --format text',
  );
  command.action((files: string[], options: LoadOptions) => runVerb(options, (output) => run(output, files, options)));
}

/** 1: some traffic could not be given to a link. */
async function run(output: Output, files: readonly string[], options: LoadOptions): Promise<ExitCode> {
  requireCaptures(files, options);
  const snapshot = await storeOf(options).read(options.snapshot);
  const loads = await readLoads(output, files, snapshot, options);
  if (options.format === 'json' || options.json) printJson(output, loads);
  else output.print(formatLoads(loads));
  return loads.unattributed.bytes > 0 ? 1 : 0;
}

async function readLoads(
  output: Output,
  files: readonly string[],
  snapshot: Snapshot,
  options: LoadOptions,
): Promise<LinkLoads> {
  const { window, at, port = null } = options;
  if (files.length === 0) return await readCollected(snapshot, options);
  const { loads } = await loadCaptures({
    ...{ files, snapshot, windowSeconds: window ?? null, talkers: 0, ports: port, filter: options.filter ?? null },
    endMs: at === undefined ? null : windowUntil(at, 0).toMs,
    onProblem: ({ code, message }) => output.say(`${output.paint('yellow', code)}: ${printable(message)}`),
  });
  return loads;
}

/** Without an end, the newest window of which everything has been told. */
async function readCollected(snapshot: Snapshot, { output, window = 300, at }: LoadOptions): Promise<LinkLoads> {
  const asked = at === undefined ? completeWindow(snapshot, new Date(), window) : windowUntil(at, window);
  const loads = await loadsOfWindow(new TrafficQueries(output), snapshot, asked);
  if (loads !== null) return loads;
  throw notCollected(output, asked);
}

function formatLoads({ window, links, unattributed, exporters }: LinkLoads): string {
  const rows = links.flatMap(({ link, capacityBps, aToB, bToA }) => {
    const [a = link, b = ''] = link.split('--');
    return [loadRow(a, b, capacityBps, aToB), loadRow(b, a, capacityBps, bToA)];
  });
  const reasons = Object.entries(unattributed.reasons).map(([reason, bytes]) => `${reason} ${bytes}`);
  const losses = exporters.filter(({ loss }) => loss > 0).map(({ address, loss }) => `${address} ${percent(loss)}`);
  return [
    `${window.from} to ${window.to}`,
    formatTable([['FROM', 'TO', 'RATE', 'USED', 'BYTES', 'SEEN', 'COVERAGE'], ...rows]),
    ...(reasons.length > 0 ? [`not attributed, bytes: ${reasons.join(', ')}`] : []),
    ...(losses.length > 0 ? [`lost on the way: ${losses.join(', ')}`] : []),
  ].join('\n');
}

function loadRow(from: string, to: string, capacityBps: number | null, load: DirectionLoad): string[] {
  const { bytes, bps, utilisation, source, coverage, interval } = load;
  const doubt = interval === null || !bytes ? '' : ` ±${percent((interval.high - interval.low) / 2 / bytes)}`;
  return [
    ...[printable(from), printable(to)],
    bps === null ? '-' : `${formatBps(bps)}${doubt}`,
    utilisation === null ? (capacityBps === null ? 'no capacity' : '-') : percent(utilisation),
    ...[bytes === null ? '-' : String(Math.round(bytes)), source ?? '-', percent(coverage)],
  ];
}

function percent(share: number): string {
  return `${(share * 100).toFixed(share < 0.1 ? 1 : 0)}%`;
}

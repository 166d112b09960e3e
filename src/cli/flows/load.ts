// `toposcope flows load`: what each link carried, by captures or by what was collected.
import { type Command, Option } from 'commander';
import { loadsOfWindow, TrafficQueries } from '../../app/index.ts';
import type { DirectionLoad, LinkLoads, Snapshot } from '../../model/index.ts';
import { formatBps } from '../../model/index.ts';
import { formatTable, type Output, printable } from '../console.ts';
import { type ExitCode, printJson, runVerb, storeOf, withExample } from '../shell.ts';
import { notCollected } from './options.ts';
import { collectedWindow, readCaptures, type TrafficOptions, withTrafficOptions } from './traffic-options.ts';

interface LoadOptions extends TrafficOptions {
  readonly format: 'json' | 'text';
}

export function defineLoad(parent: Command): void {
  const command = parent
    .command('load')
    .description('the load of every link and direction, of captures or of what was collected')
    .addOption(new Option('-f, --format <format>', 'how it is printed').choices(['json', 'text']).default('json'));
  withExample(
    withTrafficOptions(command),
    'toposcope flows load flows.pcap --snapshot latest --window 5m',
    'toposcope flows load --at "1 h ago" --format text',
  );
  command.action((files: string[], options: LoadOptions) => runVerb(options, (output) => run(output, files, options)));
}

async function run(output: Output, files: readonly string[], options: LoadOptions): Promise<ExitCode> {
  const snapshot = await storeOf(options).read(options.snapshot);
  const loads =
    files.length === 0
      ? await readCollected(snapshot, options)
      : (await readCaptures(output, files, snapshot, 0, options)).loads;
  if (options.format === 'json' || options.json) printJson(output, loads);
  else output.print(formatLoads(loads));
  return 0;
}

async function readCollected(snapshot: Snapshot, options: LoadOptions): Promise<LinkLoads> {
  const window = collectedWindow(snapshot, options);
  const loads = await loadsOfWindow(new TrafficQueries(options.output), snapshot, window);
  if (loads !== null) return loads;
  throw notCollected(options.output, window);
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

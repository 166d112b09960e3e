// `toposcope flows top`: who talks most, over one link or in the whole network.
import { existsSync } from 'node:fs';
import { type Command, InvalidArgumentError, Option } from 'commander';
import {
  linkNamed,
  loadProject,
  loadsOfWindow,
  TALKER_GROUPS,
  type TalkerGroup,
  type Top,
  type TopRequest,
  TrafficQueries,
  topOfMinutes,
  topTalkers,
} from '../../app/index.ts';
import { formatBps, type Snapshot } from '../../model/index.ts';
import { formatTable, type Output, printable } from '../console.ts';
import {
  collect,
  DEFAULT_INVENTORY,
  type ExitCode,
  printJson,
  projectPaths,
  runVerb,
  storeOf,
  withExample,
} from '../shell.ts';
import { notCollected } from './options.ts';
import { collectedWindow, readCaptures, type TrafficOptions, withTrafficOptions } from './traffic-options.ts';

interface TopOptions extends TrafficOptions {
  readonly by: TalkerGroup;
  readonly link?: string;
  readonly limit: number;
  readonly measure: TopRequest['measure'];
  readonly mmdb?: readonly string[];
  readonly inventory: string;
  readonly config?: string;
}

export function defineTop(parent: Command): void {
  const command = parent
    .command('top')
    .description('the largest talkers, of what was collected or of captures')
    .addOption(new Option('--by <what>', 'what is added up').choices(TALKER_GROUPS).default('pair'))
    .option('--link <link>', 'over one link only: its id, or device:port, which means its traffic in both directions')
    .option('-n, --limit <number>', 'so many', positive, 10)
    .addOption(
      new Option('--measure <measure>', 'of links: what they are ranked by')
        .choices(['mean', 'p95', 'max'])
        .default('mean'),
    )
    .option(
      '--mmdb <file>',
      'MaxMind DB file for countries and autonomous systems, instead of those of the settings; may be given several times',
      collect,
    )
    .option('-i, --inventory <path>', 'whose settings name MaxMind DB files', DEFAULT_INVENTORY)
    .option('--config <file>', "settings file, instead of the inventory's toposcope.yml");
  withExample(
    withTrafficOptions(command),
    'toposcope flows top --by port --link r1:Gi0/2 --window 1h',
    'toposcope flows top --by link --measure p95 --window 1d',
    'toposcope flows top flows.pcap --by pair',
  );
  command.action((files: string[], options: TopOptions) => runVerb(options, (output) => run(output, files, options)));
}

async function run(output: Output, files: readonly string[], options: TopOptions): Promise<ExitCode> {
  const snapshot = await storeOf(options).read(options.snapshot);
  const request = { ...options, mmdb: await placeFiles(output, options) };
  const top = await (files.length === 0 ? ofStore(snapshot, request) : ofCaptures(output, files, snapshot, request));
  if (options.json) printJson(output, top);
  else output.print(formatTop(top));
  return 0;
}

/** Those of the settings where none is named and they are needed; without an inventory there are none. */
async function placeFiles(output: Output, { by, mmdb, inventory, config }: TopOptions): Promise<readonly string[]> {
  if (mmdb !== undefined || (by !== 'country' && by !== 'as')) return mmdb ?? [];
  const isThere = config !== undefined || inventory !== DEFAULT_INVENTORY || existsSync(inventory);
  const paths = projectPaths({ inventory, output: '', ...(config === undefined ? {} : { config }) });
  const found = isThere ? (await loadProject(paths, 'offline')).settings.flows.mmdb : [];
  if (by === 'country' && found.length === 0)
    output.say('no file tells countries: name one with --mmdb, or under flows.mmdb in the settings');
  return found;
}

function requestOf(snapshot: Snapshot, options: TopOptions): Omit<TopRequest, 'window'> {
  const { by, limit: count, measure, link } = options;
  return { by, count, measure, side: null, link: link === undefined ? null : linkNamed(snapshot, link) };
}

async function ofStore(snapshot: Snapshot, options: TopOptions): Promise<Top> {
  const { output, mmdb = [] } = options;
  const window = collectedWindow(snapshot, options);
  const queries = new TrafficQueries(output, { mmdb });
  const top = await topTalkers(queries, { ...requestOf(snapshot, options), window });
  if (top.rows.length > 0 || (await loadsOfWindow(queries, snapshot, window)) !== null) return top;
  throw notCollected(output, window);
}

async function ofCaptures(
  output: Output,
  files: readonly string[],
  snapshot: Snapshot,
  options: TopOptions,
): Promise<Top> {
  const { minutes, loads } = await readCaptures(output, files, snapshot, TALKERS_OF_CAPTURES, options);
  const window = { fromMs: Date.parse(loads.window.from), toMs: Date.parse(loads.window.to) };
  return await topOfMinutes(minutes, snapshot, { ...requestOf(snapshot, options), window }, options.mmdb ?? []);
}

/** Per link, side and minute: more than are kept of what is collected, because nothing is kept. */
const TALKERS_OF_CAPTURES = 1000;

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

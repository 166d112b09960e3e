// `toposcope flows pcap`: the sampled headers of a link, into tcpdump or tshark.
import { type Command, Option } from 'commander';
import {
  DEFAULT_COLLECT,
  type LinkPcapCounts,
  type LinkPcapRequest,
  linkPcapLive,
  linkPcapOfCaptures,
} from '../../app/index.ts';
import type { ListenPoint } from '../../model/index.ts';
import { type Output, plural } from '../console.ts';
import {
  type ExitCode,
  interrupted,
  type OutputOptions,
  printJson,
  runVerb,
  storeOf,
  withExample,
  withOutputOptions,
} from '../shell.ts';
import { collectPoint, pointText, problemText } from './options.ts';
import { openTarget } from './pcap-target.ts';

interface PcapOptions extends OutputOptions {
  readonly link?: string;
  readonly direction?: 'a-to-b' | 'b-to-a';
  readonly snapshot: string;
  readonly filter?: string;
  readonly write?: string;
  readonly port?: readonly ListenPoint[];
}

export function definePcap(parent: Command): void {
  const command = parent
    .command('pcap')
    .description('the packet headers that sFlow sampled on a link, as pcap on standard output')
    .argument('[files...]', 'captures of flow datagrams; without one, what comes in until Ctrl-C')
    .option('--link <link>', 'its id, or device:port; every link where none is named')
    .addOption(new Option('--direction <direction>', 'one direction of the link').choices(['a-to-b', 'b-to-a']))
    .option('-s, --snapshot <snapshot>', 'whose links: id, latest~1, a time, or a file path', 'latest')
    .option('--filter <expression>', "'dst port 53', 'src net 10.0.0.0/8'")
    .option('-w, --write <file>', 'into a file instead')
    .option('-p, --port <port>', "live: a port, an address and a port, or 'tcp:4739'", collectPoint);
  withExample(
    withOutputOptions(command),
    'toposcope flows pcap sflow.pcap --link r1:Gi0/1 | tcpdump -nr -',
    'toposcope flows pcap --link r1:Gi0/1 --port 6343 | tshark -r - -Y dns',
  );
  command.action((files: string[], options: PcapOptions) => runVerb(options, (output) => run(output, files, options)));
}

/** 1: nothing was sampled. */
async function run(output: Output, files: readonly string[], options: PcapOptions): Promise<ExitCode> {
  const { link, direction, filter = null, write } = options;
  const snapshot = link === undefined ? null : await storeOf(options).read(options.snapshot);
  const target = openTarget(write ?? null);
  const request: LinkPcapRequest = {
    ...{ snapshot, filter, write: target.write },
    link: link ?? null,
    side: direction === undefined ? null : direction === 'a-to-b' ? 0 : 1,
    onProblem: (problem) => output.say(problemText(output, problem)),
  };
  const counts = await (files.length > 0 ? linkPcapOfCaptures(files, request) : live(output, options, request));
  target.close();
  tell(output, options, counts);
  return counts.packets > 0 ? 0 : 1;
}

function live(output: Output, { port }: PcapOptions, request: LinkPcapRequest): Promise<LinkPcapCounts> {
  const points = port ?? DEFAULT_COLLECT.listen;
  return linkPcapLive(
    {
      ...{ points, receiveBufferBytes: DEFAULT_COLLECT.receiveBufferBytes, stopped: interrupted() },
      onListening: (open) => output.say(`listening on ${open.map(pointText).join(', ')}; Ctrl-C stops`),
    },
    request,
  );
}

/** Standard output is the capture's own, unless that goes to a file. */
function tell(output: Output, { json, write }: PcapOptions, counts: LinkPcapCounts): void {
  if (json && write !== undefined) printJson(output, counts);
  const left = counts.unwritable > 0 ? `, ${counts.unwritable} that are no Ethernet left out` : '';
  output.say(`${plural(counts.packets, 'sampled packet')}${left}`);
}

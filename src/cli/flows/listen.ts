// `toposcope flows listen`: what comes in, printed as it comes.
import { type Command, InvalidArgumentError } from 'commander';
import { DEFAULT_COLLECT, listenFlows, parseAllow } from '../../app/index.ts';
import type { ListenPoint } from '../../model/index.ts';
import { type Output, plural } from '../console.ts';
import { type ExitCode, interrupted, runVerb, withExample } from '../shell.ts';
import { collectPoint, pointText } from './options.ts';
import { openPrinting, type PrintOptions, withPrintOptions } from './print-options.ts';

interface ListenOptions extends PrintOptions {
  readonly port?: readonly ListenPoint[];
  readonly allow?: (address: string) => boolean;
}

export function defineListen(parent: Command): void {
  const command = parent
    .command('listen')
    .description('receive flows and print every record, until Ctrl-C')
    .option(
      '-p, --port <port>',
      "a port, an address and a port, or 'tcp:4739'; may be given several times",
      collectPoint,
    )
    .option('--allow <addresses>', 'whose datagrams are decoded: addresses and ranges; anybody without it', readAllow);
  withExample(
    withPrintOptions(command),
    'toposcope flows listen --port 2055',
    'toposcope flows listen --port 6343 --format line',
    'toposcope flows listen --port 127.0.0.1:9995 --allow 192.0.2.0/24 --format csv --fields exporter,src,dst,bytes',
  );
  command.action((options: ListenOptions) => runVerb(options, (output) => run(output, options)));
}

async function run(output: Output, options: ListenOptions): Promise<ExitCode> {
  const printing = openPrinting(output, options);
  const { exporters, records, problems, strangers } = await listenFlows({
    ...printing.request,
    ports: null,
    points: options.port ?? DEFAULT_COLLECT.listen,
    receiveBufferBytes: DEFAULT_COLLECT.receiveBufferBytes,
    allow: options.allow ?? null,
    stopped: interrupted(),
    onListening: (points) => output.say(`listening on ${points.map(pointText).join(', ')}; Ctrl-C stops`),
  });
  printing.end({ exporters, strangers });
  const lost = exporters.reduce((sum, one) => sum + one.lost, 0);
  const more = [
    ...(lost > 0 ? [`${lost} lost on the way`] : []),
    ...(problems > 0 ? [plural(problems, 'problem')] : []),
    ...(strangers > 0 ? [`${plural(strangers, 'datagram')} of strangers left out`] : []),
  ];
  output.say([`${plural(records, 'record')} of ${plural(exporters.length, 'exporter')}`, ...more].join(', '));
  return 0;
}

function readAllow(text: string): (address: string) => boolean {
  const allow = parseAllow(text);
  if (allow !== null) return allow;
  throw new InvalidArgumentError('any, or addresses and ranges such as 192.0.2.1,198.51.100.0/24 are needed');
}

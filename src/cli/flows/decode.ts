// `toposcope flows decode`: every record of captures.
import type { Command } from 'commander';
import { decodeCaptures } from '../../app/index.ts';
import { type Output, plural } from '../console.ts';
import { type ExitCode, runVerb, withExample } from '../shell.ts';
import { parsePorts } from './options.ts';
import { openPrinting, type PrintOptions, withPrintOptions } from './print-options.ts';

interface DecodeOptions extends PrintOptions {
  readonly port?: ReadonlySet<number>;
}

export function defineDecode(parent: Command): void {
  const command = parent
    .command('decode')
    .description(
      'every record of a capture: JSON lines, CSV, or as sflowtool prints; what cannot be decoded is told on standard error',
    )
    .argument('<files...>', 'pcap or pcapng, also compressed by gzip; - for standard input')
    .option('--port <ports>', 'only datagrams to these ports', parsePorts);
  withExample(
    withPrintOptions(command),
    'toposcope flows decode flows.pcap | jq .bytes',
    'toposcope flows decode sflow.pcap --format csv --fields agent,ifIndex,ifInOctets',
    "tcpdump -w - udp port 2055 | toposcope flows decode - --filter 'dst port 53'",
  );
  command.action((files: string[], options: DecodeOptions) =>
    runVerb(options, (output) => run(output, files, options)),
  );
}

/** 1: some datagrams or files were not all readable. */
async function run(output: Output, files: readonly string[], options: DecodeOptions): Promise<ExitCode> {
  const printing = openPrinting(output, options);
  const { exporters, records, problems } = await decodeCaptures(files, {
    ...printing.request,
    ports: options.port ?? null,
  });
  printing.end({ exporters });
  if (problems > 0) output.say(`${plural(records, 'record')}, ${plural(problems, 'problem')}`);
  else if (exporters.length === 0) output.say(nothingIn(files, options));
  return problems > 0 ? 1 : 0;
}

function nothingIn(files: readonly string[], { port }: DecodeOptions): string {
  const where = port === undefined ? '' : ` to port ${[...port].join(', ')}`;
  return `no datagram of flows${where} in ${files.join(', ')}`;
}

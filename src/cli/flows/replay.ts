// `toposcope flows replay`: a capture as traffic.
import { type Command, InvalidArgumentError } from 'commander';
import { type Pace, type ReplayCounts, replay } from '../../app/index.ts';
import { ToposcopeError } from '../../model/index.ts';
import { type Output, plural } from '../console.ts';
import { type ExitCode, interrupted, printJson, runVerb, withExample } from '../shell.ts';
import { parsePorts, problemText } from './options.ts';

interface Options {
  readonly to: { readonly host: string; readonly port: number };
  readonly speed?: number;
  readonly pps?: number;
  readonly loop?: boolean;
  readonly from?: string;
  readonly port?: ReadonlySet<number>;
  readonly json?: boolean;
  readonly debug?: boolean;
}

export function defineReplay(parent: Command): void {
  const command = parent
    .command('replay')
    .description('send the datagrams of a capture again, to one target, as they were')
    .argument('<file>', 'pcap or pcapng, also compressed by gzip; - for standard input')
    .requiredOption('--to <host:port>', 'where to', parseTarget)
    .option('--speed <factor>', 'times as fast as captured; max for as fast as possible', parseSpeed)
    .option('--pps <number>', 'so many datagrams a second, whatever the capture says', parseRate)
    .option('--loop', 'over and over, until Ctrl-C; sequence numbers repeat as captured')
    .option('--from <address>', 'the address of this machine to send from')
    .option('--port <ports>', 'only what was sent to these ports', parsePorts)
    .option('--json', 'print one JSON document on standard output')
    .option('--debug', 'print stack traces');
  withExample(
    command,
    'toposcope flows replay flows.pcap --to 127.0.0.1:2055',
    'toposcope flows replay sflow.pcap --to [::1]:6343 --pps 60000 --loop',
  );
  command.action((file: string, options: Options) => runVerb(options, (output) => run(output, file, options)));
}

async function run(output: Output, file: string, options: Options): Promise<ExitCode> {
  const ending = new AbortController();
  void interrupted().then(() => ending.abort());
  const counts = await replay(file, options.to, {
    pace: paceOf(options),
    loop: options.loop ?? false,
    ...(options.from === undefined ? {} : { from: options.from }),
    ports: options.port ?? null,
    onProblem: (problem) => output.say(problemText(output, problem)),
    signal: ending.signal,
  });
  if (options.json) printJson(output, counts);
  else output.print(describe(counts));
  const failed = Object.entries(counts.failed);
  for (const [code, count] of failed) output.say(`${plural(count, 'datagram')} could not be sent: ${code}`);
  return failed.length > 0 || counts.datagrams === 0 ? 1 : 0;
}

function paceOf({ speed, pps }: Options): Pace {
  if (speed === undefined || pps === undefined) return pps === undefined ? { speed: speed ?? 1 } : { pps };
  throw new ToposcopeError('CLI_USAGE', '--speed and --pps cannot both say how fast', { hint: 'give one of them' });
}

function describe({ datagrams, rounds, seconds }: ReplayCounts): string {
  const rate = seconds > 0 ? ` (${Math.round(datagrams / seconds)} a second)` : '';
  const often = rounds > 1 ? ` in ${plural(rounds, 'round')}` : '';
  return `${plural(datagrams, 'datagram')}${often} in ${seconds.toFixed(1)} s${rate}`;
}

/** `host:port`, `[IPv6]:port`. */
function parseTarget(text: string): Options['to'] {
  const [, six, four, port] = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text) ?? [];
  const host = six ?? four;
  if (host !== undefined && Number(port) > 0 && Number(port) <= 65_535) return { host, port: Number(port) };
  throw new InvalidArgumentError('a host and a port such as 127.0.0.1:2055 or [::1]:2055 is needed');
}

function parseSpeed(text: string): number {
  if (text === 'max') return Number.POSITIVE_INFINITY;
  return parseRate(text);
}

function parseRate(text: string): number {
  const rate = Number(text);
  if (Number.isFinite(rate) && rate > 0) return rate;
  throw new InvalidArgumentError('a number above 0 is needed');
}

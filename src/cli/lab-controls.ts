// `toposcope lab cut`, `power`, `flap` and the like: each tells a lab that runs elsewhere what to do, over its control socket.
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import {
  type ControlRequest,
  type CutKind,
  FAULT_KINDS,
  type Fault,
  type FaultKind,
  sendControl,
} from '../lab/index.ts';
import { formatTable } from './console.ts';
import { type OutputOptions, printJson, runVerb, withExample, withOutputOptions } from './shell.ts';

const CUT_KINDS: readonly CutKind[] = ['shutdown', 'carrier', 'silent'];
const END = 'one end, such as r6-edge:Gi0/1, or a Port-channel with all its members';

export function defineLabControls(lab: Command): void {
  defineCut(lab);
  defineOnEnd(lab, 'restore', 'plug the cable in again, bring the port up');
  defineOnEnd(lab, 'one-way', 'frames sent from this end no longer arrive at the other');
  defineFlap(lab);
  defineMove(lab);
  defineSwap(lab);
  definePower(lab);
  defineRename(lab);
  defineReplace(lab);
  defineFault(lab);
  defineStatus(lab);
}

function defineCut(lab: Command): void {
  const command = lab
    .command('cut')
    .description('pull a cable of the running lab')
    .argument('<end>', END)
    .addOption(
      new Option('--how <kind>', 'shut the port, cut the cable, or lose frames silently while carrier stays')
        .choices(CUT_KINDS)
        .default('shutdown'),
    );
  withExample(withOutputOptions(command), 'toposcope lab cut r6-edge:Gi0/1 --how silent');
  command.action((end: string, options: OutputOptions & { how: CutKind }) =>
    showLinks(options, { action: 'cut', end, how: options.how }),
  );
}

function defineOnEnd(lab: Command, action: 'restore' | 'one-way', description: string): void {
  const command = lab.command(action).description(description).argument('<end>', END);
  withExample(withOutputOptions(command), `toposcope lab ${action} r6-edge:Gi0/1`);
  command.action((end: string, options: OutputOptions) => showLinks(options, { action, end }));
}

interface FlapCommandOptions extends OutputOptions {
  readonly times: number;
  readonly within: number;
  readonly how: 'carrier' | 'shutdown';
}

function defineFlap(lab: Command): void {
  const command = lab
    .command('flap')
    .description('let a line go down and up again and again; returns when that is over')
    .argument('<end>', END)
    .option('--times <n>', 'how often it goes down', parseTimes, 20)
    .option('--within <seconds>', 'lab seconds from the first to the last change', parseSeconds, 300)
    .addOption(
      new Option('--how <kind>', 'pull the plug, or shut the port').choices(['carrier', 'shutdown']).default('carrier'),
    );
  withExample(withOutputOptions(command), 'toposcope lab flap r6-edge:Gi0/1 --times 20 --within 300');
  command.action((end: string, options: FlapCommandOptions) => {
    const { times, within: withinSeconds, how } = options;
    return showLinks(options, { action: 'flap', end, times, withinSeconds, how });
  });
}

function defineMove(lab: Command): void {
  const command = lab
    .command('move')
    .description('re-cable: pull the plug at one end and put it into a free port, which is brought up')
    .argument('<end>', 'the end to move')
    .argument('<to>', 'a port without a cable');
  withExample(withOutputOptions(command), 'toposcope lab move r6-edge:Gi0/1 r3:Gi0/3');
  command.action((end: string, to: string, options: OutputOptions) => showLinks(options, { action: 'move', end, to }));
}

function defineSwap(lab: Command): void {
  const command = lab
    .command('swap')
    .description('exchange the plugs of two ends')
    .argument('<end>', 'one end')
    .argument('<other>', 'an end of another cable');
  withExample(withOutputOptions(command), 'toposcope lab swap r5-tor:Gi0/1 r5-tor:Gi0/2');
  command.action((end: string, other: string, options: OutputOptions) =>
    showLinks(options, { action: 'swap', end, other }),
  );
}

function definePower(lab: Command): void {
  const command = lab
    .command('power')
    .description('switch a device off or on; what was not saved (`write memory`) is lost')
    .argument('<device>', 'its name in the topology file')
    .addArgument(new Argument('<state>').choices(['off', 'on']))
    .option('--silent', 'off: connection attempts hang, as with a dead host behind a router, instead of being refused');
  withExample(withOutputOptions(command), 'toposcope lab power r1 off --silent', 'toposcope lab power r1 on');
  command.action((device: string, state: 'off' | 'on', options: OutputOptions & { silent?: boolean }) => {
    const silent = options.silent ?? false;
    return tell(options, { action: 'power', device, state, silent }, `${device} is ${state}`);
  });
}

function defineRename(lab: Command): void {
  const command = lab
    .command('rename')
    .description('give a device another hostname, as its operator would')
    .argument('<device>', 'its name in the topology file')
    .argument('<hostname>', 'what it calls itself from now on');
  withExample(withOutputOptions(command), 'toposcope lab rename r1 core-1');
  command.action((device: string, hostname: string, options: OutputOptions) =>
    tell(options, { action: 'rename', device, hostname }, `${device} calls itself ${hostname}`),
  );
}

function defineReplace(lab: Command): void {
  const command = lab
    .command('replace')
    .description('put another box in the place of a device: same configuration, other chassis id and serial number')
    .argument('<device>', 'its name in the topology file');
  withExample(withOutputOptions(command), 'toposcope lab replace r1');
  command.action((device: string, options: OutputOptions) =>
    tell(options, { action: 'replace', device }, `${device} is another box`),
  );
}

interface FaultOptions extends OutputOptions {
  readonly latency?: number;
  readonly unauthorized?: readonly string[];
}

function defineFault(lab: Command): void {
  const command = lab
    .command('fault')
    .description('let a device of the running lab misbehave in these ways and no others; without any it is healed')
    .argument('<device>', 'its name in the topology file')
    .addArgument(new Argument('[kinds...]', 'ways to misbehave').choices(FAULT_KINDS))
    .option('--latency <ms>', 'wait before each answer', parseLatency)
    .option('--unauthorized <commands...>', 'answer commands that begin so with "% Authorization failed."');
  withExample(
    withOutputOptions(command),
    'toposcope lab fault r1 noisy dribble',
    "toposcope lab fault r1 --unauthorized 'show lldp'",
    'toposcope lab fault r1',
  );
  command.action((device: string, kinds: readonly FaultKind[], options: FaultOptions) => {
    const { latency, unauthorized } = options;
    const fault: Fault[] = [...kinds];
    if (latency !== undefined) fault.push({ latencyMs: latency });
    if (unauthorized !== undefined) fault.push({ unauthorized: [...unauthorized] });
    const told = fault.length === 0 ? `${device} is well` : `${device}: ${fault.map(formatFault).join(', ')}`;
    return tell(options, { action: 'fault', device, fault }, told);
  });
}

function formatFault(fault: Fault): string {
  if (typeof fault === 'string') return fault;
  return 'latencyMs' in fault ? `latency ${fault.latencyMs} ms` : `unauthorized ${fault.unauthorized.join(', ')}`;
}

function defineStatus(lab: Command): void {
  const command = lab.command('status').description('the cables of the running lab');
  withExample(withOutputOptions(command), 'toposcope lab status');
  command.action((options: OutputOptions) => showLinks(options, { action: 'status' }));
}

/** Of what is done to a cable: prints the cables as they are then. */
function showLinks(options: OutputOptions, request: ControlRequest): Promise<void> {
  return runVerb(options, async (output) => {
    const links = await sendControl(controlPath(options.output), request);
    if (options.json) printJson(output, links);
    else output.print(formatTable(links.map((link) => [link.a, link.b, link.state])));
    return 0;
  });
}

/** Of what is done to a device: prints what is so then; as JSON the request itself. */
function tell(options: OutputOptions, request: ControlRequest, told: string): Promise<void> {
  return runVerb(options, async (output) => {
    await sendControl(controlPath(options.output), request);
    const { action: _, ...done } = request;
    if (options.json) printJson(output, done);
    else output.print(told);
    return 0;
  });
}

/** In the temporary folder, because a socket's path may have no more than about 100 bytes. One lab per output folder. */
export function controlPath(output: string): string {
  const name = createHash('sha256').update(resolve(output)).digest('hex').slice(0, 16);
  return join(tmpdir(), `toposcope-lab-${name}.sock`);
}

function parseTimes(text: string): number {
  const times = Number(text);
  if (Number.isInteger(times) && times > 0 && times <= 10_000) return times;
  throw new InvalidArgumentError('a number from 1 to 10000 is needed');
}

function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (seconds > 0 && seconds <= 86_400) return seconds;
  throw new InvalidArgumentError('a number of seconds above 0, at most 86400, is needed');
}

function parseLatency(text: string): number {
  const ms = Number(text);
  if (text.trim() !== '' && ms >= 0 && ms <= 600_000) return ms;
  throw new InvalidArgumentError('a number of milliseconds from 0 to 600000 is needed');
}

// `toposcope lab`: the five-router lab with real SSH on loopback: run the demo, keep it up, pull its cables.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import { loadProject } from '../../app/index.ts';
import {
  type ControlRequest,
  type CutKind,
  FAULT_KINDS,
  type Fault,
  type FaultKind,
  generateCampus,
  type Lab,
  type LabDevice,
  sendControl,
  serveControl,
  startLab,
} from '../../lab/index.ts';
import { formatTable, type Output } from '../console.ts';
import {
  bringLabUp,
  forgetLabKeys,
  formatLabInventory,
  formatLabSettings,
  LAB_INVENTORY,
  LAB_TOPOLOGY,
  projectOfLab,
} from '../lab-project.ts';
import { runLab } from '../lab-run.ts';
import {
  type CommonOptions,
  DEFAULT_INVENTORY,
  DEFAULT_OUTPUT,
  interrupted,
  type OutputOptions,
  printJson,
  projectPaths,
  reportError,
  runVerb,
  withCommonOptions,
  withExample,
  withOutputOptions,
} from '../shell.ts';

interface LabOptions extends OutputOptions {
  readonly topology: string;
  readonly basePort?: number;
  readonly clockRate: number;
}

interface RunOptions extends LabOptions, CommonOptions {
  readonly keep?: boolean;
}

interface UpOptions extends LabOptions {
  readonly devices?: number;
}

const CUT_KINDS: readonly CutKind[] = ['shutdown', 'carrier', 'silent'];

/** Ten lab seconds per second: LLDP's 30-second interval is waited for in three. */
const RUN_CLOCK_RATE = 10;

export function defineLab(program: Command): void {
  const lab = program.command('lab').description('the five-router lab with real SSH on loopback');
  withExample(lab, 'toposcope lab run', 'toposcope lab up', 'toposcope lab cut r6-edge:Gi0/1');
  defineRun(lab);
  defineUp(lab);
  defineCut(lab);
  defineControl(lab, 'restore', 'plug the cable in again, bring the port up');
  defineControl(lab, 'one-way', 'frames sent from this end no longer arrive at the other');
  defineFault(lab);
  defineStatus(lab);
}

function withLabOptions(command: Command, clockRate: number): Command {
  return command
    .option('--topology <file>', 'lab topology file', LAB_TOPOLOGY)
    .option('--base-port <port>', 'listen on this port and the following ones', parsePort)
    .option('--clock-rate <n>', 'lab seconds per second', parseRate, clockRate);
}

function defineRun(lab: Command): void {
  const command = lab
    .command('run', { isDefault: true })
    .description('the main job on the lab: snapshot, two cables pulled, snapshot again, pictures')
    .allowExcessArguments()
    .option('--keep', 'leave the lab up afterwards');
  withExample(withCommonOptions(withLabOptions(command, RUN_CLOCK_RATE)), 'toposcope lab run --keep');
  command.action((options: RunOptions) => {
    const [word] = command.args;
    if (word !== undefined) refuseSubcommand(lab, word);
    return runVerb(options, async (output) => {
      const configured = await loadProject({ ...projectPaths(options), inventory: inventoryOfRun(options) });
      const running = await bringLabUp(output, labStart(options));
      try {
        const project = await projectOfLab(configured, running, options.output);
        const { snapshots, files, failures } = await runLab(output, running, project, options);
        if (options.json) printJson(output, { snapshots, files });
        else output.print(`\n${files.map((file) => `drawn    ${file}`).join('\n')}`);
        for (const failure of failures) reportError(output, failure, options.debug ?? false);
        if (options.keep) await keepUp(output, running, options);
        return failures.length === 0 ? 0 : 1;
      } finally {
        await running.close();
      }
    });
  });
}

/** What follows `lab` and is no subcommand comes to the default one as an argument, and that takes none. */
function refuseSubcommand(lab: Command, word: string): never {
  const known = lab.commands.map((command) => command.name()).join(', ');
  return lab.error(`error: '${word}' is no subcommand of lab; there are ${known}`);
}

function defineUp(lab: Command): void {
  const command = lab
    .command('up')
    .description('keep the lab running and print the inventory to use; Ctrl-C stops it')
    .option('--devices <n>', 'a generated campus of so many devices instead of a topology file', parseDeviceCount);
  const full = withOutputOptions(withLabOptions(command, 1));
  withExample(full, 'toposcope lab up --clock-rate 10', 'toposcope lab up --devices 60');
  command.action((options: UpOptions) =>
    runVerb(options, async (output) => {
      const running = await (options.devices === undefined
        ? bringLabUp(output, labStart(options))
        : startLab({
            topology: generateCampus(options.devices),
            timeScale: options.clockRate,
            basePort: options.basePort ?? 'free',
          }));
      try {
        await forgetLabKeys(options.output);
        await keepUp(output, running, options);
      } finally {
        await running.close();
      }
      return 0;
    }),
  );
}

/** Where no inventory is named and none is there, the lab brings its own. */
function inventoryOfRun({ inventory }: RunOptions): string {
  return inventory === DEFAULT_INVENTORY && !existsSync(inventory) ? LAB_INVENTORY : inventory;
}

function labStart(options: LabOptions) {
  const { output, topology, clockRate } = options;
  return { output, topology, clockRate, basePort: options.basePort ?? null };
}

async function keepUp(output: Output, lab: Lab, options: UpOptions): Promise<void> {
  const folder = join(options.output, 'lab', 'inventory');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'hosts'), formatLabInventory(lab));
  await writeFile(join(folder, 'toposcope.yml'), formatLabSettings(lab, options.devices !== undefined));
  const control = await serveControl(lab, controlPath(options.output));
  if (options.json) printJson(output, { inventory: folder, devices: lab.devices.map(describeDevice) });
  else output.print(formatLabInventory(lab));
  output.say(`The lab is up: ${lab.devices.length} devices, log in with ${lab.devices[0]?.user} / the password above.`);
  const place = options.output === DEFAULT_OUTPUT ? '' : ` --output ${options.output}`;
  const cable = lab.status().links.find(({ b }) => b.includes(':'))?.a ?? 'DEVICE:PORT';
  output.say(`Poll it with: toposcope snapshot --inventory ${folder}${place}`);
  output.say(`Pull a cable with: toposcope lab cut ${cable}${place}     Stop it with Ctrl-C.`);
  await interrupted();
  await control.close();
}

function describeDevice({ name, hostname, host, port, user }: LabDevice) {
  return { name, hostname, host, port, user };
}

function defineCut(lab: Command): void {
  const command = lab
    .command('cut')
    .description('pull a cable of the running lab')
    .argument('<end>', 'one end, such as r6-edge:Gi0/1')
    .addOption(
      new Option('--how <kind>', 'shut the port, cut the cable, or lose frames silently while carrier stays')
        .choices(CUT_KINDS)
        .default('shutdown'),
    );
  withExample(withOutputOptions(command), 'toposcope lab cut r6-edge:Gi0/1 --how silent');
  command.action((end: string, options: OutputOptions & { how: CutKind }) =>
    control(options, { action: 'cut', end, how: options.how }),
  );
}

function defineControl(lab: Command, action: 'restore' | 'one-way', description: string): void {
  const command = lab.command(action).description(description).argument('<end>', 'one end, such as r6-edge:Gi0/1');
  withExample(withOutputOptions(command), `toposcope lab ${action} r6-edge:Gi0/1`);
  command.action((end: string, options: OutputOptions) => control(options, { action, end }));
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
    return runVerb(options, async (output) => {
      await sendControl(controlPath(options.output), { action: 'fault', device, fault });
      if (options.json) printJson(output, { device, fault });
      else output.print(fault.length === 0 ? `${device} is well` : `${device}: ${fault.map(formatFault).join(', ')}`);
      return 0;
    });
  });
}

function formatFault(fault: Fault): string {
  if (typeof fault === 'string') return fault;
  return 'latencyMs' in fault ? `latency ${fault.latencyMs} ms` : `unauthorized ${fault.unauthorized.join(', ')}`;
}

function defineStatus(lab: Command): void {
  const command = lab.command('status').description('the cables of the running lab');
  withExample(withOutputOptions(command), 'toposcope lab status');
  command.action((options: OutputOptions) => control(options, { action: 'status' }));
}

function control(options: OutputOptions, request: ControlRequest): Promise<void> {
  return runVerb(options, async (output) => {
    const links = await sendControl(controlPath(options.output), request);
    if (options.json) printJson(output, links);
    else output.print(formatTable(links.map((link) => [link.a, link.b, link.state])));
    return 0;
  });
}

/** In the temporary folder, because a socket's path may have no more than about 100 bytes. One lab per output folder. */
function controlPath(output: string): string {
  const name = createHash('sha256').update(resolve(output)).digest('hex').slice(0, 16);
  return join(tmpdir(), `toposcope-lab-${name}.sock`);
}

function parsePort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_000) return port;
  throw new InvalidArgumentError('a port number from 1 to 64999 is needed');
}

function parseDeviceCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count > 0 && count <= 1000) return count;
  throw new InvalidArgumentError('a number from 1 to 1000 is needed');
}

function parseLatency(text: string): number {
  const ms = Number(text);
  if (text.trim() !== '' && ms >= 0 && ms <= 600_000) return ms;
  throw new InvalidArgumentError('a number of milliseconds from 0 to 600000 is needed');
}

function parseRate(text: string): number {
  const rate = Number(text);
  if (rate > 0 && rate <= 1000) return rate;
  throw new InvalidArgumentError('a number above 0, at most 1000, is needed');
}

// `toposcope lab`: the five-router lab with real SSH on loopback: run the demo, keep it up, pull its cables.
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { loadProject } from '../../app/index.ts';
import { generateCampus, type Lab, type LabDevice, serveControl, startLab } from '../../lab/index.ts';
import { ToposcopeError } from '../../model/index.ts';
import type { Output } from '../console.ts';
import { controlPath, defineLabControls } from '../lab-controls.ts';
import { type LabFlowOptions, labFlows, withLabFlowOptions } from '../lab-flow-options.ts';
import { writeLabFlows } from '../lab-flows.ts';
import {
  bringLabUp,
  forgetLabKeys,
  formatLabInventory,
  formatLabSettings,
  LAB_INVENTORY,
  LAB_TOPOLOGY,
  type LabOutward,
  projectOfLab,
  readTopology,
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
  refuseSubcommand,
  reportError,
  runVerb,
  withCommonOptions,
  withExample,
  withOutputOptions,
} from '../shell.ts';

interface LabOptions extends OutputOptions, LabFlowOptions {
  readonly topology: string;
  readonly basePort?: number;
  readonly clockRate: number;
}

interface RunOptions extends LabOptions, CommonOptions {
  readonly keep?: boolean;
}

interface UpOptions extends LabOptions {
  readonly devices?: number;
  readonly longNames?: boolean;
  readonly addresses?: string;
  readonly syslog?: string;
  readonly traps?: string;
  readonly community?: string;
}

/** Ten lab seconds per second: LLDP's 30-second interval is waited for in three. */
const RUN_CLOCK_RATE = 10;

export function defineLab(program: Command): void {
  const lab = program.command('lab').description('the five-router lab with real SSH on loopback');
  withExample(lab, 'toposcope lab run', 'toposcope lab up', 'toposcope lab cut r6-edge:Gi0/1');
  defineRun(lab);
  defineUp(lab);
  defineLabControls(lab);
  defineFlows(lab);
}

function withLabOptions(command: Command, clockRate: number): Command {
  return withLabFlowOptions(command)
    .option('--topology <file>', 'lab topology file, or the name of one that is shipped: lags', LAB_TOPOLOGY)
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
      const sendFlows = options.keep === true || options.flows !== undefined;
      const running = await bringLabUp(output, { ...labStart(options), sendFlows });
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

function defineUp(lab: Command): void {
  const command = lab
    .command('up')
    .description('keep the lab running and print the inventory to use; Ctrl-C stops it')
    .option('--devices <n>', 'a generated campus of so many devices instead of a topology file', parseDeviceCount)
    .option('--long-names', 'names in the campus share their first 20 characters')
    .option('--addresses <first>', 'give each device a loopback address of its own: this one and the following ones')
    .option('--syslog <host:port>', 'devices send their log there by UDP')
    .option('--traps <host:port>', 'devices send SNMPv2c traps there')
    .option('--community <text>', 'in the traps', 'public');
  const full = withOutputOptions(withLabOptions(command, 1));
  withExample(
    full,
    'toposcope lab up --clock-rate 10',
    'toposcope lab up --topology lags',
    'toposcope lab up --devices 60 --long-names',
    'toposcope lab up --addresses 127.0.1.1 --base-port 2222 --syslog 127.0.0.1:5514 --traps 127.0.0.1:5162',
  );
  command.action((options: UpOptions) =>
    runVerb(options, async (output) => {
      if (options.longNames && options.devices === undefined) {
        throw new ToposcopeError('CLI_USAGE', '--long-names is for a generated campus: say --devices too');
      }
      const running = await (options.devices === undefined
        ? bringLabUp(output, { ...labStart(options), ...outward(options) })
        : startCampus(options, options.devices, command.getOptionValueSource('traffic') === 'cli'));
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

interface FlowsOptions extends LabOptions {
  readonly seconds: number;
  readonly write: string;
}

function defineFlows(lab: Command): void {
  const command = lab
    .command('flows')
    .description('write what the devices export in a while, and what their cables carried, without waiting')
    .requiredOption('-w, --write <file>', 'capture file (pcap); the truth goes to the same name with .truth.json')
    .option('--topology <file>', 'lab topology file, or the name of one that is shipped: lags', LAB_TOPOLOGY)
    .option('--seconds <n>', 'how long', parseSeconds, 600);
  const full = withOutputOptions(withLabFlowOptions(command));
  withExample(full, 'toposcope lab flows --seconds 600 --flow-protocol 9 --sampling 100 -w lab.pcap');
  command.action((options: FlowsOptions) =>
    runVerb(options, async (output) => {
      const topology = readTopology(options.topology);
      const running = await startLab({ topology, basePort: 'free', ...labFlows(options, topology) });
      try {
        const written = await writeLabFlows(running, options.write, options.seconds);
        if (options.json) printJson(output, written);
        else output.print(`${written.datagrams} datagrams   ${written.capture}\ntruth   ${written.truth}`);
      } finally {
        await running.close();
      }
      return 0;
    }),
  );
}

/** Its devices export flows only where traffic is asked for: they are many. */
async function startCampus(options: UpOptions, devices: number, withTraffic: boolean): Promise<Lab> {
  const topology = generateCampus(devices, undefined, { longNames: options.longNames ?? false });
  return await startLab({
    topology,
    timeScale: options.clockRate,
    basePort: options.basePort ?? 'free',
    ...outward(options),
    ...(withTraffic ? labFlows(options, topology) : { sendFlows: false }),
  });
}

/** Where no inventory is named and none is there, the lab brings its own. */
function inventoryOfRun({ inventory }: RunOptions): string {
  return inventory === DEFAULT_INVENTORY && !existsSync(inventory) ? LAB_INVENTORY : inventory;
}

function labStart(options: LabOptions) {
  const { output, topology, clockRate } = options;
  return { output, topology, clockRate, basePort: options.basePort ?? null, flows: options };
}

/** Where the devices listen, and whom they tell. */
function outward({ addresses, syslog, traps, community }: UpOptions): LabOutward {
  return {
    sendFlows: true,
    ...(addresses === undefined ? {} : { addresses }),
    ...(syslog === undefined ? {} : { syslogTo: syslog }),
    ...(traps === undefined ? {} : { trapsTo: traps }),
    ...(community === undefined ? {} : { community }),
  };
}

async function keepUp(output: Output, lab: Lab, options: UpOptions): Promise<void> {
  const folder = join(options.output, 'lab', 'inventory');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'hosts'), formatLabInventory(lab));
  await writeFile(join(folder, 'toposcope.yml'), formatLabSettings(lab, options));
  const control = await serveControl(lab, controlPath(options.output));
  if (options.json) printJson(output, { inventory: folder, devices: lab.devices.map(describeDevice) });
  else output.print(formatLabInventory(lab));
  output.say(`The lab is up: ${lab.devices.length} devices, log in with ${lab.devices[0]?.user} / the password above.`);
  const place = options.output === DEFAULT_OUTPUT ? '' : ` --output ${options.output}`;
  const cable = lab.status().links.find(({ b }) => b.includes(':'))?.a ?? 'DEVICE:PORT';
  output.say(`Poll it with: toposcope snapshot --inventory ${folder}${place}`);
  output.say(`Watch it with: toposcope serve --inventory ${folder}${place}`);
  const [one, last] = [lab.devices[0]?.flowAddress, lab.devices.at(-1)?.flowAddress];
  if (lab.traffic.plan.conversations.length > 0) output.say(`Devices send their flows from ${one} to ${last}.`);
  output.say(`Pull a cable with: toposcope lab cut ${cable}${place}     Stop it with Ctrl-C.`);
  await interrupted();
  await control.close();
}

function describeDevice({ name, hostname, host, port, user }: LabDevice) {
  return { name, hostname, host, port, user };
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

function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (Number.isInteger(seconds) && seconds > 0 && seconds <= 86_400) return seconds;
  throw new InvalidArgumentError('a whole number from 1 to 86400 is needed');
}

function parseRate(text: string): number {
  const rate = Number(text);
  if (rate > 0 && rate <= 1000) return rate;
  throw new InvalidArgumentError('a number above 0, at most 1000, is needed');
}

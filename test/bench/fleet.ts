// Five hundred devices, 200 at a time: our CPU per visit against Debian's AsyncSSH and Paramiko, which do the same visits. Every
// client is a process of its own and takes its turn against the same fleet, which is another process. All visits are made twice
// by each: the first time V8 compiles on the way, as in a program that is started for one snapshot.
import { type ChildProcess, fork, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { COMMANDS } from './fleet-commands.ts';
import { median } from './median.ts';
import type { Place } from './place.ts';

const DEVICES = 500;
const PARALLEL = 200;
const ROUNDS = 3;
/** Paramiko needs a thread for each; fewer devices are enough to know its cost per visit. */
const PARAMIKO = { devices: 100, parallel: 20 };

/** Of all visits, once. */
interface Cost {
  readonly wallMs: number;
  readonly cpuMs: number;
}

interface Run {
  readonly first: Cost;
  readonly again: Cost;
  /** Of the fleet, for both. */
  readonly farCpuMs: number;
}

interface Client {
  readonly name: string;
  readonly devices: number;
  readonly parallel: number;
  readonly command: readonly [string, ...string[]];
}

const NODE = [process.execPath, '--import', 'tsx', '--expose-gc', 'test/bench/fleet-client.ts'] as const;
const PYTHON = '/usr/bin/python3';

export async function benchFleet(): Promise<void> {
  const fleet = fork('test/bench/fleet-process.ts', [String(DEVICES)], { execArgv: ['--import', 'tsx'] });
  try {
    const [places] = (await once(fleet, 'message')) as [Place[]];
    const ours: Client = { name: 'toposcope', devices: DEVICES, parallel: PARALLEL, command: NODE };
    const others = [...python('asyncssh', { devices: DEVICES, parallel: PARALLEL }), ...python('paramiko', PARAMIKO)];
    const runs = await interleave([ours, ...others], places, fleet);
    for (const client of [ours, ...others]) tell(client, runs.get(client.name) ?? [], runs.get(ours.name) ?? []);
    tellSides(runs.get(ours.name) ?? []);
    const { kilobytes } = (await ask(ours, places, true)) as { kilobytes: number };
    console.log(`${DEVICES} sessions open at the same time: ${kilobytes.toFixed(0)} kB each (aim: 120)`);
  } finally {
    fleet.disconnect();
  }
}

function python(name: string, size: { devices: number; parallel: number }): Client[] {
  if (spawnSync(PYTHON, ['-c', `import ${name}`]).status !== 0) {
    console.log(`python3-${name} is not installed: no comparison with it`);
    return [];
  }
  return [{ name, ...size, command: [PYTHON, '-W', 'ignore', `test/bench/fleet-client-${name}.py`] }];
}

async function interleave(
  clients: readonly Client[],
  places: readonly Place[],
  fleet: ChildProcess,
): Promise<ReadonlyMap<string, Run[]>> {
  const runs = new Map<string, Run[]>(clients.map(({ name }) => [name, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const client of clients) {
      const before = await cpuOf(fleet);
      const [first, again] = (await ask(client, places, false)) as [Cost, Cost];
      runs.get(client.name)?.push({ first, again, farCpuMs: (await cpuOf(fleet)) - before });
    }
  }
  return runs;
}

async function cpuOf(fleet: ChildProcess): Promise<number> {
  fleet.send('cpu');
  return ((await once(fleet, 'message')) as [number])[0];
}

async function ask(
  { command: [program, ...args], devices, parallel, name }: Client,
  places: readonly Place[],
  hold: boolean,
): Promise<unknown> {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify({ places: places.slice(0, devices), parallel, commands: COMMANDS, hold }));
  const answer = await text(child.stdout);
  if (answer === '') throw new Error(`${name} failed`);
  return JSON.parse(answer);
}

function tell({ name, devices, parallel }: Client, runs: readonly Run[], ours: readonly Run[]): void {
  const figures = (['first', 'again'] as const).map((pass) => {
    const cpu = median(runs.map((run) => run[pass].cpuMs / devices));
    const rate = median(runs.map((run) => (devices * 1000) / run[pass].wallMs));
    const ratio = median(
      runs.map((run, i) => run[pass].cpuMs / devices / ((ours[i]?.[pass].cpuMs ?? Number.NaN) / DEVICES)),
    );
    const compared = name === 'toposcope' ? '' : `, ${ratio.toFixed(2)} times our CPU`;
    return `${cpu.toFixed(2)} ms of CPU per visit = ${(1000 / cpu).toFixed(0)} visits/s per core (${rate.toFixed(0)}/s here${compared})`;
  });
  console.log(`${name}, ${devices} devices, ${parallel} at a time`);
  console.log(`  first time  ${figures[0]}`);
  console.log(`  once more   ${figures[1]}`);
}

/** Who had no time left; neither where others used the processors too. */
function tellSides(runs: readonly Run[]): void {
  const wall = median(runs.map(({ first }) => first.wallMs));
  const near = median(runs.map(({ first }) => first.cpuMs));
  const far = median(runs.map(({ farCpuMs }) => farCpuMs / 2));
  const side = near > far ? 'this side' : 'the far side';
  const bound = Math.max(near, far) > 0.8 * wall ? side : 'neither, but what else ran here';
  console.log(
    `${DEVICES} devices in ${(wall / 1000).toFixed(2)} s (aim: 2), ${(near / 1000).toFixed(2)} s of our CPU and ` +
      `${(far / 1000).toFixed(2)} s of the fleet's: the limit was ${bound}`,
  );
}

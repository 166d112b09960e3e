// Five hundred devices, 200 at a time: our CPU per visit against Debian's AsyncSSH and Paramiko, which do the same visits. Every
// client is a process of its own and takes its turn against the same fleet, which is another process.
import { fork, spawn, spawnSync } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { COMMANDS } from './fleet-commands.ts';
import type { Place } from './place.ts';

const DEVICES = 500;
const PARALLEL = 200;
const ROUNDS = 3;
/** Paramiko needs a thread for each; fewer devices are enough to know its cost per visit. */
const PARAMIKO = { devices: 100, parallel: 20 };

interface Cost {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly bytes: number;
  readonly kilobytes: number | null;
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
    const places = await new Promise<Place[]>((done) => fleet.once('message', (message) => done(message as Place[])));
    const clients = [
      { name: 'toposcope', devices: DEVICES, parallel: PARALLEL, command: NODE },
      ...python('asyncssh', { devices: DEVICES, parallel: PARALLEL }),
      ...python('paramiko', PARAMIKO),
    ];
    const costs = await interleave(clients, places);
    for (const client of clients) tell(client, costs.get(client.name) ?? [], costs.get('toposcope') ?? []);
    const held = await run({ ...(clients[0] as Client), devices: PARALLEL }, places, true);
    console.log(`${PARALLEL} sessions open at the same time: ${held.kilobytes?.toFixed(0)} kB each`);
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

async function interleave(clients: readonly Client[], places: readonly Place[]): Promise<Map<string, Cost[]>> {
  const costs = new Map<string, Cost[]>(clients.map(({ name }) => [name, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const client of clients) costs.get(client.name)?.push(await run(client, places));
  }
  return costs;
}

async function run(
  { command: [program, ...args], devices, parallel, name }: Client,
  places: readonly Place[],
  hold = false,
): Promise<Cost> {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify({ places: places.slice(0, devices), parallel, commands: COMMANDS, hold }));
  const answer = await text(child.stdout);
  if (answer === '') throw new Error(`${name} failed`);
  return JSON.parse(answer) as Cost;
}

function tell({ name, devices, parallel }: Client, costs: readonly Cost[], ours: readonly Cost[]): void {
  const cpu = median(costs.map(({ cpuMs }) => cpuMs / devices));
  const rate = median(costs.map(({ wallMs }) => (devices * 1000) / wallMs));
  const ratio = median(costs.map(({ cpuMs }, i) => cpuMs / devices / ((ours[i]?.cpuMs ?? Number.NaN) / DEVICES)));
  const head = `${name.padEnd(10)} ${devices} devices, ${parallel} at a time:`;
  const compared = name === 'toposcope' ? '' : `, ${ratio.toFixed(1)} times our CPU`;
  console.log(
    `${head} ${cpu.toFixed(2)} ms of CPU per visit = ${(1000 / cpu).toFixed(0)} visits per second per core; ` +
      `${rate.toFixed(0)} visits/s here${compared}`,
  );
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

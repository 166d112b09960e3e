// `toposcope snapshot` of five hundred devices, stage by stage: where the time of this process goes. Twice, so that the second
// snapshot is compared with the first and finds the program compiled.
import { fork } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drawDiagrams, loadProject, openStore, openTemplates, type Store, takeSnapshot } from '../../src/app/index.ts';
import type { Place } from './place.ts';

const DEVICES = 500;

export async function benchSnapshot(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'toposcope-bench-'));
  const fleet = fork('test/bench/fleet-process.ts', [String(DEVICES)], { execArgv: ['--import', 'tsx'] });
  try {
    const places = await new Promise<Place[]>((done) => fleet.once('message', (message) => done(message as Place[])));
    writeInventory(folder, places);
    console.log(`${DEVICES} devices; milliseconds of wall clock / of CPU, this process and its threads`);
    for (const run of ['first snapshot', 'second snapshot']) await benchRun(run, folder);
  } finally {
    fleet.disconnect();
    rmSync(folder, { recursive: true });
  }
}

function writeInventory(folder: string, places: readonly Place[]): void {
  const lines = places.map(({ name, host, port }) => `${name} ansible_host=${host} ansible_port=${port}`);
  const variables = ['ansible_network_os=ios', 'ansible_user=cisco', 'ansible_password=cisco'];
  const settings = ['host_keys: accept-new', `known_hosts: [${join(folder, 'known_hosts')}]`, 'plain_secrets: allow'];
  mkdirSync(join(folder, 'inventory'));
  writeFileSync(
    join(folder, 'inventory', 'hosts'),
    `${['[devices]', ...lines, '[devices:vars]', ...variables].join('\n')}\n`,
  );
  writeFileSync(
    join(folder, 'inventory', 'toposcope.yml'),
    `${[...settings, 'ssh: { concurrency: 200 }'].join('\n')}\n`,
  );
}

async function benchRun(run: string, folder: string): Promise<void> {
  const stages = new Stages();
  const output = join(folder, 'output');
  const project = await loadProject({ inventory: join(folder, 'inventory'), config: null });
  stages.end('inventory and settings');
  const store = openStore(output);
  const watched: Store = {
    ...store,
    save(snapshot, evidence) {
      stages.end('answers to links, and what changed');
      return store.save(snapshot, evidence);
    },
  };
  const snapshot = await takeSnapshot({
    ...{ project, store: watched, output, templates: openTemplates(), limit: null, from: null, keep: null },
    ...{ baseline: false, clockRate: 1 },
    progress: {
      onVisit: (visit, done, total) => {
        if (visit.poll.status !== 'ok') throw new Error(`a visit failed: ${visit.poll.message}`);
        if (done === total) stages.end('visits');
      },
      onWait: () => undefined,
    },
  });
  stages.end('store');
  const request = { project, store, snapshot, views: project.settings.views, changes: false };
  await drawDiagrams({ ...request, formats: ['svg'] });
  stages.end('SVG');
  await drawDiagrams({ ...request, formats: ['pdf'] });
  stages.end('SVG’s layout again, and PDF');
  console.log(`${run}: ${snapshot.links.length} links, ${snapshot.changes.length} changes`);
  for (const line of stages.lines) console.log(line);
}

/** Each stage begins where the one before it ended. */
class Stages {
  readonly lines: string[] = [];
  #wall = performance.now();
  #cpu = process.cpuUsage();

  end(name: string): void {
    const { user, system } = process.cpuUsage(this.#cpu);
    const wallMs = performance.now() - this.#wall;
    this.lines.push(
      `  ${name.padEnd(36)}${wallMs.toFixed(0).padStart(7)}${((user + system) / 1000).toFixed(0).padStart(7)}`,
    );
    this.#wall = performance.now();
    this.#cpu = process.cpuUsage();
  }
}

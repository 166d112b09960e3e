// What the end-to-end tests share: temporary output, the command line as a process, the lab as a project.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { loadProject, openStore, openTemplates, type Project, takeSnapshot } from '../../src/app/index.ts';
import { type Lab, startLab } from '../../src/lab/index.ts';
import type { Settings, Snapshot, Visit } from '../../src/model/index.ts';

/** Lab seconds per second in these tests. */
export const CLOCK_RATE = 30;

export async function temporaryFolder(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'toposcope-e2e-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command line from source, in a process of its own, in the repository's folder. */
export async function runCli(args: readonly string[], input = '', env: NodeJS.ProcessEnv = {}): Promise<CliResult> {
  const child = spawn(process.execPath, ['--import', 'tsx', resolve('src/cli/main.ts'), ...args], {
    env: { ...process.env, NO_COLOR: '1', ...env },
  });
  child.stdin.end(input);
  const result = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    result.stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    result.stderr += chunk;
  });
  const code = await new Promise<number | null>((done) => child.on('close', done));
  return { code, ...result };
}

export async function startFiveRouters(clockRate = CLOCK_RATE): Promise<Lab> {
  const topology = await readFile('templates/lab/five-routers.yml', 'utf8');
  return await startLab({ topology, basePort: 'free', timeScale: clockRate });
}

/** The working example of the repository, with the lab's ports and a known_hosts file of its own. */
export async function labProject(lab: Lab, output: string, settings: Partial<Settings> = {}): Promise<Project> {
  const project = await loadProject({ inventory: 'inventory/', config: null });
  const places = new Map(lab.devices.map((device) => [device.name, device]));
  const devices = project.inventory.devices.map((device) => {
    const { host, port } = places.get(device.name)!;
    return { ...device, connection: { ...device.connection, host, port } };
  });
  return {
    ...project,
    inventory: { ...project.inventory, devices },
    settings: { ...project.settings, knownHosts: [join(output, 'known_hosts')], ...settings },
  };
}

export interface TakeOptions {
  readonly baseline?: boolean;
  readonly limit?: string;
  readonly from?: string;
  readonly keep?: string;
  readonly onVisit?: (visit: Visit) => void;
}

export async function take(project: Project, output: string, options: TakeOptions = {}): Promise<Snapshot> {
  return await takeSnapshot({
    project,
    store: openStore(output),
    output,
    templates: openTemplates(),
    progress: { onVisit: (visit) => options.onVisit?.(visit), onWait: () => undefined },
    limit: options.limit ?? null,
    from: options.from ?? null,
    keep: options.keep ?? null,
    baseline: options.baseline ?? false,
    clockRate: CLOCK_RATE,
  });
}

export function linksByState(snapshot: Snapshot): Record<string, string[]> {
  const states: Record<string, string[]> = {};
  for (const link of snapshot.links) {
    const state = link.settling ? 'settling' : link.state;
    states[state] = [...(states[state] ?? []), link.id];
  }
  return states;
}

export function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}

// Watching the lab as its operator would: real SSH, syslog by UDP, incidents in a real database, and nobody told twice.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore, type Project, type RunningWatch, startWatch } from '../../src/app/index.ts';
import { DEFAULT_SETTINGS } from '../../src/inventory/index.ts';
import { type Lab, startLab } from '../../src/lab/index.ts';
import type { Incident, IncidentEvent, Settings, Snapshot } from '../../src/model/index.ts';
import { linkChanges } from '../../src/model/index.ts';
import { CLOCK_RATE, labProject, temporaryFolder } from './support.ts';

/** Nothing is polled unless something says so. */
const NEVER = '0 0 1 1 *';
const DEADLINE = { timeout: 60_000, interval: 100 };

interface Scene {
  readonly lab: Lab;
  readonly project: Project;
  readonly running: RunningWatch;
  readonly output: string;
  readonly told: IncidentEvent[];
  readonly snapshots: { snapshot: Snapshot; asked: readonly string[] | null }[];
  readonly errors: unknown[];
}

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
const open: { close(): Promise<void> }[] = [];

beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
  await folder.remove();
});

async function freePort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  return port;
}

/** Each device has an address of its own, so that a message tells whose it is. `lldp`: it runs before anybody looks. */
async function startScene(address: string, lldp = true, settings: Partial<Settings> = {}): Promise<Scene> {
  const text = await readFile('templates/lab/five-routers.yml', 'utf8');
  const topology = lldp ? text.replace(/^ {4}sshPort:/gm, '    lldp: true\n    sshPort:') : text;
  const syslog = await freePort();
  const lab = await startLab({ topology, timeScale: CLOCK_RATE, addresses: address, syslogTo: `127.0.0.1:${syslog}` });
  open.push(lab);
  const events = { ...DEFAULT_SETTINGS.events, address: '127.0.0.1', syslogUdp: syslog, perDeviceSeconds: 1 };
  const project = await labProject(lab, folder.path, { events, ...settings });
  const scene = { told: [] as IncidentEvent[], snapshots: [] as Scene['snapshots'], errors: [] as unknown[] };
  const running = await startWatch({
    ...{ project, output: folder.path, every: NEVER, clockRate: CLOCK_RATE },
    progress: { onVisit: () => undefined, onWait: () => undefined },
    listener: {
      onSnapshot: (snapshot, asked) => scene.snapshots.push({ snapshot, asked }),
      onIncidents: (found) => scene.told.push(...found),
      onEvent: () => undefined,
      onSkip: () => undefined,
      onError: (error) => scene.errors.push(error),
    },
    onProblem: (problem) => scene.errors.push(problem),
  });
  open.push({ close: () => running.stop() });
  await expect.poll(() => scene.snapshots.length, DEADLINE).toBeGreaterThan(0);
  return { ...scene, lab, project, running, output: folder.path };
}

async function openIncidents({ output }: Scene): Promise<Incident[]> {
  const stored = [...(await openStore(output).state('incident')).values()] as Incident[];
  return stored.filter(({ stage }) => stage !== 'resolved');
}

const lostIn = ({ snapshots }: Scene) =>
  snapshots.flatMap(({ snapshot }) => linkChanges(snapshot).filter(({ kind }) => kind === 'lost'));

describe('watching the lab', () => {
  it('a cut cable is one incident as soon as a device says so, and over when it is mended', async () => {
    const scene = await startScene('127.0.21.1');
    scene.lab.cut('r6-edge:Gi0/1', 'shutdown');
    await expect.poll(() => scene.told.map(({ what }) => what), DEADLINE).toContain('warned');
    const [incident, ...others] = await openIncidents(scene);
    expect(others).toEqual([]);
    expect(incident).toMatchObject({ kind: 'link-lost', stage: 'warning', devices: ['r1', 'r6-edge'] });
    expect(incident?.cause).toBe('r6-edge GigabitEthernet0/1 is administratively down');
    expect(scene.snapshots.slice(1).every(({ asked }) => asked !== null)).toBe(true);
    const { snapshot } = scene.snapshots.at(-1) ?? {};
    expect(snapshot?.links.filter(({ state }) => state === 'unverified')).toEqual([]);
    scene.lab.restore('r6-edge:Gi0/1');
    await expect.poll(async () => await openIncidents(scene), DEADLINE).toEqual([]);
    expect(new Set(scene.told.map((event) => event.incident.id)).size).toBe(1);
    expect(scene.errors).toEqual([]);
  }, 120_000);

  it('LLDP blocked in one direction is one-way with its direction, and nothing is lost', async () => {
    const scene = await startScene('127.0.22.1');
    scene.lab.oneWay('r6-edge:Gi0/2');
    const poll = async () => {
      await scene.running.watch.pollAll();
      return (await openIncidents(scene)).map(({ kind, stage }) => [kind, stage]);
    };
    await expect.poll(poll, DEADLINE).toEqual([['link-one-way', 'alert']]);
    const [incident] = await openIncidents(scene);
    expect(incident?.cause).toContain('r2 was polled and does not hear r6-edge on Gi0/1; r6-edge hears r2');
    expect(lostIn(scene)).toEqual([]);
  }, 120_000);

  it('a device that is switched off is one incident, which names the links it explains', async () => {
    const scene = await startScene('127.0.23.1');
    await scene.lab.power('r3', 'off');
    const down = async () => (await openIncidents(scene)).map(({ kind, subject }) => `${kind} ${subject}`);
    await expect.poll(down, DEADLINE).toEqual(['device-down r3']);
    await scene.running.watch.pollAll();
    const [incident, ...others] = await openIncidents(scene);
    expect(others).toEqual([]);
    expect(incident).toMatchObject({ stage: 'alert', severity: 'critical' });
    expect(incident?.explains.links).toEqual([
      'r3:GigabitEthernet0/1--r6-edge:GigabitEthernet0/3',
      'r3:GigabitEthernet0/2--r5-tor:GigabitEthernet0/3',
    ]);
    expect(lostIn(scene)).toEqual([]);
    const warned = scene.told.filter(({ what }) => what === 'warned' || what === 'alerted');
    expect(new Set(warned.map((event) => event.incident.kind))).toEqual(new Set(['device-down']));
    await scene.lab.power('r3', 'on');
    const mended = async () => {
      await scene.running.watch.pollAll();
      return await openIncidents(scene);
    };
    await expect.poll(mended, DEADLINE).toEqual([]);
  }, 120_000);

  it('twenty flaps in five minutes are one incident that is marked flapping', async () => {
    const scene = await startScene('127.0.24.1');
    await scene.lab.flap('r6-edge:Gi0/3', { times: 20, withinSeconds: 300 });
    await scene.running.watch.pollAll();
    const [incident, ...others] = await openIncidents(scene);
    expect(others).toEqual([]);
    expect(incident).toMatchObject({ kind: 'link-lost', flapping: true, devices: ['r3', 'r6-edge'] });
    expect(scene.told.filter(({ what }) => what === 'flapping')).toHaveLength(1);
    expect(scene.told.filter(({ what }) => what === 'resolved')).toEqual([]);
    expect(new Set(scene.told.map((event) => event.incident.id)).size).toBe(1);
  }, 120_000);

  it('LLDP turned on everywhere at once is no incident', async () => {
    const scene = await startScene('127.0.25.1', false);
    expect(scene.snapshots[0]?.snapshot.devices.filter(({ poll }) => poll?.changed)).toHaveLength(5);
    await scene.running.watch.pollAll();
    expect([scene.told, await openIncidents(scene), scene.errors]).toEqual([[], [], []]);
  }, 120_000);

  it('what is open survives the process, and another one may not watch beside it', async () => {
    const scene = await startScene('127.0.26.1');
    scene.lab.cut('r6-edge:Gi0/1', 'carrier');
    await expect.poll(() => scene.told.map(({ what }) => what), DEADLINE).toContain('warned');
    const second = { ...scene.running, project: scene.project };
    const options = {
      ...{ project: second.project, output: scene.output, every: NEVER, clockRate: CLOCK_RATE },
      progress: { onVisit: () => undefined, onWait: () => undefined },
      listener: {
        ...{ onSnapshot: () => undefined, onEvent: () => undefined, onSkip: () => undefined },
        onIncidents: (found: readonly IncidentEvent[]) => void scene.told.push(...found),
        onError: (error: unknown) => void scene.errors.push(error),
      },
      onProblem: (problem: string) => void scene.errors.push(problem),
    };
    const [before] = await openIncidents(scene);
    open.pop();
    await scene.running.stop();
    const again = await startWatch(options);
    open.push({ close: () => again.stop() });
    await again.watch.pollAll();
    const [after, ...others] = await openIncidents(scene);
    expect([after?.id, after?.stage, others]).toEqual([before?.id, 'alert', []]);
    expect(scene.errors).toEqual([]);
  }, 120_000);
});

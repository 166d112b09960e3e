// `serve` as its operator runs it: a process of its own, ended by signals or killed, over a real output folder, with a receiver that is
// not always there.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createPort } from 'node:net';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../src/app/index.ts';
import { type Lab, startLab } from '../../src/lab/index.ts';
import type { Incident } from '../../src/model/index.ts';
import { CLOCK_RATE, runCli, temporaryFolder } from './support.ts';

const DEADLINE = { timeout: 60_000, interval: 100 };
/** Nothing is polled after the first time. */
const NEVER = '0 0 1 1 *';
const SECRET = 'Xq7-hidden-word';

interface Told {
  readonly id: string;
  readonly occasion: string;
  readonly incidents: readonly { readonly id: string; readonly status: string }[];
}

interface Served {
  readonly child: ChildProcess;
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  stdout: string;
  stderr: string;
}

let lab: Lab;
const folders: { remove(): Promise<void> }[] = [];
const children: ChildProcess[] = [];
const servers: Server[] = [];

beforeAll(async () => {
  const topology = `
name: pair
domain: lab.example
credentials: { user: cisco, password: cisco, enableSecret: cisco }
devices:
  a: { lldp: true, interfaces: { Gi0/1: 10.0.0.1/30 } }
  b: { lldp: true, interfaces: { Gi0/1: 10.0.0.2/30 } }
links: [[a:Gi0/1, b:Gi0/1]]
`;
  lab = await startLab({ topology, basePort: 'free', timeScale: CLOCK_RATE });
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const server of servers.splice(0)) server.close();
  lab.restore('a:Gi0/1');
});
afterAll(async () => {
  await lab.close();
  for (const folder of folders) await folder.remove();
});

/** `common`: what every verb is told. */
async function project(url: string): Promise<{ output: string; common: string[] }> {
  const folder = await temporaryFolder();
  folders.push(folder);
  const hosts = lab.devices.map(({ name, host, port }) => `${name} ansible_host=${host} ansible_port=${port}`);
  const login = 'ansible_network_os=ios ansible_user=cisco ansible_ssh_pass=cisco ansible_become_password=cisco';
  await writeFile(join(folder.path, 'hosts'), hosts.map((line) => `${line} ${login}\n`).join(''));
  const settings = `
host_keys: accept-new
known_hosts: [${join(folder.path, 'known_hosts')}]
plain_secrets: allow
incidents: { alert_after_polls: 1 }
alerts:
  group_wait: 1s
  group_interval: 1s
  channels: { hook: { type: webhook, url: "${url}", headers: { Authorization: env:HOOK_TOKEN } } }
`;
  await writeFile(join(folder.path, 'toposcope.yml'), settings);
  const [output, inventory] = [join(folder.path, 'out'), join(folder.path, 'hosts')];
  const config = join(folder.path, 'toposcope.yml');
  return { output, common: ['--inventory', inventory, '--config', config, '--output', output] };
}

function serve(common: readonly string[], ...more: string[]): Served {
  const args = ['--import', 'tsx', resolve('src/cli/main.ts'), 'serve', '--no-render', '--every', NEVER];
  const child = spawn(process.execPath, [...args, ...common, ...more], {
    env: { ...process.env, NO_COLOR: '1', HOOK_TOKEN: SECRET },
  });
  children.push(child);
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal }));
  const served: Served = { child, ended, stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    served.stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    served.stderr += chunk;
  });
  return served;
}

/** A port that nobody listens on until `receive` does. */
async function freePort(): Promise<number> {
  const server = createPort().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function receive(port: number): Promise<Told[]> {
  const told: Told[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    told.push(JSON.parse(body));
    response.end();
  });
  servers.push(server);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return told;
}

const polled = ({ stderr }: Served) => [...stderr.matchAll(/ poll {6}/g)].length;

async function openIncidents(output: string): Promise<Incident[]> {
  const store = openStore(output);
  const all = [...(await store.state('incident')).values()] as Incident[];
  await store.close();
  return all.filter(({ stage }) => stage !== 'resolved');
}

describe('toposcope serve', () => {
  it('is killed and started again: the incident and its message survive, and are told once', async () => {
    const port = await freePort();
    const { output, common } = await project(`http://127.0.0.1:${port}/`);
    const env = { HOOK_TOKEN: SECRET };

    const before = serve(common);
    await expect.poll(() => polled(before), DEADLINE).toBe(1);
    before.child.kill('SIGTERM');
    expect(await before.ended).toEqual({ code: 0, signal: null });

    lab.cut('a:Gi0/1', 'carrier');
    const killed = serve(common);
    await expect.poll(() => killed.stderr, DEADLINE).toContain(' alerted ');
    const waiting = async () => {
      const { stdout } = await runCli(['alerts', '--json', ...common], '', env);
      return JSON.parse(stdout).channels[0];
    };
    await expect.poll(waiting, DEADLINE).toMatchObject({ name: 'hook', waiting: 1, deadLetters: 0 });
    killed.child.kill('SIGKILL');
    expect(await killed.ended).toEqual({ code: null, signal: 'SIGKILL' });
    const [incident, ...others] = await openIncidents(output);
    expect([incident?.kind, others]).toEqual(['link-lost', []]);

    const told = await receive(port);
    const again = serve(common);
    await expect.poll(() => told.length, DEADLINE).toBe(1);
    expect(again.stderr).not.toContain('WATCH_ALREADY_RUNNING');
    const second = await runCli(['serve', ...common], '', env);
    expect([second.code, second.stdout]).toEqual([2, '']);
    expect(second.stderr).toContain('WATCH_ALREADY_RUNNING');
    again.child.kill('SIGTERM');
    expect(await again.ended).toEqual({ code: 0, signal: null });

    lab.restore('a:Gi0/1');
    const heard = async () => {
      const { code } = await runCli(['snapshot', '--no-render', ...common], '', env);
      return [code, (await openIncidents(output)).length];
    };
    await expect.poll(heard, DEADLINE).toEqual([0, 0]);
    await expect.poll(() => told.length, DEADLINE).toBe(2);
    expect(told.map(({ occasion }) => occasion)).toEqual(['new', 'resolved']);
    expect(told.flatMap(({ incidents }) => incidents.map(({ id }) => id))).toEqual([incident?.id, incident?.id]);
    expect((await openIncidents(output)).length).toBe(0);

    const all = [before, killed, again].map(({ stdout, stderr }) => stdout + stderr).join('');
    expect(all).not.toContain(SECRET);
    expect(all).not.toContain('another process has changed');
  }, 180_000);

  it('what an operator says beside it is taken in, and the past of the port can be read', async () => {
    const port = await freePort();
    const told = await receive(port);
    const { output, common } = await project(`http://127.0.0.1:${port}/`);
    const env = { HOOK_TOKEN: SECRET };
    const quiet = await runCli(['incidents', '--output', output]);
    expect([quiet.code, quiet.stdout]).toEqual([0, 'No incident is open.\n']);

    const first = await runCli(['snapshot', '--no-render', ...common], '', env);
    expect(first.code).toBe(0);
    lab.cut('a:Gi0/1', 'shutdown');
    const served = serve(common, '--json');
    await expect.poll(() => told.length, DEADLINE).toBe(1);

    const list = await runCli(['incidents', '--json', '--output', output]);
    expect([list.code, list.stderr]).toEqual([1, '']);
    const [{ id }, ...others] = JSON.parse(list.stdout).incidents;
    expect(others).toEqual([]);
    const show = await runCli(['incidents', 'show', id.slice(0, 8), '--output', output]);
    expect([show.code, show.stdout.includes('cause: a GigabitEthernet0/1 is administratively down')]).toEqual([
      0,
      true,
    ]);
    expect((await runCli(['incidents', 'show', 'inc-nobody', '--output', output])).code).toBe(2);
    const ack = await runCli(['incidents', 'ack', id, '--by', 'eve', '--comment', 'seen it', '--output', output]);
    expect([ack.code, ack.stdout]).toEqual([0, expect.stringMatching(/^acknowledged .*\n$/)]);

    // Nobody polls meanwhile: the watch sees that the book is another one by now.
    const close = await runCli(['incidents', 'close', id, '--by', 'eve', '--output', output]);
    expect(close.code).toBe(0);
    await expect.poll(() => told.map(({ occasion }) => occasion), DEADLINE).toEqual(['new', 'resolved']);
    served.child.kill('SIGINT');
    expect(await served.ended).toEqual({ code: 0, signal: null });
    expect(JSON.parse(served.stdout)).toMatchObject({ polls: 1, asked: 0, received: { received: 0 } });

    const history = await runCli(['history', 'a:Gi0/1', '--json', '--output', output]);
    const { events, intervals } = JSON.parse(history.stdout);
    const kinds = events.map((event: { kind: string }) => event.kind);
    expect(kinds).toEqual(expect.arrayContaining(['change.lost', 'incident.alerted', 'incident.acknowledged']));
    expect(kinds).toEqual(expect.arrayContaining(['alert.sent', 'incident.resolved']));
    const link = intervals.find(({ what }: { what: string }) => what === 'link');
    expect(link).toMatchObject({ text: 'confirmed', until: expect.any(String) });
    const words = await runCli(['history', 'a:Gi0/1', '--output', output]);
    expect(words.stdout).toContain('acknowledged by eve: seen it');
    const unknown = await runCli(['history', 'nobody', '--output', output]);
    expect([unknown.code, unknown.stdout]).toEqual([2, '']);
  }, 180_000);
});

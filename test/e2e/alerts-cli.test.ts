// `toposcope alerts`: a test of each channel, and what is told where nothing can be sent.
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCli } from './support.ts';

const SECRET = 'Zw4-hidden-word';
const bodies: string[] = [];
const server = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  bodies.push(body);
  response.statusCode = request.url?.startsWith('/ok') ? 200 : 403;
  response.end(`no entry for ${request.url}`);
});
let folder = '';
let common: string[] = [];

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  folder = await mkdtemp(join(tmpdir(), 'toposcope-alerts-'));
  const settings = `
alerts:
  channels:
    noc: { type: webhook, url: "http://127.0.0.1:${port}/ok" }
    shut: { type: slack, url: env:SHUT_URL }
    page: { type: exec, command: [/bin/sh, -c, "cat > '${folder}/paged'; exit 75"] }
`;
  await writeFile(join(folder, 'hosts'), 'r1 ansible_host=192.0.2.1 ansible_network_os=ios\n');
  await writeFile(join(folder, 'toposcope.yml'), settings);
  common = ['--inventory', join(folder, 'hosts'), '--config', join(folder, 'toposcope.yml'), '--output', folder];
  env = { SHUT_URL: `http://127.0.0.1:${port}/services/${SECRET}` };
});
afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true, force: true });
});
let env: NodeJS.ProcessEnv = {};

const alerts = (...args: string[]) => runCli(['alerts', ...args, ...common], '', env);

it('a channel that takes the test is 0, one that does not 1, one that is not there 2', async () => {
  const sent = await alerts('test', 'noc', '--json');
  expect([sent.code, JSON.parse(sent.stdout).kind]).toEqual([0, 'sent']);
  expect(JSON.parse(bodies[0] ?? '')).toMatchObject({ occasion: 'test', channel: 'noc' });
  const refused = await alerts('test', 'shut');
  expect([refused.code, refused.stdout]).toEqual([1, expect.stringMatching(/^shut: rejected, HTTP 403/)]);
  expect(refused.stdout + refused.stderr).not.toContain(SECRET);
  const later = await alerts('test', 'page');
  expect([later.code, later.stdout]).toEqual([1, expect.stringContaining('page: ')]);
  const unknown = await alerts('test', 'nobody');
  expect([unknown.code, unknown.stdout]).toEqual([2, '']);
  expect(unknown.stderr).toContain('ALERT_CHANNEL_UNKNOWN');
}, 120_000);

it('a test leaves nothing behind: nothing waits, and there is no dead letter', async () => {
  const status = await alerts('--json');
  expect(status.code).toBe(0);
  const { channels, deadLetters } = JSON.parse(status.stdout);
  expect(channels.map(({ name, waiting }: { name: string; waiting: number }) => [name, waiting])).toEqual([
    ['noc', 0],
    ['shut', 0],
    ['page', 0],
  ]);
  expect(deadLetters).toEqual([]);
  expect((await alerts('bogus')).code).toBe(2);
}, 60_000);

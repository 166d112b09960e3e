// From a NetBox configuration file to devices that can be visited: the server is asked, and its devices get their logins
// from group_vars like any others.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readProject } from '../../src/app/read-project.ts';

const TOKEN = '89abcdef0123456789abcdef0123456789abcdef';
const DEVICE = {
  ...{ id: 1, name: 'core-1', site: { slug: 'berlin' }, role: { slug: 'core' }, platform: { slug: 'cisco-ios-xe' } },
  primary_ip4: { address: '192.0.2.1/24' },
};

const devices: object[] = [];
let folder: string;
const server = createServer((request, response) => {
  const isKnown = request.headers.authorization === `Token ${TOKEN}` && request.url?.startsWith('/api/dcim/devices/?');
  response.writeHead(isKnown ? 200 : 403).end(JSON.stringify({ results: devices, next: null }));
});

beforeEach(async () => {
  devices.splice(0, devices.length, DEVICE);
  folder = mkdtempSync(join(tmpdir(), 'toposcope-netbox-'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  mkdirSync(join(folder, 'group_vars'));
  writeFileSync(
    join(folder, 'netbox.yml'),
    `plugin: netbox.netbox.nb_inventory\napi_endpoint: ${endpoint}\ngroup_by: [sites]\n`,
  );
  writeFileSync(join(folder, 'toposcope.yml'), 'ssh: {config: none}\nexclude_ports: [{device: core-1, port: Gi0/0}]\n');
  writeFileSync(join(folder, 'group_vars', 'sites_berlin.yml'), 'ansible_user: netops\nansible_password: env:LAB\n');
});

afterEach(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

const env = { NETBOX_TOKEN: TOKEN, LAB: 'secret' };

describe('a project whose devices are in NetBox', () => {
  it('knows them once NetBox was asked', async () => {
    const { inventory, problems, requests } = await readProject({ inventory: folder, config: null }, 'poll', env, null);
    expect(problems).toEqual([]);
    expect(requests).toEqual([]);
    expect(inventory.devices).toMatchObject([
      { name: 'core-1', groups: ['sites_berlin'], networkOs: 'cisco_xe', site: 'berlin', role: 'core' },
    ]);
    expect(inventory.devices[0]?.connection).toMatchObject({ host: '192.0.2.1', user: 'netops' });
    expect(inventory.devices[0]?.connection.password?.reveal()).toBe('secret');
  });

  it('tells apart what only NetBox can tell: the devices it left out', async () => {
    writeFileSync(join(folder, 'stray'), 'not an inventory: {\n');
    devices.push({ ...DEVICE, id: 2, name: 'core-2', primary_ip4: null });
    const read = (use: 'poll' | 'check') => readProject({ inventory: folder, config: null }, use, env, null);
    const { problems, fetchedProblems } = await read('poll');
    const checked = await read('check');
    expect(fetchedProblems.map(({ message }) => message)).toEqual([
      expect.stringContaining('core-2 has no primary IP'),
    ]);
    expect(problems.length).toBeGreaterThan(fetchedProblems.length);
    expect(problems.filter((one) => !fetchedProblems.includes(one))).toEqual(checked.problems);
    expect(checked.fetchedProblems).toEqual([]);
  });

  it('is checked without asking, and nothing is called unknown', async () => {
    const { inventory, problems, requests } = await readProject({ inventory: folder, config: null }, 'check', {}, null);
    expect([inventory.devices, problems]).toEqual([[], []]);
    expect(requests).toHaveLength(1);
  });

  it('says what NetBox said', async () => {
    const wrong = { ...env, NETBOX_TOKEN: 'wrong' };
    await expect(readProject({ inventory: folder, config: null }, 'poll', wrong, null)).rejects.toMatchObject({
      code: 'CONFIG_SOURCE_FAILED',
      message: expect.stringContaining('refuses the token (403)'),
    });
  });
});

// What `check` finds beyond the inventory's own mistakes: platforms, vault passwords, servers that it does not ask.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkProject } from '../../src/app/index.ts';
import { Secret } from '../../src/model/index.ts';

const SEALED = 'r1:\n  secret: !vault |\n    $ANSIBLE_VAULT;1.1;AES256\n    3030\n';

describe('checkProject', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'toposcope-check-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function check(hosts: string, vaultIds: readonly string[] = [], prompts: string[] | null = null) {
    const inventory = join(folder, 'hosts.yml');
    await writeFile(inventory, hosts);
    const ask = async (prompt: string) => {
      prompts?.push(prompt);
      return new Secret('typed');
    };
    return (await checkProject({ inventory, config: null, vaultIds }, {}, prompts === null ? null : ask)).problems;
  }

  const told = async (...parameters: Parameters<typeof check>) =>
    (await check(...parameters)).map(({ code, device = '', message }) => [code, device, message].join(' '));

  it('tells an unknown platform once, not once for each device', async () => {
    const hosts = (count: number) => Array.from({ length: count }, (_, i) => `    r${i + 1}:\n`).join('');
    const inventory = (count: number) => `all:\n  vars: {ansible_network_os: iosx}\n  hosts:\n${hosts(count)}`;
    const sentence = (others: string) =>
      `DEVICE_PLATFORM_UNKNOWN r1 ansible_network_os "iosx"${others} is not a platform toposcope knows`;
    expect(await told(inventory(1))).toEqual([sentence('')]);
    expect(await told(inventory(3))).toEqual([sentence(' (also of r2, r3)')]);
    expect(await told(inventory(200))).toEqual([sentence(' (also of 199 others)')]);
    expect(await check(inventory(3))).toMatchObject([{ file: join(folder, 'hosts.yml'), line: 2, column: 10 }]);
  });

  it('tells of each vault password that cannot be had, and reads the others', async () => {
    const hosts = `all:\n  hosts:\n    ${SEALED.replaceAll('\n', '\n    ')}`;
    expect((await told(hosts, [join(folder, 'nowhere'), 'lab@prompt'])).slice(0, 2)).toEqual([
      `CONFIG_FILE_MISSING  the vault password file ${join(folder, 'nowhere')} cannot be read (ENOENT)`,
      'CONFIG_SECRET_MISSING  the vault password must be typed, and nobody is at a terminal',
    ]);
  });

  it('asks for a vault password where that is wanted and somebody is there', async () => {
    const prompts: string[] = [];
    const hosts = `all:\n  hosts:\n    ${SEALED.replaceAll('\n', '\n    ')}`;
    expect(await told(hosts, ['prompt'], prompts)).toEqual([]);
    expect(prompts).toEqual(['Vault password']);
  });

  it('names a server that it does not ask once, however many lists are wanted of it', async () => {
    await writeFile(
      join(folder, 'netbox.yml'),
      'plugin: netbox.netbox.nb_inventory\napi_endpoint: https://netbox.example.net\ntoken: x\ngroup_by: [sites, region]\n',
    );
    const paths = { inventory: join(folder, 'netbox.yml'), config: null };
    const messages = (await checkProject(paths, {})).problems.map(({ message }) => message);
    expect(messages.filter((message) => message.includes('were not read'))).toEqual([
      'the devices of https://netbox.example.net were not read',
    ]);
  });

  it('tells files of countries that are not there', async () => {
    const config = join(folder, 'places.yml');
    await writeFile(config, 'flows: {mmdb: [nowhere.mmdb]}\n');
    await writeFile(join(folder, 'hosts.ini'), 'r1 ansible_network_os=ios\n');
    const { problems } = await checkProject({ inventory: join(folder, 'hosts.ini'), config }, {});
    expect(problems).toMatchObject([{ code: 'CONFIG_FILE_MISSING', severity: 'error' }]);
    expect(problems[0]?.message).toContain(join(folder, 'nowhere.mmdb'));
  });
});

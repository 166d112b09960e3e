// Two Linux hosts with real lldpds that hear each other, visited over OpenSSH's own server: skipped, and visibly so, without them.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OPENSSH_USER } from '../devices/support/openssh.ts';
import { type LinuxHost, type LinuxHosts, startLinuxHosts, until, whyNoHosts } from './linux-hosts.ts';
import { runCli, temporaryFolder } from './support.ts';

const reason = whyNoHosts();

/** A prompt with colours, a window title, and a command before each. */
const FANCY = `PS1='\\[\\e]0;\\u@\\h: \\w\\a\\]\\[\\e[01;32m\\]\\u@\\h\\[\\e[00m\\]:\\[\\e[01;34m\\]\\w\\[\\e[00m\\]\\$ '
PROMPT_COMMAND='history -a'
`;

describe.skipIf(reason !== null)(`Linux with lldpd${reason === null ? '' : ` (${reason})`}`, () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let lab: LinuxHosts;
  let edge1: LinuxHost;
  let edge2: LinuxHost;

  beforeAll(async () => {
    folder = await temporaryFolder();
    await writeFile(join(folder.path, 'bashrc'), FANCY);
    lab = await startLinuxHosts(
      folder.path,
      [
        { name: 'edge1.lab.example', shell: `bash --rcfile ${join(folder.path, 'bashrc')} -i` },
        { name: 'edge2.lab.example', shell: 'sh -i' },
      ],
      2,
    );
    [edge1, edge2] = lab.hosts as [LinuxHost, LinuxHost];
    edge1.run('ip', 'link', 'set', 've0', 'alias', 'to "edge2" = up, # really');
    edge1.run('ip', 'addr', 'add', '192.0.2.1/30', 'dev', 've0');
    edge2.run('ip', 'addr', 'add', '192.0.2.2/30', 'dev', 've0');
    await writeInventory(folder.path, lab.hosts);
    for (const { run } of lab.hosts)
      await until(() => run('lldpcli', '-f', 'keyvalue', 'show', 'neighbors').includes('ve1'));
  }, 90_000);

  afterAll(async () => {
    await lab?.close();
    await folder?.remove();
  });

  const snapshot = (output: string, ...options: readonly string[]) =>
    runCli(['snapshot', '--no-render', '--inventory', `${folder.path}/inventory/`, '--output', output, ...options]);
  const latest = async (output: string) => JSON.parse(await readFile(join(output, 'snapshots/latest.json'), 'utf8'));

  it('tells both cables from both ends, and what it is', { timeout: 120_000 }, async () => {
    const { code, stderr } = await snapshot(folder.path, '--keep', join(folder.path, 'kept'));
    expect([stderr, code]).toEqual([expect.not.stringContaining('PARSE_'), 0]);
    const { devices, links, problems } = await latest(folder.path);
    expect(problems).toEqual([]);
    expect(links.map(({ id, state }: { id: string; state: string }) => [id, state])).toEqual([
      ['edge1:ve0--edge2:ve0', 'confirmed'],
      ['edge1:ve1--edge2:ve1', 'confirmed'],
    ]);
    const [one, other] = devices;
    expect(one).toMatchObject({
      name: 'edge1',
      hostname: 'edge1.lab.example',
      version: expect.stringMatching(/\w/),
      lldp: { enabled: true, intervalSeconds: 1, holdSeconds: 4 },
    });
    expect(other).toMatchObject({ name: 'edge2', hostname: 'edge2.lab.example', poll: { status: 'ok' } });
    const ve0 = one.ports.find((port: { name: string }) => port.name === 've0');
    expect(ve0).toMatchObject({
      adminUp: true,
      operUp: true,
      description: 'to "edge2" = up, # really',
      addresses: ['192.0.2.1/30'],
      mtu: 1500,
    });
    expect(ve0.ifIndex).toBe(Number(edge1.run('cat', '/sys/class/net/ve0/ifindex')));
  });

  it('tells the same again from the answers that were kept', { timeout: 120_000 }, async () => {
    const again = join(folder.path, 'again');
    expect((await snapshot(again, '--from', join(folder.path, 'kept'))).code).toBe(0);
    const [first, second] = [await latest(folder.path), await latest(again)];
    expect(second.problems).toEqual([]);
    expect(second.links.map(withoutTimes)).toEqual(first.links.map(withoutTimes));
    expect(second.devices.map(portsOf)).toEqual(first.devices.map(portsOf));
  });

  it('loses a cable that was pulled, and no other', { timeout: 120_000 }, async () => {
    edge2.run('ip', 'link', 'set', 've1', 'down');
    for (const { run } of lab.hosts)
      await until(() => !run('lldpcli', '-f', 'keyvalue', 'show', 'neighbors').includes('ve1.via'));
    expect((await snapshot(folder.path)).code).toBe(0);
    const { links, changes } = await latest(folder.path);
    expect(links.filter(({ state }: { state: string }) => state === 'confirmed')).toHaveLength(1);
    expect(changes).toMatchObject([{ kind: 'lost', link: 'edge1:ve1--edge2:ve1' }]);
  });
});

const withoutTimes = ({ id, state, a, b }: Record<string, unknown>) => ({ id, state, a, b });
const portsOf = ({ name, ports }: Record<string, unknown>) => ({ name, ports });

async function writeInventory(path: string, hosts: readonly LinuxHost[]): Promise<void> {
  const inventory = join(path, 'inventory');
  await mkdir(inventory);
  const lines = hosts.map(
    ({ name, sshd, key }) =>
      `${name.split('.')[0]} ansible_host=127.0.0.1 ansible_port=${sshd.port} ansible_private_key_file=${key}`,
  );
  await writeFile(
    join(inventory, 'hosts.ini'),
    `[linux]\n${lines.join('\n')}\n[linux:vars]\nansible_user=${OPENSSH_USER}\nansible_network_os=linux\n`,
  );
  await writeFile(
    join(inventory, 'toposcope.yml'),
    `host_keys: accept-new\nknown_hosts: [${join(path, 'known_hosts')}]\nssh: {config: none}\n`,
  );
}

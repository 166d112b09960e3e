// ssh_config as OpenSSH reads it: random configurations are compared with `ssh -G`, which runs nothing and connects nowhere.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { parseInventory } from '../../src/inventory/index.ts';
import { describeProblems } from './support.ts';

function read(hosts: string, config: string, env: Record<string, string> = {}) {
  const sshConfig = { path: '~/.ssh/config', text: config };
  return parseInventory([{ path: 'hosts', text: hosts }], env, { sshConfig });
}

function connection(hosts: string, config: string, env: Record<string, string> = {}) {
  const { inventory, problems } = read(hosts, config, env);
  expect(describeProblems(problems)).toEqual([]);
  return inventory.devices[0]?.connection;
}

function keys(hosts: string, config: string, env: Record<string, string> = {}) {
  return connection(hosts, config, env)?.privateKeyFiles.map(({ path, required }) => `${path}${required ? '!' : ''}`);
}

const CONFIG = `# comment
User everybody
Host r1 r2 !r9
  HostName %h.example.net
  Port=2201
  IdentityFile "~/keys/%h %r"
  IdentityFile ~/keys/%n-%p-%%
Host "core-*"
  HostName 192.0.2.7
  User core
Host *
  Port 2222
  IdentityFile ~/keys/any
`;

describe('ssh_config', () => {
  it('gives what the inventory does not', () => {
    expect(connection('r1\n', CONFIG)).toMatchObject({ host: 'r1.example.net', port: 2201, user: 'everybody' });
    expect(connection('core-1\n', CONFIG)).toMatchObject({ host: '192.0.2.7', port: 2222, user: 'everybody' });
    expect(connection('r1:22 ansible_user=me ansible_host=10.0.0.1\n', CONFIG)).toMatchObject({
      host: '10.0.0.1',
      port: 22,
      user: 'me',
    });
  });

  it('is looked up by ansible_host; blocks for the inventory name count too, but for their HostName', () => {
    expect(connection('lab ansible_host=core-1\n', CONFIG)).toMatchObject({ host: '192.0.2.7', port: 2222 });
    expect(connection('r1 ansible_host=core-1\n', CONFIG)).toMatchObject({ host: '192.0.2.7', port: 2201 });
    expect(connection('r9 ansible_host=r1\n', CONFIG)).toMatchObject({ host: 'r1.example.net', port: 2201 });
    expect(connection('r1 ansible_host=r9\n', CONFIG)).toMatchObject({ host: 'r9', port: 2222 });
  });

  it('names keys, which may be missing; those of the inventory come first and may not', () => {
    const all = ['~/keys/r1.example.net everybody', '~/keys/r1-2201-%', '~/keys/any'];
    expect(keys('r1\n', CONFIG)).toEqual(all);
    expect(keys('r1 ansible_private_key_file=mine\n', CONFIG)).toEqual(['mine!', ...all]);
    expect(keys('x\n', 'IdentityFile none\n')).toEqual([]);
    expect(keys('x\n', `IdentityFile $${'{KEYS}'}/%u %d\n`, { KEYS: '/k', USER: 'me' })).toEqual(['/k/me ~']);
    expect(keys('x\n', '')).toEqual(['~/.ssh/id_ed25519', '~/.ssh/id_ecdsa', '~/.ssh/id_rsa']);
  });

  it('offers keys and agent beside a password only where the inventory says so', () => {
    const password = 'r1 ansible_password=env:P';
    const env = { P: 'x' };
    expect(keys(password, CONFIG, env)).toEqual([]);
    expect(connection(password, CONFIG, env)?.useAgent).toBe(false);
    expect(keys(`${password} toposcope_ssh_agent=true`, CONFIG, env)).toHaveLength(3);
    expect(connection(`${password} toposcope_ssh_agent=true`, CONFIG, env)?.useAgent).toBe(true);
    expect(connection('r1 toposcope_ssh_agent=false', CONFIG)?.useAgent).toBe(false);
  });

  it.each([
    ['IdentitiesOnly yes', false, null],
    ['IdentitiesOnly no', true, null],
    ['IdentityAgent none', false, null],
    ['IdentityAgent SSH_AUTH_SOCK', true, null],
    ['IdentityAgent $MY_AGENT', true, '/run/agent'],
    ['IdentityAgent ~/agents/%h.sock', true, '~/agents/r1.sock'],
  ])('%s', (line, useAgent, agentSocket) => {
    expect(connection('r1\n', `${line}\n`, { MY_AGENT: '/run/agent' })).toMatchObject({ useAgent, agentSocket });
  });

  it('applies Match blocks that need no command, and tells of the others', () => {
    const config = `Match originalhost r1
  Port 2201
Match host 192.0.2.* user me
  Port 2202
Match exec "test -f /x"
  Port 2203
Match final
  Port 2204
Match all
  Port 2205
`;
    const { inventory, problems } = read('r1\nr2 ansible_host=192.0.2.2 ansible_user=me\nr3\n', config);
    expect(inventory.devices.map((device) => device.connection.port)).toEqual([2201, 2202, 2205]);
    expect(describeProblems(problems)).toEqual([
      '~/.ssh/config warning CONFIG_UNSUPPORTED the block "Match exec test -f /x" is left out',
      '~/.ssh/config warning CONFIG_UNSUPPORTED the block "Match final" is left out',
    ]);
  });

  it('tells what cannot be used, and goes on', () => {
    const { inventory, problems } = read('r1\n', 'Host r1\n  Port ssh\n  IdentityFile ~/%i\n  HostName %x\n');
    expect(inventory.devices[0]?.connection).toMatchObject({ host: 'r1', port: 22, privateKeyFiles: [] });
    expect(describeProblems(problems).sort()).toEqual([
      '~/.ssh/config warning CONFIG_INVALID_VALUE Port ssh of "Host r1" is no port',
      '~/.ssh/config warning CONFIG_UNSUPPORTED HostName %x of "Host r1" cannot be used',
      '~/.ssh/config warning CONFIG_UNSUPPORTED IdentityFile ~/%i of "Host r1" cannot be used',
    ]);
    const broken = read('r1\n', 'Host "r1\n  Port 2222\n');
    expect(broken.inventory.devices[0]?.connection.port).toBe(22);
    expect(describeProblems(broken.problems)).toEqual([
      '~/.ssh/config warning CONFIG_SYNTAX this SSH configuration cannot be read: a quote is not closed',
    ]);
  });

  it('of any text gives an answer', () => {
    const words = [
      'Host',
      'Match',
      ' ',
      '\n',
      '  ',
      'r1',
      '*',
      '!r1',
      'all',
      'exec',
      'Port',
      '22',
      '"',
      '=',
      '#',
      '\\',
      'ProxyJump',
      'a,b',
      '%h',
      '$',
      '\r',
    ];
    const text = fc.oneof(
      fc.string(),
      fc.array(fc.constantFrom(...words), { maxLength: 20 }).map((list) => list.join('')),
    );
    fc.assert(
      fc.property(text, (config) => {
        const { inventory } = read('r1\n', config);
        expect(inventory.devices[0]?.connection.port).toBeGreaterThan(0);
      }),
      { numRuns: 2000 },
    );
  });
});

const hasSsh = spawnSync('ssh', ['-V']).status === 0;
const suffix = hasSsh ? '' : ' (SKIPPED: openssh-client is not installed)';

describe.skipIf(!hasSsh)(`ssh -G says the same${suffix}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'toposcope-ssh-'));
  const file = join(folder, 'config');
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const names = ['r1', 'r2', 'core-1', 'core-2', '192.0.2.1', 'R1'];
  const pattern = fc.constantFrom('r1', 'r?', 'core-*', '*', '!r2', '!core-1', 'gate', '192.0.2.*', '"r1"', 'R*');
  const option = fc.oneof(
    fc.constantFrom('HostName 198.51.100.1', 'HostName %h.example.net', 'hostname=x.example'),
    fc.constantFrom('Port 2201', 'Port=2202', 'port 2203 # comment'),
    fc.constantFrom('User alice', 'User "bob"', 'USER = carol'),
    fc.constantFrom('IdentityFile /k/a', 'IdentityFile "/k/b c"', 'IdentityFile /k/d'),
    fc.constantFrom('ProxyJump gate', 'ProxyJump ops@g1:2200,g2', 'ProxyJump none', 'Compression yes'),
    fc.constantFrom('IdentitiesOnly yes', 'IdentitiesOnly no', 'IdentityAgent none', 'IdentityAgent /run/a'),
  );
  const header = fc.oneof(
    { weight: 4, arbitrary: fc.array(pattern, { minLength: 1, maxLength: 3 }).map((list) => `Host ${list.join(' ')}`) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        'Match all',
        'Match originalhost r1,core-*',
        'Match host 198.51.* user alice',
        'Match user bob',
      ),
    },
  );
  const block = fc.tuple(header, fc.array(option, { minLength: 1, maxLength: 4 })).map(([head, body]) => {
    return [head, ...body.map((line) => `  ${line}`), ''].join('\n');
  });
  const config = fc
    .tuple(fc.array(option, { maxLength: 1 }), fc.array(block, { minLength: 1, maxLength: 5 }))
    .map(([top, blocks]) => [...top, ...blocks].join('\n'));

  it('of random configurations', { timeout: 240_000 }, () => {
    fc.assert(
      fc.property(config, fc.constantFrom(...names), (text, name) => {
        writeFileSync(file, text);
        const lines = execFileSync('ssh', ['-G', '-F', file, name], { encoding: 'utf8' }).trim().split('\n');
        const theirs = (keyword: string) =>
          lines.filter((line) => line.startsWith(`${keyword} `)).map((line) => line.slice(keyword.length + 1));
        const [device] = read(`${name}\n`, text.replaceAll('ProxyJump gate', 'ProxyJump none')).inventory.devices;
        const ours = device?.connection;
        expect(ours?.host.toLowerCase()).toBe(theirs('hostname')[0]?.toLowerCase());
        expect(String(ours?.port)).toBe(theirs('port')[0]);
        expect(ours?.user ?? userInfo().username).toBe(theirs('user')[0]);
        const written = theirs('identityfile').filter((path) => path.startsWith('/k/'));
        expect(ours?.privateKeyFiles.map(({ path }) => path).filter((path) => !path.startsWith('~'))).toEqual(written);
        const isOff = theirs('identitiesonly')[0] === 'yes' || theirs('identityagent')[0] === 'none';
        expect(ours?.useAgent).toBe(!isOff);
        // What stands before them is the way to the first jump host.
        const jumps = (theirs('proxyjump')[0] ?? 'none')
          .split(',')
          .filter((jump) => jump !== 'gate' && jump !== 'none');
        const last = jumps.length === 0 ? ours?.jumps : ours?.jumps.slice(-jumps.length);
        expect(last?.map((one) => one.name)).toEqual(jumps);
      }),
      { numRuns: 400 },
    );
  });
});

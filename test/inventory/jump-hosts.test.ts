// The way to a device: jump hosts in every spelling, devices that are jump hosts themselves, ssh_config, loops, refusals.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type InventoryOptions, parseInventory } from '../../src/inventory/index.ts';
import { parseJumpList, parseProxyCommand, parseSshArguments } from '../../src/inventory/proxy.ts';
import type { JumpHost } from '../../src/model/index.ts';
import { describeProblems } from './support.ts';

function read(hosts: string, sshConfig = '', env: Record<string, string> = {}) {
  const options: InventoryOptions = sshConfig === '' ? {} : { sshConfig: { path: '~/.ssh/config', text: sshConfig } };
  return parseInventory([{ path: 'hosts', text: hosts }], env, options);
}

/** `user@host:port` of each jump. */
function way(jumps: readonly JumpHost[] | undefined): string {
  return (jumps ?? []).map(({ user, host, port }) => `${user ?? '-'}@${host}:${port}`).join(' → ');
}

function wayTo(hosts: string, sshConfig = '', device = 0): string {
  const { inventory, problems } = read(hosts, sshConfig);
  expect(describeProblems(problems)).toEqual([]);
  return way(inventory.devices[device]?.connection.jumps);
}

const VIA = 'ops@gate:2200';

describe('a jump host', () => {
  it.each([
    ['toposcope_jump_host=ops@gate:2200', 'ops@gate:2200'],
    ['toposcope_jump_host=gate', '-@gate:22'],
    ['toposcope_jump_host=ssh://ops@gate:2200', 'ops@gate:2200'],
    ['"toposcope_jump_host=ops@[2001:db8::1]:2200, gate2"', 'ops@2001:db8::1:2200 → -@gate2:22'],
    ['toposcope_jump_host=2001:db8::1', '-@2001:db8::1:22'],
    ["\"toposcope_jump_host=['a', 'u@b']\"", '-@a:22 → u@b:22'],
    ['toposcope_jump_host=gate toposcope_jump_user=ops', 'ops@gate:22'],
    ['ansible_ssh_common_args="-J ops@gate:2200"', VIA],
    ['ansible_ssh_common_args="-Jops@gate:2200 -o StrictHostKeyChecking=no"', VIA],
    ['ansible_ssh_common_args="-C -o ControlMaster=auto -oProxyJump=ops@gate:2200"', VIA],
    ['ansible_ssh_extra_args="-o ProxyJump=ops@gate:2200,x"', `${VIA} → -@x:22`],
    ['ansible_ssh_args="-o \'ProxyCommand ssh -W %h:%p -q -p 2200 ops@gate\'"', VIA],
    ['ansible_ssh_common_args="-o ProxyCommand=\'ssh -W %h:%p -p 2200 -l ops gate\'"', VIA],
    ['ansible_ssh_common_args="-o ProxyCommand=\\"ssh -q ops@gate -p 2200 -W %h:%p\\""', VIA],
    [
      'ansible_ssh_common_args="-o ProxyCommand=\'/usr/bin/ssh -W [%h]:%p -J first ops@gate:2200\'"',
      `-@first:22 → ${VIA}`,
    ],
    ['ansible_paramiko_proxy_command="ssh -W %h:%p ops@gate -p 2200"', VIA],
    ['ansible_libssh_proxy_command="ssh -W %h:%p -p 2200 ops@gate"', VIA],
    ['ansible_ssh_common_args="-o ServerAliveInterval=30"', ''],
    ['ansible_ssh_common_args="-o ProxyCommand=none"', ''],
    ['toposcope_jump_host=none ansible_ssh_common_args="-J gate"', ''],
    ['ansible_ssh_args="-J a" ansible_ssh_common_args="-J b"', '-@a:22'],
  ])('%s', (assignment, expected) => {
    expect(wayTo(`r1 ${assignment}\n`)).toBe(expected);
  });

  it('brings its own credentials, never those of the device behind it', () => {
    const hosts = `r1 ansible_user=net ansible_password=secret1 toposcope_jump_host=gate toposcope_jump_password=env:GATE
r2 ansible_password=secret2 toposcope_jump_host=gate toposcope_jump_private_key_file=~/keys/gate
`;
    const { inventory } = read(hosts, '', { GATE: 'secret3' });
    const [first, second] = inventory.devices.map(({ connection }) => connection.jumps[0]);
    expect([first?.user, first?.password?.reveal(), first?.useAgent, first?.privateKeyFiles]).toEqual([
      null,
      'secret3',
      false,
      [],
    ]);
    expect([second?.password, second?.useAgent, second?.privateKeyFiles]).toEqual([
      null,
      true,
      [{ path: '~/keys/gate', required: true }],
    ]);
  });

  it('opens its key with its own passphrase, and says what names it', () => {
    const hosts = `r1 ansible_private_key_passphrase=one toposcope_jump_host=gate,r3
r2 ansible_host=192.0.2.2
r3 ansible_private_key_passphrase=env:THREE
[all:vars]
toposcope_jump_private_key_passphrase=env:GATE
toposcope_jump_private_key_file=~/keys/gate
`;
    const { inventory } = read(hosts, 'Host 192.0.2.2\n  ProxyJump far\n', { GATE: 'two', THREE: 'three' });
    const jumps = inventory.devices.slice(0, 2).flatMap(({ connection }) => connection.jumps);
    expect(jumps.map((jump) => [jump.name, jump.privateKeyPassphrase?.reveal(), jump.isDevice, jump.namedBy])).toEqual([
      ['gate', 'two', false, 'toposcope_jump_host (hosts:1)'],
      ['r3', 'three', true, 'toposcope_jump_host (hosts:1)'],
      ['far', 'two', false, 'ProxyJump of "Host 192.0.2.2" (~/.ssh/config)'],
    ]);
  });

  it('that is a device of the inventory is logged in to as that device, by its own way', () => {
    const hosts = `r1 toposcope_jump_host=core-gate
core-gate ansible_host=192.0.2.1 ansible_port=2222 ansible_user=ops ansible_password=env:P toposcope_jump_host=edge-gate
edge-gate ansible_host=192.0.2.2 ansible_user=out
`;
    const { inventory, problems } = read(hosts, '', { P: 'x' });
    expect(problems).toEqual([]);
    const jumps = inventory.devices[0]?.connection.jumps;
    expect(way(jumps)).toBe('out@192.0.2.2:22 → ops@192.0.2.1:2222');
    expect(jumps?.map(({ name, password }) => [name, password?.reveal()])).toEqual([
      ['edge-gate', undefined],
      ['core-gate', 'x'],
    ]);
  });

  it('of several in a row is reached by its own way only where it is the first', () => {
    const config = 'Host a\n  ProxyJump z\n  Port 2201\nHost b\n  ProxyJump y\n  User bob\n  HostName b.example\n';
    expect(wayTo('r1 toposcope_jump_host=a,b\n', config)).toBe('-@z:22 → -@a:2201 → bob@b.example:22');
  });
});

describe('a way that leads nowhere', () => {
  it.each([
    [
      'ansible_ssh_common_args="-o ProxyCommand=\'nc %h %p\'"',
      'CONFIG_UNSUPPORTED ansible_ssh_common_args runs a command',
    ],
    [
      'ansible_ssh_common_args="-o ProxyCommand=\'ssh gate nc %h %p\'"',
      'CONFIG_UNSUPPORTED ansible_ssh_common_args runs',
    ],
    [
      'ansible_ssh_common_args="-o ProxyCommand=\'sshpass -p hunter2 ssh -W %h:%p gate\'"',
      'CONFIG_UNSUPPORTED ansible_ssh',
    ],
    [
      'ansible_paramiko_proxy_command="ssh -W %h:%p gate; rm x"',
      'CONFIG_UNSUPPORTED ansible_paramiko_proxy_command runs',
    ],
    [
      'ansible_paramiko_proxy_command="ssh -F hunter2 -W %h:%p gate"',
      'CONFIG_UNSUPPORTED ansible_paramiko_proxy_command',
    ],
    ['toposcope_jump_host="a b"', 'CONFIG_INVALID_VALUE toposcope_jump_host names no jump host'],
    ['toposcope_jump_host=a:99999', 'CONFIG_INVALID_VALUE toposcope_jump_host names no jump host'],
    ['ansible_ssh_common_args="-J"', 'CONFIG_INVALID_VALUE ansible_ssh_common_args names no jump host'],
    ['ansible_ssh_common_args="-J -o"', 'CONFIG_INVALID_VALUE ansible_ssh_common_args names no jump host'],
    ['toposcope_jump_host=r1', 'CONFIG_INVALID_VALUE the jump hosts lead back to r1: r1 → r1'],
    ['toposcope_jump_host=a,a', 'CONFIG_INVALID_VALUE the jump hosts lead back to a: r1 → a → a'],
  ])('%s', (assignment, complaint) => {
    const { problems, inventory } = read(`r1 ${assignment}\n`);
    expect(describeProblems(problems)).toHaveLength(1);
    expect(describeProblems(problems)[0]).toContain(`hosts:1:4 error ${complaint}`);
    expect(problems[0]?.hint).toMatch(/toposcope_jump_host: |user@host:port/);
    expect(JSON.stringify(problems)).not.toContain('hunter');
    expect(inventory.devices).toHaveLength(1);
  });

  it('goes in circles through devices and ssh_config, and the chain is named', () => {
    expect(
      describeProblems(
        read('r1 toposcope_jump_host=r2\nr2 toposcope_jump_host=r3\nr3 toposcope_jump_host=r1\n').problems,
      ),
    ).toEqual([
      'hosts:1:4 error CONFIG_INVALID_VALUE the jump hosts lead back to r2: r2 → r3 → r1 → r2',
      'hosts:2:4 error CONFIG_INVALID_VALUE the jump hosts lead back to r3: r3 → r1 → r2 → r3',
      'hosts:3:4 error CONFIG_INVALID_VALUE the jump hosts lead back to r1: r1 → r2 → r3 → r1',
    ]);
    const [problem] = read('r1\n', 'Host *\n  ProxyJump gate\n').problems;
    expect(problem).toMatchObject({
      file: '~/.ssh/config',
      message: 'the jump hosts lead back to gate: r1 → gate → gate',
      hint: 'write toposcope_jump_host: none for gate, or leave it out with "Host * !gate" in ssh_config',
    });
  });

  it('is no matter where no device goes it', () => {
    expect(wayTo('r1\n', 'Host other\n  ProxyCommand nc %h %p\n')).toBe('');
    expect(wayTo('r1 toposcope_jump_host=none\n', 'Host r1\n  ProxyCommand nc %h %p\n')).toBe('');
    expect(describeProblems(read('r1\n', 'Host r*\n  ProxyCommand nc %h %p\n').problems)).toEqual([
      '~/.ssh/config error CONFIG_UNSUPPORTED ProxyCommand of "Host r*" runs a command, and toposcope runs none',
    ]);
  });
});

describe('texts of any kind', () => {
  const words = [
    'ssh',
    '-W',
    '%h:%p',
    'u@h',
    '-J',
    '-o',
    'ProxyJump=x',
    'ProxyCommand=',
    "'",
    '"',
    ' ',
    ',',
    ':',
    '[',
    ']',
    '-p',
    '22',
    '\\',
    'none',
  ];
  const text = fc.oneof(
    fc.string(),
    fc.array(fc.constantFrom(...words), { maxLength: 12 }).map((list) => list.join('')),
    fc.array(fc.constantFrom(...words), { maxLength: 12 }).map((list) => list.join(' ')),
  );

  it('are a way or none, and every host of a way has a name and a port', () => {
    fc.assert(
      fc.property(text, (given) => {
        for (const route of [parseJumpList(given), parseProxyCommand(given), parseSshArguments(given)]) {
          if (route?.kind !== 'via') continue;
          expect(route.hops.length).toBeGreaterThan(0);
          for (const { host, port } of route.hops) {
            expect(host).toMatch(/^[^\s@-][^\s@]*$/);
            if (port !== null) expect(port).toBeGreaterThan(0);
          }
        }
      }),
      { numRuns: 3000 },
    );
  });
});

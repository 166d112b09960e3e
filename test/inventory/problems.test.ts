// Everything that can be wrong with an inventory: told all at once, at its place, with what to do, without a secret.
import { describe, expect, it } from 'vitest';
import { parseInventory } from '../../src/inventory/index.ts';
import type { SourceFile } from '../../src/model/index.ts';
import { describeProblems, readFolder } from './support.ts';

type Files = Readonly<Record<string, string>>;

function read(files: Files, env: Record<string, string> = {}) {
  const sources: SourceFile[] = Object.entries(files).map(([path, text]) => ({ path, text }));
  return parseInventory(sources, env);
}

function complaints(files: Files, env: Record<string, string> = {}): string[] {
  return describeProblems(read(files, env).problems);
}

const INI_FAULTS: [string, string[]][] = [
  [
    '[a:children]\nb\n[c]\nr1\n',
    ['hosts:2:1 error CONFIG_UNDEFINED_GROUP [a:children] includes b, a group that is not defined'],
  ],
  ['r1\n[a:vars]\nx=1\n', ['hosts:2:1 error CONFIG_UNDEFINED_GROUP [a:vars] is for a group that is not defined']],
  ['r1\n[a:hostz]\nr2\n', ['hosts:2:1 error CONFIG_SYNTAX unknown kind of section "hostz" in [a:hostz]']],
  ['r1\n[core\nr2\n', ['hosts:2:1 error CONFIG_SYNTAX this is no section header']],
  ['[r1]\nr1\nr2\n', ['hosts warning CONFIG_INVALID_VALUE r1 is the name of a device and of a group']],
  ['r1\n  [a b]\nr2\n', ['hosts:2:3 error CONFIG_SYNTAX this is no section header']],
  ['[a]\nr1\n[a:vars]\njust words\n', ['hosts:4:1 error CONFIG_SYNTAX [a:vars] expects name=value']],
  [
    '[a]\nr1\n[a:vars]\nansible_network_os=ios  # or auto\nansible_port=22 # SSH\nx="a # b"\ny=a#b\n',
    [
      'hosts:4:1 warning CONFIG_SYNTAX ansible_network_os: in [a:vars] a # does not start a comment; it and what follows are part of the value',
    ],
  ],
  ['[a]\nr1\n[a:children]\nb c\n', ['hosts:4:1 error CONFIG_SYNTAX [a:children] expects a group name']],
  [
    '[a]\nr1\n[a:children]\nansible_password=hunter2\nansible_password = hunter2\n',
    [
      'hosts:4:1 error CONFIG_SYNTAX [a:children] expects a group name',
      'hosts:5:1 error CONFIG_SYNTAX [a:children] expects a group name',
    ],
  ],
  ['r1\nr2 \0\u0001\ufffd\n', ['hosts:2:4 error CONFIG_SYNTAX this file is no text: it holds a NUL character']],
  ['r1 x=1 word\n', ['hosts:1:8 error CONFIG_SYNTAX word 3 of this host line is no name=value']],
  ['r1 "open\n', ['hosts:1:1 error CONFIG_SYNTAX this host line cannot be split: unclosed quote']],
  ['r1\nr[1:\n', ['hosts:2:1 error CONFIG_SYNTAX bad host pattern "r[1:": a "[" is not closed']],
  ['r1\nr[3:1]\n', ['hosts:2:1 error CONFIG_SYNTAX bad host pattern "r[3:1]": the range ends before it begins']],
  ['r1\nr[c:a]\n', ['hosts:2:1 error CONFIG_SYNTAX bad host pattern "r[c:a]": the range ends before it begins']],
  [
    'r1\nr[01:100]\n',
    [
      'hosts:2:1 error CONFIG_SYNTAX bad host pattern "r[01:100]": a range with leading zeros needs ends of equal length',
    ],
  ],
  [
    'r1\nr[1:9999999999]\n',
    ['hosts:2:1 error CONFIG_SYNTAX bad host pattern "r[1:9999999999]": it stands for more than 65536 hosts'],
  ],
  [
    'r1\nr[1:999][1:999]\n',
    ['hosts:2:1 error CONFIG_SYNTAX bad host pattern "r[1:999][1:999]": it stands for more than 65536 hosts'],
  ],
  ['r1\nr[1:]\n', ['hosts:2:1 error CONFIG_SYNTAX bad host pattern "r[1:]": a range needs an end']],
  ['r1\nr2:\n', ['hosts:2:1 error CONFIG_SYNTAX bad host pattern "r2:": it ends in ":" without a port']],
  [
    'r1\n[a]\nansible_password=hunter2\n',
    ['hosts:3:1 error CONFIG_SYNTAX ansible_password= stands where a host name is expected'],
  ],
  [
    '[a]\nr1\n[a:children]\nb\n[b:children]\na\n[b]\n',
    ['hosts:6:1 error CONFIG_INVALID_VALUE group a cannot be a child of b: a already contains b'],
  ],
  [
    '[a]\nr1\n[a:children]\nall\n',
    ['hosts:4:1 error CONFIG_INVALID_VALUE group all cannot be a child of a: all already contains a'],
  ],
  [
    '[a]\nr1\n[a:vars]\nansible_group_priority=high\n',
    ['hosts:4:1 error CONFIG_INVALID_VALUE ansible_group_priority of group a must be a whole number'],
  ],
];

const YAML_FAULTS: [string, string[]][] = [
  ['- r1\n', ['hosts.yml:1:1 error CONFIG_SYNTAX this is no YAML inventory']],
  ['all:\n  hosts:\n    r1: a: b\n', ['hosts.yml:3:9 error CONFIG_SYNTAX not valid YAML']],
  ['all:\n  hosts: [r1]\n', ['hosts.yml:2:3 error CONFIG_SYNTAX hosts of group all must be a mapping, not a list']],
  [
    'all:\n  host:\n    r1:\n  hosts: r2\n',
    ['hosts.yml:2:3 warning CONFIG_UNKNOWN_KEY group all has an unknown key host'],
  ],
  ['all:\n  hosts:\n    1:\n    r1:\n', ['hosts.yml:3:5 error CONFIG_SYNTAX a host name is text, not a number']],
  ['1:\n  hosts: r1\nb: {hosts: r1}\n', ['hosts.yml:1:1 error CONFIG_SYNTAX a group name is text, not a number']],
  ['all:\n  hosts:\n    r1: text\n', ['hosts.yml:3:5 error CONFIG_SYNTAX host r1 is text, not a mapping of variables']],
  [
    'all:\n  hosts:\n    "r[1:": {}\n    r1:\n',
    ['hosts.yml:3:5 error CONFIG_SYNTAX bad host pattern "r[1:": a "[" is not closed'],
  ],
  ['a: {hosts: r1}\nb: words\n', ['hosts.yml:2:1 warning CONFIG_INVALID_VALUE group b is text, not a mapping']],
  [
    'a:\n  hosts: r1\n  children:\n    b:\n      children:\n        a:\n',
    ['hosts.yml:4:5 error CONFIG_INVALID_VALUE group b cannot be a child of a: b already contains a'],
  ],
  [
    'all:\n  hosts:\n    r1: { ansible_port: 22, ansible_port: 23 }\n    r1:\n',
    [
      'hosts.yml:3:29 warning CONFIG_SYNTAX ansible_port stands twice in this mapping',
      'hosts.yml:4:5 warning CONFIG_SYNTAX r1 stands twice in this mapping',
    ],
  ],
  ['plugin: constructed\n', ['hosts.yml:1:1 error CONFIG_UNSUPPORTED inventory plugins are not run']],
];

describe('a fault in the hosts file', () => {
  it.each(INI_FAULTS)('%j', (text, expected) => {
    const found = complaints({ hosts: text });
    expect(found.filter((line) => !line.includes('CONFIG_NO_DEVICES'))).toEqual(expected);
  });

  it.each(YAML_FAULTS)('%j', (text, expected) => {
    const found = complaints({ 'hosts.yml': text }).filter((line) => !line.includes('CONFIG_NO_DEVICES'));
    expect(found).toHaveLength(expected.length);
    expected.forEach((start, i) => {
      expect(found[i]).toContain(start);
    });
  });

  it('does not hide the others', () => {
    expect(complaints({ hosts: '[a b]\n[c]\nr1 x\nr[1:\n[d:vars]\n' })).toHaveLength(4);
  });
});

describe("the book's misspelt key", () => {
  const { inventory, problems } = parseInventory(readFolder('test/captures/inventory/book-lab/files'), {});

  it('is told once per file, with the key that was meant', () => {
    const unknown = problems.filter(({ code }) => code === 'CONFIG_UNKNOWN_KEY');
    expect(describeProblems(unknown)).toEqual(
      ['r1', 'r2', 'r3', 'r5-tor', 'r6-edge'].map((name) => {
        return `inventory/host_vars/${name}:7:1 warning CONFIG_UNKNOWN_KEY unknown variable ansbile_become`;
      }),
    );
    expect(new Set(unknown.map(({ hint }) => hint))).toEqual(new Set(['did you mean ansible_become?']));
  });

  it('has no effect', () => {
    expect(inventory.devices.map(({ connection }) => connection.become)).toEqual([false, false, false, false, false]);
    expect(inventory.devices[0]?.connection).toMatchObject({ host: '192.168.2.218', port: 22, user: 'cisco' });
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});

describe('keys', () => {
  it.each([
    ['ansible_bcome', 'did you mean ansible_become?'],
    ['ansible_pasword', 'did you mean ansible_password?'],
    ['anisble_user', 'did you mean ansible_user?'],
    ['Ansible_user', 'did you mean ansible_user?'],
    ['toposcope_alias', 'did you mean toposcope_aliases?'],
    ['topscope_site', 'did you mean toposcope_site?'],
    ['ansible_comand_timeout', 'did you mean ansible_command_timeout?'],
    ['ansible_qqqqqqqqqqqq', 'it has no effect; the known variables are in docs/reference/inventory.md'],
  ])('%s is unknown', (name, hint) => {
    const { problems } = read({ hosts: `r1 ${name}=1\n` });
    expect(problems).toEqual([
      {
        code: 'CONFIG_UNKNOWN_KEY',
        severity: 'warning',
        message: `unknown variable ${name}`,
        hint,
        file: 'hosts',
        line: 1,
        column: 4,
        text: name,
      },
    ]);
  });

  it.each([
    'visible_x',
    'answer',
    'ansible',
    'rack',
    'possible_x',
    'ansible_network_cli_retries',
    'ansible_python_interpreter',
    'ansible_httpapi_use_ssl',
    'ansible_net_version',
  ])('%s is left alone', (name) => expect(complaints({ hosts: `r1 ${name}=1\n` })).toEqual([]));
});

describe('secrets', () => {
  const HOSTS = '[d]\nr1\nr2\n';

  it('in plain text are told once per file', () => {
    const vars = 'ansible_user: a\nansible_password: hunter2\nansible_become_password: hunter3\n';
    const found = complaints({
      'i/hosts': `${HOSTS}r3 ansible_ssh_pass=hunter4\nr4 ansible_ssh_pass=x`,
      'i/group_vars/d.yml': vars,
    });
    expect(found).toEqual([
      'i/group_vars/d.yml:2:1 warning CONFIG_PLAIN_SECRET ansible_password is in plain text in this file',
      'i/hosts:4:4 warning CONFIG_PLAIN_SECRET ansible_ssh_pass is in plain text in this file',
    ]);
    expect(
      complaints({ 'i/hosts': HOSTS, 'i/group_vars/d.yml': vars, 'i/toposcope.yml': 'plain_secrets: allow\n' }),
    ).toEqual([]);
  });

  it('come from the environment', () => {
    const files = {
      'i/hosts': HOSTS,
      'i/group_vars/d.yml': 'ansible_password: env:PASS\nansible_become_password: env:ENABLE\n',
    };
    const { inventory, problems } = read(files, { PASS: 'hunter2', ENABLE: 'hunter3' });
    expect(problems).toEqual([]);
    expect(inventory.devices.map(({ connection }) => connection.password?.reveal())).toEqual(['hunter2', 'hunter2']);
    expect(inventory.devices[0]?.connection.becomePassword?.reveal()).toBe('hunter3');
    expect(JSON.stringify(inventory)).not.toContain('hunter');
    expect(complaints(files, { PASS: 'x' })).toEqual([
      'i/group_vars/d.yml:2:1 error CONFIG_SECRET_MISSING environment variable ENABLE, named by ansible_become_password, is not set',
    ]);
    expect(complaints({ hosts: 'r1 ansible_password=env:1x\n' })).toEqual([
      'hosts:1:4 error CONFIG_INVALID_VALUE ansible_password does not name an environment variable',
    ]);
  });

  it('as numbers lose digits, which is told', () => {
    expect(
      complaints({
        'i/hosts': HOSTS,
        'i/host_vars/r1.yml': 'ansible_password: 0700\n',
        'i/toposcope.yml': 'plain_secrets: allow',
      }),
    ).toEqual(['i/host_vars/r1.yml:1:1 warning CONFIG_INVALID_VALUE ansible_password is a number, not text']);
  });

  it('never reach a message', () => {
    const files = {
      'i/hosts':
        'r1 ansible_password="hunter2 hunter2\nr2 ansible_password=hunter2 hunter2\nansible_password=hunter2\n[d:children]\nansible_password=hunter2\npassword hunter2\n[d:vars]\nhunter2\n[all:vars]\nansible_passwrd=hunter2\n',
      'i/host_vars/r2.yml': 'ansible_password: hunter2: hunter2\n',
      'i/host_vars/r1.yml':
        'ansible_password: [hunter2]\nansible_become_password: {hunter2: 1}\nansible_ssh_pass: "{{ hunter2 }}"',
      'i/group_vars/all.yml': 'ansible_password: *hunter2\n',
      'i/group_vars/d.yml': 'ansible_password: "hunter2\n',
    };
    const { problems } = read(files);
    expect(problems.length).toBeGreaterThan(8);
    expect(JSON.stringify(problems)).not.toContain('hunter');
  });
});

describe('values', () => {
  it.each([
    [
      'ansible_host=192.0.2.1[1:2]',
      'CONFIG_INVALID_VALUE ansible_host must be a name or an address, not "192.0.2.1[1:2]"',
    ],
    ['ansible_port=0', 'CONFIG_INVALID_VALUE ansible_port must be a port number, not "0"'],
    ['ansible_port=70000', 'CONFIG_INVALID_VALUE ansible_port must be a port number, not "70000"'],
    ['ansible_port=ssh', 'CONFIG_INVALID_VALUE ansible_port must be a port number, not "ssh"'],
    ['ansible_become=perhaps', 'CONFIG_INVALID_VALUE ansible_become must be true or false, not "perhaps"'],
    ['ansible_host=[1]', 'CONFIG_INVALID_VALUE ansible_host must be text, not a list'],
    [
      'toposcope_legacy_algorithms=ios12',
      'CONFIG_INVALID_VALUE toposcope_legacy_algorithms must be none, ios15, group1, not "ios12"',
    ],
    ["toposcope_aliases={'a':1}", 'CONFIG_INVALID_VALUE toposcope_aliases must be a list of names, not a mapping'],
    ['ansible_host={{name}}', 'CONFIG_INVALID_VALUE ansible_host refers to a variable that is not set'],
    [
      'ansible_host={{ name | upper() | regex_replace("a") }}'.replaceAll('"', "'"),
      'CONFIG_UNSUPPORTED ansible_host is a Jinja template that only a playbook run can evaluate',
    ],
  ])('%s', (assignment, complaint) => {
    expect(complaints({ hosts: `r1 "${assignment}"\n` })).toEqual([`hosts:1:4 error ${complaint}`]);
  });

  it('are told once where many devices share them', () => {
    expect(
      complaints({ hosts: '[d]\nr[1:9]\n[d:vars]\nansible_port=x\nansible_user={{ me }}\nanything={{ me }}\n' }),
    ).toEqual([
      'hosts:4:1 error CONFIG_INVALID_VALUE ansible_port must be a port number, not "x"',
      'hosts:5:1 error CONFIG_INVALID_VALUE ansible_user refers to a variable that is not set',
    ]);
  });

  it('that are overruled do no harm', () => {
    expect(complaints({ hosts: '[d]\nr1 ansible_port=22\n[d:vars]\nansible_port=x\n' })).toEqual([]);
  });

  it('of become method and connection plugin', () => {
    expect(
      complaints({ hosts: 'r1 ansible_become=yes ansible_become_method=su\nr2 ansible_become_method=su\n' }),
    ).toEqual(['hosts:1:23 error CONFIG_INVALID_VALUE ansible_become_method must be enable or sudo, not "su"']);
    expect(
      complaints({ hosts: 'r1 ansible_connection=local\nr2 ansible_connection=ansible.netcommon.network_cli\n' }),
    ).toEqual(['hosts:1:4 warning CONFIG_UNSUPPORTED ansible_connection local is read as network_cli']);
  });
});

const DEFAULT_KEYS = ['id_ed25519', 'id_ecdsa', 'id_rsa'].map((name) => ({ path: `~/.ssh/${name}`, required: false }));

describe('connections', () => {
  it('are what network_cli would use', () => {
    const { inventory } = read({
      hosts: `r1
r2:2222 ansible_host=192.0.2.2 ansible_user=me ansible_password=a ansible_ssh_pass=b ansible_become=1 ansible_enable_pass=c
r3 ansible_ssh_host=192.0.2.3 ansible_ssh_port=23 ansible_ssh_user=you ansible_private_key_file=~/.ssh/id ansible_host_key_checking=False
[2001:db8::1]:2201 ansible_network_os=cisco.ios.ios toposcope_site=north toposcope_role=core "toposcope_aliases=a, b" toposcope_legacy_algorithms=ios15
`,
    });
    const shown = inventory.devices.map(({ connection, ...rest }) => {
      const { password, becomePassword, ...other } = connection;
      return { ...rest, ...other, password: password?.reveal(), becomePassword: becomePassword?.reveal() };
    });
    const plain = {
      name: 'r1',
      groups: [],
      host: 'r1',
      port: 22,
      user: null,
      password: undefined,
      privateKeyFiles: DEFAULT_KEYS,
      privateKeyPassphrase: null,
      useAgent: true,
      agentSocket: null,
      jumps: [],
      become: false,
      becomePassword: undefined,
      legacyAlgorithms: 'none',
      hostKeyChecking: true,
      networkOs: null,
      site: null,
      role: null,
      aliases: [],
    };
    expect(shown).toEqual([
      plain,
      {
        ...plain,
        name: 'r2',
        host: '192.0.2.2',
        port: 2222,
        user: 'me',
        password: 'b',
        privateKeyFiles: [],
        useAgent: false,
        become: true,
        becomePassword: 'c',
      },
      {
        ...plain,
        name: 'r3',
        host: '192.0.2.3',
        port: 23,
        user: 'you',
        privateKeyFiles: [{ path: '~/.ssh/id', required: true }],
        hostKeyChecking: false,
      },
      {
        ...plain,
        name: '2001:db8::1',
        host: '2001:db8::1',
        port: 2201,
        networkOs: 'cisco.ios.ios',
        site: 'north',
        role: 'core',
        aliases: ['a', 'b'],
        legacyAlgorithms: 'ios15',
      },
    ]);
  });
});

describe('files', () => {
  it('without devices', () => {
    expect(complaints({})).toEqual([' error CONFIG_NO_DEVICES there is no inventory file']);
    expect(complaints({ 'i/hosts': '# none\n' })).toEqual([
      'i/hosts error CONFIG_NO_DEVICES the inventory names no devices',
    ]);
  });

  it('that nothing reads', () => {
    const files = {
      'i/hosts': '[devices]\nr1\n',
      'i/host_vars/r9.yml': 'a: 1\n',
      'i/host_vars/r1.yml': 'a: 1\n',
      'i/host_vars/r1.yaml': 'a: 2\n',
      'i/group_vars/device.yml': 'a: 1\n',
      'i/group_vars/.hidden.yml': 'a: 1\n',
      'i/site/hosts': 'r2\n',
      'i/site/host_vars/r2.yml': 'a: 1\n',
      'i/lab.toml': 'a = 1\n',
      'i/README.md': 'words\n',
      'i/.git/config': '[core]\n',
      'i/known_hosts': 'r1 ssh-rsa AAAA\n',
      'i/toposcope.yaml': 'domains: []\n',
      'i/toposcope.yml': 'domains: []\n',
    };
    const { inventory, problems } = read(files);
    expect(inventory.devices.map(({ name }) => name)).toEqual(['r1', 'r2']);
    expect(describeProblems(problems)).toEqual([
      'i/group_vars/device.yml warning CONFIG_UNDEFINED_GROUP no group of the inventory is called device',
      'i/host_vars/r1.yaml warning CONFIG_UNSUPPORTED this file is not read: of r1, r1/, r1.yml, r1.yaml and r1.json the first counts',
      'i/host_vars/r9.yml warning CONFIG_PATTERN_NO_MATCH no host of the inventory is called r9',
      'i/lab.toml warning CONFIG_UNSUPPORTED this file is not read: it is no known kind of inventory',
      'i/site/host_vars/r2.yml warning CONFIG_UNSUPPORTED this file is not read: variables are read from host_vars and group_vars beside the hosts file only',
      'i/toposcope.yml warning CONFIG_UNSUPPORTED this second settings file is not read',
    ]);
    expect(problems.map(({ hint }) => hint).slice(0, 1)).toEqual(['did you mean devices?']);
  });

  it.each(['hosts', 'hosts.ini', 'inventory.ini', './lab', '/etc/net/hosts', 'host_vars.ini'])(
    '%s alone is enough',
    (path) => {
      const { inventory, problems } = read({ [path]: '[devices]\nr1\n' });
      expect(inventory.devices.map(({ name, groups }) => [name, ...groups])).toEqual([['r1', 'devices']]);
      expect(problems).toEqual([]);
    },
  );

  it('of variables must be mappings', () => {
    expect(complaints({ 'i/hosts': 'r1\n', 'i/host_vars/r1.yml': '- a\n' })).toEqual([
      'i/host_vars/r1.yml:1:1 error CONFIG_SYNTAX a file of variables is a mapping, not a list',
    ]);
    expect(complaints({ 'i/hosts': 'r1\n', 'i/host_vars/r1.yml': '\n# empty\n' })).toEqual([]);
  });

  it('may start with a byte order mark and end lines as Windows does', () => {
    const { inventory, problems } = read({
      'i/hosts': '\uFEFF[devices]\r\nr1\r\n',
      'i/host_vars/r1.yml': '\uFEFFansible_port: 23\r\n',
    });
    expect(problems).toEqual([]);
    expect(inventory.devices[0]?.connection.port).toBe(23);
  });
});

describe('values without end', () => {
  it('a variable that doubles with each reference is filled once and refused by its length', () => {
    const doubled = Array.from({ length: 60 }, (_, i) => `v${i + 1}={{ v${i} }}{{ v${i} }}`);
    const text = `[all:vars]\nv0=0123456789\n${doubled.join('\n')}\nansible_host={{ v60 }}\n[d]\nr1\nr2\n`;
    expect(complaints({ hosts: text })).toEqual([
      'hosts:15:1 error CONFIG_INVALID_VALUE v13 has more than 65536 characters once its templates are filled',
    ]);
  });

  it('a row of jump hosts ends after sixteen, written in one place or in many', () => {
    const row = Array.from({ length: 3000 }, (_, i) => `j${i}`).join(',');
    expect(complaints({ hosts: `r1 toposcope_jump_host=${row}\n` })).toEqual([
      'hosts:1:4 error CONFIG_INVALID_VALUE more than 16 jump hosts in a row in front of r1',
    ]);
    const chain = Array.from({ length: 3000 }, (_, i) => `r${i} toposcope_jump_host=r${i + 1}`);
    const found = complaints({ hosts: `${chain.join('\n')}\nr3000\n` });
    expect(found).toHaveLength(3000 - 16);
    expect(found[0]).toContain('more than 16 jump hosts in a row in front of r0');
  });
});

it('refuses Telnet in so many words', () => {
  expect(complaints({ hosts: 'r1 ansible_connection=ansible.netcommon.telnet\n' })).toEqual([
    'hosts:1:4 error CONFIG_UNSUPPORTED ansible_connection: Telnet is not offered',
  ]);
});

it('takes env:NAME for no plain secret where Ansible marked the text as unsafe', () => {
  const hostvars = { r1: { ansible_password: { __ansible_unsafe: 'env:LAB' } } };
  const text = JSON.stringify({ all: { hosts: ['r1'] }, _meta: { hostvars } });
  expect(complaints({ 'hosts.json': text }, { LAB: 'x' })).toEqual([]);
});

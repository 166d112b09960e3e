// toposcope.yml: every key, every default, and every fault at its line and column.
import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS, parseInventory } from '../../src/inventory/index.ts';
import { parseSeconds } from '../../src/inventory/settings-values.ts';
import { describeProblems } from './support.ts';

const HOSTS = { path: 'inventory/hosts', text: '[devices]\nr1\nr2\n[edge-devices]\nr6-edge\n' };

/** Tested in watching.test.ts and collect-settings.test.ts. */
const { neighbors, incidents, alerts, events, pollEvery, retention, flows } = DEFAULT_SETTINGS;
const WATCHING = { neighbors, incidents, alerts, events, pollEvery, retention, flows };

function read(text: string) {
  return parseInventory([HOSTS, { path: 'inventory/toposcope.yml', text }], {});
}

function complaints(text: string): string[] {
  return describeProblems(read(text).problems).map((line) => line.replace('inventory/toposcope.yml:', ''));
}

describe('settings', () => {
  it('have defaults that change nothing and trust nothing', () => {
    expect(DEFAULT_SETTINGS).toEqual({
      ...WATCHING,
      declaredLinks: [],
      excludePorts: [],
      domains: [],
      ensureLldp: false,
      hostKeys: 'strict',
      knownHosts: ['output/known_hosts', '~/.ssh/known_hosts'],
      templates: null,
      collect: { endpoints: false },
      netflow: null,
      sflow: null,
      ssh: {
        concurrency: 50,
        loginsPerSecond: null,
        perSite: { sessions: null, loginsPerSecond: null },
        perJumpHost: { sessions: 10, loginsPerSecond: null },
        jitterSeconds: 0,
        retries: 2,
        retryDelaySeconds: 1,
        configFile: '~/.ssh/config',
        connectTimeoutSeconds: 10,
        commandTimeoutSeconds: 30,
        visitTimeoutSeconds: 120,
      },
      views: [{ name: 'all', title: null, direction: 'down', ranks: [], include: null, exclude: [], hide: [] }],
    });
  });

  it.each(['', '# nothing\n', '---\n', 'domains:\nlinks:\nviews:\nssh:\n'])('%j is the defaults', (text) => {
    const { settings, problems } = read(text);
    expect(settings).toEqual(DEFAULT_SETTINGS);
    expect(problems).toEqual([]);
  });

  it('reads every key', () => {
    const { settings, problems } = read(`
domains: [.virl.info., example.net]
ensure_lldp: yes
host_keys: accept-new
known_hosts: [keys]
templates: ../ntc-templates
exclude_ports:
  - Gi0/0
  - { device: edge-devices, port: "Management*" }
links:
  - { a: Client, b: "r6-edge:Gi0/4", speed: 1G, description: to the client }
  - { a: "r1:Hu1/0/1:2", b: "r2: Te1/1", speed: 2.5G }
  - { a: "r1:eth0", b: Server, speed: 100000000 }
ssh:
  concurrency: 5
  logins_per_second: 0.5
  per_site: { sessions: 3, logins_per_second: 2 }
  per_jump_host: { sessions: none, logins_per_second: 1 }
  jitter: 0
  retries: 0
  retry_delay: 250ms
  config: ./ssh_config
  connect_timeout: 500ms
  command_timeout: 45
  visit_timeout: 2m
collect: { endpoints: true }
plain_secrets: allow
views:
  lab:
    title: Lab
    direction: right
    ranks: [[Client, r6-edge], "r*", []]
    include: [devices, Client]
    exclude: [r2]
    hide: [phone, access-point]
  other: { rank: [[r1]] }
  bare:
`);
    expect(problems).toEqual([]);
    expect(settings).toEqual({
      ...WATCHING,
      domains: ['virl.info', 'example.net'],
      ensureLldp: true,
      hostKeys: 'accept-new',
      knownHosts: ['keys'],
      templates: 'inventory/../ntc-templates',
      excludePorts: [
        { device: '*', port: 'Gi0/0' },
        { device: 'edge-devices', port: 'Management*' },
      ],
      declaredLinks: [
        {
          a: { device: 'Client', port: null },
          b: { device: 'r6-edge', port: 'GigabitEthernet0/4' },
          speedBps: 1e9,
          description: 'to the client',
        },
        {
          a: { device: 'r1', port: 'HundredGigE1/0/1:2' },
          b: { device: 'r2', port: 'TenGigabitEthernet1/1' },
          speedBps: 2.5e9,
          description: null,
        },
        { a: { device: 'r1', port: 'eth0' }, b: { device: 'Server', port: null }, speedBps: 1e8, description: null },
      ],
      collect: { endpoints: true },
      netflow: null,
      sflow: null,
      ssh: {
        concurrency: 5,
        loginsPerSecond: 0.5,
        perSite: { sessions: 3, loginsPerSecond: 2 },
        perJumpHost: { sessions: null, loginsPerSecond: 1 },
        jitterSeconds: 0,
        retries: 0,
        retryDelaySeconds: 0.25,
        configFile: './ssh_config',
        connectTimeoutSeconds: 0.5,
        commandTimeoutSeconds: 45,
        visitTimeoutSeconds: 120,
      },
      views: [
        {
          name: 'lab',
          title: 'Lab',
          direction: 'right',
          ranks: [['Client', 'r6-edge'], ['r*'], []],
          include: ['devices', 'Client'],
          exclude: ['r2'],
          hide: ['phone', 'access-point'],
        },
        { name: 'other', title: null, direction: 'down', ranks: [['r1']], include: null, exclude: [], hide: [] },
        { name: 'bare', title: null, direction: 'down', ranks: [], include: null, exclude: [], hide: [] },
      ],
    });
  });

  it('tells all faults at once, each with its place', () => {
    const text = `domain: [virl.info]
ensure_lldp: maybe
host_keys: accept_new
known_hosts: []
exclude_ports:
  - { device: r1 }
  - { devise: r1, port: Gi0/0 }
  - 7
links:
  - { a: Client }
  - { a: ":Gi0/1", b: r1, speed: fast }
ssh: { concurrency: 0, connect_timeout: soon, comand_timeout: 3 }
views:
  a/b: {}
  changes: {}
  lab:
    direction: up
    ranks: [[r1, 2]]
    rank: [[r1]]
    tittle: x
plain_secrets: yes
`;
    expect(complaints(text)).toEqual([
      '1:1 error CONFIG_UNKNOWN_KEY unknown key domain',
      '2:14 error CONFIG_INVALID_VALUE ensure_lldp must be true or false, not "maybe"',
      '3:12 error CONFIG_INVALID_VALUE host_keys must be strict or accept-new, not "accept_new"',
      '4:14 error CONFIG_INVALID_VALUE known_hosts needs at least one path',
      '6:5 error CONFIG_INVALID_VALUE exclude_ports[0].port is missing',
      '7:5 error CONFIG_INVALID_VALUE exclude_ports[1].device is missing',
      '7:7 error CONFIG_UNKNOWN_KEY unknown key devise in exclude_ports[1]',
      '8:5 error CONFIG_INVALID_VALUE exclude_ports[2] must be a mapping, not "7"',
      '10:5 error CONFIG_INVALID_VALUE links[0].b is missing',
      '11:10 error CONFIG_INVALID_VALUE links[1].a must be an end such as "r1:Gi0/1", or a device name, not ":Gi0/1"',
      '11:34 error CONFIG_INVALID_VALUE links[1].speed must be a speed such as 100M, 1G or 2.5G, not "fast"',
      '12:21 error CONFIG_INVALID_VALUE ssh.concurrency must be at least 1, not "0"',
      "12:41 error CONFIG_INVALID_VALUE ssh.connect_timeout must be a time such as 30 (seconds), '500ms', '10s' or '2m', not \"soon\"",
      '12:47 error CONFIG_UNKNOWN_KEY unknown key comand_timeout in ssh',
      '14:3 error CONFIG_INVALID_VALUE views.a/b must be a file name of letters, digits, "_", "-" and "."',
      '15:3 error CONFIG_INVALID_VALUE views.changes is taken: changes.svg is the picture of the last change',
      '17:16 error CONFIG_INVALID_VALUE views.lab.direction must be down or right, not "up"',
      '18:18 error CONFIG_INVALID_VALUE views.lab.ranks[0][1] must be text, not "2"',
      '20:5 error CONFIG_UNKNOWN_KEY unknown key tittle in views.lab',
      '21:16 error CONFIG_INVALID_VALUE plain_secrets must be allow or warn, not "true"',
    ]);
  });

  it('tells faults of limits and waits', () => {
    const text = `ssh:
  logins_per_second: 0
  per_site: { sessions: 1.5, session: 2 }
  per_jump_host: { sessions: nine, logins_per_second: -1 }
  jitter: soon
  retries: -1
  retry_delay: -1s
  connect_timeout: 0
  config: ""
collect: { endpoint: true }
`;
    expect(complaints(text)).toEqual([
      '2:22 error CONFIG_INVALID_VALUE ssh.logins_per_second must be a number above 0 such as 5 or 0.5, or none, not "0"',
      '3:25 error CONFIG_INVALID_VALUE ssh.per_site.sessions must be a whole number from 1, or none, not "1.5"',
      '3:30 error CONFIG_UNKNOWN_KEY unknown key session in ssh.per_site',
      '4:30 error CONFIG_INVALID_VALUE ssh.per_jump_host.sessions must be a whole number from 1, or none, not "nine"',
      '4:55 error CONFIG_INVALID_VALUE ssh.per_jump_host.logins_per_second must be a number above 0 such as 5 or 0.5, or none, not "-1"',
      "5:11 error CONFIG_INVALID_VALUE ssh.jitter must be a time such as 0, 30 (seconds), '500ms', '10s' or '2m', not \"soon\"",
      '6:12 error CONFIG_INVALID_VALUE ssh.retries must be at least 0, not "-1"',
      "7:16 error CONFIG_INVALID_VALUE ssh.retry_delay must be a time such as 0, 30 (seconds), '500ms', '10s' or '2m', not \"-1s\"",
      "8:20 error CONFIG_INVALID_VALUE ssh.connect_timeout must be a time such as 30 (seconds), '500ms', '10s' or '2m', not \"0\"",
      '9:11 error CONFIG_INVALID_VALUE ssh.config must not be empty',
      '10:12 error CONFIG_UNKNOWN_KEY unknown key endpoint in collect',
    ]);
    expect(read('ssh: { per_site: { session: 2 } }\n').problems[0]?.hint).toBe('did you mean sessions?');
    expect(read('ssh: { config: none }\n').settings.ssh.configFile).toBeNull();
  });

  it('names the nearest key or value', () => {
    const hints = (text: string) => read(text).problems.map(({ hint }) => hint);
    expect(hints('ensure_llpd: true\n')).toEqual(['did you mean ensure_lldp?']);
    expect(hints('ssh: { comand_timeout: 3 }\n')).toEqual(['did you mean command_timeout?']);
    expect(hints('host_keys: accept_new\n')).toEqual(['did you mean accept-new?']);
    expect(hints('views: { lab: { tittle: x } }\n')).toEqual(['did you mean title?']);
    expect(hints('qqqqqqqqqqqq: 1\n')[0]).toContain('the keys here are: collect, domains, ensure_lldp');
    expect(hints('domains: [12]\n')).toEqual(['put it in quotes, so that it is read as text']);
  });

  it('tells which versions of NetFlow there are', () => {
    expect(complaints('netflow: { sampling: 100, collectors: [192.0.2.9], ports: [] }\n')).toEqual([
      '1:22 warning CONFIG_UNSUPPORTED classic NetFlow of IOS does not sample: this has no effect there',
    ]);
    expect(complaints('netflow: { version: 4, collectors: [192.0.2.9], ports: [] }\n')).toEqual([
      '1:21 error CONFIG_INVALID_VALUE netflow.version must be 5, 9 or ipfix, not "4"',
    ]);
  });

  it('refuses rank beside ranks', () => {
    expect(complaints('views:\n  lab:\n    ranks: []\n    rank: []\n')).toEqual([
      '4:11 error CONFIG_INVALID_VALUE views.lab.rank is the same key as ranks: keep one of them',
    ]);
  });

  it.each([
    ['- a\n', '1:1 error CONFIG_INVALID_VALUE settings must be a mapping, not a list'],
    ['domains: [a\n', 'error CONFIG_SYNTAX not valid YAML: Flow sequence'],
    ['domains: &a [*a]\n', 'error CONFIG_'],
  ])('%j is no settings file', (text, expected) => {
    const { settings, problems } = read(text);
    expect(settings).toEqual(DEFAULT_SETTINGS);
    expect(describeProblems(problems)[0]).toContain(expected);
  });

  it('warns of plain names that fit nothing, at their place', () => {
    const text = `exclude_ports: [{ device: r9, port: Gi0/0 }]
links: [{ a: Client, b: r1 }]
views:
  lab:
    rank: [[Client, edge-device], [r1, nowhere]]
    include: [devices, "sw*", Client]
    exclude: [r77]
`;
    const { problems } = read(text);
    expect(describeProblems(problems)).toEqual([
      'inventory/toposcope.yml:1:27 warning CONFIG_PATTERN_NO_MATCH no device or group is called r9',
      'inventory/toposcope.yml:5:21 warning CONFIG_PATTERN_NO_MATCH no device or group is called edge-device',
      'inventory/toposcope.yml:5:40 warning CONFIG_PATTERN_NO_MATCH no device or group is called nowhere',
      'inventory/toposcope.yml:7:15 warning CONFIG_PATTERN_NO_MATCH no device or group is called r77',
    ]);
    expect(problems[1]?.hint).toBe('did you mean edge-devices?');
  });

  it.each([
    [10, 10],
    [0.5, 0.5],
    ['500ms', 0.5],
    ['10s', 10],
    ['2 m', 120],
    ['7', 7],
    [0, 0],
    [-1, null],
    ['1h', null],
    [true, null],
    [null, null],
    [Number.NaN, null],
  ])('time %j is %j seconds', (value, seconds) => expect(parseSeconds(value)).toBe(seconds));

  it('may have another name', () => {
    const files = [HOSTS, { path: 'elsewhere/lab-settings.yml', text: 'ensure_lldp: true\n' }];
    const { settings, problems } = parseInventory(files, {}, { settingsPath: 'elsewhere/lab-settings.yml' });
    expect(problems).toEqual([]);
    expect(settings.ensureLldp).toBe(true);
  });
});

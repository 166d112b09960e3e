// From the raw answers of a visit to facts about the device.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Answer, ParsedRecord } from '../../src/model/index.ts';
import { readPorts } from '../../src/platforms/facts/ports.ts';
import { findPlatform, interpretAnswers, readLldpStatus } from '../../src/platforms/index.ts';
import { TEMPLATES } from './templates.ts';

const platform = findPlatform('cisco_ios');
if (platform === undefined) throw new Error('cisco_ios is not registered');
const ios = platform;

function capture(path: string): string {
  return readFileSync(new URL(`../captures/platforms/cisco-ios/${path}.txt`, import.meta.url), 'utf8');
}

function answer(command: string, raw: string): Answer {
  return { command, raw, takenAt: '2026-11-21T10:00:00Z' };
}

function facts(...answers: Answer[]) {
  return interpretAnswers(ios, answers, TEMPLATES);
}

describe('the hostname', () => {
  it.each([
    ['the closing prompt', 'show lldp\r\n% LLDP is not enabled\r\n\r\nr6#', 'r6'],
    ['the prompt in front of the echo', 'r5-tor#show lldp\n% LLDP is not enabled\n', 'r5-tor'],
    [
      'an exec prompt before a cut config prompt',
      'r1(config)#do show lldp\n% LLDP is not enabled\nlong-name-1#',
      'long-name-1',
    ],
    ['a config prompt where there is no other', '\nr9(config)#', 'r9'],
  ])('is read from %s', (_, raw, hostname) => {
    expect(facts(answer('show lldp', raw)).hostname).toBe(hostname);
  });

  it('is unknown where no prompt was kept', () => {
    expect(facts(answer('show lldp', '% LLDP is not enabled')).hostname).toBeNull();
  });
});

describe('LLDP settings', () => {
  it('are read from show lldp', () => {
    expect(facts(answer('show lldp', capture('lldp/active/raw'))).lldp).toEqual({
      enabled: true,
      intervalSeconds: 10,
      holdSeconds: 40,
    });
    expect(readLldpStatus(ios, capture('lldp/not-enabled/raw'), TEMPLATES)).toEqual({
      enabled: false,
      intervalSeconds: null,
      holdSeconds: null,
    });
  });

  it('are unknown where the command was rejected or the answer is noise', () => {
    expect(readLldpStatus(ios, capture('lldp/rejected/raw'), TEMPLATES)).toBeNull();
    expect(readLldpStatus(ios, 'static', TEMPLATES)).toBeNull();
    expect(facts().lldp).toBeNull();
  });
});

describe('neighbours', () => {
  it('are brief and detail in one: full names, hold time, time remaining', () => {
    const found = facts(
      answer('show lldp neighbors', capture('lldp_merge/long-names/brief')),
      answer('show lldp neighbors detail', capture('lldp_merge/long-names/detail')),
    );
    expect(found.neighborsOutcome).toBe('ok');
    expect(found.problems).toEqual([]);
    expect(found.neighbors).toHaveLength(2);
    expect(found.neighbors[0]).toEqual({
      protocol: 'lldp',
      localPort: 'GigabitEthernet1',
      systemName: 'access-hall-1.campus.example',
      nameTruncated: false,
      chassisId: '0018.fe00.b020',
      portId: '17',
      portDescription: null,
      systemDescription: 'Some OS',
      capabilities: ['B'],
      managementAddresses: [],
      holdSeconds: 120,
      remainingSeconds: 90,
      command: 'show lldp neighbors detail',
      takenAt: '2026-11-21T10:00:00Z',
    });
  });

  it('are as old as the answer that tells of them', () => {
    const brief = answer('show lldp neighbors', capture('lldp_merge/long-names/brief'));
    const detail = answer('show lldp neighbors detail', capture('lldp_merge/long-names/detail'));
    const cdp = answer('show cdp neighbors detail', capture('cdp_neighbors_detail/two-blocks/raw'));
    const found = facts(brief, { ...detail, takenAt: '2026-11-21T10:00:07Z' }, { ...cdp, takenAt: '' });
    expect(found.neighbors.map(({ protocol, takenAt }) => [protocol, takenAt])).toEqual([
      ['lldp', '2026-11-21T10:00:07Z'],
      ['lldp', '2026-11-21T10:00:07Z'],
      ['cdp', null],
      ['cdp', null],
    ]);
  });

  it('from the brief table alone say which names are cut', () => {
    const found = facts(answer('show lldp neighbors', capture('lldp_neighbors/name-cut-and-glued/raw')));
    expect(
      found.neighbors.map(({ systemName, nameTruncated, localPort, portId }) => ({
        systemName,
        nameTruncated,
        localPort,
        portId,
      })),
    ).toEqual([
      {
        systemName: 'distribution-hall-07',
        nameTruncated: true,
        localPort: 'GigabitEthernet1/0/48',
        portId: 'TenGigabitEthernet1/1/4',
      },
      { systemName: 'dist-2', nameTruncated: false, localPort: 'GigabitEthernet1/0/47', portId: 'GigabitEthernet0/1' },
    ]);
    expect(found.neighbors[0]).toMatchObject({
      holdSeconds: 120,
      remainingSeconds: null,
      command: 'show lldp neighbors',
    });
  });

  it('from the brief table alone take a MAC or IP address for the chassis id', () => {
    const found = facts(answer('show lldp neighbors', capture('lldp_neighbors/mac-ip-and-words-as-name/raw')));
    expect(found.neighbors.map(({ systemName, chassisId }) => [systemName, chassisId])).toEqual([
      [null, 'd89e.f3aa.58fe'],
      [null, '10.20.30.40'],
      [null, null],
      [null, null],
    ]);
  });

  it('come out of a file of JSON lists of lines', () => {
    const found = facts(answer('show lldp neighbors', capture('lldp_neighbors/json-stdout-lines/raw')));
    expect(found.neighborsOutcome).toBe('ok');
    expect(found.neighbors.map((neighbor) => neighbor.systemName)).toEqual(['r6.virl.info', 'r5.virl.info']);
  });

  it.each([
    ['missing', []],
    [
      'disabled',
      [
        answer('show lldp neighbors', '% LLDP is not enabled'),
        answer('show lldp neighbors detail', '% LLDP is not enabled'),
      ],
    ],
    ['invalid', [answer('show lldp neighbors', "% Invalid input detected at '^' marker.")]],
    [
      'empty',
      [
        answer('show lldp neighbors', capture('lldp_neighbors/zero-rows/raw')),
        answer('show lldp neighbors detail', capture('lldp_neighbors_detail/zero-blocks/raw')),
      ],
    ],
    ['partial', [answer('show lldp neighbors', capture('lldp_neighbors/row-missing/raw'))]],
    ['ok', [answer('show lldp neighbors detail', capture('lldp_neighbors_detail/no-local-port/raw'))]],
    [
      'ok',
      [
        answer('show lldp neighbors', capture('lldp_merge/detail-rejected/brief')),
        answer('show lldp neighbors detail', capture('lldp_merge/detail-rejected/detail')),
      ],
    ],
  ])('have the outcome %s', (outcome, answers) => {
    expect(facts(...answers).neighborsOutcome).toBe(outcome);
  });

  it('that cannot be told apart keep their cut names, and say so', () => {
    const found = facts(
      answer('show lldp neighbors', capture('lldp_merge/table-changed-between/brief')),
      answer('show lldp neighbors detail', capture('lldp_merge/table-changed-between/detail')),
    );
    expect(found.neighborsOutcome).toBe('partial');
    expect(
      found.neighbors.map(({ systemName, nameTruncated, chassisId }) => [systemName, nameTruncated, chassisId]),
    ).toEqual([
      ['access-building-nort', true, null],
      ['access-building-nort', true, null],
      ['other', false, '0018.fe00.0003'],
    ]);
    expect(found.problems.map((problem) => problem.code)).toEqual(['PARSE_COUNT_MISMATCH']);
  });

  it('of CDP are claims too, in the letters of LLDP; the detail wins', () => {
    const brief = answer('show cdp neighbors', capture('cdp_neighbors/ports-of-every-kind/raw'));
    const detail = answer('show cdp neighbors detail', capture('cdp_neighbors_detail/two-blocks/raw'));
    expect(facts(brief).neighbors).toHaveLength(6);
    const found = facts(brief, detail);
    expect(found.neighborsOutcome).toBe('ok');
    expect(found.neighbors).toHaveLength(2);
    expect(found.neighbors[0]).toMatchObject({
      protocol: 'cdp',
      systemName: 'core-1(FDO00000TST)',
      portId: 'mgmt0',
      capabilities: ['R', 'B'],
      managementAddresses: ['192.0.2.254', '192.0.2.1', '2001:DB8::1'],
      holdSeconds: null,
      remainingSeconds: 133,
      command: 'show cdp neighbors detail',
    });
  });

  it('of CDP do not hide that LLDP is off', () => {
    const found = facts(
      answer('show lldp neighbors', '% LLDP is not enabled'),
      answer('show cdp neighbors', capture('cdp_neighbors/wrapped-names/raw')),
    );
    expect(found.neighborsOutcome).toBe('disabled');
    expect(found.neighbors).toHaveLength(3);
  });
});

describe('problems', () => {
  it('name the command and line, never a device', () => {
    const found = facts(
      answer('show lldp neighbors', capture('lldp_neighbors/unknown-line/raw')),
      answer('show lldp', 'static'),
    );
    expect(found.problems.map(({ code, command, line, device }) => ({ code, command, line, device }))).toEqual([
      { code: 'PARSE_UNKNOWN_LINE', command: 'show lldp', line: 1, device: undefined },
      { code: 'PARSE_UNKNOWN_LINE', command: 'show lldp neighbors', line: 7, device: undefined },
    ]);
  });

  it('of a missing or bad template spoil one command', () => {
    const without = { get: (name: string) => (name === 'cisco_ios_show_lldp' ? undefined : TEMPLATES.get(name)) };
    const broken = { get: (name: string) => (name === 'cisco_ios_show_lldp' ? 'Value X' : TEMPLATES.get(name)) };
    const answers = [
      answer('show lldp', capture('lldp/active/raw')),
      answer('show lldp neighbors', capture('lldp_neighbors/zero-rows/raw')),
    ];
    for (const [templates, code] of [
      [without, 'PARSE_TEMPLATE_MISSING'],
      [broken, 'PARSE_TEMPLATE_ERROR'],
    ] as const) {
      const found = interpretAnswers(ios, answers, templates);
      expect(found.lldp).toBeNull();
      expect(found.neighborsOutcome).toBe('empty');
      expect(found.problems.map((problem) => problem.code)).toEqual([code]);
    }
  });
});

describe('ports', () => {
  function ports(tables: Readonly<Record<string, readonly ParsedRecord[]>>) {
    const byFolder = new Map(
      Object.entries(tables).map(([folder, records]) => [
        folder,
        [{ command: folder, result: { outcome: 'ok' as const, records, problems: [] } }],
      ]),
    );
    return readPorts({ byFolder, problems: [] });
  }

  it('are joined by name from every table, in order', () => {
    const found = ports({
      interfaces: [
        { name: 'Port-channel2', members: ['GigabitEthernet0/2'] },
        {
          name: 'GigabitEthernet0/10',
          adminEnabled: true,
          protocolUp: true,
          bandwidthKbps: 1000000,
          speed: 'Auto Speed',
          mac: '5254.0000.0010',
          description: 'to core',
        },
        {
          name: 'GigabitEthernet0/2',
          linkStatus: 'administratively down',
          protocolStatus: 'down',
          bandwidthKbps: 64,
          speed: '1000Mb/s',
          ipAddress: '192.0.2.2',
          prefixLength: 30,
        },
        { name: 'Loopback0', linkStatus: 'up', protocolStatus: 'up', bandwidthKbps: 8000000 },
      ],
      ip_interface_brief: [
        { interface: 'Gi0/10', ip: '192.0.2.10', status: 'up', protocol: 'up' },
        { interface: 'GigabitEthernet0/2', ip: '192.0.2.2', status: 'administratively down', protocol: 'down' },
      ],
      ifindex: [
        { interface: 'GigabitEthernet0/10', ifIndex: 11 },
        { interface: 'Null0', ifIndex: 4 },
        { interface: 'unrouted VLAN 1', ifIndex: 99 },
      ],
      etherchannel_summary: [
        {
          ...{ bundle: 'Po1', mode: 'lacp', members: [{ interface: 'Gi0/10', flags: 'P' }] },
          states: [{ interface: 'Gi0/10', state: 'bundled' }],
        },
      ],
    });
    expect(found.map((port) => port.name)).toEqual([
      'GigabitEthernet0/2',
      'GigabitEthernet0/10',
      'Loopback0',
      'Null0',
      'Port-channel2',
    ]);
    expect(found[0]).toMatchObject({
      short: 'Gi0/2',
      bundle: 'Port-channel2',
      speedBps: 1e9,
      adminUp: false,
      operUp: false,
      addresses: ['192.0.2.2/30'],
      ifIndex: null,
    });
    expect(found[1]).toEqual({
      name: 'GigabitEthernet0/10',
      short: 'Gi0/10',
      ifIndex: 11,
      speedBps: 1e9,
      adminUp: true,
      operUp: true,
      description: 'to core',
      mac: '5254.0000.0010',
      bundle: 'Port-channel1',
      bundleProtocol: 'lacp',
      bundleState: 'bundled',
      addresses: ['192.0.2.10'],
      mtu: null,
      duplex: null,
    });
    expect(found[2]).toMatchObject({ speedBps: null, operUp: true });
    expect(found[3]).toMatchObject({ ifIndex: 4, adminUp: null, operUp: null });
  });

  it.each([
    ['1000Mb/s', 1e9],
    ['10Gb/s', 1e10],
    ['100Mbps', 1e8],
    ['2500Mb/s', 2.5e9],
    ['a-1000', 1e9],
    ['100', 1e8],
    ['10G', 1e10],
    ['auto', null],
    ['Auto Speed', null],
    [null, null],
  ])('at speed %j have %j bit/s', (speed, bps) => {
    expect(ports({ interfaces: [{ name: 'GigabitEthernet0/1', speed }] })[0]?.speedBps).toBe(bps);
  });
});

describe('two tables that disagree', () => {
  it('are named as they were asked for on the OS', () => {
    const comware = findPlatform('hp_comware');
    if (comware === undefined) throw new Error('hp_comware is not registered');
    const folder = new URL('../captures/platforms/hp-comware/', import.meta.url);
    const raw = (path: string) => readFileSync(new URL(`${path}/raw.txt`, folder), 'utf8');
    const { problems } = interpretAnswers(
      comware,
      [
        answer('display lldp neighbor-information list', raw('lldp_neighbors/name-first')),
        answer('display lldp neighbor-information verbose', raw('lldp_neighbors_detail/comware5-plain-with-cdp-phone')),
      ],
      TEMPLATES,
    );
    expect(problems.map(({ message }) => message)).toContainEqual(
      expect.stringMatching(
        /^"display lldp neighbor-information list" has \d+ neighbours, "display lldp neighbor-information verbose" has \d+$/,
      ),
    );
  });
});

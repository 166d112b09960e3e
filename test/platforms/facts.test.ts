// The facts that several tables tell together: uptime, endpoints, flow export, addresses.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ParsedRecord } from '../../src/model/index.ts';
import { readEndpoints } from '../../src/platforms/facts/endpoints.ts';
import { readFlowExport } from '../../src/platforms/facts/flow-export.ts';
import type { ParsedAnswers } from '../../src/platforms/facts/parsed-answers.ts';
import { readPorts } from '../../src/platforms/facts/ports.ts';
import { parseUptime } from '../../src/platforms/facts/uptime.ts';
import { capabilityLetters } from '../../src/platforms/records/capability-letters.ts';
import { LAG_WORDS, lagProtocol, memberState } from '../../src/platforms/records/lag-words.ts';

type Outcome = 'ok' | 'empty' | 'invalid' | 'disabled' | 'partial';

function answersOf(tables: Readonly<Record<string, readonly ParsedRecord[]>>, outcome: Outcome = 'ok'): ParsedAnswers {
  const byFolder = Object.entries(tables).map(
    ([folder, records]): [string, ParsedAnswers['byFolder'] extends ReadonlyMap<string, infer A> ? A : never] => [
      folder,
      [{ command: folder, result: { outcome, records, problems: [] } }],
    ],
  );
  return { byFolder: new Map(byFolder), problems: [] };
}

describe('an uptime', () => {
  it.each([
    ['1 year, 2 weeks, 3 days, 4 hours, 5 minutes', 33_019_500],
    ['2 days, 4 minutes', 173_040],
    ['42 minutes', 2520],
    ['125 day(s), 3 hour(s), 4 minute(s), 5 second(s)', 10_811_045],
    ['12 weeks, 3 days, 4 hours and 5 minutes', 7_531_500],
    ['up 12 days 03:04', 1_047_840],
    ['12 days, 3:04', 1_047_840],
    ['1w2d03:04:05', 788_645],
    ['1w2d3h4m5s', 788_645],
    ['4h5m6s', 14_706],
    ['3:04', 11_040],
    ['93784.51', 93_784],
    ['0 day(s), 0 hour(s), 0 minute(s), 0 second(s)', 0],
  ])('of %j is %i seconds', (text, seconds) => {
    expect(parseUptime(text)).toBe(seconds);
  });

  it.each(['', 'unknown', 'Sat Nov 21 2026', 'never'])('is not in %j', (text) => {
    expect(parseUptime(text)).toBeNull();
  });

  it('is what was written, in any units', () => {
    const part = fc.nat({ max: 500 });
    fc.assert(
      fc.property(part, part, part, part, part, (weeks, days, hours, minutes, seconds) => {
        const total = weeks * 604_800 + days * 86_400 + hours * 3600 + minutes * 60 + seconds;
        expect(parseUptime(`${weeks} weeks, ${days} days, ${hours} hours, ${minutes} mins, ${seconds} secs`)).toBe(
          total,
        );
        expect(parseUptime(`${weeks}w${days}d${hours}h${minutes}m${seconds}s`)).toBe(total);
        expect(
          parseUptime(`${weeks} week(s), ${days} day(s), ${hours} hour(s), ${minutes} minute(s), ${seconds} second(s)`),
        ).toBe(total);
      }),
    );
  });
});

describe('endpoints', () => {
  const learnt = { mac: '5254.0012.aa01', vlan: '10', ports: ['Gi1/0/5'] };

  it('are placed by the MAC table and addressed by ARP', () => {
    const found = readEndpoints(
      answersOf({
        mac_address_table: [learnt, { mac: '5254.0012.aa02', vlan: '20', ports: ['Po1'] }],
        arp: [
          { ip: '192.0.2.1', mac: '52-54-00-12-AA-01', interface: 'Vlan10' },
          { ip: '192.0.2.2', mac: '5254.0012.aa01', interface: 'Vlan-interface10' },
          { ip: '192.0.2.3', mac: null, interface: 'Vlan10' },
        ],
      }),
    );
    expect(found).toEqual([
      { mac: '52:54:00:12:aa:01', ip: '192.0.2.1', vlan: '10', port: 'GigabitEthernet1/0/5' },
      { mac: '52:54:00:12:aa:01', ip: '192.0.2.2', vlan: '10', port: 'GigabitEthernet1/0/5' },
      { mac: '52:54:00:12:aa:02', ip: null, vlan: '20', port: 'Port-channel1' },
    ]);
  });

  it('of one address in two VLANs keep to their own', () => {
    const found = readEndpoints(
      answersOf({
        mac_address_table: [learnt, { ...learnt, vlan: '20', ports: ['Gi1/0/6'] }],
        arp: [{ ip: '192.0.2.1', mac: learnt.mac, interface: 'Vlan20' }],
      }),
    );
    expect(found.map(({ vlan, ip }) => [vlan, ip])).toEqual([
      ['10', null],
      ['20', '192.0.2.1'],
    ]);
  });

  it('of a router stand where ARP says', () => {
    const arp = [
      { ip: '192.0.2.1', mac: '5254.0012.aa01', interface: 'Gi0/1' },
      { ip: '192.0.2.2', mac: '5254.0012.aa02', interface: 'Vlan10', port: 'Ethernet5' },
      { ip: '192.0.2.3', mac: '5254.0012.aa03', interface: 'Vlan10' },
    ];
    expect(readEndpoints(answersOf({ arp })).map(({ port, vlan }) => [port, vlan])).toEqual([
      ['GigabitEthernet0/1', null],
      ['Ethernet5', '10'],
      [null, '10'],
    ]);
  });

  it('are neither the device itself, nor groups, nor what is no port', () => {
    const found = readEndpoints(
      answersOf({
        interfaces: [{ name: 'Vlan10', mac: '5254.0012.0001' }],
        arp: [{ ip: '192.0.2.1', mac: '5254.0012.0001', interface: 'Vlan10' }],
        mac_address_table: [
          { mac: '0100.0ccc.cccc', vlan: null, ports: ['CPU'] },
          { mac: '0100.5e01.0101', vlan: '10', ports: ['Gi0/1'] },
          { mac: '5254.0012.aa03', vlan: '10', ports: ['Router', 'Switch'] },
        ],
      }),
    );
    expect(found).toEqual([]);
  });
});

describe('flow export', () => {
  it('is unknown where nobody answered, and nothing where the answer was empty', () => {
    expect(readFlowExport(answersOf({}))).toBeNull();
    expect(readFlowExport(answersOf({ flow_exporter: [] }, 'invalid'))).toBeNull();
    expect(readFlowExport(answersOf({ flow_exporter: [] }, 'empty'))).toEqual({
      exporters: [],
      samplers: [],
      ports: [],
      activeTimeoutSeconds: null,
      inactiveTimeoutSeconds: null,
    });
  });

  it('is joined from every table, each exporter and port once', () => {
    const exporter = { destination: '198.51.100.10', destinationPort: 2055, protocol: 'netflow5' };
    const found = readFlowExport(
      answersOf({
        flow_export: [exporter],
        flow_exporter: [
          exporter,
          { destination: '198.51.100.11', protocol: 'ipfix' },
          { destination: '198.51.100.12' },
        ],
        flow_interface: [
          { port: 'Gi0/2', ingress: false, egress: true, sampler: null },
          { port: 'GigabitEthernet0/2', ingress: true, egress: false, sampler: 'S' },
          { port: 'Gi0/1', ingress: true, egress: false },
          { port: 'Gi0/9', ingress: false, egress: false },
        ],
        flow_sampler: [
          { sampler: 'S', rate: 100, mode: 'random' },
          { sampler: 'off', rate: 0 },
        ],
        flow_monitor: [{ activeTimeoutSeconds: 60 }, { inactiveTimeoutSeconds: 15 }],
      }),
    );
    expect(found?.exporters.map(({ protocol, port }) => [protocol, port])).toEqual([
      ['netflow5', 2055],
      ['ipfix', 4739],
      ['netflow9', 2055],
    ]);
    expect(found?.samplers).toEqual([{ name: 'S', port: null, rate: 100, mode: 'random' }]);
    expect(found?.ports).toEqual([
      { port: 'GigabitEthernet0/1', ingress: true, egress: false, sampler: null },
      { port: 'GigabitEthernet0/2', ingress: true, egress: true, sampler: 'S' },
    ]);
    expect([found?.activeTimeoutSeconds, found?.inactiveTimeoutSeconds]).toEqual([60, 15]);
  });
});

describe('a port', () => {
  const port = (tables: Readonly<Record<string, readonly ParsedRecord[]>>) => readPorts(answersOf(tables))[0];

  it.each([
    ['Full-duplex', 'full'],
    ['a-full', 'full'],
    ['Half Duplex', 'half'],
    ['auto', 'auto'],
    ['Duplex unknown', null],
    [null, null],
  ])('of duplex %j is %j', (duplex, expected) => {
    expect(port({ interfaces: [{ name: 'Gi0/1', duplex }] })?.duplex).toBe(expected);
    expect(port({ interfaces_status: [{ port: 'Gi0/1', duplex }] })?.duplex).toBe(expected);
  });

  it('has each address once, with its length where any table has it', () => {
    const found = port({
      interfaces: [
        { name: 'Gi0/1', ipAddress: '192.0.2.1', prefixLength: 30, addresses: ['192.0.2.1/30', '192.0.2.5/30'] },
      ],
      ip_interface_brief: [{ interface: 'Gi0/1', ip: '192.0.2.1' }],
      ip_addresses: [
        { interface: 'Gi0/1', addresses: ['2001:db8::1'] },
        { interface: 'GigabitEthernet0/1', addresses: ['2001:db8::1/64', '192.0.2.1'] },
      ],
    });
    expect(found?.addresses).toEqual(['192.0.2.1/30', '192.0.2.5/30', '2001:db8::1/64']);
  });

  it('is up as its link is where the OS prints no protocol', () => {
    expect(port({ interfaces: [{ name: 'Ethernet1/1', linkStatus: 'up', protocolUp: null }] })?.operUp).toBe(true);
    expect(port({ interfaces: [{ name: 'Ethernet1/1', linkStatus: 'down (x)', protocolUp: null }] })?.operUp).toBe(
      false,
    );
    expect(port({ interfaces_description: [{ port: 'Gi0/1', status: 'admin down', protocol: 'down' }] })).toMatchObject(
      {
        adminUp: false,
        operUp: false,
      },
    );
  });

  it('is a member as itself, its LAG or the LAG table says', () => {
    expect(port({ interfaces: [{ name: 'Ethernet1', bundle: 'Port-Channel10' }] })?.bundle).toBe('Port-channel10');
    expect(port({ interfaces: [{ name: 'Port-Channel1', members: ['Ethernet1'] }] })?.bundle).toBe('Port-channel1');
    const group = { bundle: 'Po2', members: [{ interface: 'Eth1/1', flags: 'P' }] };
    expect(port({ etherchannel_summary: [group] })).toMatchObject({ name: 'Ethernet1/1', bundle: 'Port-channel2' });
  });
});

describe('the words of LAGs', () => {
  it('are those of the table, and nothing that every object has', () => {
    for (const words of Object.values(LAG_WORDS)) {
      for (const word of ['constructor', '__proto__', 'toString', 'no such word']) {
        expect([lagProtocol(words, word), memberState(words, word)]).toEqual([null, null]);
      }
      expect(words.members.map(([, state]) => state)).toContain('bundled');
    }
  });
});

describe('a member of a LAG', () => {
  const interfaces = (protocolUp: boolean | null) => [
    { name: 'Ethernet1', protocolUp, linkStatus: protocolUp === null ? null : protocolUp ? 'up' : 'down' },
  ];
  const member = (mode: string | null, state: string | null, protocolUp: boolean | null = null) => {
    const states = state === null ? [] : [{ interface: 'Eth1', state }];
    const group = { bundle: 'Po1', mode, members: [{ interface: 'Eth1', flags: '' }], states };
    const [port] = readPorts(answersOf({ interfaces: interfaces(protocolUp), etherchannel_summary: [group] }));
    return [port?.bundle, port?.bundleProtocol, port?.bundleState];
  };

  it.each([
    ['lacp', 'bundled', true, 'bundled'],
    ['lacp', 'bundled', false, 'bundled'],
    ['pagp', 'standby', false, 'standby'],
    ['lacp', 'suspended or down', true, 'suspended'],
    ['lacp', 'suspended or down', false, 'down'],
    ['lacp', 'suspended or down', null, 'suspended'],
    ['static', 'standby or down', true, 'standby'],
    ['static', 'standby or down', false, 'down'],
    ['static', null, true, 'bundled'],
    ['static', null, false, 'down'],
    ['static', null, null, null],
    ['lacp', null, true, null],
    [null, null, true, null],
  ] as const)('of a %s LAG that says %j, with a link %j, is %j', (mode, state, protocolUp, expected) => {
    expect(member(mode, state, protocolUp)).toEqual(['Port-channel1', mode, expected]);
  });

  it('is told by another table than the LAG, as RouterOS and Linux do', () => {
    const [port] = readPorts(
      answersOf({
        etherchannel_summary: [{ bundle: 'bond1', mode: 'lacp', members: [{ interface: 'ether7', flags: '' }] }],
        etherchannel_monitor: [{ bundle: null, states: [{ interface: 'ether7', state: 'bundled' }] }],
      }),
    );
    expect(port).toMatchObject({ bundle: 'bond1', bundleProtocol: 'lacp', bundleState: 'bundled' });
  });

  it('knows the protocol of its LAG from the LAG itself', () => {
    const ports = readPorts(answersOf({ interfaces: [{ name: 'lag1', members: ['1/1/1'], lagMode: 'static' }] }));
    expect(ports.find(({ name }) => name === '1/1/1')).toMatchObject({ bundle: 'lag1', bundleProtocol: 'static' });
  });

  it('that is in no LAG any more is in no state', () => {
    const [port] = readPorts(
      answersOf({
        etherchannel_summary: [{ states: [{ interface: 'Eth1', state: 'down' }] }],
        interfaces: interfaces(true),
      }),
    );
    expect(port).toMatchObject({ bundle: null, bundleProtocol: null, bundleState: null });
  });
});

describe('capabilities', () => {
  it.each([
    [['B,R'], ['B', 'R']],
    [['BR'], ['B', 'R']],
    [
      ['B', 'R'],
      ['B', 'R'],
    ],
    [['Bridge, Router'], ['B', 'R']],
    [['bridge,wlan-access-point,router'], ['B', 'W', 'R']],
    [['WLAN Access Point'], ['W']],
    [['Station Only'], ['S']],
    [['Router Bridge Telephone'], ['R', 'B', 'T']],
    [['something else'], []],
    [[], []],
  ])('%j are %j', (printed, letters) => {
    expect(capabilityLetters(printed)).toEqual(letters);
  });
});

// Configuring over SSH: what is typed is in the running configuration, twice typed is the same, and `no` takes it out.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Lab, startLab } from '../../src/lab/index.ts';
import { FIVE_ROUTERS } from './five-routers.ts';
import { openTestSession, type TestSession } from './test-session.ts';

let lab: Lab;
let session: TestSession;
beforeEach(async () => {
  lab = await startLab({ topology: FIVE_ROUTERS, basePort: 'free' });
  session = await openTestSession(lab, 'r1');
  await session.enable();
});
afterEach(() => lab.close());

/** The answer without echo and prompt, as lines. */
async function answer(command: string): Promise<string[]> {
  const text = await session.run(command);
  return text.split('\r\n').slice(1, -1);
}

async function configured(...lines: string[]): Promise<string[]> {
  await session.configure(...lines);
  return await answer('show running-config');
}

describe('classic NetFlow', () => {
  const LINES = [
    'ip flow-export source gi0/0',
    'ip flow-export version 5',
    'ip flow-export destination 192.0.2.9 9995 vrf Mgmt-intf',
    'ip flow-cache timeout active 1',
    'interface Gi0/1',
    'ip flow ingress',
    'ip flow egress',
  ];

  it('stands where IOS prints it, once however often it is typed', async () => {
    const first = await configured(...LINES);
    const global = first.filter((line) => line.startsWith('ip flow-'));
    expect(global).toEqual([
      'ip flow-cache timeout active 1',
      'ip flow-export source GigabitEthernet0/0',
      'ip flow-export version 5',
      'ip flow-export destination 192.0.2.9 9995 vrf Mgmt-intf',
    ]);
    const port = first.indexOf('interface GigabitEthernet0/1');
    expect(first.slice(port, port + 5)).toEqual([
      'interface GigabitEthernet0/1',
      ' ip address 10.0.0.14 255.255.255.252',
      ' ip flow ingress',
      ' ip flow egress',
      ' duplex auto',
    ]);
    expect(first.indexOf('ip flow-cache timeout active 1')).toBeGreaterThan(first.indexOf('ip forward-protocol nd'));
    expect(await configured(...LINES)).toEqual(first);
  });

  it('goes with no', async () => {
    const before = await answer('show running-config');
    await session.configure(...LINES);
    const after = await configured(
      'no ip flow-export source GigabitEthernet0/0',
      'no ip flow-export version 5',
      'no ip flow-export destination 192.0.2.9 9995 vrf Mgmt-intf',
      'no ip flow-cache timeout active',
      'interface Gi0/1',
      'no ip flow ingress',
      'no ip flow egress',
    );
    expect(after).toEqual(before);
  });

  it('is told by show ip flow', async () => {
    await session.configure(...LINES);
    const exported = await answer('show ip flow export');
    expect(exported).toEqual(
      expect.arrayContaining([
        'Flow export v5 is enabled for main cache',
        '  VRF ID : Mgmt-intf',
        '    Source(1)       192.168.2.218 (GigabitEthernet0/0)',
        '    Destination(1)  192.0.2.9 (9995) ',
      ]),
    );
    expect(await answer('show ip flow interface')).toEqual([
      'GigabitEthernet0/1',
      '  ip flow ingress',
      '  ip flow egress',
    ]);
  });

  it('takes two destinations and no third', async () => {
    await session.run('configure terminal');
    await session.run('ip flow-export destination 192.0.2.1 9995');
    await session.run('ip flow-export destination 192.0.2.2 9995');
    expect(await session.run('ip flow-export destination 192.0.2.3 9995')).toContain('%Exceeded maximum');
    expect(await session.run('ip flow-export destination 192.0.2.2 9995')).not.toContain('%');
  });
});

describe('Flexible NetFlow', () => {
  const BLOCKS = [
    'flow record TOPO',
    'match ipv4 source address',
    'match ipv4 protocol',
    'collect counter bytes',
    'flow exporter TOPO',
    'destination 192.0.2.9 vrf Mgmt-intf',
    'source gi0/0',
    'transport udp 2055',
    'export-protocol ipfix',
    'template data timeout 60',
    'option interface-table timeout 300',
    'flow monitor TOPO',
    'record TOPO',
    'exporter TOPO',
    'cache timeout active 60',
    'sampler ONE-IN-100',
    'mode random 1 out-of 100',
    'interface Gi0/2',
    'ip flow monitor TOPO sampler ONE-IN-100 input',
    'ip flow monitor TOPO output',
  ];

  it('has modes of its own and stands in front of the interfaces', async () => {
    await session.run('configure terminal');
    expect(await session.run('flow exporter TOPO')).toContain('r1(config-flow-exporter)#');
    expect(await session.run('sampler S')).toContain('r1(config-sampler)#');
    expect(await session.run('exit')).toContain('r1(config)#');
    await session.run('no sampler S');
    await session.run('no flow exporter TOPO');
    await session.run('end');
    const lines = await configured(...BLOCKS);
    const start = lines.indexOf('flow record TOPO');
    expect(lines.slice(start, lines.indexOf('multilink bundle-name authenticated'))).toEqual([
      'flow record TOPO',
      ' match ipv4 protocol',
      ' match ipv4 source address',
      ' collect counter bytes',
      '!',
      'flow exporter TOPO',
      ' destination 192.0.2.9 vrf Mgmt-intf',
      ' source GigabitEthernet0/0',
      ' transport udp 2055',
      ' export-protocol ipfix',
      ' template data timeout 60',
      ' option interface-table timeout 300',
      '!',
      'flow monitor TOPO',
      ' exporter TOPO',
      ' cache timeout active 60',
      ' record TOPO',
      '!',
      'sampler ONE-IN-100',
      ' mode random 1 out-of 100',
      '!',
    ]);
    expect(lines).toContain(' ip flow monitor TOPO sampler ONE-IN-100 input');
    expect(await configured(...BLOCKS)).toEqual(lines);
  });

  it('hides what is the default', async () => {
    const lines = await configured('flow exporter E', 'export-protocol netflow-v9', 'ttl 255', 'destination 192.0.2.1');
    const start = lines.indexOf('flow exporter E');
    expect(lines.slice(start, start + 3)).toEqual(['flow exporter E', ' destination 192.0.2.1', '!']);
  });

  it('refuses what names nothing', async () => {
    await session.run('configure terminal');
    await session.run('flow monitor M');
    expect(await session.run('record NOBODY')).toContain("% Flow Record: 'NOBODY' does not exist");
    await session.run('interface Gi0/1');
    expect(await session.run('ip flow monitor NOBODY input')).toContain("% Flow Monitor: 'NOBODY' does not exist");
  });

  it('is told by its show commands', async () => {
    await session.configure(...BLOCKS);
    expect(await answer('show flow exporter')).toEqual(
      expect.arrayContaining([
        '  Export protocol:          IPFIX (Version 10)',
        '    Destination IP address: 192.0.2.9',
        '    VRF label:              Mgmt-intf',
        '    Destination Port:       2055',
      ]),
    );
    expect(await answer('show flow monitor')).toContain('    Active Timeout:         60 secs');
    expect(await answer('show sampler')).toContain('  Rate:           1 out of 100');
    expect(await answer('show flow interface')).toEqual([
      'Interface GigabitEthernet0/2',
      '  FNF:  monitor:         TOPO',
      '        direction:       Input',
      '        traffic(ip):     sampler ONE-IN-100',
      '  FNF:  monitor:         TOPO',
      '        direction:       Output',
      '        traffic(ip):     on',
      '',
    ]);
  });
});

describe('interfaces', () => {
  it('are made and removed where they are no sockets', async () => {
    const before = await answer('show running-config');
    const made = await configured('interface loopback 1', 'ip address 10.1.1.1 255.255.255.255');
    expect(made).toContain('interface Loopback1');
    expect(await answer('show ip interface brief | include Loopback')).toEqual([
      'Loopback1                  10.1.1.1        YES NVRAM  up                    up      ',
    ]);
    expect(await configured('no interface Loopback1')).toEqual(before);
    await session.run('configure terminal');
    expect(await session.run('no interface Gi0/1')).toContain('%Removal of physical interfaces is not permitted.');
  });

  it('are bundled in a Port-channel', async () => {
    await session.run('configure terminal');
    await session.run('interface Gi0/1');
    expect(await session.run('channel-group 7 mode active')).toContain(
      'Creating a port-channel interface Port-channel 7',
    );
    await session.configure(
      'interface Gi0/2',
      'channel-group 7 mode active',
      'interface Gi0/3',
      'channel-group 7 mode on',
    );
    expect((await answer('show etherchannel summary')).at(-2)).toBe(
      '7      Po7(RD)        LACP        Gi0/1(w)    Gi0/2(w)    Gi0/3(D)    ',
    );
  });
});

describe('a topology file', () => {
  it('bundles ports, and CDP may run from the start', async () => {
    const topology = `name: pair
domain: ''
credentials: {user: cisco, password: cisco, enableSecret: cisco}
devices:
  a: {cdp: true, interfaces: {Gi0/1: {}, Gi0/2: {}, Po1: {address: 10.0.0.1/30, members: [Gi0/1, Gi0/2]}}}
  b: {cdp: true, interfaces: {Gi0/1: {}, Gi0/2: {}, Po1: {address: 10.0.0.2/30, members: [Gi0/1, Gi0/2]}}}
links: [['a:Gi0/1', 'b:Gi0/1'], ['a:Gi0/2', 'b:Gi0/2']]
`;
    const pair = await startLab({ topology, basePort: 'free' });
    const login = await openTestSession(pair, 'a');
    await login.enable();
    const status = async () => (await login.run('show ip interface brief | include Port')).split(/\s+/).slice(-3, -1);
    expect(await status()).toEqual(['up', 'up']);
    expect(await login.run('show cdp neighbors detail')).toContain('Total cdp entries displayed : 2');
    expect(await login.run('show etherchannel summary')).toContain('Gi0/1(P)    Gi0/2(P)');
    pair.cut('b:Gi0/1', 'carrier');
    expect(await login.run('show etherchannel summary')).toContain('Gi0/1(D)    Gi0/2(P)');
    expect(await status()).toEqual(['up', 'up']);
    pair.cut('b:Gi0/2', 'carrier');
    expect(await status()).toEqual(['down', 'down']);
    await pair.close();
  });
});

describe('configuration mode', () => {
  it('passes over comments and shows at most 20 characters of a name', async () => {
    await session.run('configure terminal');
    expect(await session.run('! nothing')).toBe('! nothing\r\nr1(config)#');
    expect(await session.run('hostname a-router-with-a-long-name')).toMatch(/\r\na-router-with-a-long\(config\)#$/);
    expect(await session.run('end')).toMatch(/\r\na-router-with-a-long-name#$/);
  });

  it('is saved, and a reload brings back what was', async () => {
    await session.configure('interface Gi0/1', 'description kept', 'ip flow ingress', 'lldp run');
    await session.run('write memory');
    const saved = await answer('show startup-config');
    await session.configure('hostname lost', 'interface Gi0/1', 'no description', 'interface Loopback9');
    expect(await session.run('reload', /Save\? \[yes\/no\]: $/)).toContain('has been modified');
    await session.run('no', /\[confirm\]$/);
    await session.run('', /never/);
    expect(session.closed).toBe(true);
    session = await openTestSession(lab, 'r1');
    await session.enable();
    expect((await answer('show running-config')).slice(3)).toEqual(saved.slice(1));
    expect(await answer('show running-config interface gi0/1')).toEqual(
      expect.arrayContaining([' description kept', ' ip flow ingress']),
    );
    expect(await session.run('show version')).toMatch(/uptime is 0 minutes/);
  });
});

describe('who is behind the ports', () => {
  it('CDP tells once it runs', async () => {
    expect(await answer('show cdp neighbors')).toEqual(['% CDP is not enabled']);
    await session.configure('cdp run');
    const other = await openTestSession(lab, 'r6-edge');
    await other.enable();
    await other.configure('cdp run');
    const detail = await answer('show cdp neighbors gi0/1 detail');
    expect(detail).toEqual(
      expect.arrayContaining([
        'Device ID: r6.virl.info',
        'Interface: GigabitEthernet0/1,  Port ID (outgoing port): GigabitEthernet0/1',
        'Total cdp entries displayed : 1',
      ]),
    );
    expect(await answer('show cdp neighbors | include Gig 0/1')).toEqual([
      'r6.virl.info     Gig 0/1           180        R B         IOSv      Gig 0/1',
    ]);
    other.close();
  });

  it('ARP and MAC tables tell routers and hosts', async () => {
    const other = await openTestSession(lab, 'r6-edge');
    await other.enable();
    const arp = await other.run('show ip arp gi0/4');
    expect(arp).toContain('Internet  10.0.0.10               -   5254.0005.0005  ARPA   GigabitEthernet0/4');
    expect(arp).toContain('Internet  10.0.0.9                2   0050.56ab.0001  ARPA   GigabitEthernet0/4');
    expect(await other.run('show mac address-table')).toContain('   1    0050.56ab.0001    DYNAMIC     Gi0/4');
    other.close();
  });
});

// Reading topology files: the shipped one, and bad ones with every problem at its line.
import { describe, expect, it } from 'vitest';
import { parseLabTopology } from '../../src/lab/index.ts';
import { type Problem, ToposcopeError } from '../../src/model/index.ts';
import { FIVE_ROUTERS } from './five-routers.ts';

function problemsOf(text: string): string[] {
  try {
    parseLabTopology(text, 'lab.yml');
  } catch (error) {
    if (!(error instanceof ToposcopeError)) throw error;
    expect(error.code).toBe('LAB_TOPOLOGY_INVALID');
    const problems = error.context.problems as readonly Problem[];
    return problems.map((problem) => `${problem.line}: ${problem.message}`);
  }
  throw new Error('the topology was accepted');
}

describe('the shipped topology', () => {
  it('is the five-router lab', () => {
    const topology = parseLabTopology(FIVE_ROUTERS);
    expect(Object.entries(topology.devices).map(([name, { sshPort }]) => `${name} ${sshPort}`)).toEqual([
      'r1 22218',
      'r2 22219',
      'r3 22220',
      'r5-tor 22221',
      'r6-edge 22222',
    ]);
    expect(topology.links).toHaveLength(8);
    expect(topology.domain).toBe('virl.info');
    expect(topology.credentials).toEqual({ user: 'cisco', password: 'cisco', enableSecret: 'cisco' });
  });

  it('gives both ends of every router cable addresses of one /30', () => {
    const { devices, links } = parseLabTopology(FIVE_ROUTERS);
    const network = (end: string) => {
      const [device = '', port = ''] = end.split(':');
      const [ip = '', length] = devices[device]?.interfaces[port]?.address?.split('/') ?? [];
      const last = Number(ip.split('.')[3]);
      return { length, network: ip.replace(/\d+$/, String(last - (last % 4))), host: last % 4 };
    };
    for (const [a, b] of links.filter((link) => link.every((end) => end.includes(':')))) {
      expect(network(a).network).toBe(network(b).network);
      expect([network(a).host, network(b).host].sort()).toEqual([1, 2]);
      expect(network(a).length).toBe('30');
    }
  });
});

describe('a bad topology', () => {
  const HEAD = 'name: x\ndomain: d\ncredentials: {user: u, password: p, enableSecret: e}\n';

  it('lists every contradiction with its line', () => {
    const text = `${HEAD}devices:
  r1:
    sshPort: 2001
    interfaces:
      Gi0/0: 10.0.0.1/30
      port7:
  r2:
    sshPort: 2001
    interfaces:
      Gi0/0:
links:
  - ['r1:Gi0/0', 'r2:Gi0/0']
  - ['r1:Gi0/0', 'Client']
  - ['r9:Gi0/0', 'r2:Gi0/1']
`;
    expect(problemsOf(text)).toEqual([
      '9: devices.r1.interfaces.port7: "port7" is no Cisco port name',
      "11: devices.r2.sshPort: 2001 is already r1's",
      '16: links.1.0: "r1:Gi0/0" already holds a cable',
      '16: links.1.1: "Client" is no port of a device and no host',
      '17: links.2.0: "r9:Gi0/0" is no port of a device and no host',
      '17: links.2.1: "r2:Gi0/1" is no port of a device and no host',
    ]);
  });

  it('tells members of what is no Port-channel, members that are not there, and faults that nobody knows', () => {
    expect(
      problemsOf(`${HEAD}devices:
  r1:
    interfaces:
      Gi0/0: {members: [Gi0/1]}
      Gi0/1:
      Po1: {members: [Gi0/1, Gi0/9]}
`),
    ).toEqual([
      '7: devices.r1.interfaces.Gi0/0.members: only a Port-channel has members, and "Gi0/0" is none',
      '9: devices.r1.interfaces.Po1.members.1: "Gi0/9" is no port of r1',
    ]);
    const faults = `${HEAD}devices: {r1: {interfaces: {}, faults: [bell, sulk]}}\n`;
    expect(problemsOf(faults).join()).toMatch(/^4: devices\.r1\.faults\.1: /);
  });

  it('lists every wrong or unknown key', () => {
    const found = problemsOf(
      `${HEAD}devices:\n  r1:\n    sshPort: many\n    interfaces: {}\n    colour: red\nlinkz: []\n`,
    );
    expect(found.join('\n')).toMatch(/^6: devices\.r1\.sshPort: .*number/m);
    expect(found.join('\n')).toMatch(/devices\.r1: .*colour/);
    expect(found.join('\n')).toMatch(/linkz/);
  });

  it('says where the YAML breaks', () => {
    expect(problemsOf('name: [x\ndomain: y\n').join()).toMatch(/^\d: /);
  });

  it('needs a device', () => {
    expect(problemsOf(`${HEAD}devices: {}\n`)).toEqual(['4: devices: no device']);
  });
});

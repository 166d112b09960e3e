// Configuration as statements: what is missing is typed, and what was typed is no longer missing.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countsTwice, findPlatform, flowPorts, planConfiguration } from '../../src/platforms/index.ts';

const ios = findPlatform('cisco_ios');
if (!ios) throw new Error('cisco_ios is not registered');

const RUNNING = `r1#show running-config
Building configuration...

Current configuration : 812 bytes
!
hostname r1
!
lldp run
!
interface GigabitEthernet0/0
 ip address 192.0.2.1 255.255.255.0
!
interface GigabitEthernet0/1
 description to r2
 ip flow ingress
!
interface GigabitEthernet0/10
 shutdown
!
flow exporter OLD
 destination 192.0.2.8
!
ip flow-export version 5
!
end

r1#`;

function plan(text: string, context = {}, running = RUNNING) {
  return planConfiguration(ios!, { file: 'test.j2', text }, context, running);
}

describe('a plan', () => {
  it('is empty where everything is there, ports in any spelling', () => {
    const wanted = 'lldp run\ninterface Gi0/1\n ip flow ingress\nflow exporter OLD\n destination 192.0.2.8\n';
    expect(plan(wanted)).toEqual({ lines: [], diff: [] });
  });

  it('types what is missing below its parents, and comes out again', () => {
    const wanted =
      'ip flow-export version 9\ninterface Gi0/0\n ip flow ingress\n ip flow egress\ninterface Gi0/1\n ip flow ingress\nlldp run\n';
    expect(plan(wanted)).toEqual({
      lines: ['ip flow-export version 9', 'interface Gi0/0', 'ip flow ingress', 'ip flow egress', 'exit'],
      diff: ['+ ip flow-export version 9', '  interface Gi0/0', '+  ip flow ingress', '+  ip flow egress'],
    });
  });

  it('takes away what is there, and nothing that is not', () => {
    expect(plan('flow exporter NEW\n destination 192.0.2.9\nflow exporter OLD\n transport udp 2055\n').diff).toEqual([
      '+ flow exporter NEW',
      '+  destination 192.0.2.9',
      '  flow exporter OLD',
      '+  transport udp 2055',
    ]);
    expect(plan('no lldp run\nno cdp run\ninterface Gi0/1\n no description\n no shutdown\n').lines).toEqual([
      'no lldp run',
      'interface Gi0/1',
      'no description',
      'exit',
    ]);
  });

  it('fills templates with white space as Ansible leaves it', () => {
    const text =
      '{% for port in ports %}\ninterface {{ port }}\n  {% if true %}\n ip flow ingress\n  {% endif %}\n{% endfor %}\n';
    expect(plan(text, { ports: ['Gi0/0', 'Gi0/1'] }).lines).toEqual(['interface Gi0/0', 'ip flow ingress', 'exit']);
  });

  it.each([
    ['{{ nothing.there }}', /^test\.j2:1: /],
    ['a\n{% if %}\n', /^test\.j2:2: /],
    ['{% for x in %}', /^test\.j2/],
  ])('refuses the template %j with its place', (text, message) => {
    expect(() => plan(text)).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID_VALUE', message: expect.stringMatching(message) }),
    );
  });

  it('cannot be made for a platform whose configuration is not compared', () => {
    const other = { ...ios!, name: 'other', configuration: undefined };
    const { configuration: _, ...without } = other;
    expect(() => planConfiguration(without, { file: 'x', text: 'x' }, {}, '')).toThrow(
      expect.objectContaining({ code: 'PROVISION_UNSUPPORTED' }),
    );
  });

  it('is empty once its lines are in force, whatever was there before', () => {
    const word = fc
      .stringMatching(/^[a-z]{2,8}( [a-z0-9]{1,6}){0,2}$/)
      .filter((text) => !/^(?:no|end|return|quit|exit)\b/.test(text));
    const block = fc.record({
      parent: word.map((text) => `block ${text}`),
      lines: fc.array(word, { minLength: 1, maxLength: 4 }),
    });
    const config = fc.record({ top: fc.array(word, { maxLength: 5 }), blocks: fc.array(block, { maxLength: 4 }) });
    fc.assert(
      fc.property(config, config, (before, wanted) => {
        const running = print(before);
        const { lines } = plan(print(wanted), {}, running);
        expect(plan(print(wanted), {}, type(running, lines)).lines).toEqual([]);
      }),
    );
  });
});

interface Config {
  readonly top: readonly string[];
  readonly blocks: readonly { readonly parent: string; readonly lines: readonly string[] }[];
}

function print({ top, blocks }: Config): string {
  return [...top, ...blocks.flatMap(({ parent, lines }) => [parent, ...lines.map((line) => ` ${line}`), '!'])].join(
    '\n',
  );
}

/** A device that keeps what is typed: `block …` opens a block, `exit` leaves it. */
function type(running: string, lines: readonly string[]): string {
  const kept: string[] = [];
  let inside = false;
  for (const line of lines) {
    if (line === 'exit') inside = false;
    else {
      kept.push(inside ? ` ${line}` : line);
      if (line.startsWith('block ')) inside = true;
    }
  }
  return `${running}\n${kept.join('\n')}`;
}

describe('ports to count', () => {
  const everywhere = () => true;
  const rule = (port: string, ingress = true, egress = false) => ({ device: '*', port, ingress, egress });

  it.each([
    ['Gi0/1', ['GigabitEthernet0/1']],
    ['GigabitEthernet0/1', ['GigabitEthernet0/1']],
    ['Gi0/*', ['GigabitEthernet0/0', 'GigabitEthernet0/1', 'GigabitEthernet0/10']],
    ['Gi0/?', ['GigabitEthernet0/0', 'GigabitEthernet0/1']],
    ['*', ['GigabitEthernet0/0', 'GigabitEthernet0/1', 'GigabitEthernet0/10']],
    ['Te*', []],
  ])('%s is %j', (pattern, names) => {
    expect(flowPorts(ios, RUNNING, [rule(pattern)], everywhere).map(({ name }) => name)).toEqual(names);
  });

  it('joins the rules of one port, and leaves out those of other devices', () => {
    const rules = [rule('Gi0/1'), rule('Gi0/1', false, true), { ...rule('Gi0/0'), device: 'r9' }];
    const found = flowPorts(ios, RUNNING, rules, (pattern) => pattern === '*');
    expect(found).toEqual([{ name: 'GigabitEthernet0/1', ingress: true, egress: true }]);
  });

  it('tells when a crossing packet is counted at two ports', () => {
    const [a, b] = [
      { name: 'a', ingress: true, egress: false },
      { name: 'b', ingress: true, egress: false },
    ];
    expect(countsTwice([a, b])).toBe(false);
    expect(countsTwice([{ ...a, egress: true }])).toBe(false);
    expect(countsTwice([a, { ...b, egress: true }])).toBe(true);
  });
});

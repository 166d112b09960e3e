// A user's template with the column names of ntc-templates, under the file name of ours, fills our records.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findPlatform, interpretAnswers, parseCommand, type Templates } from '../../src/platforms/index.ts';
import { TEMPLATES } from './templates.ts';

const platform = findPlatform('cisco_ios');
if (platform === undefined) throw new Error('cisco_ios is not registered');
const ios = platform;

/** Written for this test in the manner of ntc-templates: their column names, no TOTAL, a trailer that is passed over. */
const BRIEF = `Value NEIGHBOR_NAME (\\S.{0,19}?)
Value LOCAL_INTERFACE (\\S+)
Value CAPABILITIES (\\S*)
Value NEIGHBOR_INTERFACE (\\S+)

Start
  ^Device.*ID -> Rows

Rows
  ^\${NEIGHBOR_NAME}\\s+\${LOCAL_INTERFACE}\\s+\\d+\\s+\${CAPABILITIES}\\s+\${NEIGHBOR_INTERFACE}\\s*$$ -> Record
`;
const DETAIL = `Value Required LOCAL_INTERFACE (\\S+)
Value CHASSIS_ID (\\S+)
Value NEIGHBOR_PORT_ID (.+?)
Value NEIGHBOR_INTERFACE (.+?)
Value NEIGHBOR_NAME (.+?)
Value NEIGHBOR_DESCRIPTION (.+?)
Value CAPABILITIES (\\S+)
Value List MGMT_ADDRESS (\\S+)

Start
  ^Local Intf:\\s+\${LOCAL_INTERFACE}
  ^Chassis id:\\s+\${CHASSIS_ID}
  ^Port id:\\s+\${NEIGHBOR_PORT_ID}\\s*$$
  ^Port Description:\\s+\${NEIGHBOR_INTERFACE}\\s*$$
  ^System Name:\\s+\${NEIGHBOR_NAME}\\s*$$
  ^Enabled Capabilities:\\s+\${CAPABILITIES}
  ^\\s+IP:\\s+\${MGMT_ADDRESS} -> Record
`;
const INTERFACES = `Value Required INTERFACE (\\S+)
Value LINK_STATUS (.+?)
Value PROTOCOL_STATUS (.+?)
Value HARDWARE_TYPE (.+?)
Value MAC_ADDRESS (\\S+)
Value MTU (\\d+)
Value BANDWIDTH (\\d+ \\w+)

Start
  ^\\S+ is .+?, line protocol -> Continue.Record
  ^\${INTERFACE} is \${LINK_STATUS}, line protocol is \${PROTOCOL_STATUS}\\s*$$
  ^\\s+Hardware is \${HARDWARE_TYPE}, address is \${MAC_ADDRESS}
  ^\\s+MTU \${MTU} bytes, BW \${BANDWIDTH}
`;
const VERSION = `Value VERSION (\\S+?)
Value HOSTNAME (\\S+)
Value UPTIME (.+)
Value List HARDWARE (\\S+)
Value List SERIAL (\\S+)

Start
  ^.*Software.*Version \${VERSION},
  ^\${HOSTNAME} uptime is \${UPTIME}
  ^[Cc]isco \${HARDWARE} \\(
  ^Processor board ID \${SERIAL}
`;

const theirs = new Map([
  ['cisco_ios_show_lldp_neighbors', BRIEF],
  ['cisco_ios_show_lldp_neighbors_detail', DETAIL],
  ['cisco_ios_show_interfaces', INTERFACES],
  ['cisco_ios_show_version', VERSION],
]);
const templates: Templates = { get: (name) => theirs.get(name) ?? TEMPLATES.get(name) };

function capture(path: string): string {
  return readFileSync(new URL(`../captures/platforms/cisco-ios/${path}.txt`, import.meta.url), 'utf8');
}

const TABLE = [
  'Device ID           Local Intf     Hold-time  Capability      Port ID',
  'r2                  Gi0/1          120        R               Gi0/3',
  'sw-1                Gi0/2          120        B,R             Te1/1/4',
  '',
  'Total entries displayed: 2',
].join('\n');

describe("a template with ntc-templates' columns", () => {
  it('fills the brief table; the count is read from the last line', () => {
    const result = parseCommand(ios, 'show lldp neighbors', [TABLE], templates);
    expect(result.outcome).toBe('ok');
    expect(result.records).toMatchObject([
      { deviceId: 'r2', localInterface: 'GigabitEthernet0/1', capabilities: ['R'], portId: 'GigabitEthernet0/3' },
      { deviceId: 'sw-1', capabilities: ['B', 'R'], portId: 'TenGigabitEthernet1/1/4' },
    ]);
    const lost = parseCommand(ios, 'show lldp neighbors', [TABLE.replace(/^sw-1.*\n/m, '')], templates);
    expect(lost.outcome).toBe('partial');
    expect(lost.problems.map(({ code }) => code)).toEqual(['PARSE_COUNT_MISMATCH']);
  });

  it('fills the blocks: their NEIGHBOR_INTERFACE is the description where a port id is there too', () => {
    const block = [
      'Local Intf: Gi0/1',
      'Chassis id: 5254.0012.3401',
      'Port id: Gi0/3',
      'Port Description: to r1',
      'System Name: r2.example',
      'Enabled Capabilities: R',
      'Management Addresses:',
      '    IP: 192.0.2.2',
      '',
      'Total entries displayed: 1',
    ].join('\n');
    expect(parseCommand(ios, 'show lldp neighbors detail', [block], templates)).toMatchObject({
      outcome: 'ok',
      records: [
        {
          systemName: 'r2.example',
          portId: 'GigabitEthernet0/3',
          portDescription: 'to r1',
          enabledCapabilities: ['R'],
          managementAddresses: ['192.0.2.2'],
        },
      ],
    });
  });

  it('fills ports and the device', () => {
    const answers = [
      { command: 'show interfaces', raw: capture('interfaces/switch-with-svi-bundle-and-hostile-description/raw') },
      { command: 'show version', raw: capture('version/iosxe-stack-of-two/raw') },
    ].map((answer) => ({ ...answer, takenAt: '2026-11-21T10:00:00Z' }));
    const ours = interpretAnswers(ios, answers, TEMPLATES);
    const found = interpretAnswers(ios, answers, templates);
    const told = ours.ports.filter(({ mtu }) => mtu !== null);
    expect(told.length).toBeGreaterThan(2);
    expect(found.ports.map(({ name, mac, mtu, operUp }) => [name, mac, mtu, operUp])).toEqual(
      told.map(({ name, mac, mtu, operUp }) => [name, mac, mtu, operUp]),
    );
    expect([found.hostname, found.model, found.serial, found.uptimeSeconds]).toEqual([
      ours.hostname,
      ours.model,
      ours.serial,
      ours.uptimeSeconds,
    ]);
  });
});

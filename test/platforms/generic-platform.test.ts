// An OS that only templates know: written in the manner of ntc-templates, with their names and columns.
import { describe, expect, it } from 'vitest';
import {
  findPlatform,
  interpretAnswers,
  parseByTemplate,
  parseCommand,
  type Templates,
} from '../../src/platforms/index.ts';

const DETAIL = `Value Required LOCAL_INTERFACE (\\S+)
Value CHASSIS_ID (\\S+)
Value NEIGHBOR_PORT_ID (\\S.*?)
Value NEIGHBOR_NAME (\\S+)
Value NEIGHBOR_DESCRIPTION (\\S.*?)
Value CAPABILITIES (\\S.*?)
Value MGMT_ADDRESS (\\S+)

Start
  ^Port \\S+ -> Continue.Record
  ^Port \${LOCAL_INTERFACE} hears
  ^\\s+chassis\\s+\${CHASSIS_ID}\\s*$$
  ^\\s+port\\s+\${NEIGHBOR_PORT_ID}\\s*$$
  ^\\s+name\\s+\${NEIGHBOR_NAME}\\s*$$
  ^\\s+text\\s+\${NEIGHBOR_DESCRIPTION}\\s*$$
  ^\\s+can\\s+\${CAPABILITIES}\\s*$$
  ^\\s+address\\s+\${MGMT_ADDRESS}\\s*$$
  ^\\s*$$
  ^. -> Error
`;

const VERSION = `Value VERSION (\\S+)
Value HOSTNAME (\\S+)
Value MODEL (\\S+)
Value List SERIAL (\\S+)
Value SLOTS (\\d+)

Start
  ^AcmeOS \${VERSION} on \${HOSTNAME}
  ^Model \${MODEL}
  ^Serial \${SERIAL}
  ^Slots \${SLOTS}
  ^. -> Error
`;

const UPTIME = `Value Key HOSTNAME (\\S+)
Value UPTIME (.+?)

Start
  ^AcmeOS \\S+ on \${HOSTNAME}
  ^Up \${UPTIME}\\s*$$
`;

const SOURCES: Readonly<Record<string, string>> = {
  acme_os_show_lldp_neighbors_detail: DETAIL,
  acme_os_show_version: VERSION,
  acme_os_uptime: UPTIME,
};

const templates: Templates = {
  get: (name) => SOURCES[name],
  find: (platform, command) =>
    platform === 'acme_os' && command === 'show everything' ? ['acme_os_show_version', 'acme_os_uptime'] : undefined,
};

const NEIGHBORS = `acme-1> show lldp neighbors detail
Port eth1 hears
  chassis  0200.5e60.0001
  port     Gi0/1
  name     r1.example.net
  text     a router
  can      R, B
  address  192.0.2.1
Port eth2 hears
  chassis  0200.5e60.0002
  port     ge-0/0/1
  name     r2

acme-1> `;
const ABOUT = 'AcmeOS 7.1 on acme-1\nModel A-48\nSerial AC0001\nSerial AC0002\nSlots 2\nUp 3 days\n';

describe('an OS that only templates know', () => {
  const platform = findPlatform('Acme-OS', templates);

  it('is a platform where one of them reads a table of neighbours', () => {
    expect(platform).toMatchObject({
      name: 'acme_os',
      visit: ['show lldp neighbors detail'],
      optional: ['show version'],
      supportedCommands: ['lldp_neighbors_detail', 'version'],
    });
    expect(findPlatform('acme_os', templates)).toBe(platform);
    expect(findPlatform('acme_os')).toBeUndefined();
    expect(
      findPlatform('acme_os', { get: (name) => (name === 'acme_os_show_version' ? VERSION : undefined) }),
    ).toBeUndefined();
    expect(findPlatform('../../etc', templates)).toBeUndefined();
  });

  it('tells its neighbours and itself', () => {
    if (platform === undefined) throw new Error('no platform');
    const takenAt = '2026-11-21T10:00:00Z';
    const answers = [
      { command: 'show lldp neighbors detail', raw: NEIGHBORS, takenAt },
      { command: 'show version', raw: ABOUT.replace(/^Up.*\n/m, ''), takenAt },
    ];
    const facts = interpretAnswers(platform, answers, templates);
    expect(facts.problems).toEqual([]);
    expect(facts).toMatchObject({ neighborsOutcome: 'ok', hostname: 'acme-1', version: '7.1', model: 'A-48' });
    expect(facts.neighbors).toMatchObject([
      { localPort: 'eth1', systemName: 'r1.example.net', portId: 'GigabitEthernet0/1' },
      { localPort: 'eth2', systemName: 'r2', portId: 'ge-0/0/1' },
    ]);
  });

  it('reports the lines that its templates do not know', () => {
    if (platform === undefined) throw new Error('no platform');
    const result = parseCommand(platform, 'sh lldp nei det', [`${NEIGHBORS}\n!! broken\n`], templates);
    expect(result.outcome).toBe('partial');
    expect(result.records).toHaveLength(2);
  });
});

describe('any command with a template', () => {
  it('gives the columns of the template in lower case', () => {
    expect(parseByTemplate('acme-os', ' show   version', ABOUT.replace(/^Up.*\n/m, ''), templates)).toEqual({
      outcome: 'ok',
      records: [{ version: '7.1', hostname: 'acme-1', model: 'A-48', serial: ['AC0001', 'AC0002'], slots: '2' }],
      problems: [],
    });
  });

  it('joins the tables of several', () => {
    const result = parseByTemplate('acme_os', 'show everything', ABOUT, templates);
    expect(result?.records).toEqual([
      { version: '7.1', hostname: 'acme-1', model: 'A-48', serial: ['AC0001', 'AC0002'], slots: '2', uptime: '3 days' },
    ]);
    expect(result?.problems).toEqual([]);
  });

  it('is null without one', () => {
    expect(parseByTemplate('acme_os', 'show nothing', '', templates)).toBeNull();
  });
});

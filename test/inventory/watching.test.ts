// The part of toposcope.yml that says how a network is watched: values, defaults, secrets, and faults with their place.
import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS, parseInventory } from '../../src/inventory/index.ts';
import { describeProblems } from './support.ts';

const HOSTS = { path: 'hosts', text: 'r1\n[edge]\nr2\n' };
const ENV = {
  SLACK_URL: 'https://chat.example.net/token-of-chat',
  SMTP_PASSWORD: 'password-of-mail',
  COMMUNITY: 'trap-community-9',
};

function read(text: string) {
  return parseInventory([HOSTS, { path: 'toposcope.yml', text }], ENV);
}

function complaints(text: string): string[] {
  return describeProblems(read(text).problems);
}

describe('settings of watching', () => {
  it('listen to nobody and tell nobody unasked', () => {
    const { alerts, events } = DEFAULT_SETTINGS;
    expect([alerts.channels, alerts.routes, events.syslogUdp, events.syslogTcp, events.traps]).toEqual([
      ...[[], [], null, null, null],
    ]);
  });

  it('inherit damping from the section, and the section from the defaults', () => {
    const { incidents } = read(`
incidents:
  alert_after: 2m
  groups: [{ hosts: edge, alert_after_polls: 5, flap: { within: 1h } }, { hosts: r1, alert_after: hold }]
`).settings;
    expect(incidents.damping).toMatchObject({ warnAfterPolls: 1, alertAfterPolls: 2, alertAfterSeconds: 120 });
    expect(incidents.groups[0]?.damping).toMatchObject({
      alertAfterPolls: 5,
      alertAfterSeconds: 120,
      flapSeconds: 3600,
    });
    expect(incidents.groups[1]?.damping).toMatchObject({ alertAfterPolls: 2, alertAfterSeconds: null });
  });

  it('know windows by time and by schedule', () => {
    const { settings, problems } = read(`
incidents:
  maintenance:
    - { name: night, hosts: all, cron: '0 22 * * 6', duration: 90m, timezone: Europe/Berlin }
    - { hosts: 'r1:!edge', from: 2026-11-21 22:00, to: '2026-11-22T01:00:00+01:00' }
`);
    expect(problems).toEqual([]);
    expect(settings.incidents.maintenance).toEqual([
      { name: 'night', hosts: 'all', from: null, to: null, cron: '0 22 * * 6', minutes: 90, timezone: 'Europe/Berlin' },
      {
        ...{ name: 'window 2', hosts: 'r1:!edge', cron: null, minutes: null, timezone: null },
        ...{ from: '2026-11-21T22:00:00.000Z', to: '2026-11-22T00:00:00.000Z' },
      },
    ]);
  });

  it('open secrets and never print them', () => {
    const { settings, problems } = read(`
alerts:
  channels:
    noc: { type: slack, url: env:SLACK_URL, headers: { X-Key: env:COMMUNITY } }
    mail: { type: email, host: mail, from: a@example.net, to: b@example.net, user: u, password: env:SMTP_PASSWORD }
events: { traps: { port: 1162, communities: env:COMMUNITY } }
`);
    const [noc, mail] = settings.alerts.channels;
    expect(problems).toEqual([]);
    expect(noc?.url?.reveal()).toBe(ENV.SLACK_URL);
    expect(noc?.headers.get('X-Key')?.reveal()).toBe(ENV.COMMUNITY);
    expect(mail?.smtp).toMatchObject({ port: 587, security: 'starttls', to: ['b@example.net'] });
    expect(mail?.smtp?.password?.reveal()).toBe(ENV.SMTP_PASSWORD);
    expect(settings.events.communities.map((one) => one.reveal())).toEqual([ENV.COMMUNITY]);
    const printed = JSON.stringify(settings);
    for (const secret of Object.values(ENV)) expect(printed).not.toContain(secret);
  });

  it('send every alert everywhere where no route is written', () => {
    const { routes } = read('alerts: { channels: { x: { type: exec, command: /bin/true } } }').settings.alerts;
    expect(routes).toEqual([{ channels: ['x'], hosts: null, minSeverity: 'info', minStage: 'alert', kinds: null }]);
  });

  it.each([
    ['alerts: { channels: { x: { type: slak, url: env:A } } }', 'alerts.channels.x.type must be webhook, slack'],
    ['alerts: { channels: { x: { type: slack, url: env:NOPE } } }', 'environment variable NOPE, named by alerts'],
    ['alerts: { channels: { x: { type: slack, url: 5 } } }', 'not "***"'],
    ['alerts: { channels: { x: { type: exec, command: a } }, routes: [{ channels: y }] }', 'no channel is called y'],
    ['alerts: { channels: { x: { type: exec, command: a } }, routes: [] }', 'no route leads to channel x'],
    ['alerts: { channels: { x: { type: exec, comand: a } } }', 'unknown key comand in alerts.channels.x'],
    ['incidents: { maintenance: [{ hosts: r1 }] }', 'must have from and to, or cron and duration'],
    [
      'incidents: { maintenance: [{ hosts: r1, from: 2026-11-22 22:00, to: 2026-11-21 22:00 }] }',
      'begin before it ends',
    ],
    ['incidents: { groups: [{ hosts: egde }] }', 'no device or group is called egde'],
    ['events: { traps: { port: 162 } }', 'traps are received from nobody'],
    ['events: { traps: { port: 162, users: [{ name: u, auth: sha }] } }', 'SNMP user u has auth without auth_key'],
    ['events: { allow: [nowhere] }', 'must be an address or a range'],
    ['retention: { snapshots: 90 }', "must be a time such as '90d'"],
    ['poll: { every: often }', 'must be a cron expression'],
    ['neighbors: [{ ignore: true }]', 'must name at least one of name, description, capabilities, ports'],
  ])('%s is told with its place', (text, message) => {
    expect(complaints(text).join('\n')).toMatch(/toposcope\.yml:1:\d+/);
    expect(complaints(text).join('\n')).toContain(message);
  });

  it('warn once of secrets in plain text, and not of the address of a server', () => {
    const one = complaints(`alerts: { channels: { a: { type: alertmanager, url: 'http://192.0.2.1:9093' } } }`);
    expect(one).toEqual([]);
    const two = complaints(`events: { traps: { port: 162, communities: [hidden-word, other-word] } }`);
    expect(two).toHaveLength(1);
    expect(two.join()).toContain('is in plain text');
    expect(two.join()).not.toContain('word');
  });
});

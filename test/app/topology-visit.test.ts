// Which questions a visit asks, in which order.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { topologyVisit } from '../../src/app/topology-visit.ts';
import type { Session, VisitTarget } from '../../src/devices/index.ts';
import { findPlatform, type Templates } from '../../src/platforms/index.ts';
import { TEMPLATES } from '../platforms/templates.ts';

it('puts nothing into a command that is no name of a port', async () => {
  const junos = findPlatform('juniper_junos');
  if (junos === undefined) throw new Error('juniper_junos is not registered');
  const names = ['ge-0/0/0 | save x', 'ge-0/0/1;halt', '$&', '-x', 'ge-0/0/3'];
  const template = [
    'Value LOCAL_INTERFACE ([^\\]]*)',
    'Value CHASSIS_ID (\\S+)',
    '',
    'Start',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the placeholders are TextFSM's
    '  ^\\[${LOCAL_INTERFACE}\\] ${CHASSIS_ID}$$ -> Record',
    '',
  ].join('\n');
  const asked: string[] = [];
  const rows = names.map((name) => `[${name}] 00:00:5e:00:53:01`).join('\n');
  const run = (command: string) => {
    asked.push(command);
    const raw = command === 'show lldp neighbors' ? `${command}\n${rows}\nsw>` : `${command}\nsw>`;
    return Promise.resolve({ command, raw, takenAt: '2026-11-21T10:00:00Z' });
  };
  const careless: Templates = {
    ...TEMPLATES,
    get: (name) => (name === 'juniper_junos_show_lldp_neighbors' ? template : TEMPLATES.get(name)),
  };
  const visit = topologyVisit(careless, { ensureLldp: false, endpoints: false });
  await visit({ platform: junos, run } as unknown as Session, { name: 'edge-mx1' } as VisitTarget);
  expect(asked.filter((command) => command.startsWith('show lldp neighbors '))).toEqual([
    'show lldp neighbors interface ge-0/0/3',
  ]);
});

it('asks Junos for the detail of each port that hears somebody, once', async () => {
  const platform = findPlatform('juniper_junos');
  if (platform === undefined) throw new Error('juniper_junos is not registered');
  const captures = new URL('../captures/platforms/juniper-junos/', import.meta.url);
  const texts: Readonly<Record<string, string>> = {
    'show lldp': readFileSync(new URL('lldp/enabled-with-ports/raw.txt', captures), 'utf8'),
    'show lldp neighbors': readFileSync(new URL('lldp_neighbors/three-on-two-ports/raw.txt', captures), 'utf8'),
  };
  const asked: string[] = [];
  const run = (command: string) => {
    asked.push(command);
    return Promise.resolve({ command, raw: texts[command] ?? '', takenAt: '2026-11-21T10:00:00Z' });
  };
  const session = { platform, run } as unknown as Session;
  const visit = topologyVisit(TEMPLATES, { ensureLldp: false, endpoints: false });
  expect(await visit(session, { name: 'edge-mx1' } as VisitTarget)).toEqual({ changed: false });
  expect(asked).toEqual([
    ...platform.visit,
    'show lldp neighbors interface xe-0/0/0',
    'show lldp neighbors interface ge-0/1/1',
    ...platform.optional,
  ]);
});

// Every template of device configuration, found by name: it fills, and what it types is then no longer missing.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { NetflowSettings, SflowSettings } from '../../src/model/index.ts';
import { renderConfiguration } from '../../src/platforms/configuration/render.ts';
import { findPlatform, planConfiguration, platformNames } from '../../src/platforms/index.ts';

const FOLDER = new URL('../../templates/config/', import.meta.url);
const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.j2'));

const COLLECTORS = [
  { address: '192.0.2.9', port: 2055, vrf: 'Mgmt' },
  { address: '2001:db8::9', port: 9995, vrf: null },
];
const RULES = { ports: [], collectors: COLLECTORS };
const TIMES = { activeTimeoutSeconds: 60, inactiveTimeoutSeconds: 20 };
const NETFLOW: NetflowSettings[] = [
  { ...RULES, ...TIMES, style: 'classic', version: 9, source: null, samplingRate: null },
  { ...RULES, ...TIMES, style: 'flexible', version: 10, source: 'Loopback0', samplingRate: 100 },
  { ...RULES, ...TIMES, style: 'flexible', version: 5, source: null, samplingRate: null },
];
const SFLOW: SflowSettings[] = [
  { ...RULES, source: null, samplingRate: 1024, pollingSeconds: 20 },
  { ...RULES, source: '192.0.2.1', samplingRate: 512, pollingSeconds: 60 },
];
const PORTS = [
  { name: 'GigabitEthernet0/1', ingress: true, egress: false },
  { name: 'GigabitEthernet0/2', ingress: true, egress: true },
];

function platformOf(file: string) {
  const name = platformNames().find((one) => findPlatform(one)?.configuration?.templates === dirname(file));
  const platform = findPlatform(name ?? '');
  if (!platform?.configuration) throw new Error(`${file}: no platform has these templates`);
  return { ...platform, configuration: platform.configuration };
}

function contexts(file: string): object[] {
  const device = { name: 'r1', site: null, role: null, groups: ['edge'] };
  const feature = basename(file, '.j2');
  if (feature === 'netflow') return NETFLOW.map((netflow) => ({ device, ports: PORTS, netflow, sflow: null }));
  if (feature === 'sflow') return SFLOW.map((sflow) => ({ device, ports: PORTS, netflow: null, sflow }));
  return [{ device, ports: [], netflow: null, sflow: null }];
}

describe('templates of device configuration', () => {
  it('were found, LLDP for every platform whose configuration can be compared', () => {
    const compared = platformNames().flatMap((name) => findPlatform(name)?.configuration?.templates ?? []);
    expect(compared.length).toBeGreaterThan(7);
    for (const folder of compared) expect(files).toContain(`${folder}/lldp.j2`);
  });

  it.each(files.filter((file) => file.endsWith('/lldp.j2')))('%s types what ensure_lldp types', (file) => {
    const platform = platformOf(file);
    const template = { file, text: readFileSync(new URL(file, FOLDER), 'utf8') };
    expect(planConfiguration(platform, template, {}, '').lines).toEqual(platform.lldpEnable);
  });

  it.each(files)('%s fills, and every block is left again', (file) => {
    const platform = platformOf(file);
    const template = { file, text: readFileSync(new URL(file, FOLDER), 'utf8') };
    for (const context of contexts(file)) {
      const { lines, diff } = planConfiguration(platform, template, context, '');
      expect(lines.length).toBeGreaterThan(0);
      expect(diff.filter((line) => line.startsWith('+')).length).toBeLessThanOrEqual(lines.length);
      for (const line of lines) expect(line).toMatch(/^\S(?:.*\S)?$/);
      expect(lines.join('\n')).not.toMatch(/undefined|null|\[object|NaN|\{\{|\{%/);
    }
  });

  it.each(files)('%s finds nothing missing where a device shows it', (file) => {
    const platform = platformOf(file);
    const template = { file, text: readFileSync(new URL(file, FOLDER), 'utf8') };
    for (const context of contexts(file)) {
      const running = renderConfiguration(file, template.text, context);
      expect(planConfiguration(platform, template, context, running).lines).toEqual([]);
    }
  });
});

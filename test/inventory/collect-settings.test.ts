// `flows:` of toposcope.yml: ports, allow-list, retention.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DEFAULT_COLLECT, parseInventory, parseListenPoint } from '../../src/inventory/index.ts';
import { keysAt } from '../../src/inventory/settings-schema.ts';

const HOSTS = { path: 'inventory/hosts', text: '[devices]\nr1\n' };

function readProject(text: string) {
  return parseInventory([HOSTS, { path: 'inventory/toposcope.yml', text }], {});
}

describe('settings of flows', () => {
  it('are not asked for where the key is missing', () => {
    expect(readProject('').settings.flows).toEqual(DEFAULT_COLLECT);
    expect(DEFAULT_COLLECT.enabled).toBe(false);
  });

  it('collect with every default where the key stands alone', () => {
    expect(readProject('flows:').settings.flows).toEqual({ ...DEFAULT_COLLECT, enabled: true });
  });

  it('name no port twice', () => {
    const told = (listen: string) =>
      readProject(`flows:\n  listen: ${listen}\n`).problems.map(({ message }) => message);
    expect(told("[2055, 'udp:2055']")).toEqual([expect.stringContaining('flows.listen must name each port once')]);
    expect(told("[4739, 'tcp:4739', 0, 0]")).toEqual([]);
  });

  it('say where to listen, whom to believe and what to keep', () => {
    const { settings, problems } = readProject(
      [
        'flows:',
        "  listen: [2055, '192.0.2.1:9995', '[2001:db8::1]:4739', 'tcp:4739']",
        '  allow: [192.0.2.0/24, 2001:db8::/32]',
        '  receive_buffer: 8M',
        '  window: 10m',
        '  talkers: 50',
        '  mmdb: country.mmdb',
        '  retention: { minutes: 24h, five_minutes: 7d, hours: 1y }',
      ].join('\n'),
    );
    expect(problems).toEqual([]);
    const { flows } = settings;
    expect(flows.listen).toEqual([
      { address: '::', port: 2055, transport: 'udp' },
      { address: '192.0.2.1', port: 9995, transport: 'udp' },
      { address: '2001:db8::1', port: 4739, transport: 'udp' },
      { address: '::', port: 4739, transport: 'tcp' },
    ]);
    expect(flows.exporters).toEqual(['192.0.2.0/24', '2001:db8::/32']);
    expect(flows.receiveBufferBytes).toBe(8 * 1024 ** 2);
    expect([flows.windowSeconds, flows.talkers]).toEqual([600, 50]);
    expect(flows.mmdb).toEqual(['inventory/country.mmdb']);
    expect(flows.retention).toEqual({ minuteSeconds: 86_400, fiveMinuteSeconds: 604_800, hourSeconds: 31_536_000 });
  });

  it.each([
    ['flows: { listen: [99999] }', 'flows.listen[0]'],
    ['flows: { listen: [abc:2055] }', 'flows.listen[0]'],
    ['flows: { allow: everybody }', 'flows.allow'],
    ['flows: { allow: [192.0.2.0/99] }', 'flows.allow'],
    ['flows: { receive_buffer: 1 }', 'flows.receive_buffer'],
    ['flows: { talkers: 0 }', 'flows.talkers'],
    ['flows: { windows: 5m }', 'unknown key windows'],
  ])('%s is refused with its place', (text, expected) => {
    const { problems } = readProject(text);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ severity: 'error', line: 1, message: expect.stringContaining(expected) });
    expect(problems[0]?.hint).toMatch(/docs\/reference\/flows\.md|window/);
  });

  it('points are read with and without an address', () => {
    expect(parseListenPoint('udp:2055')).toEqual({ address: '::', port: 2055, transport: 'udp' });
    expect(parseListenPoint('0')).toEqual({ address: '::', port: 0, transport: 'udp' });
    expect(parseListenPoint('sctp:4739')).toBeNull();
    expect(parseListenPoint(null)).toBeNull();
  });

  it('stand in the page with all their keys', () => {
    const page = readFileSync('docs/reference/flows.md', 'utf8');
    const nested = keysAt(['flows', 'retention']).map((key) => `retention.${key}`);
    const keys = [...keysAt(['flows']).filter((key) => key !== 'retention'), ...nested];
    expect(keys.length).toBeGreaterThan(8);
    for (const key of keys) expect(page).toContain(`\`${key}\``);
  });
});

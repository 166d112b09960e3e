// The same configuration file, the same answers, the same devices, addresses and groups: compared with Ansible's own NetBox
// plugin (Debian: ansible, python3-tz), which asks a server on this machine.
import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseInventory } from '../../src/inventory/index.ts';

const run = promisify(execFile);
const PLUGIN = 'netbox.netbox.nb_inventory';
const hasPlugin =
  spawnSync('/usr/bin/python3', ['-c', 'import pytz, packaging']).status === 0 &&
  spawnSync('ansible-doc', ['-t', 'inventory', PLUGIN]).stdout?.toString().includes('api_endpoint');

const slugs = (...names: string[]) => names.map((slug, i) => ({ id: i + 1, name: slug.toUpperCase(), slug }));
/** The plugin reads these two of every site. */
const PLAIN_SITE = { prefix_count: 0, time_zone: null, group: null };
const SITES = [
  { ...slugs('berlin')[0], region: { id: 2, slug: 'east' }, ...PLAIN_SITE },
  { id: 2, name: 'Hamburg', slug: 'hamburg', region: { id: 3, slug: 'north' }, ...PLAIN_SITE },
  { id: 3, name: 'Nowhere', slug: 'nowhere', region: null, ...PLAIN_SITE },
];
const REGIONS = [
  { id: 1, name: 'Germany', slug: 'germany', parent: null },
  { id: 2, name: 'East', slug: 'east', parent: { id: 1, slug: 'germany' } },
  { id: 3, name: 'North', slug: 'north', parent: { id: 1, slug: 'germany' } },
];
const ROLES = slugs('core-switch', 'access-switch');
const PLATFORMS = slugs('ios', 'junos');
const MANUFACTURERS = slugs('cisco', 'juniper');
const TENANTS = slugs('campus');
const TYPES = [
  { id: 1, slug: 'c9500', manufacturer: MANUFACTURERS[0] },
  { id: 2, slug: 'ex4300', manufacturer: MANUFACTURERS[1] },
];
const RACKS = [{ id: 1, name: 'R1.1', site: SITES[0] }];
const CHASSIS = { id: 5, name: 'ham-stack', master: { id: 11, name: 'ham-acc-1' } };

function device(id: number, name: string, more: Record<string, unknown>) {
  const address = { id, family: 4, address: `192.0.2.${id}/24` };
  return {
    id,
    name,
    status: { value: 'active', label: 'Active' },
    site: SITES[0],
    role: ROLES[0],
    device_role: ROLES[0],
    device_type: TYPES[0],
    platform: PLATFORMS[0],
    primary_ip: address,
    primary_ip4: address,
    primary_ip6: null,
    tags: [],
    tenant: null,
    rack: null,
    location: null,
    cluster: null,
    virtual_chassis: null,
    custom_fields: {},
    ...more,
  };
}

const DEVICES = [
  device(1, 'ber-core-1', { tags: slugs('backbone', 'monitored'), tenant: TENANTS[0], rack: RACKS[0] }),
  device(2, 'ber-core-2', { status: { value: 'planned', label: 'Planned' } }),
  device(11, 'ham-acc-1', {
    ...{ site: SITES[1], role: ROLES[1], device_role: ROLES[1], device_type: TYPES[1], platform: PLATFORMS[1] },
    virtual_chassis: CHASSIS,
  }),
  device(12, 'ham-acc-2', { site: SITES[1], virtual_chassis: CHASSIS }),
  device(13, 'odd', { site: SITES[2], platform: null }),
];

const LISTS: Readonly<Record<string, readonly unknown[]>> = {
  '/api/dcim/devices/': DEVICES,
  '/api/dcim/sites/': SITES,
  '/api/dcim/regions/': REGIONS,
  '/api/dcim/device-roles/': ROLES,
  '/api/dcim/platforms/': PLATFORMS,
  '/api/dcim/manufacturers/': MANUFACTURERS,
  '/api/dcim/device-types/': TYPES,
  '/api/dcim/racks/': RACKS,
  '/api/tenancy/tenants/': TENANTS,
};

const SCHEMA = {
  info: { version: '0.0' },
  paths: {
    '/dcim/devices/': { get: { parameters: [] } },
    '/virtualization/virtual-machines/': { get: { parameters: [] } },
  },
};

describe.skipIf(!hasPlugin)(
  `NetBox as Ansible reads it${hasPlugin ? '' : ` (SKIPPED: ${PLUGIN} is not installed)`}`,
  () => {
    let server: Server;
    let endpoint: string;
    let folder: string;

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'toposcope-netbox-'));
      server = createServer((request, response) => {
        const { pathname } = new URL(request.url ?? '', 'http://localhost');
        const results = LISTS[pathname] ?? [];
        const list = { count: results.length, next: null, previous: null, results };
        const answer =
          pathname === '/api/status' ? { 'netbox-version': '3.4.1' } : pathname === '/api/docs/' ? SCHEMA : list;
        response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    });

    afterAll(() => {
      server.close();
      rmSync(folder, { recursive: true, force: true });
    });

    it.each([
      ['no groups', ''],
      [
        'plural names',
        'group_by: [sites, device_roles, platforms, tags, tenants, racks, device_types, manufacturers, status]\n',
      ],
      [
        'singular names',
        'plurals: false\ngroup_by: [site, role, platform, tag, tenant, rack, device_type, manufacturer]\n',
      ],
      ['regions', 'group_by: [region]\n'],
      ['regions with singular names', 'plurals: false\ngroup_by: [region]\n'],
      ['regions and sites', 'group_by: [region, sites]\n'],
      ['raw names', 'group_names_raw: true\ngroup_by: [sites, device_roles]\n'],
      ['the name of the stack', 'virtual_chassis_name: true\n'],
    ])('%s', { timeout: 120_000 }, async (_, options) => {
      const text = `plugin: ${PLUGIN}\napi_endpoint: ${endpoint}\ntoken: abc\nservices: false\n${options}`;
      const path = join(folder, 'netbox.yml');
      writeFileSync(path, text);
      const env = {
        ...process.env,
        ANSIBLE_HOME: folder,
        ANSIBLE_LOCAL_TEMP: join(folder, 'tmp'),
        ANSIBLE_LOCALHOST_WARNING: 'false',
      };
      const { stdout } = await run('ansible-inventory', ['-i', path, '--list'], { env });
      expect(ours(path, text)).toEqual(theirs(JSON.parse(stdout)));
    });
  },
);

type View = Record<string, { host: unknown; groups: string[] }>;

function ours(path: string, text: string): View {
  const fetched = new Map<string, unknown>([
    [`${path}#devices`, DEVICES],
    [`${path}#sites`, SITES],
    [`${path}#regions`, REGIONS],
  ]);
  const { inventory } = parseInventory([{ path, text }], {}, { fetched });
  return Object.fromEntries(
    inventory.devices.map(({ name, groups, connection }) => [name, { host: connection.host, groups: [...groups] }]),
  );
}

interface Listed {
  _meta: { hostvars: Record<string, { ansible_host?: string }> };
  [group: string]: unknown;
}

function theirs({ _meta: meta, ...groups }: Listed): View {
  const bodies = groups as Record<string, { hosts?: string[]; children?: string[] }>;
  const hostsOf = (name: string): string[] => {
    return [...(bodies[name]?.hosts ?? []), ...(bodies[name]?.children ?? []).flatMap(hostsOf)];
  };
  const names = Object.keys(bodies).filter((name) => name !== 'all' && name !== 'ungrouped');
  return Object.fromEntries(
    Object.entries(meta.hostvars).map(([host, variables]) => {
      return [
        host,
        { host: variables.ansible_host, groups: names.filter((name) => hostsOf(name).includes(host)).sort() },
      ];
    }),
  );
}

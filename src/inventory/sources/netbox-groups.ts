// `group_by` of a NetBox inventory: which groups a device is in, named as Ansible's plugin names them (`sites_berlin`).
import type { ProblemList } from '../problem-list.ts';
import type { InventoryTree } from '../tree.ts';
import { asList, asObject, type Json, textAt } from './netbox-json.ts';
import type { NetboxOptions } from './netbox-options.ts';

type Extract = (device: Json) => (string | null)[];

/** Each by its plural and its singular, which Ansible's option `plurals` chooses between; the group is named as written. */
const EXTRACTS: Readonly<Record<string, Extract>> = {
  ...both('sites', 'site', (device) => [textAt(device, 'site', 'slug')]),
  ...both('device_roles', 'role', (device) => [roleOf(device)]),
  ...both('platforms', 'platform', (device) => [textAt(device, 'platform', 'slug')]),
  ...both('tags', 'tag', (device) => asList(device.tags).map(slugOfTag)),
  ...both('tenants', 'tenant', (device) => [textAt(device, 'tenant', 'slug')]),
  ...both('racks', 'rack', (device) => [textAt(device, 'rack', 'name')]),
  ...both('device_types', 'device_type', (device) => [textAt(device, 'device_type', 'slug')]),
  ...both('manufacturers', 'manufacturer', (device) => [textAt(device, 'device_type', 'manufacturer', 'slug')]),
  location: (device) => [textAt(device, 'location', 'slug')],
  cluster: (device) => [textAt(device, 'cluster', 'name')],
  status: (device) => [textAt(device, 'status', 'value')],
};

function both(plural: string, singular: string, extract: Extract): Record<string, Extract> {
  return { [plural]: extract, [singular]: extract };
}

/** `role` since NetBox 3.6, `device_role` before. */
export function roleOf(device: Json): string | null {
  return textAt(device, 'role', 'slug') ?? textAt(device, 'device_role', 'slug');
}

/** Plain text before NetBox 2.9. */
function slugOfTag(tag: unknown): string | null {
  return typeof tag === 'string' ? tag : textAt(asObject(tag) ?? {}, 'slug');
}

export function reportGroupBy(options: NetboxOptions, problems: ProblemList): void {
  for (const { by, place } of options.groupBy) {
    if (by === 'region' || EXTRACTS[by]) continue;
    const hint = `use ${Object.keys(EXTRACTS).join(', ')} or region`;
    problems.warning('CONFIG_UNSUPPORTED', place, `devices cannot be grouped by ${by}`, hint, by);
  }
}

export function groupsOf(device: Json, options: NetboxOptions): string[] {
  return options.groupBy.flatMap(({ by }) => {
    const slugs = EXTRACTS[by]?.(device) ?? [];
    return slugs.flatMap((slug) => (slug === null ? [] : [groupName(by, slug, options)]));
  });
}

export function groupsByRegion(options: NetboxOptions): boolean {
  return options.groupBy.some(({ by }) => by === 'region');
}

/** Regions hold their own regions and the groups of their sites; a device is in them through its site. */
export function hangRegions(sites: unknown, regions: unknown, options: NetboxOptions, tree: InventoryTree): void {
  for (const region of asList(regions).map(asObject)) {
    const slug = region && textAt(region, 'slug');
    const parent = region && textAt(region, 'parent', 'slug');
    if (slug) tree.group(groupName('region', slug, options));
    if (slug && parent) tree.addChild(groupName('region', parent, options), groupName('region', slug, options));
  }
  for (const site of asList(sites).map(asObject)) {
    const [slug, region] = [site && textAt(site, 'slug'), site && textAt(site, 'region', 'slug')];
    if (slug && region) tree.addChild(groupName('region', region, options), siteGroup(slug, options));
  }
}

/** The group of a site also where only regions are asked for. */
export function siteGroup(slug: string, options: NetboxOptions): string {
  return groupName(options.plurals ? 'sites' : 'site', slug, options);
}

function groupName(by: string, slug: string, { groupNamesRaw }: NetboxOptions): string {
  return groupNamesRaw ? slug : `${by}_${slug}`;
}

// NetBox as an inventory: what to ask it for, and the devices it answered with.
import type { Secret, SourceFile } from '../../model/index.ts';
import type { ProblemList } from '../problem-list.ts';
import type { SourceContext, SourceReader, SourceRequest } from '../source-reader.ts';
import type { InventoryTree } from '../tree.ts';
import { addNetboxDevices } from './netbox-devices.ts';
import { groupsByRegion, hangRegions, reportGroupBy } from './netbox-groups.ts';
import { type NetboxOptions, readNetboxOptions } from './netbox-options.ts';
import { readToken } from './netbox-token.ts';
import { mayBeYaml, peekFields, textAt } from './yaml-fields.ts';

const PLUGINS = ['netbox.netbox.nb_inventory', 'netbox'];
/** NetBox answers up to 1000 by default and says where to go on. */
const PAGE_SIZE = 500;

export const NETBOX_READER: SourceReader = { name: 'NetBox', recognises, read };

function recognises(name: string, text: string): boolean {
  if (!mayBeYaml(name) || !/plugin["']?\s*:[^\n]*netbox/.test(text)) return false;
  const peek = peekFields(text);
  return peek !== null && PLUGINS.includes(textAt(peek.yaml, peek.root, 'plugin') ?? '');
}

function read(file: SourceFile, tree: InventoryTree, problems: ProblemList, context: SourceContext): void {
  const options = readNetboxOptions(file, context.env, problems);
  if (options === null) return;
  reportGroupBy(options, problems);
  const token = readToken(options, context, problems);
  if (options.endpoint === null || token === undefined) return;
  const ask = (what: string, path: string): unknown => {
    const id = `${file.path}#${what}`;
    if (context.fetched.has(id)) return context.fetched.get(id);
    context.request(toRequest(id, `${options.endpoint}${path}`, token, options));
    return undefined;
  };
  const devices = ask('devices', `/api/dcim/devices/?${queryOf(options)}`);
  const byRegion = groupsByRegion(options);
  const sites = byRegion ? ask('sites', `/api/dcim/sites/?limit=${PAGE_SIZE}`) : [];
  const regions = byRegion ? ask('regions', `/api/dcim/regions/?limit=${PAGE_SIZE}`) : [];
  if (devices === undefined || sites === undefined || regions === undefined) return;
  addNetboxDevices(devices, options, file, tree, problems);
  hangRegions(sites, regions, options, tree);
}

function toRequest(id: string, url: string, token: Secret | null, options: NetboxOptions): SourceRequest {
  const { validateCerts, timeoutSeconds } = options;
  return { id, kind: 'netbox', url, token, validateCerts, timeoutSeconds };
}

/** Devices that are planned, in stock or retired cannot be visited: only active ones, unless the filters say otherwise. */
function queryOf({ filters }: NetboxOptions): string {
  const query = new URLSearchParams({ limit: String(PAGE_SIZE), exclude: 'config_context' });
  for (const [name, value] of filters) query.append(name, value);
  if (!filters.some(([name]) => /^status(?:__|$)/.test(name))) query.append('status', 'active');
  return query.toString();
}

// The fixtures of ../shared/fixtures/cli, one case per folder.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { parseInputs } from '../../src/app/parse-output.ts';
import type { ParseResult } from '../../src/model/index.ts';
import type { Expected } from './score.ts';
import { TEMPLATES } from './templates.ts';
import type { Variant } from './variants.ts';

const FIXTURES = new URL('../../../shared/fixtures/cli/', import.meta.url);

export const FIXTURES_PRESENT = existsSync(FIXTURES);

export interface Case {
  /** `platform/command/name` */
  readonly id: string;
  readonly platform: string;
  readonly expected: Expected;
  readonly texts: readonly string[];
}

/** As typed; a folder name is its own command for the two that join tables. */
const TYPED: Readonly<Record<string, string>> = {
  arp: 'show ip arp',
  cdp_entry: 'show cdp entry *',
  cdp_neighbors: 'show cdp neighbors',
  cdp_neighbors_detail: 'show cdp neighbors detail',
  etherchannel_summary: 'show etherchannel summary',
  ifindex: 'show snmp mib ifmib ifindex',
  interfaces: 'show interfaces',
  interfaces_description: 'show interfaces description',
  interfaces_status: 'show interfaces status',
  ip_interface_brief: 'show ip interface brief',
  lldp: 'show lldp',
  lldp_entry: 'show lldp entry *',
  lldp_neighbors: 'show lldp neighbors',
  lldp_neighbors_detail: 'show lldp neighbors detail',
  lldp_neighbors_if_detail: 'show lldp neighbors Gi1/0/1 detail',
  mac_address_table: 'show mac address-table',
  version: 'show version',
};

/** What stands on the device's command line for each text of a case. */
function typedFor(command: string): readonly string[] {
  if (command.startsWith('lldp_merge')) return ['show lldp neighbors', 'show lldp neighbors detail'];
  return [TYPED[command] ?? ''];
}

export function loadCases(commands: RegExp): Case[] {
  if (!FIXTURES_PRESENT) return [];
  const ids = readdirSync(FIXTURES, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('/expected.json') && commands.test(path.split('/')[1] ?? ''))
    .map((path) => path.replace(/\/expected\.json$/, ''));
  return ids.sort().map(loadCase);
}

function loadCase(id: string): Case {
  const read = (name: string) => readFileSync(new URL(`${id}/${name}`, FIXTURES), 'utf8');
  const expected = JSON.parse(read('expected.json')) as Expected & { platform: string };
  const names = expected.command.startsWith('lldp_merge') ? ['brief.txt', 'detail.txt'] : ['raw.txt'];
  return { id, platform: expected.platform, expected, texts: names.map(read) };
}

/** The way of `toposcope parse`, with the command as it is typed. */
export function parseCase({ platform, expected, texts }: Case, variant: Variant): ParseResult {
  const typed = typedFor(expected.command);
  const inputs = texts.map((text, i) => ({ file: null, text: variant.apply(text, typed[i] ?? '') }));
  const command = texts.length > 1 ? expected.command : (typed[0] ?? '');
  const [parsed, ...more] = parseInputs(platform, command, inputs, TEMPLATES);
  if (parsed === undefined || more.length > 0) throw new Error(`${more.length + 1} results for one case`);
  return parsed.result;
}

// An OS that nobody wrote a platform for, but TextFSM templates (ntc-templates, or the user's own): what they read is asked.
import type { ParsedRecord, RecordValue } from '../model/index.ts';
import type { TextFsmValue } from '../textfsm/index.ts';
import type { Templates } from './platform.ts';
import { definePlatform, type PlatformModule, sameRecord } from './platform-module.ts';
import { CDP_NEIGHBORS } from './records/cdp-neighbors.ts';
import { CDP_NEIGHBORS_DETAIL } from './records/cdp-neighbors-detail.ts';
import { INTERFACES } from './records/interfaces.ts';
import { INTERFACES_STATUS } from './records/interfaces-status.ts';
import { LLDP_NEIGHBORS } from './records/lldp-neighbors.ts';
import { LLDP_NEIGHBORS_DETAIL } from './records/lldp-neighbors-detail.ts';
import type { TemplateRow } from './records/row-values.ts';
import { VERSION } from './records/version.ts';
import { GENERIC_DIALECT } from './session-dialect.ts';
import type { TableParser } from './table-parser.ts';

/** Commands as the vendors of ntc-templates word them, best first; of each record one is asked. */
const QUESTIONS: readonly (readonly [record: TableParser, commands: readonly string[]])[] = [
  [
    LLDP_NEIGHBORS_DETAIL,
    [
      'show lldp neighbors detail',
      'show lldp neighbor detail',
      'show lldp neighbors details',
      'show lldp info remote-device detail',
      'show lldp remote-device all',
      'show lldp remote-device detail',
      'display lldp neighbor-information verbose',
      'display lldp neighbor',
    ],
  ],
  [
    LLDP_NEIGHBORS,
    [
      'show lldp neighbors',
      'show lldp neighbor',
      'show lldp neighbors summary',
      'show lldp info remote-device',
      'show lldp remote-device',
      'display lldp neighbor-information list',
      'display lldp neighbor brief',
    ],
  ],
  [CDP_NEIGHBORS_DETAIL, ['show cdp neighbors detail', 'show cdp neighbor detail']],
  [CDP_NEIGHBORS, ['show cdp neighbors', 'show cdp neighbor']],
  [VERSION, ['show version', 'show system', 'show system information', 'display version']],
  [INTERFACES, ['show interfaces', 'show interface', 'display interface']],
  [
    INTERFACES_STATUS,
    ['show interfaces status', 'show interface status', 'show interfaces brief', 'show interface brief'],
  ],
];

/** Of a pair that tells the same, the second is asked only where the first cannot be. */
const INSTEAD_OF = new Map([
  [LLDP_NEIGHBORS, LLDP_NEIGHBORS_DETAIL],
  [CDP_NEIGHBORS, CDP_NEIGHBORS_DETAIL],
]);

/** The template, or several joined by `:`, that reads a command; undefined where there is none. */
export function templateOf(platform: string, command: string, templates: Templates): string | undefined {
  const found = templates.find?.(platform, command);
  if (found) return found.join(':');
  const name = `${platform}_${command.replaceAll(' ', '_')}`;
  return templates.get(name) === undefined ? undefined : name;
}

/** Undefined where no template reads a table of neighbours: such a device could say nothing about the topology. */
export function genericPlatform(name: string, templates: Templates): PlatformModule | undefined {
  const parsers = new Map<TableParser, TableParser>();
  for (const [record, commands] of QUESTIONS) {
    const better = INSTEAD_OF.get(record);
    if (better !== undefined && parsers.has(better)) continue;
    const command = commands.find((one) => templateOf(name, one, templates) !== undefined);
    const template = command === undefined ? undefined : templateOf(name, command, templates);
    if (command !== undefined && template !== undefined) {
      parsers.set(record, sameRecord(record, { typed: [command], template }));
    }
  }
  const commands = [...parsers.values()].map(({ typed }) => typed[0] ?? '');
  const tables = [...INSTEAD_OF].flatMap(([brief, detail]) => parsers.get(detail) ?? parsers.get(brief) ?? []);
  const [first] = tables.map(({ typed }) => typed[0] ?? '');
  if (first === undefined) return undefined;
  return definePlatform({
    name,
    aliases: [],
    dialect: GENERIC_DIALECT,
    visit: commands.slice(0, tables.length),
    optional: commands.slice(tables.length),
    endpoints: [],
    neighborTables: null,
    // It says nothing about LLDP's state, but every visit begins with this question.
    lldpStatusCommand: first,
    lldpEnable: [],
    parsers: [...parsers.values()],
  });
}

/** A table that no record of ours describes: the template's own columns in lower case, as ntc-templates names them. */
export function foreignTable(command: string, template: string): TableParser {
  return { folder: command, typed: [command], template, toRecord: lowerCased, ownColumns: true, mayBeSilent: true };
}

function lowerCased(row: TemplateRow): ParsedRecord {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name.toLowerCase(), cellOf(value)]));
}

function cellOf(value: TextFsmValue): RecordValue {
  if (typeof value === 'string') return value === '' ? null : value;
  const items = value.filter((item) => item !== null);
  const texts = items.filter((item) => typeof item === 'string');
  return texts.length === items.length ? texts : items.filter((item) => typeof item !== 'string');
}

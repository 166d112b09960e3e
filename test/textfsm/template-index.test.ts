// biome-ignore-all lint/suspicious/noTemplateCurlyInString: TextFSM writes values so
// The index of ntc-templates and joined templates, against the Python reference (clitable) where it is installed.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  compileTemplate,
  findTemplateName,
  joinTemplates,
  parseTemplateIndex,
  TextFsmTemplateError,
} from '../../src/textfsm/index.ts';
import { hasReference } from './reference.ts';

const INDEX = `# Which template reads what.
# Longest commands first.

Template, Hostname, Platform, Command  # columns

acme_os_show_neighbours_detail.textfsm, .*, acme_os, sh[[ow]] nei[[ghbours]] det[[ail]]
acme_os_show_neighbours.textfsm:acme_os_show_ports.textfsm, .*, acme_os, sh[[ow]] nei[[ghbours]]
core_only.textfsm, ^core-\\d+$, acme_os|other_os, show (?:clock|time)
anything.textfsm, .*, acme_os, show (?:clock|time)
too_few_fields.textfsm, .*, acme_os
too_many.textfsm, .*, acme_os, show a{1,2}
# commented.textfsm, .*, acme_os, show comment
 # shifted.textfsm, .*, acme_os, show comment
empty_platform.textfsm, .*, , show everywhere
`;

const ASKED: readonly (readonly [platform: string, command: string, hostname?: string])[] = [
  ['acme_os', 'show neighbours detail'],
  ['acme_os', 'sh nei det'],
  ['acme_os', 'sho neigh'],
  ['acme_os', 'show neighbours'],
  ['acme_os', 'show neighbours summary'],
  ['acme_os', 's neighbours'],
  ['acme_os_2', 'show neighbours'],
  ['ACME_OS', 'show neighbours'],
  ['acme_os', 'show clock', 'core-12'],
  ['acme_os', 'show clock', 'edge-1'],
  ['other_os', 'show time', 'core-1'],
  ['other_os', 'show time', 'edge-1'],
  ['other_os', 'show time'],
  ['acme_os', 'show aa'],
  ['acme_os', 'show comment'],
  ['no_os', 'show everywhere'],
  ['no_os', 'show nowhere'],
];

const FIRST = 'Value Key NAME (\\w+)\nValue COUNT (\\d+)\n\nStart\n  ^${NAME} count ${COUNT} -> Record\n';
const SECOND =
  'Value NAME (\\w+)\nValue List TAGS (\\w+)\nValue COUNT (\\d+)\n\nStart\n  ^\\w+ count -> Continue.Record\n  ^${NAME} count\n  ^  tag ${TAGS}\n';
const KEYLESS = 'Value NAME (\\w+)\n\nStart\n  ^${NAME} count -> Record\n';
const PLACED = 'Value TAG (\\w+)\n\nStart\n  ^  tag ${TAG} -> Record\n';
const TEXT = 'a count 1\n  tag x\n  tag y\nb count 2\nc count 3\n  tag z\n';

const folder = mkdtempSync(join(tmpdir(), 'toposcope-index-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const PROGRAM = `
import json, sys
from textfsm import clitable
asked = json.load(sys.stdin)
table = clitable.CliTable('index', sys.argv[1])
rows = []
for platform, command, *hostname in asked['asked']:
    attributes = {'Platform': platform, 'Command': command}
    if hostname: attributes['Hostname'] = hostname[0]
    row = table.index.GetRowMatch(attributes)
    rows.append(table.index.index[row]['Template'] if row else None)
joined = []
for names in asked['joined']:
    table.ParseCmd(asked['text'], templates=names)
    joined.append({'header': list(table.header.values), 'records': [list(row.values) for row in table]})
print(json.dumps({'rows': rows, 'joined': joined}))
`;

const JOINED = ['first:second', 'keyless:placed', 'second:first', 'first'];
const SOURCES: Readonly<Record<string, string>> = { first: FIRST, second: SECOND, keyless: KEYLESS, placed: PLACED };

function reference(): { rows: (string | null)[]; joined: { header: string[]; records: unknown[][] }[] } {
  writeFileSync(join(folder, 'index'), INDEX);
  for (const [name, source] of Object.entries(SOURCES)) writeFileSync(join(folder, name), source);
  const input = JSON.stringify({ asked: ASKED, joined: JOINED, text: TEXT });
  const run = spawnSync('/usr/bin/python3', ['-c', PROGRAM, folder], { input, encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`the reference failed: ${run.stderr}`);
  return JSON.parse(run.stdout);
}

function ourRow([Platform, Command, Hostname]: (typeof ASKED)[number]): string | null {
  const row = parseTemplateIndex(INDEX).find({ Platform, Command, ...(Hostname !== undefined && { Hostname }) });
  return row?.templates.join(':') ?? null;
}

const joined = (names: string) => joinTemplates(names.split(':').map((name) => compileTemplate(SOURCES[name] ?? '')));

describe('an index', () => {
  it('finds templates by the first row that fits', () => {
    expect(ASKED.slice(0, 4).map(ourRow)).toEqual([
      'acme_os_show_neighbours_detail.textfsm',
      'acme_os_show_neighbours_detail.textfsm',
      'acme_os_show_neighbours.textfsm:acme_os_show_ports.textfsm',
      'acme_os_show_neighbours.textfsm:acme_os_show_ports.textfsm',
    ]);
    expect(parseTemplateIndex(INDEX).rows.map(({ line }) => line)).toEqual([6, 7, 8, 9, 13, 14]);
  });

  it.each([
    ['', 1],
    ['# nothing\n', 1],
    ['Name, Command\na, b\n', 1],
    ['Template, Command\na, ok\nb, (oops\n', 3],
  ])('%j is refused with its line', (text, line) => {
    expect(() => parseTemplateIndex(text)).toThrow(TextFsmTemplateError);
    try {
      parseTemplateIndex(text);
    } catch (error) {
      expect(error).toMatchObject({ line });
    }
  });
});

describe('joined templates', () => {
  it('add their columns to the rows with the same keys', () => {
    expect(joined('first:second').parse(TEXT)).toEqual({
      header: ['NAME', 'COUNT', 'TAGS'],
      records: [
        ['a', '1', ['x', 'y']],
        ['b', '2', []],
        ['c', '3', ['z']],
      ],
    });
  });

  it('tell of the lines that none of them knows', () => {
    const strict = (rule: string) => compileTemplate(`Value A (\\d)\n\nStart\n  ^${rule}\n  ^. -> Error\n`);
    const { errors } = joinTemplates([strict('x'), strict('y')]).parseTolerant('x\ny\nz\n');
    expect(errors.map(({ line }) => line)).toEqual([3]);
  });
});

describe('a template by its file name', () => {
  const names = [
    'acme_os_show_clock',
    'acme_os_show_lldp_neighbors',
    'acme_os_show_lldp_neighbors_detail',
    'acme_os_show_ip_route',
    'acme_os_show_ip_ospf',
  ];
  it.each([
    ['show lldp neighbors', 'acme_os_show_lldp_neighbors'],
    ['sh lldp nei det', 'acme_os_show_lldp_neighbors_detail'],
    ['show clock | include UTC', 'acme_os_show_clock'],
    ['show ip r', 'acme_os_show_ip_route'],
    ['show ip', undefined],
    ['show nothing', undefined],
  ])('%s', (command, name) => {
    expect(findTemplateName(names, 'acme_os', command)).toBe(name);
  });
});

describe.skipIf(!hasReference())('clitable of the reference (skipped where python3-textfsm is not installed)', () => {
  it('finds the same templates and joins the same tables', () => {
    const { rows, joined: theirs } = reference();
    expect(ASKED.map((asked) => [asked, ourRow(asked)])).toEqual(ASKED.map((asked, i) => [asked, rows[i]]));
    expect(JOINED.map((names) => joined(names).parse(TEXT))).toEqual(theirs);
  });
});

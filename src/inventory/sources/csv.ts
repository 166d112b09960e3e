// Plain CSV with a header row: columns are told by the names people give them, any other column is a host variable.
import type { SourceFile } from '../../model/index.ts';
import type { ProblemList } from '../problem-list.ts';
import type { SourceReader } from '../source-reader.ts';
import type { InventoryTree } from '../tree.ts';
import type { Variable } from '../variable.ts';
import { addHost, becomeVariables, networkOsVariable } from './add-host.ts';
import { type CsvField, readCsvRows } from './csv-rows.ts';
import { NamesSeen } from './names-seen.ts';

/** What a column may be called, in any case, with blanks or hyphens for `_`. */
const COLUMNS = {
  name: ['name', 'device', 'device_name', 'host_name', 'inventory_hostname', 'hostname'],
  address: [
    ...['ip', 'address', 'ip_address', 'mgmt_ip', 'management_ip', 'mgmt_address', 'management_address', 'primary_ip'],
    ...['ansible_host', 'host', 'fqdn'],
  ],
  port: ['port', 'ssh_port'],
  user: ['user', 'username', 'login'],
  password: ['password', 'pass'],
  enable: ['enable', 'secret', 'enable_password', 'enable_secret'],
  os: ['platform', 'os', 'network_os', 'device_type'],
  site: ['site'],
  role: ['role'],
  groups: ['groups', 'group'],
} as const;

type Meaning = keyof typeof COLUMNS;

const VARIABLES: Readonly<Partial<Record<Meaning, string>>> = {
  address: 'ansible_host',
  port: 'ansible_port',
  user: 'ansible_user',
  password: 'ansible_password',
  site: 'toposcope_site',
  role: 'toposcope_role',
};

interface Column {
  readonly meaning: Meaning | null;
  /** As written in the header. */
  readonly title: string;
}

export const CSV_READER: SourceReader = {
  name: 'CSV',
  recognises: (name) => /\.(?:csv|tsv)$/i.test(name),
  read,
};

function read(file: SourceFile, tree: InventoryTree, problems: ProblemList): void {
  const [header, ...rows] = readCsvRows(file, problems);
  if (header === undefined) return;
  const columns = readHeader(header, problems);
  if (!listsDevices(columns)) {
    const hint =
      'a list of devices has a column ip (or host), or name and platform, in its first row; move other tables away';
    const message = 'this file is not read: its first row is not that of a list of devices';
    problems.warning('CONFIG_UNSUPPORTED', header[0]?.place ?? { file: file.path }, message, hint);
    return;
  }
  const seen = new NamesSeen(problems);
  for (const row of rows) readRow(row, columns, tree, problems, seen);
}

/** Other tables have names in them too (VLANs, cables): only an address, a platform or nothing foreign tells devices. */
function listsDevices(columns: readonly Column[]): boolean {
  const has = (meaning: Meaning | null) => columns.some((column) => column.meaning === meaning);
  return has('address') || (has('name') && (has('os') || !has(null)));
}

/** Of two columns with one meaning the first counts; `hostname` beside a name is an address. */
function readHeader(header: readonly CsvField[], problems: ProblemList): Column[] {
  const keys = header.map(({ text }) => text.toLowerCase().replace(/[\s-]+/g, '_'));
  const hasOtherName = keys.some((key) => key !== 'hostname' && meaningOf(key) === 'name');
  const taken = new Set<Meaning>();
  return header.map(({ text, place }, i) => {
    const key = keys[i] ?? '';
    const meaning = key === 'hostname' && hasOtherName ? 'address' : meaningOf(key);
    if (meaning === null || !taken.has(meaning)) {
      if (meaning !== null) taken.add(meaning);
      return { meaning, title: text };
    }
    const message = `column ${text} means the same as one before it; it becomes a variable of that name`;
    problems.warning('CONFIG_INVALID_VALUE', place, message, 'rename or remove one of the two columns');
    return { meaning: null, title: text };
  });
}

function meaningOf(key: string): Meaning | null {
  const meanings = Object.keys(COLUMNS) as Meaning[];
  return meanings.find((meaning) => COLUMNS[meaning].some((name) => name === key)) ?? null;
}

function readRow(
  row: readonly CsvField[],
  columns: readonly Column[],
  tree: InventoryTree,
  problems: ProblemList,
  seen: NamesSeen,
): void {
  const cells = row.filter(({ text }) => text !== '');
  const first = cells[0];
  if (first === undefined) return;
  const extra = row.slice(columns.length).find(({ text }) => text !== '');
  if (extra) {
    const hint = `the first row names ${columns.length} columns; put a value with the separator in it in quotes`;
    problems.error('CONFIG_SYNTAX', extra.place, 'this row has more values than there are columns', hint);
  }
  const at = (meaning: Meaning) => row.find(({ text }, i) => text !== '' && columns[i]?.meaning === meaning);
  const name = at('name') ?? at('address');
  if (name === undefined) {
    problems.error('CONFIG_SYNTAX', first.place, 'this row names no device', 'fill in its name or its address');
    return;
  }
  seen.add(name.text, name.place);
  const groups = (at('groups')?.text ?? '').split(/[;|,]/).map((group) => group.trim());
  const variables = columns.flatMap((column, i) => toVariables(column, row[i]));
  addHost(tree, { name: name.text, place: name.place, groups: groups.filter((group) => group !== ''), variables });
}

function toVariables({ meaning, title }: Column, field: CsvField | undefined): Variable[] {
  if (field === undefined || field.text === '') return [];
  const { text, place } = field;
  if (meaning === 'os') return [networkOsVariable(text, place)];
  if (meaning === 'enable') return becomeVariables(text, place);
  if (meaning === 'address') return [{ name: 'ansible_host', value: withoutLength(text), place }];
  const name = meaning === null ? title : VARIABLES[meaning];
  return name === undefined || name === '' ? [] : [{ name, value: text, place }];
}

/** Address lists often carry the prefix length: `192.0.2.1/24`. */
function withoutLength(address: string): string {
  return address.replace(/\/\d{1,3}$/, '');
}

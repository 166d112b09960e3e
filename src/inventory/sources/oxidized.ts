// Oxidized's router.db: one device a line, `name:model` or `name:ip:model:username:password:enable`.
import type { SourceFile } from '../../model/index.ts';
import { isAddress } from '../host-range.ts';
import type { ProblemList } from '../problem-list.ts';
import type { SourceReader } from '../source-reader.ts';
import type { InventoryTree } from '../tree.ts';
import type { Place, Variable } from '../variable.ts';
import { addHost, becomeVariables, networkOsVariable } from './add-host.ts';
import { NamesSeen } from './names-seen.ts';
import { knownNetworkOs } from './network-os.ts';

interface Field {
  readonly text: string;
  readonly place: Place;
}

const LAYOUT = 'a line is name:model or name:ip:model:username:password:enable';

export const OXIDIZED_READER: SourceReader = {
  name: 'Oxidized router.db',
  // A database file called *.db starts otherwise than text does.
  recognises: (name, text) => /\.db$/i.test(name) && !text.slice(0, 1024).includes('\u0000'),
  read,
};

function read(file: SourceFile, tree: InventoryTree, problems: ProblemList): void {
  const seen = new NamesSeen(problems);
  let separator: string | null = null;
  file.text.split(/\r\n|\r|\n/).forEach((line, index) => {
    if (/^\s*(?:#|$)/.test(line)) return;
    separator ??= /[:;,\t]/.exec(line)?.[0] ?? null;
    const fields = splitLine(line, separator ?? ':', { file: file.path, line: index + 1, column: 1 });
    readLine(fields, tree, problems, seen);
  });
}

/** A colon of `env:NAME` belongs to the value. */
function splitLine(line: string, separator: string, place: Place): Field[] {
  const texts = line.split(separator === ':' ? /(?<!(?:^|:)env):/ : separator);
  let offset = 0;
  return texts.map((text) => {
    const column = offset + text.length - text.trimStart().length + 1;
    offset += text.length + 1;
    return { text: text.trim(), place: { ...place, column } };
  });
}

function readLine(fields: readonly Field[], tree: InventoryTree, problems: ProblemList, seen: NamesSeen): void {
  const [name, ...others] = fields;
  if (name === undefined) return;
  if (name.text === '') {
    problems.error('CONFIG_SYNTAX', name.place, 'this line does not start with a name', LAYOUT);
    return;
  }
  const behind = joinAddress(others);
  const [ip, model, user, password, enable, ...rest] = hasAddress(behind) ? behind : [undefined, ...behind];
  const extra = rest.find((field) => field?.text);
  if (extra) {
    // Without the text: it may be the second half of a password.
    const hint = `${LAYOUT}; choose a separator that no password holds`;
    problems.warning('CONFIG_SYNTAX', extra.place, `${name.text}: what stands behind enable is not read`, hint);
  }
  seen.add(name.text, name.place);
  const variables: Variable[] = [
    ...toVariable('ansible_host', ip),
    ...toVariable('ansible_user', user),
    ...toVariable('ansible_password', password),
  ];
  if (model && model.text !== '') variables.push(networkOsVariable(model.text, model.place));
  if (enable && enable.text !== '') variables.push(...becomeVariables(enable.text, enable.place));
  addHost(tree, { name: name.text, place: name.place, groups: [], variables });
}

function toVariable(name: string, field: Field | undefined): Variable[] {
  return field && field.text !== '' ? [{ name, value: field.text, place: field.place }] : [];
}

/** Puts an IPv6 address that the separator has split together again: up to a known model, else as far as it goes. */
function joinAddress(fields: readonly Field[]): readonly Field[] {
  const [first] = fields;
  if (first === undefined) return [];
  const lengths = fields.slice(0, 8).flatMap((_, i) => (isIpv6(joinTexts(fields.slice(0, i + 1))) ? [i + 1] : []));
  const length = lengths.find((one) => knownNetworkOs(fields[one]?.text ?? '') !== null) ?? lengths.at(-1);
  if (length === undefined) return fields;
  const text = joinTexts(fields.slice(0, length)).replace(/^\[|\]$/g, '');
  return [{ ...first, text }, ...fields.slice(length)];
}

function isIpv6(text: string): boolean {
  return text.includes(':') && isAddress(text.replace(/^\[(.*)\]$/, '$1'));
}

function joinTexts(fields: readonly Field[]): string {
  return fields.map(({ text }) => text).join(':');
}

/** Whether the field behind the name is an address (or left empty) and the one behind that the model. */
function hasAddress([second, third]: readonly Field[]): boolean {
  if (second === undefined || third === undefined) return false;
  if (knownNetworkOs(third.text) !== null || second.text === '') return true;
  if (knownNetworkOs(second.text) !== null) return false;
  return isAddress(second.text) && /[.:]/.test(second.text);
}

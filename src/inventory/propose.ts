// Devices that were found → the text of an inventory that names them, for the operator to read and keep.
import { stringify } from 'yaml';
import { compareText } from '../model/index.ts';

/** What a device says of itself is kept to so many characters. */
const MAX_TEXT = 200;

export interface ProposedGroup {
  readonly name: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly devices: readonly ProposedDevice[];
}

export interface ProposedDevice {
  readonly name: string;
  readonly host: string;
  /** Variables of its own besides `ansible_host`; the device may have chosen their texts. */
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * A name for a hosts file, from one that a stranger may have chosen: nothing in it is read as a range, a template or a path.
 */
export function inventoryName(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[-.]+|[-.]+$/g, '');
  return plain === '' ? 'unnamed' : plain.slice(0, 80);
}

/** An inventory in YAML. `variables` hold for all; `remarks` become comments at the end. */
export function proposeInventory(
  title: string,
  groups: readonly ProposedGroup[],
  variables: Readonly<Record<string, string>> = {},
  remarks: readonly string[] = [],
): string {
  const children = Object.fromEntries(
    groups.map(({ name, variables: vars, devices }) => [name, { vars, hosts: hostsOf(devices) }]),
  );
  const all = {
    ...(Object.keys(variables).length > 0 && { vars: variables }),
    ...(groups.length > 0 && { children }),
  };
  const body = stringify({ all }, { version: '1.1', lineWidth: 0 }).trimEnd();
  return [comment(title), body, ...remarks.map(comment), ''].join('\n');
}

function hostsOf(devices: readonly ProposedDevice[]): Record<string, object> {
  const sorted = [...devices].sort((a, b) => compareText(a.name, b.name));
  return Object.fromEntries(
    sorted.map(({ name, host, variables }) => [name, { ansible_host: host, ...inert(variables) }]),
  );
}

/** Ansible runs `{{ lookup('pipe', …) }}` in a variable wherever it came from: no text of a device may hold a template. */
function inert(variables: Readonly<Record<string, string>>): Record<string, string> {
  const plain = (text: string) => text.replaceAll('{', '(').replaceAll('}', ')').slice(0, MAX_TEXT);
  return Object.fromEntries(Object.entries(variables).map(([name, text]) => [name, plain(text)]));
}

function comment(text: string): string {
  return `# ${text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')}`;
}

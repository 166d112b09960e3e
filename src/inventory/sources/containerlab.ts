// containerlab topology files: their nodes become hosts. Their links are a plan of a lab, not what is true of it, and are
// not read. Logins are not guessed from the kind either: they belong in group_vars/KIND.yml.
import type { SourceFile } from '../../model/index.ts';
import type { ProblemList } from '../problem-list.ts';
import type { SourceReader } from '../source-reader.ts';
import type { InventoryTree } from '../tree.ts';
import { describeType, type Place, type Variable } from '../variable.ts';
import { parseYaml, type YamlEntry, type YamlText } from '../yaml-text.ts';
import { addHost, networkOsVariable } from './add-host.ts';
import { knownNetworkOs } from './network-os.ts';
import { type Fields, fieldsBelow, fieldsOf, mayBeYaml, peekFields, textAt } from './yaml-fields.ts';

/** Kinds that are no device to log in to. */
const NO_DEVICES = ['bridge', 'ovs-bridge', 'host', 'ext-container', 'k8s-kind', 'border0', 'mysocketio', 'generic_vm'];

export const CONTAINERLAB_READER: SourceReader = { name: 'containerlab topology', recognises, read };

function recognises(name: string, text: string): boolean {
  if (/\.clab\.ya?ml$/i.test(name)) return true;
  if (!mayBeYaml(name) || !/topology["']?\s*:/.test(text)) return false;
  const peek = peekFields(text);
  return (
    peek !== null &&
    fieldsOf(peek.yaml, fieldsBelow(peek.yaml, peek.root, 'topology').get('nodes')?.value ?? null) !== null
  );
}

interface Lab {
  readonly yaml: YamlText;
  readonly problems: ProblemList;
  /** Container name of a node. */
  readonly containerName: (node: string) => string;
  readonly kinds: Fields;
  readonly groups: Fields;
  readonly defaults: Fields;
  /** Kind → its nodes, for kinds that no platform fits. */
  readonly unknown: Map<string, { place: Place; nodes: string[] }>;
}

function read(file: SourceFile, tree: InventoryTree, problems: ProblemList): void {
  const yaml = parseYaml(file, problems);
  if (yaml === null) return;
  const root: Fields = fieldsOf(yaml, yaml.root) ?? new Map();
  const topology = fieldsBelow(yaml, root, 'topology');
  const nodes = fieldsOf(yaml, topology.get('nodes')?.value ?? null);
  if (nodes === null) {
    const hint = 'a containerlab topology has "topology:" and below it "nodes:", a mapping';
    problems.error('CONFIG_SYNTAX', yaml.placeOf(yaml.root), 'this topology file has no nodes', hint);
    return;
  }
  const lab: Lab = {
    yaml,
    problems,
    containerName: namer(yaml, root, problems),
    kinds: fieldsBelow(yaml, topology, 'kinds'),
    groups: fieldsBelow(yaml, topology, 'groups'),
    defaults: fieldsBelow(yaml, topology, 'defaults'),
    unknown: new Map(),
  };
  for (const [name, entry] of nodes) readNode(lab, name, entry, tree);
  for (const [kind, { place, nodes: names }] of lab.unknown) {
    const message = `kind ${kind} is no platform that toposcope reads; left out: ${names.join(', ')}`;
    const hint =
      'list these nodes in a hosts file with their ansible_network_os if they speak like one of the platforms';
    problems.warning('CONFIG_UNSUPPORTED', place, message, hint);
  }
}

/** `clab-LAB-NODE`; `prefix: __lab-name` leaves `LAB-NODE`, an empty prefix the node's name alone. */
function namer(yaml: YamlText, root: Fields, problems: ProblemList): (node: string) => string {
  const lab = textAt(yaml, root, 'name');
  const written = root.get('prefix');
  const prefix = written && yaml.valueOf(written.value) !== null ? (textAt(yaml, root, 'prefix') ?? '') : 'clab';
  if (lab === null && prefix !== '') {
    const hint = 'write "name: LAB", with which containerlab names the containers';
    problems.error('CONFIG_SYNTAX', yaml.placeOf(null), 'this topology has no name', hint);
  }
  if (prefix === '') return (node) => node;
  return (node) => [...(prefix === '__lab-name' ? [] : [prefix]), lab ?? '', node].join('-');
}

function readNode(lab: Lab, name: string, entry: YamlEntry, tree: InventoryTree): void {
  const { yaml, problems } = lab;
  const node = fieldsOf(yaml, entry.value);
  const value = node === null ? yaml.valueOf(entry.value) : null;
  if (value !== null && value !== undefined) {
    const message = `node ${name} is ${describeType(value)}, not a mapping`;
    problems.error('CONFIG_SYNTAX', entry.place, message, 'write "kind: …" below the name');
    return;
  }
  const { kind, group, labels } = inherit(lab, node ?? new Map());
  if (kind === null) {
    problems.error(
      'CONFIG_SYNTAX',
      entry.place,
      `node ${name} has no kind`,
      'write "kind: …" below it or below defaults',
    );
    return;
  }
  if (NO_DEVICES.includes(kind)) return;
  if (knownNetworkOs(kind) === null) {
    const known = lab.unknown.get(kind);
    if (known) known.nodes.push(name);
    else lab.unknown.set(kind, { place: entry.place, nodes: [name] });
    return;
  }
  const groups = [kind, group, labels].filter((one): one is string => one !== null);
  addHost(tree, { name, place: entry.place, groups, variables: variablesOf(lab, name, entry, kind) });
}

/** A node's own values go before those of its group, its kind and the defaults. */
function inherit(lab: Lab, node: Fields) {
  const { yaml, defaults } = lab;
  const named = textAt(yaml, node, 'group');
  const ofGroup = (name: string | null): Fields => (name === null ? new Map() : fieldsBelow(yaml, lab.groups, name));
  const kind = textAt(yaml, node, 'kind') ?? textAt(yaml, ofGroup(named), 'kind') ?? textAt(yaml, defaults, 'kind');
  const ofKind: Fields = kind === null ? new Map() : fieldsBelow(yaml, lab.kinds, kind);
  const group = named ?? textAt(yaml, ofKind, 'group') ?? textAt(yaml, defaults, 'group');
  const labels = [node, ofGroup(group), ofKind, defaults].map((one) => {
    return textAt(yaml, fieldsBelow(yaml, one, 'labels'), 'ansible-group');
  });
  return { kind, group, labels: labels.find((label) => label !== null) ?? null };
}

function variablesOf({ yaml, containerName }: Lab, name: string, entry: YamlEntry, kind: string): Variable[] {
  const node: Fields = fieldsOf(yaml, entry.value) ?? new Map();
  const key = ['mgmt-ipv4', 'mgmt_ipv4', 'mgmt-ipv6', 'mgmt_ipv6'].find((one) => textAt(yaml, node, one) !== null);
  const address = key === undefined ? null : textAt(yaml, node, key);
  const place = (key === undefined ? undefined : node.get(key)?.place) ?? entry.place;
  return [
    { name: 'ansible_host', value: address ?? containerName(name), place },
    networkOsVariable(kind, node.get('kind')?.place ?? entry.place),
  ];
}

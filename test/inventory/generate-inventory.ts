// Random inventories from a seed: nested groups, ranges, ports and variables at every level, in INI or YAML.
import type { SourceFile } from '../../src/model/index.ts';

type Random = (below: number) => number;

/** Mulberry32: the same seed gives the same inventory everywhere. */
function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const GROUPS = ['alpha', 'bravo', 'core', 'delta', 'edge', 'foxtrot', 'zulu'];
const HOSTS = [
  'r1',
  'r2',
  'r3',
  'r4',
  'sw[1:3]',
  'sw[01:05:2]',
  'x[a:c]-y',
  'n[1:2]-[a:b]',
  'p7:2207',
  'h.example.net',
  '10.0.0.9',
];
const PLAIN_HOSTS = ['r1', 'r2', 'sw1', 'sw03', 'xb-y', 'n1-a', 'p7', 'h.example.net'];
const NAMES = ['v1', 'v2', 'v3', 'v4', 'ansible_user', 'ansible_port'];
const INI_VALUES = [
  '1',
  '007',
  'yes',
  'True',
  'None',
  '1.50',
  "'q u'",
  '[1,2]',
  "{'a':1}",
  'text',
  '0x1f',
  'a=b',
  '1,2',
  '"d"',
  '-3',
  '1e3',
];
const YAML_VALUES = [
  '1',
  '007',
  '008',
  'yes',
  'y',
  'off',
  '~',
  '1.50',
  "'q u'",
  '[1, b]',
  '{a: no}',
  'text',
  '0x1f',
  '1:30',
  '1e3',
  '01:02:03',
  '"d"',
  '-3',
];

interface Draw {
  readonly random: Random;
  pick(list: readonly string[]): string;
  chance(percent: number): boolean;
  some(list: readonly string[], atMost: number): string[];
}

function drawFrom(seed: number): Draw {
  const random = randomFrom(seed);
  const pick = (list: readonly string[]) => list[random(list.length)] ?? '';
  const some = (list: readonly string[], atMost: number) => {
    const length = list.length === 0 ? 0 : random(atMost + 1);
    return [...new Set(Array.from({ length }, () => pick(list)))];
  };
  return { random, pick, some, chance: (percent) => random(100) < percent };
}

/** `shallow`: one group at most has children, because further down Ansible's own order of hosts is left to chance. */
export function generateInventory(seed: number, shape: 'deep' | 'shallow' = 'deep'): SourceFile[] {
  const draw = drawFrom(seed);
  const groups = draw.some(GROUPS, 7);
  /** A child stands later in the list than its parent, so no loops. */
  const children = groups.map((_, i) => (i === 0 || shape === 'deep' ? draw.some(groups.slice(i + 1), 2) : []));
  const parts = draw.chance(25) ? [10, 20] : [null];
  const hosts = parts.map((part) => {
    const draft = draw.chance(60) ? iniInventory(draw, groups, children) : yamlInventory(draw, groups, children);
    return part === null ? draft : { ...draft, path: `${part}-${draft.path}` };
  });
  return [
    ...hosts,
    ...(draw.chance(30) ? UNREAD : []),
    ...varsFiles(draw, 'group_vars', ['all', ...groups]),
    ...varsFiles(draw, 'host_vars', PLAIN_HOSTS),
  ];
}

/** Files that Ansible passes over. */
const UNREAD: readonly SourceFile[] = [
  '.hosts',
  'hosts.bak',
  'hosts~',
  'notes.md',
  'group_vars/.all.yml',
  'ansible.cfg',
].map((path) => ({ path, text: '[never]\nnever-read v1=never\n' }));

const OPERATORS = ['', '', '', '!', '&'];
const EXPRESSIONS = [
  'all',
  '*',
  'r*',
  'sw*',
  '*-y',
  'sw?',
  'n[12]-[ab]',
  '[a-z]*',
  '~r[13]$',
  '~^(sw|x)',
  'h.example.net',
];
const SUBSCRIPTS = ['[0]', '[-1]', '[1]', '[0:1]', '[1:]', '[0:0]', '[2:9]', '[1:2]', '[40]'];

/** Patterns over the names that `generateInventory` uses; most of them fit something. */
export function generatePatterns(seed: number, count: number): string[] {
  const draw = drawFrom(seed);
  return Array.from({ length: count }, () => {
    const parts = Array.from({ length: 1 + draw.random(3) }, () => {
      const base = draw.pick(draw.chance(60) ? GROUPS : draw.chance(50) ? PLAIN_HOSTS : EXPRESSIONS);
      const subscript = draw.chance(35) && !base.startsWith('~') ? draw.pick(SUBSCRIPTS) : '';
      return draw.pick(OPERATORS) + base + subscript;
    });
    return parts.join(draw.chance(50) ? ',' : ':');
  });
}

function iniInventory(draw: Draw, groups: readonly string[], children: readonly string[][]): SourceFile {
  const sections = groups.flatMap((group, i) => [
    [`[${group}]`, ...draw.some(HOSTS, 4).map((host) => `${host} ${iniAssignments(draw)}`)],
    ...((children[i]?.length ?? 0) > 0 ? [[`[${group}:children]`, ...(children[i] ?? [])]] : []),
    ...(draw.chance(50) ? [[`[${group}:vars]`, ...iniVariables(draw)]] : []),
  ]);
  if (draw.chance(40)) sections.push(['[all:vars]', ...iniVariables(draw)]);
  if (draw.chance(20) && groups.length > 0) sections.push(['[all:children]', ...groups.slice(-2)]);
  for (let i = sections.length - 1; i > 0; i--) {
    const j = draw.random(i + 1);
    [sections[i], sections[j]] = [sections[j] ?? [], sections[i] ?? []];
  }
  const top = ['r1', ...draw.some(HOSTS, 3)].map((host) => `${host} ${iniAssignments(draw)}`);
  return { path: 'hosts', text: `${[['# top', ...top], ...sections].map((lines) => lines.join('\n')).join('\n\n')}\n` };
}

function iniAssignments(draw: Draw): string {
  const words = draw.some(NAMES, 3).map((name) => {
    const value = draw.pick(INI_VALUES);
    return /[\s'"{}]/.test(value) ? `${name}="${value.replaceAll('"', '\\"')}"` : `${name}=${value}`;
  });
  return `${words.join(' ')}${draw.chance(20) ? ' # comment' : ''}`;
}

function iniVariables(draw: Draw): string[] {
  const priority = draw.chance(30) ? [`ansible_group_priority=${draw.random(5)}`] : [];
  return [...priority, ...draw.some(NAMES, 4).map((name) => `${name} = ${draw.pick(INI_VALUES)}`)];
}

function yamlInventory(draw: Draw, groups: readonly string[], children: readonly string[][]): SourceFile {
  const lines = ['all:', '  hosts:', '    r1:', '    r4: {v1: top}', '  vars: {v1: all, v2: yes}'];
  groups.forEach((group, i) => {
    lines.push(`${group}:`);
    const hosts = draw
      .some(HOSTS, 4)
      .map((host) => `    "${host}":${draw.chance(50) ? ` {${yamlVariables(draw).join(', ')}}` : ''}`);
    if (hosts.length > 0) lines.push('  hosts:', ...hosts);
    const below = children[i] ?? [];
    if (below.length > 0) lines.push('  children:', ...below.map((child) => `    ${child}:`));
    const priority = draw.chance(30) ? [`ansible_group_priority: ${draw.random(5)}`] : [];
    if (draw.chance(60))
      lines.push('  vars:', ...[...priority, ...yamlVariables(draw), 'v9: last'].map((one) => `    ${one}`));
  });
  return { path: draw.chance(50) ? 'hosts.yml' : 'inventory.yaml', text: `${lines.join('\n')}\n` };
}

function yamlVariables(draw: Draw): string[] {
  return draw.some(NAMES, 4).map((name) => `${name}: ${draw.pick(YAML_VALUES)}`);
}

/** Only for names that the hosts file is sure to hold, or may: those of absent hosts are not written. */
function varsFiles(draw: Draw, folder: string, names: readonly string[]): SourceFile[] {
  return names.flatMap((name) => {
    if (folder === 'host_vars' && name !== 'r1') return [];
    if (draw.chance(40)) return [];
    const text = () => `${yamlVariables(draw).join('\n')}\n`;
    if (draw.chance(30))
      return ['a.yml', 'b.yaml', 'c'].map((file) => ({ path: `${folder}/${name}/${file}`, text: text() }));
    return [{ path: `${folder}/${name}${draw.pick(['', '.yml', '.yaml', '.json'])}`, text: text() }];
  });
}

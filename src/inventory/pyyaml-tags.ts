// What plain YAML values are to PyYAML, and Ansible's own tags. The yaml package's YAML 1.1 differs in small things.
import type { CollectionTag, ScalarTag, Tags } from 'yaml';
import { UnsafeText, VaultValue } from './variable.ts';

const INT = 'tag:yaml.org,2002:int';
const FLOAT = 'tag:yaml.org,2002:float';
const BOOL = 'tag:yaml.org,2002:bool';

function scalarTag(tag: string, test: RegExp, resolve: (text: string) => unknown): ScalarTag {
  return { tag, default: true, test, resolve };
}

function integer(text: string, radix: number): number {
  const digits = text.replace(/^[-+]?(?:0[bx])?|_/g, '');
  return (text.startsWith('-') ? -1 : 1) * Number.parseInt(digits || '0', radix);
}

function sexagesimal(text: string): number {
  const size = text
    .replace(/^[-+]|_/g, '')
    .split(':')
    .reduce((sum, part) => sum * 60 + Number(part), 0);
  return text.startsWith('-') ? -size : size;
}

/** PyYAML's resolver: `y` is text, `08` and `1e5` are text, `0700` is octal, `1:30` is 90. Dates stay text. */
const PYYAML_SCALARS: readonly ScalarTag[] = [
  scalarTag(BOOL, /^(?:yes|Yes|YES|true|True|TRUE|on|On|ON)$/, () => true),
  scalarTag(BOOL, /^(?:no|No|NO|false|False|FALSE|off|Off|OFF)$/, () => false),
  scalarTag(INT, /^[-+]?0b[0-1_]+$/, (text) => integer(text, 2)),
  scalarTag(INT, /^[-+]?0[0-7_]+$/, (text) => integer(text, 8)),
  scalarTag(INT, /^[-+]?(?:0|[1-9][0-9_]*)$/, (text) => integer(text, 10)),
  scalarTag(INT, /^[-+]?0x[0-9a-fA-F_]+$/, (text) => integer(text, 16)),
  scalarTag(INT, /^[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+$/, sexagesimal),
  scalarTag(FLOAT, /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*$/, sexagesimal),
  scalarTag(FLOAT, /^[-+]?(?:[0-9][0-9_]*\.[0-9_]*|\.[0-9][0-9_]*)(?:[eE][-+][0-9]+)?$/, (text) =>
    Number.parseFloat(text.replaceAll('_', '')),
  ),
  scalarTag(FLOAT, /^[-+]?\.(?:inf|Inf|INF)$/, (text) => (text.startsWith('-') ? -Infinity : Infinity)),
  scalarTag(FLOAT, /^\.(?:nan|NaN|NAN)$/, () => Number.NaN),
];

const ANSIBLE_TAGS: readonly ScalarTag[] = [
  { tag: '!vault', resolve: (text) => new VaultValue(text) },
  { tag: '!vault-encrypted', resolve: (text) => new VaultValue(text) },
  { tag: '!unsafe', resolve: (text) => new UnsafeText(text) },
];

const REPLACED = new Set([INT, FLOAT, BOOL, 'tag:yaml.org,2002:timestamp', 'tag:yaml.org,2002:binary']);

/** For the `customTags` option of the yaml package, over its YAML 1.1 schema. */
export function pyyamlTags(tags: Tags): Tags {
  const kept = tags.filter(
    (tag): tag is CollectionTag | ScalarTag => typeof tag !== 'string' && !REPLACED.has(tag.tag),
  );
  return [...kept, ...PYYAML_SCALARS, ...ANSIBLE_TAGS];
}

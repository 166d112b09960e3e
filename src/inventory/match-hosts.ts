// Ansible's host patterns: `all`, `a:b`, `a,b`, `!x`, `&x`, wildcards, `~regex`, `group[0]`, `group[0:2]`.
import { globToRegExp, type Inventory, type Problem } from '../model/index.ts';
import { isAddress } from './host-range.ts';
import { didYouMean } from './nearest.ts';

export interface HostMatch {
  /** In the order of the pattern, then of the groups, as Ansible gives them. */
  readonly names: string[];
  readonly problems: Problem[];
}

interface Scope {
  readonly hosts: readonly string[];
  readonly groups: ReadonlyMap<string, readonly string[]>;
  fault(message: string, hint: string): void;
}

/** An unknown part is an error even where other parts match: a mistyped `--limit` must not poll less than was meant. */
export function matchHosts(inventory: Inventory, pattern: string): HostMatch {
  const problems: Problem[] = [];
  const fault = (message: string, hint: string) => {
    problems.push({ code: 'CONFIG_PATTERN_NO_MATCH', severity: 'error', message, hint, text: pattern.slice(0, 200) });
  };
  const names = evaluate({ hosts: deviceNames(inventory), groups: inventory.groups, fault }, pattern);
  if (names.length === 0 && problems.length === 0) {
    fault(`no device matches "${pattern}"`, 'name a device or a group; "all" is every device of the inventory');
  }
  return { names, problems };
}

/** Inventory devices that fit each pattern asked for so far: rules are asked for every port of every device. */
const MATCHED = new WeakMap<Inventory, Map<string, ReadonlySet<string>>>();

/**
 * Whether a device fits a pattern. A device that is not in the inventory (a neighbour, a declared end) is in no group,
 * but its name, wildcards and `all` fit it too. Bad patterns fit nothing.
 */
export function matchesDevice(inventory: Inventory, pattern: string, device: string): boolean {
  const matched = matchedBy(inventory, pattern);
  if (matched.has(device)) return true;
  if (inventory.groups.get('all')?.includes(device)) return false;
  const groups = new Map([...inventory.groups.keys()].map((name) => [name, name === 'all' ? [device] : []]));
  return evaluate({ hosts: [device], groups, fault: () => {} }, pattern).length > 0;
}

function matchedBy(inventory: Inventory, pattern: string): ReadonlySet<string> {
  const byPattern = MATCHED.get(inventory) ?? new Map<string, ReadonlySet<string>>();
  MATCHED.set(inventory, byPattern);
  const known = byPattern.get(pattern);
  if (known) return known;
  const scope = { hosts: deviceNames(inventory), groups: inventory.groups, fault: () => {} };
  const matched = new Set(evaluate(scope, pattern));
  byPattern.set(pattern, matched);
  return matched;
}

export function deviceNames(inventory: Inventory): string[] {
  return inventory.devices.map(({ name }) => name);
}

/** Plain parts are added up, then `&` parts narrow, then `!` parts remove, wherever they stand in the pattern. */
function evaluate(scope: Scope, pattern: string): string[] {
  const parts = splitPattern(pattern);
  const plain = parts.filter((part) => !/^[!&]/.test(part));
  const starting = plain.length === 0 && parts.length > 0 ? ['all'] : plain;
  let names = [...new Set(starting.flatMap((part) => matchPart(scope, part)))];
  for (const part of parts.filter((one) => one.startsWith('&'))) {
    const kept = new Set(matchPart(scope, part.slice(1)));
    names = names.filter((name) => kept.has(name));
  }
  for (const part of parts.filter((one) => one.startsWith('!'))) {
    const removed = new Set(matchPart(scope, part.slice(1)));
    names = names.filter((name) => !removed.has(name));
  }
  return names;
}

/** By commas; by colons only where the text is neither an address nor a host range. */
function splitPattern(pattern: string): string[] {
  const split = pattern.includes(',')
    ? pattern.split(',')
    : isAddress(pattern)
      ? [pattern]
      : (pattern.match(/(?:[^\s:[\]]|\[[^\]]*\])+/g) ?? []);
  return split.map((part) => part.trim()).filter((part) => part !== '');
}

const SUBSCRIPT = /^(.+)\[(?:(-?\d+)|(\d+)[:-](\d*))\]$/;

function matchPart(scope: Scope, part: string): string[] {
  if (scope.hosts.includes(part)) return [part];
  if (part.startsWith('~')) return matchExpression(scope, part);
  const [, base, index, first, last] = SUBSCRIPT.exec(part) ?? [];
  const matches = matchExpression(scope, base ?? part);
  if (base === undefined || matches.length === 0) return matches;
  if (index === undefined) return matches.slice(Number(first), last ? Number(last) + 1 : undefined);
  const one = matches.at(Number(index));
  if (one !== undefined) return [one];
  const count = new Set(matches).size;
  scope.fault(`"${part}" is outside: ${base} has ${count} devices`, `the last one is ${base}[-1]`);
  return [];
}

/**
 * Groups that fit give all their devices; devices are looked at where no group fits, or the expression is a pattern. A
 * device that fits in several ways comes several times, and a subscript counts all of them, as Ansible's does.
 */
function matchExpression(scope: Scope, expression: string): string[] {
  const test = compile(expression);
  if (test === null) {
    scope.fault(`"${expression}" is no regular expression`, 'check its brackets; the text after ~ is the expression');
    return [];
  }
  const groups = [...scope.groups.keys()].filter(test);
  const names = groups.flatMap((name) => scope.groups.get(name) ?? []);
  const isPattern = expression.startsWith('~') || /[.?*[]/.test(expression);
  if (groups.length === 0 || isPattern) names.push(...scope.hosts.filter(test));
  if (names.length === 0 && groups.length === 0) reportUnmatched(scope, expression);
  return names;
}

function compile(expression: string): ((name: string) => boolean) | null {
  if (!expression.startsWith('~')) {
    const glob = globToRegExp(expression);
    return (name) => glob.test(name);
  }
  try {
    const regex = new RegExp(`^(?:${expression.slice(1)})`);
    return (name) => regex.test(name);
  } catch {
    return null;
  }
}

function reportUnmatched(scope: Scope, expression: string): void {
  const names = [...scope.hosts, ...scope.groups.keys()];
  const hint = didYouMean(expression, names, 'name a device or a group of the inventory');
  scope.fault(`no device or group matches "${expression}"`, hint);
}

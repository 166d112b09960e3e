// Host patterns choose the devices that Ansible would choose, in its order.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { matchesDevice, matchHosts, parseInventory } from '../../src/inventory/index.ts';
import { ansibleHosts, askAnsible, hasAnsible, hasAnsibleLibrary, inPairs } from './support.ts';

const HOSTS = `
lonely
[devices]
r1
r2
r3
r5-tor
r6-edge
[edge-devices]
r5-tor
r6-edge
[sites:children]
north
[north]
sw1.example.net
r2
`;

const { inventory } = parseInventory([{ path: 'hosts', text: HOSTS }], {});
const ALL = ['lonely', 'r1', 'r2', 'r3', 'r5-tor', 'r6-edge', 'sw1.example.net'];

const PATTERNS: [string, string[]][] = [
  ['all', ALL],
  ['*', ALL],
  ['r1', ['r1']],
  ['r3,r1', ['r3', 'r1']],
  ['r1:r3', ['r1', 'r3']],
  [' r1 , r3 ,', ['r1', 'r3']],
  ['edge-devices', ['r5-tor', 'r6-edge']],
  ['sites', ['sw1.example.net', 'r2']],
  ['devices:!edge-devices', ['r1', 'r2', 'r3']],
  ['!edge-devices:devices', ['r1', 'r2', 'r3']],
  ['!devices', ['lonely', 'sw1.example.net']],
  ['devices:&sites', ['r2']],
  ['&sites', ['r2', 'sw1.example.net']],
  ['devices,&sites,!r2', []],
  ['r*', ['r1', 'r2', 'r3', 'r5-tor', 'r6-edge']],
  ['r?', ['r1', 'r2', 'r3']],
  ['*-devices', ['r5-tor', 'r6-edge']],
  // Digits in brackets are a subscript: the thirteenth of r.
  ['r[12]', []],
  ['r[12x]', ['r1', 'r2']],
  ['r[!12]', ['r3']],
  ['*.example.net', ['sw1.example.net']],
  ['sw1.example.net', ['sw1.example.net']],
  ['~r[13]$', ['r1', 'r3']],
  ['~r[13]$:!r1', ['r3']],
  ['~(edge|north)', ['r5-tor', 'r6-edge', 'sw1.example.net', 'r2']],
  ['devices[0]', ['r1']],
  ['r2[0]', ['r2']],
  ['devices[-1]', ['r6-edge']],
  ['devices[1:2]', ['r2', 'r3']],
  ['devices[3:]', ['r5-tor', 'r6-edge']],
  ['devices[1:99]', ['r2', 'r3', 'r5-tor', 'r6-edge']],
  ['devices[0],devices[2]', ['r1', 'r3']],
  ['ungrouped', ['lonely']],
];

describe('matchHosts', () => {
  it.each(PATTERNS)('%s', (pattern, names) => {
    const match = matchHosts(inventory, pattern);
    expect([...match.names].sort()).toEqual([...names].sort());
    expect(match.problems.map(({ code }) => code)).toEqual(names.length > 0 ? [] : ['CONFIG_PATTERN_NO_MATCH']);
  });

  it.each([
    ['r4', 'no device or group matches "r4"', 'did you mean r1 or r2 or r3?'],
    ['edge-device', 'no device or group matches "edge-device"', 'did you mean edge-devices?'],
    ['all,qqqqqqq', 'no device or group matches "qqqqqqq"', 'name a device or a group of the inventory'],
    ['core', 'no device or group matches "core"', 'name a device or a group of the inventory'],
    ['all:!r9', 'no device or group matches "r9"', 'did you mean r1 or r2 or r3?'],
    ['devices[9]', '"devices[9]" is outside: devices has 5 devices', 'the last one is devices[-1]'],
    ['~r(', '"~r(" is no regular expression', 'check its brackets; the text after ~ is the expression'],
    ['', 'no device matches ""', 'name a device or a group; "all" is every device of the inventory'],
  ])('tells what is wrong with "%s"', (pattern, message, hint) => {
    const [problem] = matchHosts(inventory, pattern).problems;
    expect(problem).toMatchObject({ code: 'CONFIG_PATTERN_NO_MATCH', severity: 'error', message, hint });
  });
});

describe('matchesDevice', () => {
  it.each([
    ['*', 'Client', true],
    ['all', 'Client', true],
    ['Client', 'Client', true],
    ['Cl*', 'Client', true],
    ['client', 'Client', false],
    ['~Cl', 'Client', true],
    ['devices', 'Client', false],
    ['all:!devices', 'Client', true],
    ['!Client', 'Client', false],
    ['devices', 'r1', true],
    ['devices:!r1', 'r1', false],
    ['*-devices', 'r6-edge', true],
    ['ungrouped', 'lonely', true],
    ['~(', 'r1', false],
    ['', 'r1', false],
  ])('%s fits %s: %s', (pattern, device, fits) => {
    expect(matchesDevice(inventory, pattern, device)).toBe(fits);
  });
});

const suffix = hasAnsibleLibrary ? '' : ' (SKIPPED: ansible-core is not installed)';

describe.skipIf(!hasAnsibleLibrary)(`patterns choose what Ansible chooses${suffix}`, () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'toposcope-patterns-'));
    writeFileSync(join(folder, 'hosts'), HOSTS);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('in its order', { timeout: 120_000 }, () => {
    const patterns = PATTERNS.map(([pattern]) => pattern);
    const [answer] = askAnsible([{ inventory: folder, patterns }]);
    expect(patterns.map((pattern) => matchHosts(inventory, pattern).names)).toEqual(answer?.matches);
  });

  it.skipIf(!hasAnsible)('as its command line says', { timeout: 120_000 }, async () => {
    const patterns = ['devices[1:2],&devices', '~r[13]$:!r1', 'sites', '!devices'];
    const theirs = await inPairs(patterns, (pattern) => ansibleHosts(folder, pattern));
    expect(patterns.map((pattern) => matchHosts(inventory, pattern).names)).toEqual(theirs);
  });
});

// Inventories of other tools. Each case is a folder of test/captures/inventory-sources, found by name: `input/` is the
// inventory folder, `env.json` the environment, `fetched.json` what the shell has fetched; `expected.json` holds hosts with
// their groups and effective variables, problems and requests. UPDATE=1 writes it anew: read the difference.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseInventory } from '../../src/inventory/index.ts';
import { describeProblems, ourView, readFolder } from './support.ts';

const CAPTURES = 'test/captures/inventory-sources';
const cases = readdirSync(CAPTURES).sort();

function readJson(path: string): unknown {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
}

function viewOf(folder: string) {
  const files = readFolder(join(folder, 'input'));
  const env = readJson(join(folder, 'env.json')) as Record<string, string>;
  const fetched = new Map(Object.entries(readJson(join(folder, 'fetched.json')) as Record<string, unknown>));
  const { inventory, problems, requests } = parseInventory(files, env, { fetched });
  const { variables } = ourView(files, [], { env, fetched }).view;
  const hosts = inventory.devices.map(({ name, groups }) => [name, { groups, variables: variables[name] }]);
  return {
    hosts: Object.fromEntries(hosts),
    problems: describeProblems(problems),
    requests: requests.map(({ token, ...request }) => ({ ...request, token: token?.reveal() ?? null })),
  };
}

describe('inventories of other tools', () => {
  it('has cases', () => expect(cases.length).toBeGreaterThan(15));

  it.each(cases)('%s', (name) => {
    const folder = join(CAPTURES, name);
    const view = JSON.parse(JSON.stringify(viewOf(folder)));
    const path = join(folder, 'expected.json');
    if (process.env.UPDATE) writeFileSync(path, `${JSON.stringify(view, null, 2)}\n`);
    expect(view).toEqual(JSON.parse(readFileSync(path, 'utf8')));
  });
});

// Every folder of test/captures/topology is a case: input.yml is played, the last snapshot is compared with expected.yml.
// UPDATE=1 writes what came out, for reading and judging before it is committed.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { Snapshot } from '../../src/model/index.ts';
import { type Expected, playCase, summarise } from './case-file.ts';

const folder = new URL('../captures/topology/', import.meta.url);
const names = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .sort();

describe('topology cases', () => {
  it('finds the cases', () => expect(names.length).toBeGreaterThan(20));

  it.each(names)('%s', (name) => {
    const file = new URL(`${name}/expected.yml`, folder);
    const steps = playCase(readFileSync(new URL(`${name}/input.yml`, folder), 'utf8'));
    const last = steps.at(-1);
    if (!last) throw new Error(`${name}/input.yml holds no snapshot`);
    expect(Snapshot.parse(last.snapshot), 'schema').toEqual(last.snapshot);
    const expected = existsSync(file) ? (parse(readFileSync(file, 'utf8')) as Expected) : ({ title: name } as Expected);
    const found = summarise(last.snapshot, expected);
    if (process.env.UPDATE) writeFileSync(file, stringify(found, { lineWidth: 0 }));
    expect(found).toEqual(expected);
  });
});

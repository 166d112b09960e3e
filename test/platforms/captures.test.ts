// A capture is a test: every folder with raw.txt (or brief.txt and detail.txt) and expected.json, found by name.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Problem } from '../../src/model/index.ts';
import { findPlatform, parseCommand } from '../../src/platforms/index.ts';
import { differences, type Expected } from './score.ts';
import { TEMPLATES } from './templates.ts';

const CAPTURES = new URL('../captures/platforms/', import.meta.url);

interface Capture extends Omit<Expected, 'command' | 'complete'> {
  readonly problems: readonly Partial<Problem>[];
}

const folders = readdirSync(CAPTURES, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('/expected.json'))
  .map((path) => path.replace(/\/expected\.json$/, ''))
  .sort();

function read(folder: string, name: string): string[] {
  const file = new URL(`${folder}/${name}`, CAPTURES);
  return existsSync(file) ? [readFileSync(file, 'utf8')] : [];
}

describe('captures', () => {
  it('were found', () => {
    expect(folders.length).toBeGreaterThan(50);
  });

  it.each(folders)('%s', (folder) => {
    const [platformName = '', command = ''] = folder.split('/');
    const platform = findPlatform(platformName);
    if (platform === undefined) throw new Error(`no platform ${platformName}`);
    const texts = ['raw.txt', 'brief.txt', 'detail.txt'].flatMap((name) => read(folder, name));
    const expected = JSON.parse(read(folder, 'expected.json')[0] ?? '') as Capture;
    const result = parseCommand(platform, command, texts, TEMPLATES);
    expect(result.outcome).toBe(expected.outcome);
    expect(differences({ ...expected, command, complete: true }, result)).toEqual([]);
    expect(result.problems).toHaveLength(expected.problems.length);
    for (const [i, problem] of expected.problems.entries()) expect(result.problems[i]).toMatchObject(problem);
  });
});

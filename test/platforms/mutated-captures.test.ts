// Captures of every OS, damaged: nothing throws, and no row of a neighbour table goes missing without a word.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ParseResult } from '../../src/model/index.ts';
import { findPlatform, type Platform, parseCommand } from '../../src/platforms/index.ts';
import { TEMPLATES } from './templates.ts';

const CAPTURES = new URL('../captures/platforms/', import.meta.url);
const SEED = 20261121;
const OUTCOMES = ['ok', 'empty', 'disabled', 'invalid', 'partial'];

interface Capture {
  readonly folder: string;
  readonly platform: Platform;
  readonly command: string;
  readonly text: string;
  readonly whole: ParseResult;
}

function loadCapture(folder: string): Capture[] {
  const [platformName = '', command = ''] = folder.split('/');
  const platform = findPlatform(platformName);
  const raw = new URL(`${folder}/raw.txt`, CAPTURES);
  if (platform === undefined || !existsSync(raw)) return [];
  const text = readFileSync(raw, 'utf8');
  return [{ folder, platform, command, text, whole: parseCommand(platform, command, [text], TEMPLATES) }];
}

const captures = readdirSync(CAPTURES, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('/expected.json'))
  .map((path) => path.replace(/\/expected\.json$/, ''))
  .sort()
  .flatMap(loadCapture);

const read = ({ platform, command }: Capture, lines: readonly string[]) =>
  parseCommand(platform, command, [lines.join('\n')], TEMPLATES);

const linesOf = (capture: Capture) => capture.text.split(/\r*\n/);

/** What holds for every text whatever. */
function expectSound(result: ParseResult): void {
  expect(OUTCOMES).toContain(result.outcome);
  if (result.outcome === 'partial') expect(result.problems.length).toBeGreaterThan(0);
  if (result.outcome === 'empty') expect(result.records).toHaveLength(0);
  if (result.outcome === 'ok') expect(result.problems).toEqual([]);
}

const isWhole = ({ whole }: Capture) => whole.outcome === 'ok';

describe('captures', () => {
  it('of every platform were found', () => {
    expect(new Set(captures.map(({ platform }) => platform.name)).size).toBeGreaterThan(8);
    expect(captures.length).toBeGreaterThan(150);
  });
});

type Mutation = (lines: readonly string[], a: number, b: number, text: string) => string[];

const at = (lines: readonly string[], place: number) => place % Math.max(1, lines.length);

const MUTATIONS: Readonly<Record<string, Mutation>> = {
  'a line lost': (lines, a) => lines.filter((_, i) => i !== at(lines, a)),
  'a line twice': (lines, a) => lines.flatMap((line, i) => (i === at(lines, a) ? [line, line] : [line])),
  'two lines exchanged': (lines, a, b) => {
    const swapped = [...lines];
    const [i, j] = [at(lines, a), at(lines, b)];
    [swapped[i], swapped[j]] = [lines[j] ?? '', lines[i] ?? ''];
    return swapped;
  },
  'its end cut off': (lines, a) => [...lines.slice(0, at(lines, a)), (lines[at(lines, a)] ?? '').slice(0, a % 40)],
  'its beginning cut off': (lines, a) => lines.slice(at(lines, a)),
  'foreign text in it': (lines, a, _, text) => [...lines.slice(0, at(lines, a)), text, ...lines.slice(at(lines, a))],
  'a character overwritten': (lines, a, b, text) =>
    lines.map((line, i) =>
      i === at(lines, a) ? line.slice(0, b % 80) + text.slice(0, 1) + line.slice((b % 80) + 1) : line,
    ),
  'lines run together': (lines, a) => {
    const i = at(lines, a);
    return [...lines.slice(0, i), (lines[i] ?? '') + (lines[i + 1] ?? ''), ...lines.slice(i + 2)];
  },
};

const foreign = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(...captures.flatMap((capture) => linesOf(capture).slice(0, 12))),
);

describe.each(Object.entries(MUTATIONS))('an answer with %s', (_, mutate) => {
  it('is read without an exception', () => {
    fc.assert(
      fc.property(fc.constantFrom(...captures), fc.nat(), fc.nat(), foreign, (capture, a, b, text) => {
        expectSound(read(capture, mutate(linesOf(capture), a, b, text)));
      }),
      { numRuns: 300, seed: SEED },
    );
  });
});

/** A line that no OS prints, at the left margin. */
const GARBAGE = '~~ no such line ~~';

describe('a garbage line', () => {
  it('leaves all rows of a table, and is told unless it stands where anything may stand', () => {
    let told = 0;
    let tried = 0;
    for (const capture of captures.filter(isWhole)) {
      const lines = linesOf(capture);
      for (const place of new Set([0.3, 0.6, 0.9].map((part) => Math.floor(part * lines.length)))) {
        const result = read(capture, [...lines.slice(0, place), GARBAGE, ...lines.slice(place)]);
        tried++;
        if (result.outcome === 'partial') told++;
        // What was read without a word is all there is: the line became a part of a neighbour's text, or of nothing.
        else expect([capture.folder, result.records.length]).toEqual([capture.folder, capture.whole.records.length]);
      }
    }
    expect(tried).toBeGreaterThan(500);
    expect(told / tried).toBeGreaterThan(0.75);
  });
});

/** Texts without the one line by which a row was lost. */
function withoutARow(capture: Capture): string[][] {
  const lines = linesOf(capture);
  const shortened = lines.map((_, i) => lines.filter((__, j) => j !== i));
  return shortened.filter((without) => read(capture, without).records.length === capture.whole.records.length - 1);
}

/** Tables of neighbours in which the device says nowhere how many rows there are: one that is gone cannot be noticed. */
const UNCOUNTED = [
  'arista_eos lldp_neighbors',
  'cisco_ios cdp_neighbors',
  'cisco_nxos cdp_neighbors_detail',
  'cisco_xr cdp_neighbors_detail',
  'hp_comware lldp_neighbors',
  'hp_comware lldp_neighbors_detail',
  'huawei_vrp lldp_neighbors',
  'juniper_junos lldp_neighbors',
  'linux lldp_neighbors_detail',
  'mikrotik_routeros lldp_neighbors_detail',
];

describe('a row that is missing', () => {
  it('is told wherever the device prints a count, and by some systems without one', () => {
    const told = new Set<string>();
    const silent = new Set<string>();
    let rows = 0;
    for (const capture of captures.filter(isWhole)) {
      if (!/^(?:lldp|cdp)_/.test(capture.command) || capture.whole.records.length < 2) continue;
      for (const without of withoutARow(capture)) {
        const isTold = read(capture, without).outcome === 'partial';
        const isCounted = /^Total (?:cdp )?entries displayed\s*: *\d/m.test(without.join('\n'));
        rows++;
        if (isCounted) expect([capture.folder, isTold]).toEqual([capture.folder, true]);
        (isTold ? told : silent).add(`${capture.platform.name} ${capture.command}`);
      }
    }
    expect(rows).toBeGreaterThan(150);
    expect(told.size).toBeGreaterThan(12);
    expect([...silent].filter((table) => !UNCOUNTED.includes(table))).toEqual([]);
  });
});

// Whatever a device sends: no exception, and no row that it did not print.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ParsedRecord } from '../../src/model/index.ts';
import { findPlatform, interpretAnswers, parseCommand, readLldpStatus } from '../../src/platforms/index.ts';
import { TEMPLATES } from './templates.ts';

const platform = findPlatform('cisco_ios');
if (platform === undefined) throw new Error('cisco_ios is not registered');
const ios = platform;
const OUTCOMES = ['ok', 'empty', 'disabled', 'invalid', 'partial'];
const READABLE = ios.supportedCommands;

function capture(path: string): string {
  return readFileSync(new URL(`../captures/platforms/cisco-ios/${path}/raw.txt`, import.meta.url), 'utf8');
}

const BRIEF = capture('lldp_neighbors/port-ids-of-every-kind');
const DETAIL = capture('lldp_neighbors_detail/chassis-ids-of-every-kind');
const CDP = capture('cdp_neighbors/ports-of-every-kind');
const CDP_DETAIL = capture('cdp_neighbors_detail/two-blocks');

/** Words that the templates know, so that random texts reach deep states. */
const words = fc.constantFrom(
  ...[BRIEF, DETAIL, CDP, CDP_DETAIL].flatMap((text) => text.split('\n')),
  '------------------------------------------------',
  '% LLDP is not enabled',
  '% Invalid input detected at ^',
  '|',
  '[["',
  '"]]',
  'r1#',
  '\b\b',
  ' --More-- ',
);
const anyText = fc
  .array(fc.oneof(words, fc.string({ unit: 'binary', maxLength: 30 })), { maxLength: 30 })
  .map((lines) => lines.join('\n'));

describe('any text', () => {
  it.each(READABLE)('as %s is read without an exception', (folder) => {
    fc.assert(
      fc.property(anyText, anyText, (one, other) => {
        const texts = folder.startsWith('lldp_merge') ? [one, other] : [one];
        const result = parseCommand(ios, folder, texts, TEMPLATES);
        expect(OUTCOMES).toContain(result.outcome);
        if (result.outcome === 'partial') expect(result.problems.length).toBeGreaterThan(0);
        if (result.outcome === 'empty') expect(result.records).toHaveLength(0);
        for (const problem of result.problems) expect((problem.text ?? '').length).toBeLessThanOrEqual(200);
      }),
      { numRuns: 150 },
    );
  });

  it('as the answers of a visit is interpreted without an exception', () => {
    const answer = fc.record({
      command: fc.constantFrom(...ios.visit, 'show cdp neighbors', 'terminal length 0'),
      raw: anyText,
      takenAt: fc.constant('2026-11-21T10:00:00Z'),
    });
    fc.assert(
      fc.property(fc.array(answer, { maxLength: 8 }), (answers) => {
        const facts = interpretAnswers(ios, answers, TEMPLATES);
        expect([...OUTCOMES, 'missing']).toContain(facts.neighborsOutcome);
      }),
      { numRuns: 200 },
    );
  });

  it('as the LLDP status says on, off or nothing', () => {
    fc.assert(
      fc.property(anyText, (raw) => {
        expect([true, false, undefined]).toContain(readLldpStatus(ios, raw, TEMPLATES)?.enabled);
      }),
      { numRuns: 100 },
    );
  });
});

describe.each([
  ['lldp_neighbors', BRIEF],
  ['lldp_neighbors_detail', DETAIL],
  ['cdp_neighbors', CDP],
  ['cdp_neighbors_detail', CDP_DETAIL],
])('a damaged answer to %s', (folder, text) => {
  const lines = text.split('\n');
  const whole = parseCommand(ios, folder, [text], TEMPLATES);
  const identity = (record: ParsedRecord) =>
    JSON.stringify([record.localInterface, record.deviceId ?? record.chassisId, record.portId]);
  const printed = whole.records.map(identity);

  it('is whole before it is damaged', () => {
    expect(whole.outcome).toBe('ok');
    expect(whole.problems).toEqual([]);
  });

  it('that ends early gives the rows it still has', () => {
    for (let kept = 0; kept < lines.length; kept++) {
      const found = parseCommand(ios, folder, [lines.slice(0, kept).join('\n')], TEMPLATES).records.map(identity);
      // The last block may be cut between its lines: then what it had is shown, and the rest is null.
      expect(printed.slice(0, Math.max(0, found.length - 1))).toEqual(found.slice(0, -1));
      expect(found.length).toBeLessThanOrEqual(printed.length);
    }
  });

  it('with a line of its own between any two is partial, with all rows', () => {
    for (let at = 0; at <= lines.length; at++) {
      const damaged = [...lines.slice(0, at), '~~ no such line ~~', ...lines.slice(at)].join('\n');
      const result = parseCommand(ios, folder, [damaged], TEMPLATES);
      expect(result.records.map(identity)).toEqual(printed);
      // Inside a neighbour's free text any line may stand.
      if (folder === 'lldp_neighbors' || folder === 'cdp_neighbors') expect(result.outcome).toBe('partial');
    }
  });
});

describe.each([
  ['lldp_neighbors', BRIEF, /^\S.* Gi\d/],
  ['cdp_neighbors', CDP, /^\S.* (?:Gig|Ser|Mul)/],
])('a row lost from %s', (folder, text, row) => {
  const lines = text.split('\n');
  const rows = [...lines.keys()].filter((i) => row.test(lines[i] ?? ''));

  it('is told by the count', () => {
    expect(rows.length).toBeGreaterThan(4);
    for (const lost of rows) {
      const result = parseCommand(ios, folder, [lines.filter((_, i) => i !== lost).join('\n')], TEMPLATES);
      expect(result.outcome).toBe('partial');
      expect(result.records).toHaveLength(rows.length - 1);
      expect(result.problems.map((problem) => problem.code)).toEqual(['PARSE_COUNT_MISMATCH']);
      expect(result.problems[0]?.message).toContain(`${rows.length - 1} rows`);
      expect(result.problems[0]?.message).toContain(`displayed ${rows.length}`);
    }
  });
});

describe('a text that is something else altogether', () => {
  it('is reported by its first lines and their number', () => {
    const result = parseCommand(ios, 'lldp_neighbors', ['something else\n'.repeat(400)], TEMPLATES);
    expect(result.outcome).toBe('partial');
    expect(result.problems.filter((problem) => problem.line !== undefined)).toHaveLength(50);
    expect(result.problems.some((problem) => problem.message.includes('350 more unknown lines'))).toBe(true);
  });

  it('with lines longer than any table has is not searched for rows', () => {
    const result = parseCommand(ios, 'lldp_neighbors', [`${'Gi0/1 120 R Gi0/2 '.repeat(100)}\n${BRIEF}`], TEMPLATES);
    expect(result.outcome).toBe('partial');
    expect(result.problems.map(({ code, line }) => [code, line])).toEqual([['PARSE_UNKNOWN_LINE', 1]]);
    expect(result.records).toHaveLength(10);
  });
});

describe('a table of equals', () => {
  it('is joined in the order of both tables, however long it is', () => {
    const count = 2000;
    const ports = Array.from({ length: count }, (_, i) => `Gi1/${i}`);
    const rows = ports.map((port) => `sw                  ${port.padEnd(15)}120        B               Gi0/1`);
    const head = 'Device ID           Local Intf     Hold-time  Capability      Port ID';
    const block = [
      '-'.repeat(48),
      'Chassis id: 0011.2233.4455',
      'Port id: Gi0/1',
      'Port Description: uplink',
      'System Name: sw',
      '',
      'System Description: ',
      'a switch',
      '',
      'Time remaining: 100 seconds',
      'System Capabilities: B',
      'Enabled Capabilities: B',
      'Management Addresses - not advertised',
      'Vlan ID: - not advertised',
      '',
    ].join('\n');
    const total = `\nTotal entries displayed: ${count}\n`;
    const brief = [head, ...rows, total].join('\n');
    const { records } = parseCommand(ios, 'lldp_merge', [brief, block.repeat(count) + total], TEMPLATES);
    expect(records.map((record) => record.localInterface)).toEqual(
      ports.map((port) => port.replace('Gi', 'GigabitEthernet')),
    );
  });
});

// RouterOS entries: what a neighbour wrote into a value is never read as a property of its own.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findPlatform, interpretAnswers, parseCommand } from '../../src/platforms/index.ts';
import { propertyLines } from '../../src/platforms/prepare/property-lines.ts';
import { TEMPLATES } from './templates.ts';

const routeros = findPlatform('mikrotik_routeros');
if (routeros === undefined) throw new Error('mikrotik_routeros is not registered');
const platform = routeros;
const NEIGHBORS = '/ip neighbor print detail without-paging';

/** A value in quotes, as the console writes it. */
function quoted(value: string): string {
  return `"${value.replace(/[\\"$]/g, '\\$&')}"`;
}

/** Wraps between words, as a terminal of `width` columns makes the console do. */
function wrapped(line: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of line.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width)
      lines.push(lines.length === 0 ? word : `   ${word}`);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

/** Words that would be properties where they stood alone. */
const word = fc.oneof(
  fc.constantFrom(
    'interface=ether9',
    'mac-address=02:00:5E:66:66:66',
    '"',
    '\\',
    'identity="x"',
    ';;;',
    '0',
    '$',
    '=',
    'a="b',
  ),
  fc.string({ unit: fc.constantFrom(...'abcXYZ019 "\\=,;-$'), maxLength: 12 }),
);
const words = fc.array(word, { maxLength: 6 }).map((list) => list.join(' ').replace(/ +/g, ' ').trim());

describe('entries of print detail', () => {
  it('give back every value, wherever the terminal broke the line', () => {
    fc.assert(
      fc.property(words, words, fc.constantFrom(60, 80, 512), (identity, description, width) => {
        const entry = `0 interface=ether1,bridge1 mac-address=02:00:5E:00:02:01 identity=${quoted(identity)} interface-name="ether2" system-description=${quoted(description)} discovered-by=lldp`;
        const raw = wrapped(entry, width)
          .map((line, i) => (i === 0 ? ` ${line}` : line))
          .join('\n');
        const { outcome, records } = parseCommand(platform, NEIGHBORS, [raw], TEMPLATES);
        expect([outcome, records.length]).toEqual(['ok', 1]);
        expect(records[0]).toMatchObject({
          localInterface: 'ether1',
          chassisId: '02:00:5E:00:02:01',
          portId: 'ether2',
          systemName: identity === '' ? null : identity,
          systemDescription: description === '' ? null : description,
        });
      }),
      { numRuns: 400 },
    );
  });

  it('keep the number of lines, and lose no word', () => {
    const line = fc.oneof(
      word,
      fc.string({ maxLength: 20 }),
      fc.constantFrom(' 0 name="a"', '   mtu=1500', '', 'Flags: X - disabled'),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
        expect(propertyLines(lines)).toHaveLength(lines.length);
      }),
    );
    expect(propertyLines([' 7 DC address=192.0.2.1 junk', '   published=no'])[0]).toBe(
      '\t#=7\tflags=DC\tcomment=\taddress=192.0.2.1 junk\tpublished=no\t',
    );
  });

  it('stay readable where a line has no end', () => {
    const started = performance.now();
    propertyLines([` 0 identity="${'x\\" a="'.repeat(20_000)}`]);
    propertyLines([` 0 identity=${'x '.repeat(60_000)}`]);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});

describe('a list of neighbours of several protocols', () => {
  it('tells LLDP and CDP claims apart, and makes none of what crosses switches', () => {
    const raw = [
      ' 0 interface=ether1 mac-address=02:00:5E:00:00:01 identity="by all" interface-name="a" discovered-by=cdp,lldp,mndp',
      '',
      ' 1 interface=ether2 mac-address=02:00:5E:00:00:02 identity="by cdp" interface-name="b" discovered-by=cdp,mndp',
      '',
      ' 2 interface=bridge1 mac-address=02:00:5E:00:00:03 identity="far away" interface-name="c" discovered-by=mndp',
    ].join('\n');
    const { neighbors } = interpretAnswers(
      platform,
      [{ command: NEIGHBORS, raw, takenAt: '2026-11-21T10:00:00Z' }],
      TEMPLATES,
    );
    expect(neighbors.map(({ protocol, localPort, systemName }) => [protocol, localPort, systemName])).toEqual([
      ['lldp', 'ether1', 'by all'],
      ['cdp', 'ether2', 'by cdp'],
    ]);
  });
});

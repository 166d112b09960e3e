// Whatever a user writes into a template and whatever a device prints: only the two documented errors come out.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compileTemplate, TextFsmInputError, TextFsmTemplateError } from '../../src/textfsm/index.ts';
import { CASES } from './cases.ts';
import { templateCase } from './generate.ts';

function outcome(template: string, text: string): 'read' | 'refused' {
  try {
    const compiled = compileTemplate(template);
    compiled.parseTolerant(text);
    compiled.parse(text);
    return 'read';
  } catch (error) {
    if (error instanceof TextFsmTemplateError || error instanceof TextFsmInputError) return 'refused';
    throw error;
  }
}

const someTemplate = fc.oneof(
  fc.constantFrom(...CASES.map((one) => one.template)),
  templateCase.map(([template]) => template),
);

/** A good template with a few characters replaced. */
const damaged = fc
  .tuple(someTemplate, fc.array(fc.tuple(fc.nat(), fc.string({ unit: 'binary', maxLength: 3 })), { maxLength: 3 }))
  .map(([template, edits]) =>
    edits.reduce((now, [at, insert]) => {
      const place = at % (now.length + 1);
      return now.slice(0, place) + insert + now.slice(place + (at % 3));
    }, template),
  );

it('compiling and reading throw nothing but TextFsmTemplateError and TextFsmInputError', () => {
  const seen = { read: 0, refused: 0 };
  fc.assert(
    fc.property(damaged, fc.string({ unit: 'binary' }), (template, text) => {
      seen[outcome(template, text)]++;
    }),
    { numRuns: 2000 },
  );
  expect(seen.read).toBeGreaterThan(100);
  expect(seen.refused).toBeGreaterThan(100);
});

it('survives nesting, sizes and lines that would overflow a stack', () => {
  const rule = (regex: string) => `Value A (x)\n\nStart\n  ^${regex} -> Record\n`;
  expect(outcome(rule(`${'('.repeat(5000)}x${')'.repeat(5000)}`), 'x')).toBe('refused');
  expect(outcome(rule('(?:(?:(?:a{1000}){1000}){1000}){1000}'), 'a')).toBe('read');
  expect(outcome(rule('(?:(a)|(b))*x'), 'ab'.repeat(200_000))).toBe('read');
  expect(outcome(rule('(?:a|b)*x'), 'ab'.repeat(2_000_000))).toBe('read');
});

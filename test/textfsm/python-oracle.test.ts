// The engine against the Python reference. Needs Debian's python3-textfsm; skipped, and visibly so, without it.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compileTemplate,
  TextFsmInputError,
  type TextFsmTemplate,
  TextFsmTemplateError,
} from '../../src/textfsm/index.ts';
import { compilePythonRegex, RegexSyntaxError } from '../../src/textfsm/regex/index.ts';
import { BAD_TEMPLATES, CASES } from './cases.ts';
import { EDGE_REGEXES, EDGE_TEMPLATES } from './edge-cases.ts';
import { regexCase, templateCase } from './generate.ts';
import { askReference, hasReference, ntcTemplatesFolder, type RegexAnswer, type TemplateAnswer } from './reference.ts';

const SEED = 20261121;
const TEMPLATE_RUNS = 3000;
const REGEX_RUNS = 8000;

function ourTemplateAnswer(template: string, text: string): TemplateAnswer {
  try {
    return answerOf(compileTemplate(template), text);
  } catch (error) {
    if (error instanceof TextFsmTemplateError) return { templateError: error.line };
    throw error;
  }
}

function answerOf(template: TextFsmTemplate, text: string): TemplateAnswer {
  try {
    const { header, records } = template.parse(text);
    return { header: [...header], records: records.map((row) => [...row]) };
  } catch (error) {
    if (error instanceof TextFsmInputError) return { inputError: error.ruleLine };
    throw error;
  }
}

function ourRegexAnswer(pattern: string, line: string): RegexAnswer {
  try {
    const groups = compilePythonRegex(pattern).match(line);
    return groups && [...groups];
  } catch (error) {
    if (error instanceof RegexSyntaxError) return { error: true };
    throw error;
  }
}

/** Where the reference names no line, neither do we compare one; nor where `re` itself refuses what it is given unchecked. */
function comparable(ours: TemplateAnswer, theirs: TemplateAnswer): TemplateAnswer {
  const isLineless = 'templateError' in theirs && theirs.templateError === null;
  const isUnchecked = 'crash' in theirs && theirs.crash === 'error';
  if (!('templateError' in ours)) return ours;
  return isUnchecked ? theirs : isLineless ? { templateError: null } : ours;
}

/** A `List` value with nested groups that took no part makes the reference trip over its own None. */
function isOurDeviation(theirs: TemplateAnswer): boolean {
  return 'crash' in theirs && theirs.crash === 'TypeError';
}

describe.skipIf(!hasReference())('the Python reference (skipped where python3-textfsm is not installed)', () => {
  it('agrees on every feature and every refusal', () => {
    const all = [...CASES, ...BAD_TEMPLATES.map((bad) => ({ ...bad, text: '' }))];
    const answers = askReference({ templates: all.map(({ template, text }) => [template, text]) }).templates;
    for (const [i, { name, template, text }] of all.entries()) {
      const theirs = answers[i]!;
      expect({ name, answer: comparable(ourTemplateAnswer(template, text), theirs) }).toEqual({ name, answer: theirs });
    }
  });

  it(`agrees on ${EDGE_TEMPLATES.length} templates and ${EDGE_REGEXES.length} regular expressions from the corners of the language`, () => {
    const answers = askReference({ templates: EDGE_TEMPLATES, regexes: EDGE_REGEXES });
    const differing = EDGE_TEMPLATES.flatMap(([template, text], i) => {
      const theirs = answers.templates[i]!;
      const ours = comparable(ourTemplateAnswer(template, text), theirs);
      return isOurDeviation(theirs) || isDeepStrictEqual(ours, theirs) ? [] : [{ template, text, ours, theirs }];
    });
    const regexes = EDGE_REGEXES.flatMap(([pattern, line], i) => {
      const [ours, theirs] = [ourRegexAnswer(pattern, line), answers.regexes[i]!];
      return isDeepStrictEqual(ours, theirs) ? [] : [{ pattern, line, ours, theirs }];
    });
    expect({ templates: differing, regexes }).toEqual({ templates: [], regexes: [] });
  });

  it(`agrees on ${TEMPLATE_RUNS} generated templates (seed ${SEED})`, () => {
    const cases = fc.sample(templateCase, { seed: SEED, numRuns: TEMPLATE_RUNS });
    const answers = askReference({ templates: cases }).templates;
    let rows = 0;
    for (const [i, [template, text]] of cases.entries()) {
      const theirs = answers[i]!;
      if (isOurDeviation(theirs)) continue;
      if ('records' in theirs) rows += theirs.records.length;
      expect({ template, text, answer: comparable(ourTemplateAnswer(template, text), theirs) }).toEqual({
        template,
        text,
        answer: theirs,
      });
    }
    expect(rows).toBeGreaterThan(TEMPLATE_RUNS / 2);
  });

  it(`agrees on ${REGEX_RUNS} generated regular expressions (seed ${SEED})`, () => {
    const cases = fc.sample(regexCase, { seed: SEED, numRuns: REGEX_RUNS });
    const answers = askReference({ regexes: cases }).regexes;
    let matches = 0;
    for (const [i, [pattern, line]] of cases.entries()) {
      const theirs = answers[i]!;
      if (Array.isArray(theirs)) matches++;
      expect({ pattern, line, answer: ourRegexAnswer(pattern, line) }).toEqual({ pattern, line, answer: theirs });
    }
    expect(matches).toBeGreaterThan(REGEX_RUNS / 8);
  });
});

/** Every `raw.txt` and its kin below a folder, with its path. */
function textsBelow(folder: URL): { readonly path: string; readonly text: string }[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.txt'))
    .sort()
    .map((path) => ({ path, text: readFileSync(new URL(path, folder), 'utf8') }));
}

/** Of the texts of other systems each template gets one in so many: they show that it refuses the same. */
const STRANGERS = 12;

describe.skipIf(!hasReference())('our own templates (skipped where python3-textfsm is not installed)', () => {
  const folder = new URL('../../templates/textfsm/', import.meta.url);
  const captures = textsBelow(new URL('../captures/platforms/', import.meta.url));
  const names = readdirSync(folder).filter((name) => name.endsWith('.textfsm'));
  const cases = names.map((name, i) => {
    const platform = (path: string) => path.split('/')[0]?.replace(/-/g, '_') ?? '';
    const places = captures.flatMap(({ path }, place) =>
      name.startsWith(platform(path)) || place % STRANGERS === i % STRANGERS ? [place] : [],
    );
    return [readFileSync(new URL(name, folder), 'utf8'), places] as const;
  });

  it('read the captures as the reference does', () => {
    const answers = askReference({ tables: { texts: captures.map(({ text }) => text), of: cases } }).tables;
    const runs = answers.reduce((sum, list) => sum + list.length, 0);
    expect(runs).toBeGreaterThan(5000);
    for (const [i, [template, places]] of cases.entries()) {
      const compiled = compileTemplate(template);
      const ours = places.map((place) => answerOf(compiled, captures[place]?.text ?? ''));
      expect([names[i], ours]).toEqual([names[i], answers[i]]);
    }
  });
});

const corpus = ntcTemplatesFolder();

describe.skipIf(corpus === null)('ntc-templates (skipped where the Python package is not installed)', () => {
  it('compile, every one, and read a text as the reference does', () => {
    const folder = corpus ?? '';
    const names = readdirSync(folder).filter((name) => name.endsWith('.textfsm'));
    const text = readFileSync(join(folder, names[0]!), 'utf8');
    const cases = names.map((name) => [readFileSync(join(folder, name), 'utf8'), text] as const);
    const answers = askReference({ templates: cases }).templates;
    expect(names.length).toBeGreaterThan(100);
    for (const [i, name] of names.entries()) {
      expect({ name, answer: ourTemplateAnswer(...cases[i]!) }).toEqual({ name, answer: answers[i] });
    }
  });
});

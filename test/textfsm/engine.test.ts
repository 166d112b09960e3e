// biome-ignore-all lint/suspicious/noTemplateCurlyInString: TextFSM writes values so
// The engine by itself: every feature with its result, every bad template with its line.
import { describe, expect, it } from 'vitest';
import { compileTemplate, TextFsmInputError, TextFsmTemplateError } from '../../src/textfsm/index.ts';
import { BAD_TEMPLATES, CASES } from './cases.ts';

function caught(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  return null;
}

describe('the TextFSM engine', () => {
  for (const { name, template, text, records } of CASES) {
    it(name, () => {
      expect(compileTemplate(template).parse(text).records).toEqual(records);
    });
  }

  it('gives the header in the order of the template, also without rows', () => {
    const template = compileTemplate('Value B (.)\nValue Key A (.)\n\nStart\n  ^${A}${B} -> Record\n');
    expect(template.header).toEqual(['B', 'A']);
    expect(template.parse('').header).toEqual(['B', 'A']);
  });

  it('keeps nothing between two texts', () => {
    const template = compileTemplate(
      'Value Filldown A (\\w+)\nValue B (\\d+)\n\nStart\n  ^a ${A}\n  ^b ${B} -> Record\n\nEOF\n',
    );
    expect(template.parse('a x\nb 1\n').records).toEqual([['x', '1']]);
    expect(template.parse('b 2\n').records).toEqual([['', '2']]);
  });

  it('accepts flags for a whole rule behind its ^, as older Pythons did', () => {
    const template = compileTemplate('Value A (\\w+)\n\nStart\n  ^(?i)up ${A} -> Record\n');
    expect(template.parse('UP x\n').records).toEqual([['x']]);
  });
});

describe('an Error action', () => {
  const source = [
    'Value A (\\d+)',
    '',
    'Start',
    '  ^${A}$$ -> Record',
    '  ^word -> Error Word',
    '  ^quoted -> Error "two words"',
    '  ^kept ${A} -> Error.Record',
    '  ^\\S -> Error',
    '',
    'EOF',
  ].join('\n');
  const template = compileTemplate(source);

  it.each([
    ['1\nword up\n2', { line: 2, text: 'word up', note: 'Word', ruleLine: 5 }],
    ['quoted\n', { line: 1, text: 'quoted', note: 'two words', ruleLine: 6 }],
    ['1\r\n\r\n!\n', { line: 3, text: '!', note: null, ruleLine: 8 }],
  ])('names line, text and note of %j', (text, place) => {
    const error = caught(() => template.parse(text));
    expect(error).toBeInstanceOf(TextFsmInputError);
    expect(error).toMatchObject(place);
  });

  it('sets the line aside when reading tolerantly, and keeps state and rows', () => {
    const { records, errors } = template.parseTolerant('1\nword\n2\n!\nkept 3\n4\n');
    expect(records).toEqual([['1'], ['2'], ['3'], ['4']]);
    expect(errors.map((error) => error.line)).toEqual([2, 4, 5]);
  });
});

describe('a bad template', () => {
  it.each(BAD_TEMPLATES)('is refused: $name', ({ template, line }) => {
    const error = caught(() => compileTemplate(template));
    expect(error).toBeInstanceOf(TextFsmTemplateError);
    expect(error).toMatchObject({ line });
  });

  it('is told by what it holds', () => {
    expect(() => compileTemplate('Value A (.)\n\nStart\n  ^a${Ab}\n')).toThrow("'${Ab}' names no Value");
    expect(() => compileTemplate('Value A (.)\n\nStart\n  ^a -> Fo-o\n')).toThrow("'-> Fo-o' is not an action");
  });
});

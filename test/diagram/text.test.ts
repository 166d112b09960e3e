// Text from devices: harmless after cleaning, whatever it was.
import fc from 'fast-check';
import PDFDocument from 'pdfkit';
import { describe, expect, it } from 'vitest';
import { cleanText, cutText, dotText, labelText, tooltipText } from '../../src/diagram/text.ts';
import { textWidth } from '../../src/diagram/text-width.ts';
import { loadFonts } from './networks.ts';

describe('cleaning', () => {
  it.each([
    ['a\u202Eb\u2066c\u200Fd', 'abcd'],
    ['tab\there\r\nand there', 'tab here and there'],
    ['bell\u0007 del\u007f c1\u0085', 'bell del c1'],
    ['trailing\\', 'trailing\u29F5'],
    ['\ud800 alone', '\uFFFD alone'],
    ['  many   blanks\u3000', 'many blanks'],
    ['e\u0301', 'é'],
    [`z${'\u0334'.repeat(30)}`, `z${'\u0334'.repeat(3)}`],
  ])('%j becomes %j', (raw, clean) => {
    expect(cleanText(raw)).toBe(clean);
  });

  it('escapes what DOT and XML read as markup', () => {
    expect(dotText('<b>"&amp;"</b>')).toBe('&lt;b&gt;&quot;&amp;amp;&quot;&lt;/b&gt;');
  });

  it('leaves nothing that quotes, escapes, breaks lines or turns direction, for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect(dotText(text)).not.toMatch(/["<>\\\p{Cc}\p{Cf}\p{Cs}]/u);
        expect(dotText(text).replace(/&(?:amp|lt|gt|quot);/g, '')).not.toContain('&');
      }),
    );
  });
});

describe('cutting', () => {
  it('keeps 40 letters, the last an ellipsis, and never half a letter', () => {
    expect(labelText('x'.repeat(2000))).toBe(`${'x'.repeat(39)}…`);
    expect(Array.from(cutText('😀'.repeat(50))).length).toBe(40);
    expect(labelText('x'.repeat(40))).toBe('x'.repeat(40));
  });

  it('bounds a tooltip and leaves out what is not known', () => {
    expect(tooltipText(['a', null, '', 'b'])).toBe('a · b');
    expect(tooltipText(['y'.repeat(2000)])).toHaveLength(400);
  });
});

describe('width', () => {
  const document = new PDFDocument({ font: null as unknown as string });
  const fonts = loadFonts();
  document.registerFont('regular', fonts.regular[0] as unknown as ArrayBuffer);
  document.registerFont('bold', fonts.bold[0] as unknown as ArrayBuffer);

  it.each(['regular', 'bold'] as const)('of every ASCII letter is that of the %s font', (weight) => {
    for (let code = 0x20; code < 0x7f; code++) {
      const letter = String.fromCharCode(code);
      const real = document.font(weight, 1000).widthOfString(letter);
      expect(Math.abs(textWidth(letter, 1000, weight) - real), letter).toBeLessThan(2);
    }
  });

  it('gives CJK a full square', () => {
    expect(textWidth('核心', 10)).toBe(20);
  });
});

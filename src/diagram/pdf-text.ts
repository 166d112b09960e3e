// Text in a PDF, letter by letter in the first font that has the letter.
import type { Fonts } from './fonts.ts';

interface Run {
  readonly font: string;
  readonly text: string;
  /** No font has it: a box is drawn, and copying gives the letters themselves. */
  readonly missing: boolean;
}

export class PdfText {
  readonly #document: PDFKit.PDFDocument;
  readonly #names: Readonly<Record<'regular' | 'bold', readonly string[]>>;

  constructor(document: PDFKit.PDFDocument, fonts: Fonts) {
    this.#document = document;
    const register = (weight: 'regular' | 'bold'): string[] =>
      fonts[weight].map((bytes, index) => {
        const name = `${weight}${index}`;
        document.registerFont(name, bytes as unknown as ArrayBuffer);
        return name;
      });
    const regular = register('regular');
    // A letter that no bold font has is better upright than missing.
    this.#names = { regular, bold: [...register('bold'), ...regular] };
  }

  /** Writes one line in the current fill colour, its baseline at `y`, with that share of it left of `x`. */
  write(text: string, place: { x: number; y: number; align: number }, font: { size: number; bold: boolean }): void {
    const { size, bold } = font;
    const runs = this.#runs(text, this.#names[bold ? 'bold' : 'regular']);
    const widths = runs.map((run) => this.#document.font(run.font, size).widthOfString(run.text));
    let left = place.x - widths.reduce((sum, width) => sum + width, 0) * place.align;
    runs.forEach((run, index) => {
      this.#document.font(run.font, size);
      if (run.missing) this.#document.markContent('Span', { actual: run.text });
      this.#document.text(run.text, left, place.y, { lineBreak: false, baseline: 'alphabetic' });
      if (run.missing) this.#document.endMarkedContent();
      left += widths[index] ?? 0;
    });
  }

  #runs(text: string, names: readonly string[]): Run[] {
    const runs: Run[] = [];
    for (const { segment } of new Intl.Segmenter('en').segment(text)) {
      const font = names.find((name) => this.#has(name, segment));
      const next = { font: font ?? names.at(-1) ?? '', text: segment, missing: font === undefined };
      const last = runs.at(-1);
      if (last?.font === next.font && last.missing === next.missing)
        runs[runs.length - 1] = { ...last, text: last.text + segment };
      else runs.push(next);
    }
    return runs;
  }

  #has(name: string, letters: string): boolean {
    this.#document.font(name);
    // pdfkit has no public question for this; its current font keeps fontkit's.
    const { _font } = this.#document as unknown as {
      _font: { font: { hasGlyphForCodePoint(code: number): boolean } };
    };
    return Array.from(letters).every((letter) => _font.font.hasGlyphForCodePoint(letter.codePointAt(0) ?? 0));
  }
}

// A position in a pattern, by code point.
import { RegexSyntaxError } from './tree.ts';

export class PatternReader {
  readonly #points: readonly string[];
  #position = 0;

  constructor(pattern: string) {
    this.#points = [...pattern];
  }

  get position(): number {
    return this.#position;
  }

  set position(position: number) {
    this.#position = position;
  }

  /** The next code point, or '' at the end. */
  peek(ahead = 0): string {
    return this.#points[this.#position + ahead] ?? '';
  }

  next(): string {
    const point = this.peek();
    if (point === '') throw new RegexSyntaxError('unexpected end of pattern');
    this.#position++;
    return point;
  }

  /** Steps over `text` if it comes next. */
  take(text: string): boolean {
    const points = [...text];
    if (!points.every((point, i) => this.peek(i) === point)) return false;
    this.#position += points.length;
    return true;
  }

  /** The longest run, at most `limit`, of code points that `accepted` matches. */
  takeWhile(accepted: RegExp, limit = Number.POSITIVE_INFINITY): string {
    let run = '';
    for (let i = 0; i < limit && this.peek() !== '' && accepted.test(this.peek()); i++) run += this.next();
    return run;
  }

  /** Everything up to `end`, which is stepped over. */
  takeUntil(end: string, what: string): string {
    let run = '';
    while (!this.take(end)) {
      if (this.peek() === '') throw new RegexSyntaxError(`missing ${end}, unterminated ${what}`);
      run += this.next();
    }
    return run;
  }
}

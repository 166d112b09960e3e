// Line editing as IOS does it: echo, backspace, ^U, ^W, history. Turns keys into lines and says what to echo.

export type KeyResult =
  | { readonly kind: 'echo'; readonly text: string }
  | { readonly kind: 'line'; readonly line: string }
  /** ^C and ^Z leave the line, and ^Z configuration mode too. `?` and Tab ask about it. */
  | { readonly kind: 'interrupt' | 'end' | 'help' | 'complete' | 'redisplay'; readonly line: string };

const ERASE = '\b \b';
const NOTHING: KeyResult = { kind: 'echo', text: '' };
const HISTORY_LIMIT = 20;

export class LineEditor {
  #line = '';
  #afterReturn = false;
  #escape = '';
  #history: string[] = [];
  #recalled = 0;
  /** False while a password is typed: nothing is shown, nothing remembered. */
  echo = true;

  get line(): string {
    return this.#line;
  }

  /** Replaces what was typed, as completion does. */
  replace(line: string): void {
    this.#line = line;
  }

  key(char: string): KeyResult {
    const afterReturn = this.#afterReturn;
    this.#afterReturn = char === '\r';
    if (this.#escape !== '' || char === '\x1b') return this.#escapeKey(char);
    if (char === '\n' && afterReturn) return NOTHING;
    if (char === '\r' || char === '\n') return { kind: 'line', line: this.#take() };
    if (!this.echo && (char === '\t' || char === '\x12')) return NOTHING;
    if (char < ' ' || char === '\x7f') return this.#controlKey(char);
    if (char === '?' && this.echo) return { kind: 'help', line: this.#line };
    this.#line += char;
    return { kind: 'echo', text: this.echo ? char : '' };
  }

  #controlKey(char: string): KeyResult {
    switch (char) {
      case '\b':
      case '\x7f':
        return this.#erase(1);
      case '\x15': // ^U
      case '\x18': // ^X
        return this.#erase(this.#line.length);
      case '\x17': // ^W
        return this.#erase(/\S*\s*$/.exec(this.#line)?.[0].length ?? 0);
      case '\x03': // ^C
        this.#line = '';
        return { kind: 'interrupt', line: '' };
      case '\x1a': // ^Z
        this.#line = '';
        return { kind: 'end', line: '' };
      case '\x12': // ^R
        return { kind: 'redisplay', line: this.#line };
      case '\x10': // ^P
        return this.#recall(1);
      case '\x0e': // ^N
        return this.#recall(-1);
      case '\t':
        return { kind: 'complete', line: this.#line };
      default:
        return NOTHING;
    }
  }

  #erase(count: number): KeyResult {
    const erased = Math.min(count, this.#line.length);
    this.#line = this.#line.slice(0, this.#line.length - erased);
    return { kind: 'echo', text: this.echo ? ERASE.repeat(erased) : '' };
  }

  /** Arrow up and down recall lines; other escape sequences are swallowed. */
  #escapeKey(char: string): KeyResult {
    this.#escape += char;
    // ESC, `[` or `O`, digits and semicolons, and one last character.
    if (/^.(?:O|\[[0-9;]*)?$/.test(this.#escape)) return NOTHING;
    this.#escape = '';
    if (char === 'A') return this.#recall(1);
    return char === 'B' ? this.#recall(-1) : NOTHING;
  }

  #recall(step: number): KeyResult {
    if (!this.echo) return NOTHING;
    this.#recalled = Math.max(0, Math.min(this.#history.length, this.#recalled + step));
    const erased = ERASE.repeat(this.#line.length);
    this.#line = this.#history[this.#history.length - this.#recalled] ?? '';
    return { kind: 'echo', text: erased + this.#line };
  }

  #take(): string {
    const line = this.#line;
    this.#line = '';
    this.#recalled = 0;
    if (this.echo && line.trim() !== '') this.#history = [...this.#history, line].slice(-HISTORY_LIMIT);
    return line;
  }
}

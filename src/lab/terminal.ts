// A terminal line: echoes what is typed, pages what is printed, and holds back what is typed ahead.
import { type KeyResult, LineEditor } from './line-editor.ts';
import { PLAIN_STYLE, type TerminalStyle } from './noise.ts';

/** A log line that falls into an echo falls behind so many characters of it. */
const ECHO_BEFORE_LOG = 3;

export interface TerminalListener {
  line(text: string): void;
  key(kind: 'interrupt' | 'end' | 'help' | 'complete', line: string): void;
}

interface Page {
  readonly lines: readonly string[];
  readonly done: () => void;
  shown: number;
}

export class Terminal {
  /** Lines a screen; 0 turns paging off. */
  length = 24;
  width = 80;
  style: TerminalStyle = PLAIN_STYLE;
  readonly #editor = new LineEditor();
  readonly #send: (text: string) => void;
  readonly #listener: TerminalListener;
  #output = '';
  #input = '';
  #prompt = '';
  #echoed = 0;
  #page: Page | null = null;
  /** While a command runs or the session hangs, keys wait. */
  #ready = false;
  #consuming = false;

  constructor(send: (text: string) => void, listener: TerminalListener) {
    this.#send = send;
    this.#listener = listener;
  }

  /** Takes what the client sent, in any portions. */
  feed(text: string): void {
    this.#input += text;
    this.#consume();
    this.flush();
  }

  /** Shows a prompt and waits for a line. A prompt for a password is not decorated and shows nothing typed. */
  prompt(text: string, echo = true): void {
    this.#prompt = text;
    this.#editor.echo = echo;
    this.write(echo ? this.style.decoratePrompt(text) : text);
    const stray = echo ? this.style.logAfterPrompt() : null;
    if (stray !== null) this.write(`\n${stray}\n`);
    this.#ready = true;
    this.#consume();
  }

  /** Shows the prompt again with what has been typed so far, or with `line`. */
  redisplay(line = this.#editor.line): void {
    this.#editor.replace(line);
    this.write(this.#prompt + line);
    this.#ready = true;
  }

  /** Writes text whose lines end in `\n`, without paging. */
  write(text: string): void {
    this.#output += text.replaceAll('\n', this.style.newline);
  }

  /** Writes text page by page; `done` is called when all is shown, or the reader has had enough. */
  print(text: string, done: () => void): void {
    const lines = text.endsWith('\n') ? text.slice(0, -1).split('\n') : text.split('\n');
    if (text === '') {
      done();
      return;
    }
    this.#page = { lines, done, shown: 0 };
    this.#showPage(this.length - 1);
  }

  /** Shows a text and waits for any key, which is not echoed. */
  waitForKey(text: string, done: () => void): void {
    this.write(text);
    this.#page = { lines: [], done, shown: 0 };
  }

  /** An unasked log line: on a line of its own, and the prompt is not shown again. */
  interrupt(line: string): void {
    const isMidLine = this.#ready || this.#page !== null;
    this.write(`${isMidLine ? '\n' : ''}${line}\n`);
    this.flush();
  }

  flush(): void {
    if (this.#output === '') return;
    const output = this.#output;
    this.#output = '';
    this.#send(output);
  }

  /** Not re-entrant: a command's answer ends in a prompt, which would take up the next key inside this one. */
  #consume(): void {
    if (this.#consuming) return;
    this.#consuming = true;
    while (this.#input !== '' && (this.#page || this.#ready)) {
      const char = this.#input[0] ?? '';
      this.#input = this.#input.slice(1);
      if (this.#page) this.#pageKey(char);
      else this.#lineKey(this.#editor.key(char));
    }
    this.#consuming = false;
  }

  #lineKey(result: KeyResult): void {
    if (result.kind === 'echo') {
      this.#echo(result.text);
      return;
    }
    this.#echoed = 0;
    if (result.kind === 'redisplay') {
      this.write('\n');
      this.redisplay();
      return;
    }
    this.#ready = false;
    if (result.kind !== 'line') {
      this.#listener.key(result.kind, result.line);
      return;
    }
    this.write('\n');
    this.#listener.line(result.line);
  }

  #echo(text: string): void {
    this.write(text);
    this.#echoed += text.length;
    const log = this.#echoed === ECHO_BEFORE_LOG ? this.style.logInEcho() : null;
    if (log !== null) this.write(`\n${log}\n`);
  }

  #pageKey(char: string): void {
    this.write(this.style.pager.wipe);
    if (char === ' ') this.#showPage(this.length - 1);
    else if (char === '\r' || char === '\n') this.#showPage(1);
    else this.#endPage();
  }

  #showPage(count: number): void {
    const page = this.#page;
    if (!page) return;
    const until = this.length === 0 ? page.lines.length : page.shown + Math.max(1, count);
    for (const line of page.lines.slice(page.shown, until)) this.write(`${line}\n`);
    page.shown = until;
    if (until < page.lines.length) this.write(this.style.pager.question);
    else this.#endPage();
  }

  #endPage(): void {
    const page = this.#page;
    this.#page = null;
    page?.done();
  }
}

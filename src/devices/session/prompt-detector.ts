// Decides from the text so far whether the device has answered and waits for the next command.
// The decision depends on the text alone, never on how it was cut into chunks (proved by a property test).
import type { SessionDialect } from '../../platforms/index.ts';
import { showLines } from './terminal-text.ts';

/**
 * `none` the answer goes on · `prompt` the learnt prompt is the last line · `buried` it came, and log lines after it ·
 * `stranger` the last line is a prompt, of another host name · `pager` the device waits for a key ·
 * `question` the last line is a question that `expect` names.
 */
export type PromptVerdict =
  | { readonly kind: 'none' }
  | { readonly kind: 'pager' }
  | { readonly kind: 'question' }
  | { readonly kind: 'prompt' | 'buried' | 'stranger'; readonly line: string; readonly echoed: boolean };

export interface Expectation {
  readonly dialect: SessionDialect;
  /** As learnt; null before the first prompt, when every prompt is a stranger. */
  readonly hostname: string | null;
  /** The command whose echo comes before the answer. Null: nothing is echoed, or nothing was typed. */
  readonly echo: string | null;
  /** A question that also ends the wait, such as `Password:`. */
  readonly question?: RegExp;
}

/** A line that decides is within so many characters of the end: a prompt and some log lines after it. */
const TAIL_LENGTH = 4096;
const NONE: PromptVerdict = { kind: 'none' };
/** `%LINEPROTO-5-UPDOWN:` and its like, wherever the device sends its log to the terminal. */
const LOG_LINE = /%[A-Z][A-Z0-9_]*(?:-[A-Z0-9_]+)*-[0-7]-[A-Z0-9_]+:/;

export class PromptDetector {
  readonly #expectation: Expectation;
  /** The unfinished line, while the echo has not been seen. */
  #head = '';
  /** The text that decides: all of it, or what follows the echo. Only the end is kept. */
  #tail = '';
  #echoed: boolean;
  #brokeLine = false;

  constructor(expectation: Expectation) {
    this.#expectation = expectation;
    this.#echoed = expectation.echo === null;
  }

  push(text: string): void {
    this.#tail += text;
    if (!this.#echoed) this.#seekEcho(text);
    if (this.#tail.length > 2 * TAIL_LENGTH) this.#tail = this.#tail.slice(-TAIL_LENGTH);
  }

  /** Forgets what is on the screen, after a key was sent that will change it. */
  reset(): void {
    this.#tail = '';
  }

  verdict(): PromptVerdict {
    // Without its echo a command is only known to have been read by a line break.
    if (!this.#echoed && !this.#brokeLine) return NONE;
    const { dialect, hostname, question } = this.#expectation;
    const [last = ''] = showLines(this.#lastRawLine());
    if (ends(last, dialect.pager)) return { kind: 'pager' };
    if (question && ends(last, question)) return { kind: 'question' };
    const found = last.match(dialect.prompt);
    const echoed = this.#echoed;
    if (found) return { kind: isSameHost(found[1], hostname) ? 'prompt' : 'stranger', line: last, echoed };
    if (!mayFollowPrompt(last)) return NONE;
    const buried = findBuried(showLines(this.#tail.slice(-TAIL_LENGTH)), dialect);
    if (!buried) return NONE;
    if (isSameHost(buried[1], hostname)) return { kind: 'buried', line: buried[0], echoed };
    return hostname === null ? { kind: 'stranger', line: buried[0], echoed } : NONE;
  }

  /** Whether part of the last line was there before `chunk`: a terminal that dribbles may not have finished it. */
  isLineOlderThan(chunk: string): boolean {
    const line = this.#lastRawLine();
    return line.length > chunk.length && showLines(line.slice(0, line.length - chunk.length)).join('') !== '';
  }

  /** The end of what is on the screen, for messages. */
  lastLine(): string {
    return showLines(this.#tail.slice(-TAIL_LENGTH)).findLast((line) => line.trim() !== '') ?? '';
  }

  #lastRawLine(): string {
    const text = this.#tail.slice(-TAIL_LENGTH);
    return text.slice(text.lastIndexOf('\n') + 1);
  }

  /** The answer begins after the line that ends in the command. Blanks are not compared: terminals redraw them. */
  #seekEcho(text: string): void {
    this.#head += text;
    const typed = squeeze(this.#expectation.echo ?? '');
    let start = 0;
    for (let end = this.#head.indexOf('\n'); end >= 0; end = this.#head.indexOf('\n', start)) {
      const [line = ''] = showLines(this.#head.slice(start, end));
      start = end + 1;
      this.#brokeLine = true;
      if (!squeeze(line).endsWith(typed)) continue;
      this.#echoed = true;
      this.#tail = this.#head.slice(start);
      this.#head = '';
      return;
    }
    this.#head = this.#head.slice(start);
  }
}

/** Also where the pattern wants the blank that was trimmed from the line. */
function ends(line: string, pattern: RegExp): boolean {
  return line.search(pattern) >= 0 || `${line} `.search(pattern) >= 0;
}

function squeeze(text: string): string {
  return text.replace(/\s+/g, '');
}

/** IOS cuts the host name to 20 characters in front of `(config…)#`. */
function isSameHost(shown: string | undefined, hostname: string | null): boolean {
  if (shown === undefined || hostname === null) return false;
  return shown === hostname || (shown.length >= 16 && hostname.startsWith(shown));
}

/** The prompt that only blank and log lines follow; IOS does not draw it again unless `logging synchronous` is set. */
function findBuried(lines: readonly string[], dialect: SessionDialect): RegExpMatchArray | null {
  for (let i = lines.length - 1; i >= 0; i--) {
    const line = lines[i] ?? '';
    // A log line may also stand right behind the prompt.
    const found = line.match(dialect.prompt) ?? /^[^\s>#]+[>#]/.exec(line)?.[0].match(dialect.prompt);
    if (found && (found[0] === line || LOG_LINE.test(line))) return found;
    if (!mayFollowPrompt(line)) return null;
  }
  return null;
}

function mayFollowPrompt(line: string): boolean {
  return line.trim() === '' || LOG_LINE.test(line);
}

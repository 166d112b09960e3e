// Decides from the text so far whether the device has answered and waits for the next command.
// The decision depends on the text alone, never on how it was cut into chunks (proved by a property test).
import {
  endsInsideSequence,
  liveScreenLine,
  type SessionDialect,
  screenLine,
  typedBehindPrompt,
} from '../../platforms/index.ts';
import { isLogLine } from './log-line.ts';
import { endsLike, findPagerKey, type PagerKey } from './pager.ts';
import { findReply, type QuestionTime } from './questions.ts';

/**
 * `none` the answer goes on · `prompt` the learnt prompt is the last line · `buried` it came, and log lines after it ·
 * `stranger` the last line is a prompt, of another host name · `pager` the device waits for a key ·
 * `reply` the last line is a question with a standing reply · `question` it is the one that the expectation names.
 */
export type PromptVerdict =
  | { readonly kind: 'none' }
  | { readonly kind: 'pager'; readonly key: PagerKey }
  | { readonly kind: 'reply'; readonly reply: string }
  | { readonly kind: 'question' }
  | { readonly kind: 'prompt' | 'buried' | 'stranger'; readonly line: string; readonly echoed: boolean };

export interface Expectation {
  readonly dialect: SessionDialect;
  /** As learnt; null before the first prompt, and where the prompt names none. */
  readonly hostname: string | null;
  /** False before the first prompt, when every prompt is a stranger; true where there is a host name. */
  readonly isLearnt?: boolean;
  /** The command whose echo comes before the answer. Null: nothing is echoed, or nothing was typed. */
  readonly echo: string | null;
  /** A question that also ends the wait, such as `Password:`. */
  readonly question?: RegExp;
  /** Whether `[confirm]` and `[startup-config]?` are answered by Enter. */
  readonly isConfirming?: boolean;
}

/** A line that decides is within so many characters of the end: a prompt and some log lines after it. */
const TAIL_LENGTH = 4096;
/** Longer than any line with an echo; looking at a longer one again and again, as it grows, takes seconds. */
const MAX_LINE = 64 * 1024;
const NONE: PromptVerdict = { kind: 'none' };

export class PromptDetector {
  readonly #expectation: Expectation;
  /** The unfinished line, while the echo has not been seen. */
  #head = '';
  /** What was shown before it, squeezed: log lines and narrow terminals tear an echo apart. */
  #spelled = '';
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
    const { dialect, question } = this.#expectation;
    const last = liveScreenLine(this.#lastRawLine());
    if (last === '') return this.#judgeBuried();
    const key = findPagerKey(last, dialect.pager);
    if (key !== null) return { kind: 'pager', key };
    if (question && endsLike(last, question)) return { kind: 'question' };
    const found = last.match(dialect.prompt);
    const echoed = this.#echoed;
    if (found) return { kind: this.#isOurHost(found[1]) ? 'prompt' : 'stranger', line: last, echoed };
    const reply = findReply(last, dialect, this.#time);
    if (reply !== null) return { kind: 'reply', reply };
    return isLogLine(last, dialect) ? this.#judgeBuried() : NONE;
  }

  /** Whether the command was repeated by the device before it answered. */
  get echoed(): boolean {
    return this.#echoed;
  }

  /** Whether the last text ends within an escape sequence: what is left of it would stand before the next echo. */
  get isInsideSequence(): boolean {
    return endsInsideSequence(this.#lastRawLine());
  }

  /** Whether part of the last line was there before `chunk`: a terminal that dribbles may not have finished it. */
  isLineOlderThan(chunk: string): boolean {
    const line = this.#lastRawLine();
    return line.length > chunk.length && liveScreenLine(line.slice(0, line.length - chunk.length)) !== '';
  }

  /** Whether the last line is being drawn over itself: what stands there now is not all that was meant. */
  get isOverwriting(): boolean {
    const line = this.#lastRawLine();
    const over = line.lastIndexOf('\r') + 1;
    return over > 0 && liveScreenLine(line.slice(over)) !== liveScreenLine(line);
  }

  /** The end of what is on the screen, for messages: the last line that is not blank. */
  lastLine(): string {
    const lines = this.#tail.slice(-TAIL_LENGTH).split('\n');
    return lines.map(liveScreenLine).findLast((line) => line.trim() !== '') ?? '';
  }

  get #isLearnt(): boolean {
    const { hostname, isLearnt = hostname !== null } = this.#expectation;
    return isLearnt;
  }

  get #time(): QuestionTime {
    if (!this.#isLearnt) return 'login';
    return this.#expectation.isConfirming ? 'configuring' : 'reading';
  }

  /** IOS cuts the host name to 20 characters in front of `(config…)#`. */
  #isOurHost(shown: string | undefined): boolean {
    const { hostname } = this.#expectation;
    if (hostname === null || shown === undefined) return this.#isLearnt && hostname === (shown ?? null);
    return shown === hostname || (shown.length >= 16 && hostname.startsWith(shown));
  }

  #lastRawLine(): string {
    const text = this.#tail.slice(-TAIL_LENGTH);
    return text.slice(text.lastIndexOf('\n') + 1);
  }

  /** The prompt that only blank and log lines follow; IOS does not draw it again unless `logging synchronous` is set. */
  #judgeBuried(): PromptVerdict {
    const { dialect } = this.#expectation;
    const found = findBuried(this.#tail.slice(-TAIL_LENGTH), dialect);
    if (!found) return NONE;
    const told = { line: found[0], echoed: this.#echoed };
    if (this.#isOurHost(found[1])) return { kind: 'buried', ...told };
    return this.#isLearnt ? NONE : { kind: 'stranger', ...told };
  }

  /** The answer begins after the line that ends in the command. Blanks are not compared: terminals redraw them. */
  #seekEcho(text: string): void {
    this.#head += text;
    const typed = squeeze(this.#expectation.echo ?? '');
    let start = 0;
    for (let end = this.#head.indexOf('\n'); end >= 0; end = this.#head.indexOf('\n', start)) {
      const line = screenLine(this.#head.slice(start, end));
      start = end + 1;
      this.#brokeLine = true;
      if (!this.#isEcho(line, typed)) continue;
      this.#echoed = true;
      this.#tail = this.#head.slice(start);
      this.#head = '';
      return;
    }
    // An echo is looked for at the end of a line: of one that has no end, that is all there is to keep.
    const unfinished = this.#head.length - start;
    this.#head = this.#head.slice(unfinished > MAX_LINE ? -TAIL_LENGTH : start);
  }

  #isEcho(line: string, typed: string): boolean {
    const shown = squeeze(line);
    if (shown.endsWith(typed)) return true;
    // A log line that came while the command was typed: what was typed of it by then stands before the message, or above.
    if (this.#spelled.length > TAIL_LENGTH) return false;
    this.#spelled += isLogLine(line, this.#expectation.dialect) ? squeeze(partBeforeLog(line)) : shown;
    return this.#spelled.endsWith(typed);
  }
}

function squeeze(text: string): string {
  return text.replace(/\s+/g, '');
}

/** IOS begins a message with `*Nov 21`, `Nov 21`, `000123:` or `%`; a command has none of these in the middle. */
function partBeforeLog(line: string): string {
  return /^(.*?)(?:\d+: )?(?:[*.]?[A-Z][a-z]{2} +\d|\d{4} [A-Z][a-z]{2} |%)/.exec(line)?.[1] ?? '';
}

/** From the end upwards, and no further than the first line that says something else. */
function findBuried(text: string, dialect: SessionDialect): RegExpMatchArray | null {
  let end = text.length;
  while (end >= 0) {
    const start = end === 0 ? 0 : text.lastIndexOf('\n', end - 1) + 1;
    const line = liveScreenLine(text.slice(start, end));
    end = start - 1;
    const found = line.match(dialect.prompt) ?? promptBeforeLog(line, dialect);
    if (found) return found;
    if (line.trim() !== '' && !isLogLine(line, dialect)) return null;
  }
  return null;
}

/** A log line may also stand right behind the prompt. */
function promptBeforeLog(line: string, dialect: SessionDialect): RegExpMatchArray | null {
  const log = typedBehindPrompt(line, dialect.prompt);
  if (log === null || !isLogLine(log, dialect)) return null;
  return line
    .slice(0, line.length - log.length)
    .trimEnd()
    .match(dialect.prompt);
}

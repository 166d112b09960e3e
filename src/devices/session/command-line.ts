// The command line of a device: its prompt, and one typed line with its answer at a time.
import type { ToposcopeError } from '../../model/index.ts';
import { type SessionDialect, screenLine } from '../../platforms/index.ts';
import { connectionLost } from '../faults.ts';
import type { Transport, VisitTarget } from '../types.ts';
import { type Expectation, PromptDetector, type PromptVerdict } from './prompt-detector.ts';
import { isCredentialQuestion } from './questions.ts';
import {
  askedForMore,
  closedAfterLogin,
  commandTimeout,
  endlessAnswer,
  findRefusal,
  lastWords,
  noPrompt,
} from './session-faults.ts';
import { Terminal, type WaitResult } from './terminal.ts';

/** A banner may end in silence, and a newline typed too early may be lost: so often one is typed. */
const NUDGE_MS = 1000;
/** A device that asks more than this, or has another prompt each time, is in no mood to answer. */
const MAX_REPLIES = 20;
/** Of what comes before the first prompt so many characters are kept: a device that talks on must not fill the memory. */
const MAX_SAID = 1024 * 1024;
/** So many commands without an echo, and the device is known to have none. */
const ECHOLESS_AFTER = 2;

export interface ExchangeOptions {
  /** What the device repeats before it answers; null where it hides what is typed. */
  readonly echo: string | null;
  /** A question that ends the exchange. */
  readonly question?: RegExp;
  /** Whether `[confirm]` is answered with Enter. */
  readonly isConfirming?: boolean;
  /** What to call it in messages, where it is a secret. */
  readonly activity?: string;
}

export interface Exchange {
  readonly raw: string;
  readonly end: 'prompt' | 'question';
}

export class CommandLine {
  readonly #target: VisitTarget;
  readonly #commandTimeoutMs: number;
  readonly #terminal: Terminal;
  #dialect: SessionDialect;
  #hostname: string | null = null;
  #promptLine = '';
  /** Before the first prompt; the end of it. */
  #said = '';
  #activity = 'waiting for the first prompt';
  #isAtPrompt = false;
  /** Commands in a row whose echo did not come. */
  #echoless = 0;

  constructor(transport: Transport, dialect: SessionDialect, target: VisitTarget, commandTimeoutMs: number) {
    this.#target = target;
    this.#dialect = dialect;
    this.#commandTimeoutMs = commandTimeoutMs;
    this.#terminal = new Terminal(transport.stream, {
      lost: () => this.#lost(),
      endless: (length) => endlessAnswer(target, this.#activity, length),
    });
  }

  get hostname(): string | null {
    return this.#hostname;
  }

  /** The whole prompt, as last seen. */
  get promptLine(): string {
    return this.#promptLine;
  }

  /** What it waits for, to complete "stopped in …". */
  get activity(): string {
    return this.#activity;
  }

  /** For a wait between two exchanges; each exchange is an activity of its own. */
  set activity(activity: string) {
    this.#activity = activity;
  }

  get dialect(): SessionDialect {
    return this.#dialect;
  }

  /** Speaks another dialect from now on: the OS has been found out. The prompt is read anew. */
  speak(dialect: SessionDialect): void {
    this.#dialect = dialect;
    this.#hostname = this.#promptLine.match(dialect.prompt)?.[1] ?? this.#hostname;
  }

  /** Ends every wait from now on. */
  fail(error: unknown): void {
    this.#terminal.fail(error);
  }

  /** What has come and belongs to no answer yet. */
  take(): string {
    return this.#terminal.take();
  }

  /**
   * A line is taken for the prompt once a typed newline has brought the same line again. Resolves with all that came before.
   * Questions for a name or a secret are answered by nothing, not even a newline: they are a fault.
   */
  async learnPrompt(): Promise<string> {
    const detector = new PromptDetector({ dialect: this.#dialect, hostname: null, echo: null });
    const deadline = performance.now() + this.#commandTimeoutMs;
    let candidate: string | null = null;
    let replies = 0;
    for (;;) {
      const verdict = await this.#terminal.wait(detector, {
        deadline: Math.min(deadline, performance.now() + NUDGE_MS),
        isEager: true,
      });
      this.#said = (this.#said + this.#terminal.take()).slice(-MAX_SAID);
      if (verdict.kind === 'stranger' && verdict.line === candidate) {
        this.#learn(verdict.line);
        return this.#said;
      }
      if (verdict.kind === 'stranger') candidate = verdict.line;
      if (isReplied(verdict) && ++replies > MAX_REPLIES) throw this.#noPrompt();
      if (verdict.kind === 'timeout') this.#checkSilence(detector.lastLine(), deadline);
      detector.reset();
      this.#answer(verdict);
    }
  }

  /** Types one line and waits for the prompt after its echo. Rejects with DEVICE_TIMEOUT; the text stays with the terminal. */
  async exchange(typed: string, options: ExchangeOptions): Promise<Exchange> {
    const detector = new PromptDetector(this.#expectation(options));
    const deadline = performance.now() + this.#commandTimeoutMs;
    let stranger: string | null = null;
    let replies = 0;
    this.#activity = `"${options.activity ?? typed}"`;
    this.#isAtPrompt = false;
    this.#terminal.take();
    this.#type(typed);
    for (;;) {
      const isEcholess = this.#echoless >= ECHOLESS_AFTER;
      const verdict = await this.#terminal.wait(detector, { deadline, isEcholess });
      const isTooMany = isReplied(verdict) && ++replies > MAX_REPLIES;
      if (verdict.kind === 'timeout' || isTooMany) throw this.#timeout(detector.lastLine());
      if (verdict.kind === 'question') return this.#end('question', detector, options);
      if ('line' in verdict && this.#isOurPrompt(verdict, stranger)) return this.#end('prompt', detector, options);
      if (verdict.kind === 'stranger') stranger = verdict.line;
      detector.reset();
      this.#answer(verdict);
    }
  }

  /** Only at a prompt: at a `Password:` it would count as one more wrong password. Does not wait for the answer. */
  sayGoodbye(): void {
    this.#activity = 'closing';
    if (this.#isAtPrompt && this.#terminal.isOpen) this.#type(this.#dialect.exit);
  }

  /** A device that hangs up before its first prompt may have said why. */
  #lost(): ToposcopeError {
    if (this.#promptLine !== '') return connectionLost(this.#target, this.#activity);
    const lines = shown(this.#said + this.#terminal.peek());
    return findRefusal(this.#target, lines) ?? closedAfterLogin(this.#target, lastWords(lines));
  }

  /** Throws where waiting on, or typing a newline, would help nobody. */
  #checkSilence(lastLine: string, deadline: number): void {
    if (isCredentialQuestion(lastLine)) throw askedForMore(this.#target, lastLine);
    if (performance.now() < deadline) return;
    throw this.#noPrompt();
  }

  #noPrompt() {
    return noPrompt(this.#target, shown(this.#said), this.#commandTimeoutMs);
  }

  #timeout(lastLine: string) {
    return commandTimeout(this.#target, this.#activity, this.#commandTimeoutMs, lastLine);
  }

  #answer(verdict: PromptVerdict | { readonly kind: 'timeout' }): void {
    if (verdict.kind === 'pager') this.#terminal.send(verdict.key);
    else this.#type(verdict.kind === 'reply' ? verdict.reply : '');
  }

  #type(line: string): void {
    this.#terminal.send(`${line}${this.#dialect.lineEnd}`);
  }

  #end(end: Exchange['end'], { echoed }: PromptDetector, { echo }: ExchangeOptions): Exchange {
    if (echo !== null) this.#echoless = echoed ? 0 : this.#echoless + 1;
    return { raw: this.#terminal.take(), end };
  }

  #expectation({ echo, question, isConfirming = false }: ExchangeOptions): Expectation {
    const { dialect, hostname } = { dialect: this.#dialect, hostname: this.#hostname };
    return { dialect, hostname, isLearnt: true, echo, isConfirming, ...(question && { question }) };
  }

  #learn(line: string): void {
    this.#promptLine = line;
    this.#isAtPrompt = true;
    this.#hostname = line.match(this.#dialect.prompt)?.[1] ?? null;
  }

  /** A host name that changed in mid-session is believed once a typed newline has brought the same prompt again. */
  #isOurPrompt(verdict: { readonly kind: string; readonly line: string }, strangerBefore: string | null): boolean {
    if (verdict.kind === 'stranger' && verdict.line !== strangerBefore) return false;
    if (verdict.kind === 'stranger') this.#learn(verdict.line);
    this.#promptLine = verdict.line;
    this.#isAtPrompt = true;
    return true;
  }
}

/** What a line is typed for, so that a device could have us type without end. */
function isReplied({ kind }: WaitResult): boolean {
  return kind === 'reply' || kind === 'stranger';
}

function shown(raw: string): string[] {
  return raw.split('\n').map(screenLine);
}

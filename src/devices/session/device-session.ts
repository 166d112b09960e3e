// A session over an open terminal: first prompt, privilege, paging off, then commands one at a time.
import type { Answer } from '../../model/index.ts';
import {
  commandTimeout,
  configRejected,
  connectionLost,
  enableFailed,
  endlessAnswer,
  promptNotFound,
} from '../faults.ts';
import type { Session, Transport, VisitTarget } from '../types.ts';
import { PromptDetector } from './prompt-detector.ts';
import { Terminal } from './terminal.ts';
import { showLines } from './terminal-text.ts';

/** A banner may end in silence, and a newline typed too early may be lost: so often one is typed. */
const NUDGE_MS = 1000;
/** `copy` and `write` may want Enter: `Destination filename [startup-config]?`, `…[confirm]`. */
const CONFIRM = /(?:\]\?|\[confirm\])\s*$/;

interface ExchangeOptions {
  /** What the device repeats before it answers; null where it hides what is typed. */
  readonly echo: string | null;
  /** A question that ends the exchange. */
  readonly question?: RegExp;
  /** A question that is answered with Enter. */
  readonly confirm?: RegExp;
  /** What to call it in messages, where it is a secret. */
  readonly activity?: string;
}

interface Exchange {
  readonly raw: string;
  readonly end: 'prompt' | 'question';
}

export interface SessionContext {
  readonly target: VisitTarget;
  readonly commandTimeoutMs: number;
  /** Ends every wait with its reason. */
  readonly signal: AbortSignal;
  /** Gets every answer of the conversation, and what came of one that was cut off. */
  onAnswer(answer: Answer): void;
}

export class DeviceSession implements Session {
  readonly #context: SessionContext;
  readonly #terminal: Terminal;
  #hostname: string | null = null;
  #promptLine = '';
  #activity = 'waiting for the first prompt';
  #isAtPrompt = false;
  #changed = false;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(transport: Transport, context: SessionContext) {
    this.#context = context;
    this.#terminal = new Terminal(transport.stream, {
      lost: () => connectionLost(context.target, this.#activity),
      endless: (length) => endlessAnswer(context.target, this.#activity, length),
    });
    const { signal } = context;
    signal.addEventListener('abort', () => this.#terminal.fail(signal.reason), { once: true });
  }

  get hostname(): string | null {
    return this.#hostname;
  }

  /** What it waits for, to complete "stopped in …". */
  get activity(): string {
    return this.#activity;
  }

  /** Whether the device has taken a line of configuration. */
  get changed(): boolean {
    return this.#changed;
  }

  /** First prompt, `enable` where the inventory asks for it, paging off where the device lets it. */
  async open(): Promise<void> {
    const { dialect } = this.#context.target.platform;
    await this.#learnPrompt();
    if (this.#context.target.connection.become) await this.#enable();
    for (const command of dialect.disablePaging) await this.#exchange(command, { echo: command });
  }

  run(command: string): Promise<Answer> {
    return this.#inTurn(() => this.#run(command));
  }

  configure(lines: readonly string[]): Promise<Answer[]> {
    return this.#inTurn(() => this.#configure(lines));
  }

  save(): Promise<Answer[]> {
    return this.#inTurn(async () => {
      const answers: Answer[] = [];
      for (const line of this.#context.target.platform.dialect.configure.save) {
        const answer = await this.#run(line, CONFIRM);
        const rejection = this.#findRejection(answer.raw);
        if (rejection !== null) throw configRejected(this.#context.target, line, rejection);
        answers.push(answer);
      }
      return answers;
    });
  }

  /** Only at a prompt: at a `Password:` it would count as one more wrong password. Does not wait for the answer. */
  sayGoodbye(): void {
    this.#activity = 'closing';
    if (this.#isAtPrompt && this.#terminal.isOpen)
      this.#terminal.send(`${this.#context.target.platform.dialect.exit}\n`);
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  /** A line is taken for the prompt once a typed newline has brought the same line again. */
  async #learnPrompt(): Promise<void> {
    const { target, commandTimeoutMs } = this.#context;
    const detector = new PromptDetector({ dialect: target.platform.dialect, hostname: null, echo: null });
    const deadline = performance.now() + commandTimeoutMs;
    let candidate: string | null = null;
    for (;;) {
      const nudge = Math.min(deadline, performance.now() + NUDGE_MS);
      const verdict = await this.#terminal.wait(detector, { deadline: nudge, eager: true });
      if (verdict.kind === 'stranger') {
        if (verdict.line === candidate) return this.#learn(verdict.line);
        candidate = verdict.line;
      } else if (performance.now() >= deadline) {
        throw promptNotFound(target, detector.lastLine(), commandTimeoutMs);
      }
      detector.reset();
      this.#terminal.send(verdict.kind === 'pager' ? ' ' : '\n');
    }
  }

  #learn(line: string): void {
    this.#promptLine = line;
    this.#isAtPrompt = true;
    this.#hostname = line.match(this.#context.target.platform.dialect.prompt)?.[1] ?? null;
  }

  /** The password is sent once: a second `Password:` is the refusal. */
  async #enable(): Promise<void> {
    const { target } = this.#context;
    const { enable, privilegedPrompt } = target.platform.dialect;
    if (enable === null || this.#promptLine.search(privilegedPrompt) >= 0) return;
    const question = enable.passwordPrompt;
    let { end } = await this.#exchange(enable.command, { echo: enable.command, question });
    if (end === 'question') {
      const password = target.connection.becomePassword;
      if (!password) throw enableFailed(target, 'a password is asked for and none is set');
      end = (await this.#exchange(password.reveal(), { echo: null, question, activity: enable.command })).end;
      if (end === 'question') throw enableFailed(target, 'the password was refused');
    }
    if (this.#promptLine.search(privilegedPrompt) < 0) throw enableFailed(target, `refused "${enable.command}"`);
  }

  async #run(command: string, confirm?: RegExp): Promise<Answer> {
    if (/[\r\n]/.test(command)) throw new TypeError(`not one command: ${JSON.stringify(command)}`);
    try {
      const { raw } = await this.#exchange(command, { echo: command, ...(confirm && { confirm }) });
      return this.#keep(command, raw);
    } catch (error) {
      const partial = this.#terminal.take();
      if (partial !== '') this.#keep(command, partial);
      this.#terminal.fail(error);
      throw error;
    }
  }

  #keep(command: string, raw: string): Answer {
    const answer: Answer = { command, raw, takenAt: new Date().toISOString() };
    this.#context.onAnswer(answer);
    return answer;
  }

  async #configure(lines: readonly string[]): Promise<Answer[]> {
    const { target } = this.#context;
    const { configure, configPrompt } = target.platform.dialect;
    const isConfiguring = () => this.#promptLine.search(configPrompt) >= 0;
    const entered = await this.#run(configure.enter);
    if (!isConfiguring())
      throw configRejected(target, configure.enter, this.#findRejection(entered.raw) ?? 'no change of mode');
    const answers: Answer[] = [];
    let rejected: { line: string; answer: string } | null = null;
    for (const line of lines) {
      const answer = await this.#run(line);
      const rejection = this.#findRejection(answer.raw);
      if (rejection !== null) rejected = { line, answer: rejection };
      if (rejected) break;
      this.#changed = true;
      answers.push(answer);
    }
    for (const line of isConfiguring() ? configure.leave : []) await this.#run(line);
    if (rejected) throw configRejected(target, rejected.line, rejected.answer);
    return answers;
  }

  #findRejection(raw: string): string | null {
    const { rejected } = this.#context.target.platform.dialect;
    return (
      showLines(raw)
        .find((line) => line.search(rejected) >= 0)
        ?.trim() ?? null
    );
  }

  /** Types one line and waits for the prompt after its echo. Rejects with DEVICE_TIMEOUT; the text stays with the terminal. */
  async #exchange(typed: string, options: ExchangeOptions): Promise<Exchange> {
    const { target, commandTimeoutMs } = this.#context;
    const detector = this.#expect(options);
    const deadline = performance.now() + commandTimeoutMs;
    let stranger: string | null = null;
    this.#activity = `"${options.activity ?? typed}"`;
    this.#isAtPrompt = false;
    this.#terminal.take();
    this.#terminal.send(`${typed}\n`);
    for (;;) {
      const verdict = await this.#terminal.wait(detector, { deadline });
      if (verdict.kind === 'timeout') throw commandTimeout(target, this.#activity, commandTimeoutMs);
      if (verdict.kind === 'question' && options.question) return { raw: this.#terminal.take(), end: 'question' };
      if ('line' in verdict && this.#isOurPrompt(verdict, stranger))
        return { raw: this.#terminal.take(), end: 'prompt' };
      if (verdict.kind === 'stranger') stranger = verdict.line;
      detector.reset();
      this.#terminal.send(verdict.kind === 'pager' ? ' ' : '\n');
    }
  }

  #expect({ echo, question, confirm }: ExchangeOptions): PromptDetector {
    const { dialect } = this.#context.target.platform;
    const asked = question ?? confirm;
    return new PromptDetector({ dialect, hostname: this.#hostname, echo, ...(asked && { question: asked }) });
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

// A session over an open terminal, as conversations use it: opened once, then commands one at a time.
import type { Answer } from '../../model/index.ts';
import { GENERIC_DIALECT, type Platform } from '../../platforms/index.ts';
import type { CredentialGuard } from '../credential-guard.ts';
import type { Session, Transport, VisitTarget } from '../types.ts';
import { CommandLine } from './command-line.ts';
import { type Configurator, configure, saveConfiguration } from './configuration.ts';
import { openSession } from './open-session.ts';
import { keptTooMuch } from './session-faults.ts';

export interface SessionContext {
  readonly target: VisitTarget;
  readonly commandTimeoutMs: number;
  /** Characters of answers, all together, after which nothing more is asked. */
  readonly keptLimit: number;
  /** Of the enable password. */
  readonly guard: CredentialGuard;
  /** Ends every wait with its reason. */
  readonly signal: AbortSignal;
  /** Gets every answer of the conversation, and what came of one that was cut off. */
  onAnswer(answer: Answer): void;
}

export class DeviceSession implements Session {
  readonly #context: SessionContext;
  readonly #serverIdent: string | null;
  readonly #line: CommandLine;
  #platform: Platform | null;
  #changed = false;
  #kept = 0;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(transport: Transport, context: SessionContext) {
    const { target, commandTimeoutMs, signal } = context;
    this.#context = context;
    this.#serverIdent = transport.serverIdent ?? null;
    this.#platform = target.platform === 'auto' ? null : target.platform;
    this.#line = new CommandLine(transport, this.#platform?.dialect ?? GENERIC_DIALECT, target, commandTimeoutMs);
    signal.addEventListener('abort', () => this.#line.fail(signal.reason), { once: true });
  }

  get hostname(): string | null {
    return this.#line.hostname;
  }

  /** A conversation begins after `open`, when it is known. */
  get platform(): Platform {
    if (this.#platform === null) throw new TypeError('the session is not open yet');
    return this.#platform;
  }

  /** Null where `auto` has not found it, or not yet. */
  get platformName(): string | null {
    return this.#platform?.name ?? null;
  }

  /** What it waits for, to complete "stopped in …". */
  get activity(): string {
    return this.#line.activity;
  }

  /** Whether the device has taken a line of configuration. */
  get changed(): boolean {
    return this.#changed;
  }

  /** First prompt, platform where it is `auto`, `enable` where the inventory asks for it, paging off where the device lets it. */
  async open(): Promise<void> {
    this.#platform = await openSession(this.#line, {
      ...this.#context,
      serverIdent: this.#serverIdent,
      onUnknown: (command, raw) => this.#keep(command, raw),
    });
  }

  run(command: string): Promise<Answer> {
    return this.#inTurn(() => this.#run(command));
  }

  configure(lines: readonly string[]): Promise<Answer[]> {
    return this.#inTurn(() => configure(this.#configurator(), lines));
  }

  save(): Promise<Answer[]> {
    return this.#inTurn(() => saveConfiguration(this.#configurator()));
  }

  /** Only at a prompt. Does not wait for the answer. */
  sayGoodbye(): void {
    this.#line.sayGoodbye();
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #run(command: string, isConfirming = false): Promise<Answer> {
    if (/[\r\n]/.test(command)) throw new TypeError(`not one command: ${JSON.stringify(command)}`);
    try {
      this.#checkKept(command);
      const { raw } = await this.#line.exchange(command, { echo: command, isConfirming });
      return this.#keep(command, raw);
    } catch (error) {
      const partial = this.#line.take();
      if (partial !== '') this.#keep(command, partial);
      this.#line.fail(error);
      throw error;
    }
  }

  #keep(command: string, raw: string): Answer {
    const answer: Answer = { command, raw, takenAt: new Date().toISOString() };
    this.#kept += raw.length;
    this.#context.onAnswer(answer);
    return answer;
  }

  /** The answer that goes past the limit is kept whole; a single one is limited by itself. */
  #checkKept(command: string): void {
    const { target, keptLimit } = this.#context;
    if (this.#kept > keptLimit) throw keptTooMuch(target, command, keptLimit);
  }

  #configurator(): Configurator {
    const { dialect } = this.platform;
    const line = this.#line;
    const changedBefore = this.#changed;
    return {
      target: this.#context.target,
      dialect,
      get isConfiguring() {
        return line.promptLine.search(dialect.configPrompt) >= 0;
      },
      get isPending() {
        const { commit, uncommitted } = dialect.configure;
        return commit.length > 0 && (uncommitted === undefined || line.promptLine.search(uncommitted) >= 0);
      },
      run: (command, isConfirming) => this.#run(command, isConfirming),
      markChanged: (changed) => {
        this.#changed = changed || changedBefore;
      },
    };
  }
}

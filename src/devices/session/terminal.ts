// Text in and out of a device's terminal, over any byte stream, and the wait for its next prompt.
import type { Duplex } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type { PromptDetector, PromptVerdict } from './prompt-detector.ts';

/** How long a doubtful prompt must stay the last thing said. Prompts are doubtful only on odd terminals. */
const QUIET_MS = 100;
/** Longer than a round trip: a prompt without the echo of the command may be left over from before it. */
const NO_ECHO_MS = 1500;
/** The same on a device that is known to echo nothing. */
const ECHOLESS_MS = 300;

/** In characters. No answer of a visit comes near; a device that talks without end must not fill the memory. */
const MAX_ANSWER_LENGTH = 16 * 1024 * 1024;

/** The errors that waits fail with: once the stream has ended, and once an answer is longer than any can be. */
export interface TerminalFaults {
  lost(): unknown;
  endless(length: number): unknown;
}

export interface WaitOptions {
  /** By `performance.now()`. */
  readonly deadline: number;
  /** Believe every prompt that came whole: the caller asks twice. */
  readonly isEager?: boolean;
  /** The device is known to repeat nothing of what is typed. */
  readonly isEcholess?: boolean;
}

export type WaitResult = PromptVerdict | { readonly kind: 'timeout' };

export class Terminal {
  readonly #stream: Duplex;
  readonly #decoder = new StringDecoder('utf8');
  readonly #faults: TerminalFaults;
  #chunks: string[] = [];
  /** Of the chunks together. */
  #length = 0;
  /** Not yet looked at by a wait. */
  #pending = '';
  #failure: { readonly error: unknown } | null = null;
  #wake: () => void = () => undefined;

  constructor(stream: Duplex, faults: TerminalFaults) {
    this.#stream = stream;
    this.#faults = faults;
    stream.on('data', (bytes: Buffer) => this.#receive(this.#decoder.write(bytes)));
    for (const event of ['end', 'close', 'error']) stream.on(event, () => this.isOpen && this.fail(faults.lost()));
  }

  send(text: string): void {
    if (this.#stream.writable) this.#stream.write(text);
  }

  /** Every wait from now on fails with `error`, once the text before it has been looked at. The first one counts. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    this.#wake();
  }

  /** Whether waits can still succeed. */
  get isOpen(): boolean {
    return this.#failure === null;
  }

  /** All text since `take`. */
  peek(): string {
    return this.#chunks.join('');
  }

  /** All text since the last call. */
  take(): string {
    const text = this.peek();
    this.#chunks = [];
    this.#length = 0;
    this.#pending = '';
    return text;
  }

  /** Feeds `detector` until it decides. A verdict in doubt counts after it has stood for a short quiet time. */
  wait(detector: PromptDetector, { deadline, ...options }: WaitOptions): Promise<WaitResult> {
    return new Promise((resolve, reject) => {
      const quiet = new QuietTimer(() => finish(() => resolve(verdict)));
      const limit = setTimeout(() => finish(() => resolve({ kind: 'timeout' })), deadline - performance.now());
      let verdict: PromptVerdict = { kind: 'none' };
      const finish = (settle: () => void) => {
        quiet.set(0);
        clearTimeout(limit);
        this.#wake = () => undefined;
        settle();
      };
      const look = () => {
        const chunk = this.#pending;
        this.#pending = '';
        detector.push(chunk);
        verdict = detector.verdict();
        const doubtMs = measureDoubt(verdict, options, detector, chunk);
        if (verdict.kind !== 'none' && doubtMs === 0) finish(() => resolve(verdict));
        else if (this.#failure) finish(() => reject(this.#failure?.error));
        else quiet.set(doubtMs);
      };
      this.#wake = look;
      look();
    });
  }

  #receive(text: string): void {
    if (this.#length > MAX_ANSWER_LENGTH) return;
    this.#chunks.push(text);
    this.#length += text.length;
    this.#pending += text;
    if (this.#length > MAX_ANSWER_LENGTH) this.fail(this.#faults.endless(MAX_ANSWER_LENGTH));
    else this.#wake();
  }
}

function measureDoubt(
  verdict: PromptVerdict,
  { isEager = false, isEcholess = false }: Omit<WaitOptions, 'deadline'>,
  detector: PromptDetector,
  chunk: string,
): number {
  if (verdict.kind === 'none') return 0;
  // What is typed too early cannot be taken back.
  if (verdict.kind === 'reply' || detector.isInsideSequence) return QUIET_MS;
  if (!('echoed' in verdict)) return 0;
  // Half a prompt, and the other half taken for another one, would never agree.
  if (isEager) return detector.isLineOlderThan(chunk) || detector.isOverwriting ? QUIET_MS : 0;
  if (!verdict.echoed) return isEcholess ? ECHOLESS_MS : NO_ECHO_MS;
  return verdict.kind === 'prompt' && !detector.isLineOlderThan(chunk) ? 0 : QUIET_MS;
}

/** Runs on while the doubt stays the same, so that a device that logs without pause is answered too. */
class QuietTimer {
  readonly #onQuiet: () => void;
  #timer: NodeJS.Timeout | undefined;
  #ms = 0;

  constructor(onQuiet: () => void) {
    this.#onQuiet = onQuiet;
  }

  /** 0 stops it. */
  set(ms: number): void {
    if (ms === this.#ms) return;
    clearTimeout(this.#timer);
    this.#ms = ms;
    if (ms > 0) this.#timer = setTimeout(this.#onQuiet, ms);
  }
}

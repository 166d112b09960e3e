// A shell that costs its server next to nothing: every answer is computed once per device, echo and prompt included.
import { openSilentShell } from '../boot.ts';
import type { Shell, ShellOptions } from '../shell.ts';
import type { VirtualDevice } from '../virtual-device.ts';

/** What a device answers, as bytes for the wire, until something changes: its clock stands, nobody configures it. */
export class AnswerBook {
  readonly #device: VirtualDevice;
  readonly #answers = new Map<string, Buffer>();

  constructor(device: VirtualDevice) {
    this.#device = device;
  }

  get prompt(): string {
    return `${this.#device.configuration.hostname}#`;
  }

  /** What was computed no longer holds. */
  forget(): void {
    this.#answers.clear();
  }

  /** The echoed line, its answer and the next prompt. */
  find(line: string): Buffer {
    const known = this.#answers.get(line);
    if (known) return known;
    const text = `${line}\n${line.trim() === '' ? '' : this.#compute(line)}`.replaceAll('\n', '\r\n');
    const answer = Buffer.from(text + this.prompt);
    this.#answers.set(line, answer);
    return answer;
  }

  #compute(line: string): string {
    const shell = openSilentShell(this.#device);
    const answer = shell.answer(line);
    shell.dispose();
    return answer;
  }
}

/** Reads lines, without editing; knows no modes. `exit` leaves. */
export class CannedShell implements Shell {
  readonly #book: AnswerBook;
  readonly #options: ShellOptions;
  #typed = '';
  #closed = false;

  constructor(book: AnswerBook, options: ShellOptions) {
    this.#book = book;
    this.#options = options;
  }

  start(): void {
    this.#options.send(`\r\n${this.#book.prompt}`);
  }

  feed(text: string): void {
    const lines = (this.#typed + text).split(/\r\n?|\n/);
    this.#typed = lines.pop() ?? '';
    for (const line of lines) this.#take(line);
  }

  resize(): void {}

  runOnce(line: string): string {
    this.#options.onCommand(line);
    const text = this.#book.find(line).toString().replaceAll('\r\n', '\n');
    return text.slice(line.length + 1, text.length - this.#book.prompt.length);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#options.close();
  }

  dispose(): void {
    this.#closed = true;
  }

  #take(line: string): void {
    if (this.#closed) return;
    this.#options.onCommand(line);
    if (line === 'exit') {
      this.#options.send('exit\r\n');
      this.close();
      return;
    }
    const { latencyMs } = this.#options.faults;
    if (latencyMs > 0) setTimeout(() => this.#answer(line), latencyMs).unref();
    else this.#answer(line);
  }

  #answer(line: string): void {
    if (this.#closed) return;
    const { faults, send, drop } = this.#options;
    const answer = this.#book.find(line);
    const dropped = faults.has('drop-mid-command');
    if (!line.startsWith('sh') || !(dropped || faults.has('hang-mid-command'))) {
      send(answer);
      return;
    }
    this.#closed = true;
    send(answer.subarray(0, Math.ceil(answer.length / 2)));
    if (dropped) drop();
  }
}

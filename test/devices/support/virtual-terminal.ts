// The command line of a scripted device: echo, prompts, pager, privilege, configuration mode, over any byte stream.
import type { Duplex } from 'node:stream';

export interface TerminalScript {
  readonly hostname?: string;
  /** Sent before the first prompt. */
  readonly banner?: string;
  /** Answers by command, lines ended by `\n`. `configure terminal`, `end`, `enable`, `exit` and `hostname X` are built in. */
  readonly answers?: Readonly<Record<string, string>>;
  /** Starts with `#` instead of `>`. */
  readonly privileged?: boolean;
  /** Null: `enable` asks for nothing. */
  readonly enableSecret?: string | null;
  /** `ignored`: `terminal length 0` is taken and changes nothing. `rejected`: it is refused. */
  readonly paging?: 'off-by-command' | 'ignored' | 'rejected';
  readonly pageLines?: number;
  readonly newline?: string;
  decoratePrompt?(prompt: string): string;
  /** Sent right after every prompt, such as a log line. */
  readonly afterPrompt?: string;
  /** Bytes a write; 0 writes everything at once. */
  readonly chunkBytes?: number;
  readonly echo?: boolean;
  /** Takes a command over: true when it has been dealt with and no prompt is to follow. */
  onCommand?(command: string, terminal: VirtualTerminal): boolean;
  /** Takes an enable password over, in the same way. */
  onPassword?(password: string, terminal: VirtualTerminal): boolean;
}

const REJECTED = "            ^\n% Invalid input detected at '^' marker.\n\n";

export class VirtualTerminal {
  readonly stream: Duplex;
  readonly typed: string[] = [];
  readonly keys: string[] = [];
  readonly #script: TerminalScript;
  #hostname: string;
  #mode: 'user' | 'privileged' | 'config';
  #line = '';
  #pages: string[] = [];
  #wantsPassword = 0;
  #pagingOff = false;
  #queue: Promise<void> = Promise.resolve();

  constructor(stream: Duplex, script: TerminalScript) {
    this.stream = stream;
    this.#script = script;
    this.#hostname = script.hostname ?? 'r1';
    this.#mode = script.privileged ? 'privileged' : 'user';
    stream.on('data', (bytes: Buffer) => {
      for (const char of bytes.toString('utf8')) this.#key(char);
    });
    stream.on('error', () => undefined);
    this.write(script.banner ?? '');
    this.#prompt();
  }

  /** Text with `\n` as line end; it is sent with the script's own. */
  write(text: string): void {
    const wire = Buffer.from(text.replaceAll('\n', this.#script.newline ?? '\r\n'));
    const size = this.#script.chunkBytes || wire.length;
    for (let at = 0; at < wire.length; at += size) this.#send(wire.subarray(at, at + size));
  }

  #send(bytes: Buffer): void {
    this.#queue = this.#queue.then(async () => {
      if (this.#script.chunkBytes) await new Promise((resolve) => setImmediate(resolve));
      if (this.stream.writable) this.stream.write(bytes);
    });
  }

  #prompt(): void {
    const suffix = { user: '>', privileged: '#', config: '(config)#' }[this.#mode];
    const prompt = `${this.#hostname}${suffix}`;
    this.write((this.#script.decoratePrompt?.(prompt) ?? prompt) + (this.#script.afterPrompt ?? ''));
  }

  #key(char: string): void {
    if (this.#pages.length > 0) {
      this.#nextPage(char);
      return;
    }
    if (char !== '\n' && char !== '\r') {
      this.#line += char;
      if (this.#wantsPassword === 0 && this.#script.echo !== false) this.write(char);
      return;
    }
    const line = this.#line;
    this.#line = '';
    this.write('\n');
    if (this.#wantsPassword > 0) {
      this.#password(line);
      return;
    }
    this.#command(line.trim());
  }

  #command(command: string): void {
    if (command === '') {
      this.#prompt();
      return;
    }
    this.typed.push(command);
    if (this.#script.onCommand?.(command, this)) return;
    if (command === 'exit') {
      this.stream.end();
      return;
    }
    if (command === 'enable' && this.#mode === 'user' && this.#script.enableSecret) {
      this.#askPassword(3);
      return;
    }
    this.#page(this.#answer(command));
  }

  #answer(command: string): string {
    const { answers = {}, paging } = this.#script;
    const scripted = answers[command];
    if (scripted !== undefined) return scripted;
    if (command === 'enable') this.#mode = 'privileged';
    else if (command === 'configure terminal' && this.#mode === 'privileged') this.#mode = 'config';
    else if (command === 'end' && this.#mode === 'config') this.#mode = 'privileged';
    else if (command.startsWith('hostname ') && this.#mode === 'config') this.#hostname = command.slice(9);
    else if (command.startsWith('terminal ') && paging === 'rejected') return REJECTED;
    else if (command === 'terminal length 0') this.#pagingOff = paging !== 'ignored';
    else if (!command.startsWith('terminal ')) return REJECTED;
    return '';
  }

  #page(text: string): void {
    const { pageLines = 0 } = this.#script;
    if (pageLines === 0 || this.#pagingOff) {
      this.write(text);
      this.#prompt();
      return;
    }
    const lines = text.split('\n');
    const last = lines.pop() ?? '';
    for (let at = 0; at < lines.length; at += pageLines) {
      this.#pages.push(`${lines.slice(at, at + pageLines).join('\n')}\n`);
    }
    this.#pages.push(last);
    this.#showPage();
  }

  #showPage(): void {
    this.write(this.#pages.shift() ?? '');
    if (this.#pages.length > 1) {
      this.write(' --More-- ');
      return;
    }
    this.#pages = [];
    this.#prompt();
  }

  #nextPage(key: string): void {
    this.keys.push(key);
    this.write(`${'\b'.repeat(9)}${' '.repeat(8)}${'\b'.repeat(9)}`);
    this.#showPage();
  }

  #askPassword(times: number): void {
    this.#wantsPassword = times;
    this.write('Password: ');
  }

  #password(line: string): void {
    this.typed.push('<password>');
    if (this.#script.onPassword?.(line, this)) return;
    if (line === this.#script.enableSecret) {
      this.#wantsPassword = 0;
      this.#mode = 'privileged';
      this.#prompt();
      return;
    }
    if (this.#wantsPassword > 1) {
      this.#askPassword(this.#wantsPassword - 1);
      return;
    }
    this.#wantsPassword = 0;
    this.write('% Bad secrets\n\n');
    this.#prompt();
  }
}

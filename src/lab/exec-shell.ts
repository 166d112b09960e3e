// One login on one device: prompt, modes, reading commands and answering them, with the device's faults.
import type { Command, CommandSession, Mode } from './commands/command.ts';
import { endConfiguration } from './commands/configure.ts';
import { commandTree } from './commands/index.ts';
import { terminalLength } from './commands/session.ts';
import type { PortConfiguration } from './configuration.ts';
import { splitFilter } from './filter.ts';
import type { FlowBlock } from './flow/flow-blocks.ts';
import { greet } from './greeting.ts';
import { stampLogLine } from './log-lines.ts';
import { FaultyStyle } from './noise.ts';
import { type LineMatch, matchLine } from './parser/abbreviation.ts';
import { completeLine, listKeywords } from './parser/help.ts';
import { newPortName, resolvePort } from './parser/port-argument.ts';
import type { Shell, ShellOptions } from './shell.ts';
import { Terminal } from './terminal.ts';
import type { VirtualDevice } from './virtual-device.ts';

interface Question {
  readonly text: string;
  readonly echo: boolean;
  readonly answered: (text: string) => string;
}

/** IOS shows so many characters of the hostname in configuration mode, `r1-with-a-long-name-`. */
const CONFIG_HOSTNAME_LENGTH = 20;

/** With the fault `hostname-change`. */
const COMMANDS_BEFORE_RENAMING = 3;

export class ExecShell implements CommandSession, Shell {
  mode: Mode = 'exec';
  privileged: boolean;
  port: PortConfiguration | null = null;
  block: FlowBlock | null = null;
  terminalMonitor = false;
  readonly terminal: Terminal;
  readonly #device: VirtualDevice;
  readonly #options: ShellOptions;
  readonly #stopListening: () => void;
  #question: Question | null = null;
  #closed = false;
  #commands = 0;

  constructor(device: VirtualDevice, options: ShellOptions) {
    this.#device = device;
    this.#options = options;
    this.privileged = device.spec.privilege === 15;
    this.terminal = new Terminal((text) => options.send(text), {
      line: (text) => this.#takeLine(text),
      key: (kind, line) => this.#takeKey(kind, line),
    });
    const { clock } = device.surroundings;
    this.terminal.style = new FaultyStyle(options.faults, (message) => stampLogLine(clock.date(), message));
    this.#stopListening = device.onLog((line) => {
      if (this.terminalMonitor || device.spec.logToEveryLine) this.terminal.interrupt(line);
    });
  }

  get user(): string {
    return this.#options.user;
  }

  get origin(): string {
    return `vty${this.#options.vty} (${this.#options.peerAddress})`;
  }

  get enableRefused(): boolean {
    return this.#options.faults.has('no-enable');
  }

  get terminalLength(): number {
    return this.terminal.length;
  }

  set terminalLength(lines: number) {
    this.terminal.length = lines;
  }

  get terminalWidth(): number {
    return this.terminal.width;
  }

  set terminalWidth(columns: number) {
    this.terminal.width = columns;
  }

  start(): void {
    greet(this.#device.spec.banner.motd, this.#options.faults, this);
    this.terminal.flush();
  }

  feed(text: string): void {
    this.terminal.feed(text);
  }

  resize(rows: number, columns: number): void {
    if (rows > 0) this.terminal.length = rows;
    if (columns > 0) this.terminal.width = columns;
  }

  runOnce(line: string): string {
    this.#options.onCommand(line);
    const text = this.answer(line);
    return text.endsWith("% Invalid input detected at '^' marker.\n\n")
      ? `Line has invalid autocommand "${line}"\n`
      : text;
  }

  /** What a line typed at the prompt is answered with, without prompt and paging. */
  answer(line: string): string {
    return this.#execute(line, this.#promptText().length);
  }

  ask(question: string, { echo }: { echo: boolean }, answered: (text: string) => string): void {
    this.#question = { text: question, echo, answered };
  }

  runExec(line: string): string {
    const { mode, port, block } = this;
    const indent = this.#promptText().length + 'do '.length;
    this.mode = 'exec';
    try {
      return this.#execute(line, indent);
    } finally {
      Object.assign(this, { mode, port, block });
    }
  }

  restart(): void {
    this.#device.surroundings.restart(this.#device.name);
  }

  close(): void {
    if (this.#closed) return;
    this.dispose();
    this.terminal.flush();
    this.#options.close();
  }

  dispose(): void {
    this.#closed = true;
    this.#stopListening();
  }

  #promptText(): string {
    const { hostname } = this.#device.configuration;
    if (this.mode === 'exec') return hostname + (this.privileged ? '#' : '>');
    return `${hostname.slice(0, CONFIG_HOSTNAME_LENGTH)}(${this.mode})#`;
  }

  /** The open question, or the prompt. */
  prompt(): void {
    if (this.#closed) return;
    if (this.#question) this.terminal.prompt(this.#question.text, this.#question.echo);
    else this.terminal.prompt(this.#promptText());
  }

  #takeLine(text: string): void {
    const question = this.#question;
    this.#question = null;
    if (question) {
      this.#print(question.answered(text), '');
      return;
    }
    // A comment is read and forgotten, in every mode.
    if (/^\s*(?:!|$)/.test(text)) {
      this.prompt();
      return;
    }
    this.#options.onCommand(text);
    this.#maybeRename();
    const { latencyMs } = this.#options.faults;
    if (latencyMs > 0) setTimeout(() => this.#answer(text), latencyMs).unref();
    else this.#answer(text);
  }

  /** Somebody else renames the device while this session is open. */
  #maybeRename(): void {
    this.#commands += 1;
    if (this.#commands !== COMMANDS_BEFORE_RENAMING || !this.#options.faults.has('hostname-change')) return;
    this.#device.configuration.hostname = `${this.#device.name}-renamed`;
  }

  #answer(line: string): void {
    if (this.#closed) return;
    this.#print(this.#execute(line, this.#promptText().length), line);
    this.terminal.flush();
  }

  /** Prints the answer, or as much of it as the device's faults let through, then the prompt. */
  #print(output: string, line: string): void {
    const { faults } = this.#options;
    const dropped = faults.has('drop-mid-command');
    if (/^\s*sh/.test(line) && (dropped || faults.has('hang-mid-command'))) {
      this.terminal.write(output.slice(0, Math.ceil(output.length / 2)));
      this.terminal.flush();
      if (dropped) this.#options.drop();
      return;
    }
    this.terminal.print(output, () => this.prompt());
  }

  #takeKey(kind: 'interrupt' | 'end' | 'help' | 'complete', line: string): void {
    const tree = commandTree(this.mode, this.privileged);
    if (kind === 'help') {
      this.terminal.write(`?\n${listKeywords(tree, line)}\n`);
      this.terminal.redisplay();
      return;
    }
    if (kind === 'complete') {
      this.terminal.write('\n');
      this.terminal.redisplay(completeLine(tree, line));
      return;
    }
    this.#question = null;
    this.terminal.write(kind === 'end' ? '^Z\n' : '\n');
    if (this.mode !== 'exec') endConfiguration({ device: this.#device, session: this });
    this.prompt();
  }

  #execute(line: string, indent: number): string {
    const filtered = /^\s*(do\s+)?sh/i.test(line)
      ? splitFilter(line)
      : { command: line, apply: (text: string) => text };
    if (!filtered) return renderMismatch({ kind: 'invalid', column: line.indexOf('|') }, line, indent);
    const tree = commandTree(this.mode, this.privileged);
    const match = matchLine(tree, filtered.command, (text) => this.#resolvePort(text));
    if (match.kind !== 'match') return this.#explain(match, line, indent);
    const refusal = this.#refuse(line, match.command);
    if (refusal !== null) return refusal;
    this.#device.surroundings.settle();
    return filtered.apply(match.command.run({ device: this.#device, session: this }, match.args));
  }

  /** While configuring, also a port that does not exist yet and may be made. */
  #resolvePort(text: string): string | null {
    return (
      resolvePort(this.#device.ports, text) ?? (this.mode === 'exec' ? null : newPortName(this.#device.ports, text))
    );
  }

  /** What a device without the right, or without the command, says instead of an answer. */
  #refuse(line: string, command: Command): string | null {
    const { faults } = this.#options;
    if (faults.isUnauthorized(line)) return '% Authorization failed.\n\n';
    if (command === terminalLength && faults.has('terminal-length-rejected')) {
      return "% Invalid input detected at '^' marker.\n\n";
    }
    const isForbidden = faults.has('command-authorization-failed') && /^\s*(sh|conf|wr|copy)/.test(line);
    return isForbidden ? 'Command authorization failed.\n\n' : null;
  }

  /** A single unknown word in exec mode is taken for the name of a host to telnet to. */
  #explain(match: Mismatch, line: string, indent: number): string {
    const isHostName = this.mode === 'exec' && match.kind === 'invalid' && /^\s*\S+\s*$/.test(line);
    if (!isHostName) return renderMismatch(match, line, indent);
    return '% Bad IP address or host name\n% Unknown command or computer name, or unable to find computer address\n';
  }
}

type Mismatch = Exclude<LineMatch<Command>, { kind: 'match' }>;

/** `indent` is the width of what stands before the line on the screen. */
function renderMismatch(match: Mismatch, line: string, indent: number): string {
  switch (match.kind) {
    case 'ambiguous':
      return `% Ambiguous command:  "${line.trim()}"\n`;
    case 'incomplete':
      return '% Incomplete command.\n\n';
    case 'invalid':
      return `${' '.repeat(indent + match.column)}^\n% Invalid input detected at '^' marker.\n\n`;
  }
}

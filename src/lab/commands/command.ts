// What a command is, and what it may do to the session that runs it.
import type { PortConfiguration } from '../configuration.ts';
import type { FlowBlock } from '../flow/flow-blocks.ts';
import type { VirtualDevice } from '../virtual-device.ts';

export type Mode =
  | 'exec'
  | 'config'
  | 'config-if'
  | 'config-flow-record'
  | 'config-flow-exporter'
  | 'config-flow-monitor'
  | 'config-sampler';

/** The session as its commands see it. */
export interface CommandSession {
  mode: Mode;
  privileged: boolean;
  /** The port being configured, in `config-if`. */
  port: PortConfiguration | null;
  /** The block being configured, in the modes of Flexible NetFlow. */
  block: FlowBlock | null;
  readonly user: string;
  /** Where the session comes from, for the log. */
  readonly origin: string;
  /** Lines a screen; 0 turns paging off. */
  terminalLength: number;
  terminalWidth: number;
  terminalMonitor: boolean;
  /** Faults of this device that change what commands do. */
  readonly enableRefused: boolean;
  /** Asks for one line; with `echo: false` what is typed stays unseen. The answer's return value is printed. */
  ask(question: string, options: { echo: boolean }, answered: (text: string) => string): void;
  /** Runs a line as typed in privileged mode (`do …`) and returns what it prints. */
  runExec(line: string): string;
  close(): void;
  /** Restarts the device from its startup configuration, which ends every session. */
  restart(): void;
}

export interface CommandContext {
  readonly device: VirtualDevice;
  readonly session: CommandSession;
}

export interface Command {
  /** Grammar: see `parser/command-tree.ts`. */
  readonly patterns: readonly string[];
  readonly mode: Mode;
  /** True: only in privileged mode. */
  readonly privileged?: boolean;
  /** Returns what is printed, lines separated by `\n` and each one ended by it; `''` for nothing. */
  run(context: CommandContext, args: readonly string[]): string;
}

/** Joins lines, each one ended. */
export function printLines(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

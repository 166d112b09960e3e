// What every verb shares: the common options, and the one place that turns an outcome into an exit code.
import type { Command } from 'commander';
import { openStore, type ProjectPaths, type Store } from '../app/index.ts';
import { ToposcopeError } from '../model/index.ts';
import { type Output, openOutput } from './console.ts';

/** 0: done, nothing wrong. 1: done, and what was asked about is not as it should be. 2: nothing was done. */
export type ExitCode = 0 | 1 | 2;

export interface OutputOptions {
  readonly output: string;
  readonly json?: boolean;
  readonly debug?: boolean;
}

export interface CommonOptions extends OutputOptions {
  readonly inventory: string;
  readonly config?: string;
  readonly templates?: string;
  readonly vaultId?: readonly string[];
  readonly vaultPasswordFile?: readonly string[];
  readonly askVaultPass?: boolean;
}

export const DEFAULT_INVENTORY = 'inventory/';
export const DEFAULT_OUTPUT = 'output/';

/** Of a verb that reads no inventory. */
export function withOutputOptions(command: Command): Command {
  return command
    .option('-o, --output <dir>', 'where snapshots, evidence and diagrams are kept', DEFAULT_OUTPUT)
    .option('--json', 'print one JSON document on standard output')
    .option('--debug', 'print stack traces');
}

export function withCommonOptions(command: Command): Command {
  const withProject = command
    .option('-i, --inventory <path>', 'inventory file or folder', DEFAULT_INVENTORY)
    .option('--config <file>', "settings file, instead of the inventory's toposcope.yml")
    .option('--templates <dir>', 'TextFSM templates that come before the built-in ones; ntc-templates will do')
    .option('--vault-password-file <file>', 'where the Ansible Vault password is', collect)
    .option('--vault-id <label@file>', 'the same with a label; prompt instead of a file asks', collect)
    .option('--ask-vault-pass', 'ask for the Ansible Vault password');
  return withOutputOptions(withProject);
}

/** For options that may be given several times. */
export function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

/** Appends an example to `--help`; every verb has one. */
export function withExample(command: Command, ...examples: string[]): Command {
  return command.addHelpText(
    'after',
    `\nExample${examples.length > 1 ? 's' : ''}:\n${examples.map((line) => `  ${line}`).join('\n')}`,
  );
}

/** What follows a verb and is no subcommand comes to the default one as an argument, and that takes none. */
export function refuseSubcommand(verb: Command, word: string): never {
  const known = verb.commands.map((command) => command.name()).join(', ');
  return verb.error(`error: '${word}' is no subcommand of ${verb.name()}; there are ${known}`);
}

export function projectPaths(options: CommonOptions): ProjectPaths {
  const { inventory, config = null, templates = null, vaultId = [], vaultPasswordFile = [], askVaultPass } = options;
  const vaultIds = [...vaultId, ...vaultPasswordFile, ...(askVaultPass ? ['prompt'] : [])];
  return { inventory, config, templates, vaultIds };
}

export function storeOf(options: OutputOptions): Store {
  return openStore(options.output, (message) => process.stderr.write(`${message}\n`));
}

/** Runs one use case and sets the exit code. An error the user can act on is told in words, and no error shows its stack unasked. */
export async function runVerb(
  options: { readonly debug?: boolean },
  verb: (output: Output) => Promise<ExitCode>,
): Promise<void> {
  const output = openOutput();
  try {
    process.exitCode = await verb(output);
  } catch (error) {
    reportError(output, error, options.debug ?? false);
    process.exitCode = 2;
  }
}

export function reportError(output: Output, error: unknown, debug: boolean): void {
  output.say(`${output.paint('red', 'error')} ${describeError(error)}`);
  if (debug) output.say(error instanceof Error ? (error.stack ?? '') : String(error));
}

function describeError(error: unknown): string {
  if (error instanceof ToposcopeError) {
    return `${error.code}: ${error.message}${error.hint ? `\n  ${error.hint}` : ''}`;
  }
  const message = error instanceof Error ? error.message : String(error);
  // The operating system said no where nobody expected it: its own words name the path and the reason.
  if (error instanceof Error && 'syscall' in error) return `${message}\n  --debug shows where it happened`;
  return `in toposcope itself: ${message}\n  this is a bug: please report it with what --debug prints`;
}

/**
 * Resolves at Ctrl-C or when the process is asked to end; asked again after that, it ends at once. A launcher such as npx passes on
 * what the whole process group has got already: what comes within a second is the same request.
 */
export function interrupted(): Promise<void> {
  const signals = ['SIGINT', 'SIGTERM'] as const;
  return new Promise((resolve) => {
    const release = () => {
      for (const signal of signals) process.removeListener(signal, end);
    };
    const end = () => {
      resolve();
      setTimeout(release, SAME_REQUEST_MS).unref();
    };
    for (const signal of signals) process.on(signal, end);
  });
}

const SAME_REQUEST_MS = 1000;

export function printJson(output: Output, document: unknown): void {
  output.print(JSON.stringify(document, null, 2));
}

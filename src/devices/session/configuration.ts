// Lines of configuration: into the mode, line by line, commit where there is one; out again whatever happens.
import type { Answer } from '../../model/index.ts';
import { cleanOutput, type SessionDialect, screenLine } from '../../platforms/index.ts';
import type { VisitTarget } from '../types.ts';
import { configRejected } from './session-faults.ts';

export interface Configurator {
  readonly target: VisitTarget;
  readonly dialect: SessionDialect;
  readonly isConfiguring: boolean;
  /** Whether what was typed waits for a commit, and is nothing without it. */
  readonly isPending: boolean;
  run(command: string, isConfirming?: boolean): Promise<Answer>;
  /** Called before a line that may change the device is typed, and with false where it changed nothing after all. */
  markChanged(changed: boolean): void;
}

/** A line that the device refused, with its words. */
interface Refusal {
  readonly line: string;
  readonly words: string;
}

/** One answer per line. Throws DEVICE_CONFIG_REJECTED after the mode has been left; see `Session.configure`. */
export async function configure(device: Configurator, lines: readonly string[]): Promise<Answer[]> {
  await enterMode(device);
  const answers: Answer[] = [];
  const refusal = (await typeLines(device, lines, answers)) ?? (await commit(device));
  const { isPending } = device;
  await leaveMode(device, refusal !== null && isPending);
  if (refusal) throw configRejected(device.target, refusal.line, refusal.words, isPending);
  return answers;
}

/** Running to startup configuration. Throws DEVICE_CONFIG_REJECTED. */
export async function saveConfiguration(device: Configurator): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const line of device.dialect.configure.save) {
    const answer = await device.run(line, true);
    const words = findRejection(answer.raw, device.dialect);
    if (words !== null) throw configRejected(device.target, line, words, false);
    answers.push(answer);
  }
  return answers;
}

async function enterMode(device: Configurator): Promise<void> {
  const { target, dialect } = device;
  const { enter } = dialect.configure;
  if (enter === '') return;
  const { raw } = await device.run(enter);
  if (device.isConfiguring) return;
  throw configRejected(target, enter, findRejection(raw, dialect) ?? 'no change of mode', true);
}

async function typeLines(device: Configurator, lines: readonly string[], answers: Answer[]): Promise<Refusal | null> {
  for (const line of lines) {
    const answer = await device.run(line, true);
    const words = findRejection(answer.raw, device.dialect);
    if (words !== null) return { line, words };
    if (!device.isPending) device.markChanged(true);
    answers.push(answer);
  }
  return null;
}

/** A commit whose answer never comes may have been one: until it is refused, the device counts as changed. */
async function commit(device: Configurator): Promise<Refusal | null> {
  for (const line of device.isPending ? device.dialect.configure.commit : []) {
    device.markChanged(true);
    const { raw } = await device.run(line, true);
    if (findRejection(raw, device.dialect) === null) continue;
    device.markChanged(false);
    // The reason stands in the lines before the verdict: all of it is told.
    return { line, words: sayAll(raw, line, device.dialect) };
  }
  return null;
}

/** `isDiscarding`: without what was typed, where the OS can. */
async function leaveMode(device: Configurator, isDiscarding: boolean): Promise<void> {
  const { discard, leave } = device.dialect.configure;
  const lines = isDiscarding && discard.length > 0 ? discard : leave;
  for (const line of lines) if (device.isConfiguring) await device.run(line, true);
}

function findRejection(raw: string, { rejected }: SessionDialect): string | null {
  const lines = raw.split('\n').map(screenLine);
  return lines.find((line) => line.search(rejected) >= 0)?.trim() ?? null;
}

function sayAll(raw: string, command: string, dialect: SessionDialect): string {
  const lines = cleanOutput(raw, command, dialect).split('\n');
  return lines
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' / ');
}

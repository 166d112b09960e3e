// From an open terminal to a command line that can be used: first prompt, platform where it is not known, privilege, no paging.
import { detectPlatform, type Platform, screenLine } from '../../platforms/index.ts';
import type { CommandLine } from './command-line.ts';
import { type EnableContext, enable } from './enable.ts';
import { platformUnknown } from './session-faults.ts';

/** So many questions may be asked to find out the OS. Each answers for several. */
const MAX_DETECTION_COMMANDS = 3;

export interface OpeningContext extends EnableContext {
  readonly serverIdent: string | null;
  /** Gets what was asked to find out the OS, where it was not found: it is all there is to look at. */
  onUnknown(command: string, raw: string): void;
}

/** Resolves with the platform that is spoken: the target's, or the one that was found. */
export async function openSession(line: CommandLine, context: OpeningContext): Promise<Platform> {
  const { target } = context;
  const banner = await line.learnPrompt();
  const platform = target.platform === 'auto' ? await findOut(line, banner, context) : target.platform;
  line.speak(platform.dialect);
  if (target.connection.become) await enable(line, context);
  for (const command of platform.dialect.disablePaging) await line.exchange(command, { echo: command });
  return platform;
}

async function findOut(line: CommandLine, banner: string, context: OpeningContext): Promise<Platform> {
  const answers = new Map<string, string>();
  const raws = new Map<string, string>();
  for (;;) {
    const clues = { serverIdent: context.serverIdent, banner: asShown(banner), prompt: line.promptLine, answers };
    const found = detectPlatform(clues);
    if (found.kind === 'known') return found.platform;
    if (found.kind === 'unknown' || answers.size === MAX_DETECTION_COMMANDS) break;
    const { raw } = await line.exchange(found.command, { echo: found.command });
    answers.set(found.command, asShown(raw));
    raws.set(found.command, raw);
  }
  for (const [command, raw] of raws) context.onUnknown(command, raw);
  const asked = [...answers.keys()].map((command) => `"${command}"`).join(', ');
  const ident = context.serverIdent === null ? '' : `, its SSH server "${context.serverIdent.slice(0, 80)}"`;
  throw platformUnknown(
    context.target,
    `the prompt is "${line.promptLine.slice(0, 80)}"${ident}${asked && `, asked ${asked}`}`,
  );
}

function asShown(raw: string): string {
  return raw.split('\n').map(screenLine).join('\n');
}

// Which OS a device runs, from what it shows of itself: a pure step of a short conversation that the shell holds.
import type { Platform } from './platform.ts';
import type { PlatformModule } from './platform-module.ts';
import { MODULES } from './register.ts';

export interface DetectionClues {
  /** The SSH server's identification line: `SSH-2.0-Cisco-1.25`. */
  readonly serverIdent: string | null;
  /** Everything the device said before its first prompt. */
  readonly banner: string;
  /** The last line, as the device waits for a command. */
  readonly prompt: string;
  /** What it was asked already → its raw answer. */
  readonly answers: ReadonlyMap<string, string>;
}

/** `ask`: type this command, add its answer to the clues and call again. */
export type Detection =
  | { readonly kind: 'known'; readonly platform: Platform }
  | { readonly kind: 'ask'; readonly command: string }
  | { readonly kind: 'unknown' };

/** Ends after as many questions as there are different version commands; asks first what fits the prompt. */
export function detectPlatform(clues: DetectionClues): Detection {
  const found = MODULES.find((module) => isAnswered(module, clues)) ?? MODULES.find((module) => isShown(module, clues));
  if (found) return { kind: 'known', platform: found.platform };
  const command = versionCommands(clues.prompt).find((candidate) => !clues.answers.has(candidate));
  return command === undefined ? { kind: 'unknown' } : { kind: 'ask', command };
}

function isAnswered({ signature }: PlatformModule, { answers }: DetectionClues): boolean {
  const answer = signature && answers.get(signature.command);
  return answer !== undefined && signature?.answer.test(answer) === true;
}

function isShown({ signature }: PlatformModule, { serverIdent, banner, prompt }: DetectionClues): boolean {
  if (signature === undefined) return false;
  return (
    signature.server?.test(serverIdent ?? '') === true ||
    signature.prompt?.test(prompt.trim()) === true ||
    signature.banner?.test(banner) === true
  );
}

/** Each once; in front those of the platforms that have prompts like this one. */
function versionCommands(prompt: string): string[] {
  const line = prompt.trim();
  const fitting = MODULES.filter(({ platform }) => platform.dialect.prompt.test(line));
  return [...new Set([...fitting, ...MODULES].flatMap(({ signature }) => signature?.command ?? []))];
}

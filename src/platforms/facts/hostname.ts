// The hostname as the prompt shows it: every raw answer ends with one, and begins with one in front of the echo.
import type { Answer } from '../../model/index.ts';
import { typedBehindPrompt } from '../prompts/prompt-line.ts';
import { screenLines } from '../reading/screen-text.ts';
import { unwrapJson } from '../reading/unwrap-json.ts';
import type { SessionDialect } from '../session-dialect.ts';

/** Config prompts count only where there is no other: IOS cuts the hostname to make room for the mode. */
export function hostnameFromPrompts(
  { prompt: pattern, configPrompt }: SessionDialect,
  answers: readonly Answer[],
): string | null {
  let cut: string | null = null;
  for (const { raw } of answers) {
    const lines = screenLines(unwrapJson(raw).text ?? '').filter((line) => line !== '');
    for (const prompt of [lines.at(-1), promptOfEcho(lines[0], pattern)]) {
      const name = prompt === undefined ? undefined : pattern.exec(prompt)?.[1];
      if (name === undefined || prompt === undefined) continue;
      if (!configPrompt.test(prompt)) return name;
      cut ??= name;
    }
  }
  return cut;
}

/** `r1#show lldp` → `r1#`. */
function promptOfEcho(line: string | undefined, pattern: RegExp): string | undefined {
  const input = line === undefined ? null : typedBehindPrompt(line, pattern);
  return input === null || input.includes('  ') ? undefined : line?.slice(0, line.length - input.length).trimEnd();
}

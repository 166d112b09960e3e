// The hostname as the prompt shows it: every raw answer ends with one, and begins with one in front of the echo.
import type { Answer } from '../../model/index.ts';
import { CONFIG_PROMPT_LINE, PROMPT_AND_INPUT, PROMPT_LINE } from '../prompt-line.ts';
import { screenLines } from '../screen-text.ts';
import { unwrapJson } from '../unwrap-json.ts';

/** Config prompts count only where there is no other: IOS cuts the hostname to make room for the mode. */
export function hostnameFromPrompts(answers: readonly Answer[]): string | null {
  let cut: string | null = null;
  for (const { raw } of answers) {
    const lines = screenLines(unwrapJson(raw).text ?? '').filter((line) => line !== '');
    for (const prompt of [lines.at(-1), promptOfEcho(lines[0])]) {
      const name = prompt === undefined ? undefined : PROMPT_LINE.exec(prompt)?.[1];
      if (name === undefined || prompt === undefined) continue;
      if (!CONFIG_PROMPT_LINE.test(prompt)) return name;
      cut ??= name;
    }
  }
  return cut;
}

/** `r1#show lldp` → `r1#`. */
function promptOfEcho(line: string | undefined): string | undefined {
  const input = line === undefined ? undefined : PROMPT_AND_INPUT.exec(line)?.[2];
  return input === undefined || input.includes('  ') ? undefined : line?.slice(0, line.length - input.length);
}

// The prompt as a whole line: what tells a device's answer from the device waiting for the next command.

/**
 * Hostname, then an optional mode such as `(config-if)`, then `>` or `#`. Hostnames hold no blanks, so that banner lines
 * such as `### Unauthorised >` are no prompts. IOS cuts long prompts, which can cost the mode its closing bracket.
 */
const HOSTNAME = '([A-Za-z0-9_][A-Za-z0-9_.+/@:()-]{0,99}?)';
const MODE = '(?:config|cfg|conf|ca|vlan)[A-Za-z0-9/._-]*';

export const PROMPT_LINE = new RegExp(`^${HOSTNAME}(?:\\(${MODE}\\)?)?[>#]\\s*$`);
export const PRIVILEGED_PROMPT_LINE = new RegExp(`^${HOSTNAME}(?:\\(${MODE}\\)?)?#\\s*$`);
export const CONFIG_PROMPT_LINE = new RegExp(`^${HOSTNAME}\\(${MODE}\\)?#\\s*$`);

/** The signs that prompts end in. */
const SIGN = /[>#$%\]]/g;

/** No prompt is longer. */
const MAX_PROMPT = 200;

/** What stands behind the prompt that a line begins with, such as an echo; null where it begins with none. */
export function typedBehindPrompt(line: string, prompt: RegExp): string | null {
  for (const { index } of line.slice(0, MAX_PROMPT).matchAll(SIGN)) {
    if (prompt.test(line.slice(0, index + 1))) return line.slice(index + 1).replace(/^ /, '');
  }
  return null;
}

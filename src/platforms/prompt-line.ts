// The prompt as a whole line: what tells a device's answer from the device waiting for the next command.

/**
 * Hostname, then an optional mode such as `(config-if)`, then `>` or `#`. Hostnames hold no blanks, so that banner lines
 * such as `### Unauthorised >` are no prompts. IOS cuts long prompts, which can cost the mode its closing bracket.
 */
const HOSTNAME = '([A-Za-z0-9_][A-Za-z0-9_.+/@:()-]{0,99}?)';
const MODE = '(?:config|cfg|conf|ca|vlan)[A-Za-z0-9-]*';

export const PROMPT_LINE = new RegExp(`^${HOSTNAME}(?:\\(${MODE}\\)?)?[>#]\\s*$`);
export const PRIVILEGED_PROMPT_LINE = new RegExp(`^${HOSTNAME}(?:\\(${MODE}\\)?)?#\\s*$`);
export const CONFIG_PROMPT_LINE = new RegExp(`^${HOSTNAME}\\(${MODE}\\)?#\\s*$`);

/** A prompt with what was typed after it. Group 1 is the hostname, group 2 what was typed. */
export const PROMPT_AND_INPUT = new RegExp(`^${HOSTNAME}(?:\\(${MODE}\\)?)?[>#] ?(.*)$`);

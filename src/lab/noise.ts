// What terminals and gateways add to a device's output: line endings, padding, colours, titles, bells.

/** How a terminal writes. The plain one is what IOS does by itself. */
export interface TerminalStyle {
  /** What ends a line on the wire. */
  readonly newline: string;
  decoratePrompt(prompt: string): string;
  /** A log line to throw in after a prompt, or null. */
  strayLogLine(): string | null;
}

export const PLAIN_STYLE: TerminalStyle = {
  newline: '\r\n',
  decoratePrompt: (prompt) => prompt,
  strayLogLine: () => null,
};

/** Everything seen in the wild at once. A log line follows every second prompt, and IOS does not print the prompt again. */
export function createNoisyStyle(stampLogLine: (message: string) => string): TerminalStyle {
  let prompts = 0;
  return {
    newline: '\r\r\n\0\0',
    decoratePrompt: (prompt) => `\x1b]0;${prompt}\x07\x1b[0m\x1b[1m${prompt}\x1b[0m\x1b[K\x07`,
    strayLogLine: () => {
      prompts += 1;
      if (prompts % 2 === 1) return null;
      return stampLogLine('%LINEPROTO-5-UPDOWN: Line protocol on Interface Loopback99, changed state to up');
    },
  };
}

// What terminals and gateways add to a device's output: line endings, padding, colours, titles, bells, log lines, pagers.
import type { FaultSet } from './faults.ts';

/** The question between two pages, and how it is wiped off the line. */
export interface Pager {
  readonly question: string;
  readonly wipe: string;
}

/** How a terminal writes. The plain one is what IOS does by itself. */
export interface TerminalStyle {
  /** What ends a line on the wire. */
  readonly newline: string;
  readonly pager: Pager;
  decoratePrompt(prompt: string): string;
  /** A log line to throw in after a prompt, or null. */
  logAfterPrompt(): string | null;
  /** A log line to throw in between two characters of an echo, or null. */
  logInEcho(): string | null;
}

const IOS_PAGER: Pager = {
  question: ' --More-- ',
  wipe: `${'\b'.repeat(9)}${' '.repeat(8)}${'\b'.repeat(9)}`,
};
/** As NX-OS shows it. */
const INVERSE_PAGER: Pager = { question: '\x1b[7m--More--\x1b[m', wipe: '\r\x1b[K' };
/** As ASA shows it. */
const ANGLE_PAGER: Pager = { question: '<--- More --->', wipe: `\r${' '.repeat(14)}\r` };
/** As Comware and VRP show it. */
const DASHES_PAGER: Pager = { question: '  ---- More ----', wipe: `\x1b[16D${' '.repeat(16)}\x1b[16D` };

export const PLAIN_STYLE: TerminalStyle = {
  newline: '\r\n',
  pager: IOS_PAGER,
  decoratePrompt: (prompt) => prompt,
  logAfterPrompt: () => null,
  logInEcho: () => null,
};

/** The style that a device's faults make, as they are at each moment. */
export class FaultyStyle implements TerminalStyle {
  readonly #faults: FaultSet;
  readonly #stamp: (message: string) => string;
  #prompts = 0;

  /** `stamp` puts the device's time in front of a log message. */
  constructor(faults: FaultSet, stamp: (message: string) => string) {
    this.#faults = faults;
    this.#stamp = stamp;
  }

  get newline(): string {
    const end = this.#faults.has('cr-cr-lf') ? '\r\r\n' : '\r\n';
    return this.#faults.has('nul-padding') ? `${end}\0\0` : end;
  }

  get pager(): Pager {
    if (this.#faults.has('pager-inverse')) return INVERSE_PAGER;
    if (this.#faults.has('pager-angle')) return ANGLE_PAGER;
    return this.#faults.has('pager-dashes') ? DASHES_PAGER : IOS_PAGER;
  }

  decoratePrompt(prompt: string): string {
    const title = this.#faults.has('osc-title') ? `\x1b]0;${prompt}\x07` : '';
    const shown = this.#faults.has('ansi') ? `\x1b[0m\x1b[1m${prompt}\x1b[0m\x1b[K` : prompt;
    return `${title}${shown}${this.#faults.has('bell') ? '\x07' : ''}`;
  }

  /** One follows every second prompt, and IOS does not print the prompt again. */
  logAfterPrompt(): string | null {
    if (!this.#faults.has('log-after-prompt')) return null;
    this.#prompts += 1;
    return this.#prompts % 2 === 1 ? null : this.#log();
  }

  logInEcho(): string | null {
    return this.#faults.has('log-in-echo') ? this.#log() : null;
  }

  #log(): string {
    return this.#stamp('%LINEPROTO-5-UPDOWN: Line protocol on Interface Loopback99, changed state to up');
  }
}

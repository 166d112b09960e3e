// Noise that a terminal may add to a session without changing what it says.
import type { Recording } from '../../../src/devices/index.ts';

const LOG = '*Nov 21 10:00:00.123: %LINEPROTO-5-UPDOWN: Line protocol on Interface Loopback99, changed state to up';
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is about
const SEQUENCE = /\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[ -/]*[0-~])|[\s\S]/gu;

/** `roll` gives numbers from 0 to 999. NUL, BEL and colours anywhere but inside a sequence, titles and log lines at line starts. */
export function addNoise(recording: Recording, roll: () => number): Recording {
  const exchanges = recording.exchanges.map((one) => ({ ...one, received: withNoise(one.received, roll) }));
  return { ...recording, exchanges };
}

function withNoise(text: string, roll: () => number): string {
  let noisy = '';
  let afterBreak = false;
  let lines = 0;
  for (const [piece] of text.matchAll(SEQUENCE)) {
    // Not on the first line: that is the echo, and a log line in it is a case of its own.
    if (afterBreak && ++lines > 1 && piece !== '\r') noisy += lineNoise(roll());
    noisy += letterNoise(roll()) + piece;
    afterBreak = piece === '\n';
  }
  return noisy;
}

function lineNoise(number: number): string {
  if (number < 30) return `${LOG}\r\n`;
  return number < 60 ? '\x1b]0;router\x07' : '';
}

function letterNoise(number: number): string {
  if (number < 8) return '\0';
  if (number < 12) return '\x07';
  return number < 20 ? '\x1b[0m' : '';
}

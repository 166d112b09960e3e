// The lines of system descriptions as IOS, XR and NX-OS print them: nothing but what IOS writes around them tells their end.
import { MAX_INFORMATION_STRING, nextLine, sealTexts } from './free-text.ts';

/**
 * The `Time remaining` that ends a description is no further away than the longest one. The one of the next block is: the
 * lines that IOS always prints between them are longer. A few characters more are for line breaks that terminals add.
 */
const REACH = MAX_INFORMATION_STRING + 5;

const DESCRIPTION = /^System Description:(?!\s*(?:- )?not advertised|\s*null\s*$)/;
const TIME_REMAINING = /^Time remaining:\s*\d+\s+seconds?$/;
const PORT_ID = /^Port id(?::| - )/;
/** XR prints the hold time in between. */
const CAPABILITIES = /^(?:Hold Time:|System Capabilities(?::| - ))/;

export function sealIosDescriptions(lines: readonly string[]): string[] {
  return seal(lines, null);
}

/**
 * NX-OS prints so little between two descriptions that the next `Time remaining` may be within reach: a block's first lines end
 * the search. A description that plays a whole block is then taken for one, and told by the count.
 */
export function sealNxosDescriptions(lines: readonly string[]): string[] {
  return seal(lines, /^Local Port id: /);
}

function seal(lines: readonly string[], nextBlock: RegExp | null): string[] {
  return sealTexts(lines, { begins: DESCRIPTION, endOf: (start) => descriptionEnd(lines, start, nextBlock) });
}

/**
 * The last line that can end the description, within reach; and beyond, as long as no `Port id` stands between it and the
 * one before: every block has one, so it is still the same block (texts edited by hand are longer).
 */
function descriptionEnd(lines: readonly string[], start: number, nextBlock: RegExp | null): number {
  let end: number | null = null;
  let length = (lines[start] ?? '').replace(/^System Description:\s*/, '').length;
  for (let j = start + 1; j < lines.length; j++) {
    const line = lines[j] ?? '';
    if (length > REACH && PORT_ID.test(line)) return end ?? headerOf(lines, j);
    if (end !== null && nextBlock?.test(line)) return end;
    if (endsDescription(lines, j)) end = j;
    length += line.length + 1;
  }
  return end ?? lastLine(lines);
}

/** A block cut inside its description: the next one begins where the lines above its port id do. */
function headerOf(lines: readonly string[], portId: number): number {
  let first = portId;
  while (first > 0 && /^(?:|-{20,}|Local Int.*|Chassis id.*)$/.test(lines[first - 1] ?? '')) first--;
  return first;
}

/** An answer cut inside its last description: only the trailer may stand behind it. */
function lastLine(lines: readonly string[]): number {
  return /^Total entries displayed/.test(lines.at(-1) ?? '') ? lines.length - 1 : lines.length;
}

function endsDescription(lines: readonly string[], index: number): boolean {
  if (!TIME_REMAINING.test(lines[index] ?? '')) return false;
  const next = nextLine(lines, index);
  return next === undefined || CAPABILITIES.test(next);
}

// The lines of a raw answer that hold a claim, for quotation.
import { type Claim, escapeRegExp, NAME_COLUMN } from '../model/index.ts';

type Said = Pick<Claim, 'port' | 'systemName' | 'chassisId' | 'portId'>;

/** Neighbours of one port are told in no more lines than this, from the port to the last name. */
const MAX_BLOCK = 200;
/** What still belongs to a neighbour behind its name. */
const AFTER_NAME = 15;
const MAX_QUOTED = 8;

/** Detail output is quoted by block, tables by row. Empty where no line can be told to be the claim's. */
export function findExcerpt(text: string, claim: Said): string[] {
  const strict = quote(text, claim, portPattern(claim.port));
  return strict.length > 0 ? strict : quote(text, claim, portPattern(claim.port, true));
}

function quote(text: string, claim: Said, port: RegExp): string[] {
  const holdsClaim = (part: string) => port.test(part) && namesSystem(part, claim);
  const blocks = text.split(/^-{10,}\s*$/m);
  const own = blocks.find(holdsClaim) ?? blocks.find((block) => namesSystem(block, claim));
  const fields = blocks.length > 1 && own !== undefined ? fieldLines(own) : [];
  if (fields.length > 0) return fields;
  const lines = text.split('\n');
  const rows = lines.filter(holdsClaim);
  return rows.length > 0 ? rows : quoteSpan(lines, claim, port);
}

/** Where nothing parts the blocks: from the port to the name nearest behind it, and what else of the claim stands there. */
function quoteSpan(lines: readonly string[], claim: Said, port: RegExp): string[] {
  const starts = lines.flatMap((line, i) => (port.test(line) ? [i] : []));
  const spans = starts.flatMap((start) => {
    const length = lines.slice(start, start + MAX_BLOCK).findIndex((line) => namesSystem(line, claim));
    return length < 0 ? [] : [{ start, length }];
  });
  const nearest = spans.sort((a, b) => a.length - b.length)[0];
  if (nearest === undefined) return [];
  const { start, length } = nearest;
  const said = [claim.portId, claim.chassisId].filter((text) => text !== null && text !== '');
  const isQuoted = (line: string, i: number) =>
    i === 0 || namesSystem(line, claim) || said.some((text) => line.includes(text ?? ''));
  return lines
    .slice(start, start + length + AFTER_NAME)
    .filter(isQuoted)
    .slice(0, MAX_QUOTED);
}

/**
 * In any spelling: the same first letter, more letters or fewer, the same number (`Eth1/9` is Ethernet1/9), glued to a name in
 * front or not. `anyType`: by the number alone (`XGE1/0/49` is Ten-GigabitEthernet1/0/49).
 */
function portPattern(port: string | null, anyType = false): RegExp {
  const [, letters = '', number = ''] = /^([A-Za-z-]*)(.*)$/.exec(port ?? '') ?? [];
  const type = anyType ? '' : letters === '' ? '(?<![\\w/])' : `${letters.charAt(0)}[A-Za-z-]*\\s?`;
  return new RegExp(`${type}${escapeRegExp(number)}(?![\\d/])`, 'i');
}

/** The table cuts names and may drop the domain. */
function namesSystem(text: string, { systemName, chassisId }: Said): boolean {
  const name = systemName ?? chassisId ?? '';
  if (text.includes(name.slice(0, NAME_COLUMN)) || text.includes(name.split('.')[0] ?? name)) return true;
  return chassisId !== null && text.toLowerCase().includes(chassisId.toLowerCase());
}

function fieldLines(block: string): string[] {
  const wanted = /^(?:Local Intf|Chassis id|Port id|Port Description|System Name|Time remaining|\s+IP(?:V6)?:)/i;
  return block.split('\n').filter((line) => wanted.test(line));
}

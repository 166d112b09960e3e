// Tests of one row of a batch, and how they are joined. They are made once per filter; testing a row makes nothing.
import { parseAddress } from '../../model/index.ts';
import { type FlowBatch, KNOWN } from '../batch.ts';

export type RowTest = (batch: FlowBatch, row: number) => boolean;

/** A column that a filter may ask for. Where the record did not tell it, no test of it holds. */
export interface Column {
  /** Bits of KNOWN that must be set. */
  readonly known: number;
  readonly of: (batch: FlowBatch, row: number) => number;
}

/** Both are part of it. */
export interface Span {
  readonly low: number;
  readonly high: number;
}

export type Comparison = '=' | '<' | '<=' | '>' | '>=';

export function both(a: RowTest, b: RowTest): RowTest {
  return (batch, row) => a(batch, row) && b(batch, row);
}

export function either(a: RowTest, b: RowTest): RowTest {
  return (batch, row) => a(batch, row) || b(batch, row);
}

export function not(test: RowTest): RowTest {
  return (batch, row) => !test(batch, row);
}

export function compareColumn({ known, of }: Column, comparison: Comparison, { low, high }: Span): RowTest {
  const isKnown = (batch: FlowBatch, row: number) => ((batch.known[row] as number) & known) === known;
  switch (comparison) {
    case '=':
      return low === high
        ? (batch, row) => of(batch, row) === low && isKnown(batch, row)
        : (batch, row) => of(batch, row) >= low && of(batch, row) <= high && isKnown(batch, row);
    case '<':
      return (batch, row) => of(batch, row) < low && isKnown(batch, row);
    case '<=':
      return (batch, row) => of(batch, row) <= high && isKnown(batch, row);
    case '>':
      return (batch, row) => of(batch, row) > high && isKnown(batch, row);
    case '>=':
      return (batch, row) => of(batch, row) >= low && isKnown(batch, row);
  }
}

/** Whether all bits of `bits` are set in the column. */
export function hasBits({ known, of }: Column, bits: number): RowTest {
  return (batch, row) => (of(batch, row) & bits) === bits && ((batch.known[row] as number) & known) === known;
}

export function isFamily(family: 4 | 6): RowTest {
  return (batch, row) => batch.family[row] === family;
}

/** `192.0.2.7`, `192.0.2.0/24`, `2001:db8::/32`: host bits of a prefix are passed over. Null where the text is neither. */
export function isAddress(end: 'src' | 'dst', text: string): RowTest | null {
  const [address = '', length, more] = text.split('/');
  const parsed = parseAddress(address);
  if (parsed === null || more !== undefined || (length !== undefined && !/^\d{1,3}$/.test(length))) return null;
  const prefix = length === undefined ? parsed.bits : Number(length);
  if (prefix > parsed.bits) return null;
  return parsed.bits === 32 ? isIpv4(end, Number(parsed.value), prefix) : isIpv6(end, parsed.value, prefix);
}

function isIpv4(end: 'src' | 'dst', address: number, prefix: number): RowTest {
  const known = KNOWN[end];
  const mask = maskOf(prefix);
  const wanted = address & mask;
  return (batch, row) =>
    ((batch[end][4 * row] as number) & mask) === wanted &&
    batch.family[row] === 4 &&
    ((batch.known[row] as number) & known) !== 0;
}

function isIpv6(end: 'src' | 'dst', address: bigint, prefix: number): RowTest {
  const known = KNOWN[end];
  const masks = [0, 32, 64, 96].map((from) => maskOf(Math.min(Math.max(prefix - from, 0), 32)));
  const wanted = masks.map((mask, i) => Number((address >> BigInt(96 - 32 * i)) & 0xffffffffn) & mask);
  return (batch, row) => {
    if (batch.family[row] !== 6 || ((batch.known[row] as number) & known) === 0) return false;
    for (let i = 0; i < 4; i++) {
      if (((batch[end][4 * row + i] as number) & (masks[i] as number)) !== wanted[i]) return false;
    }
    return true;
  };
}

/** Of 0 to 32 leading ones, as a signed number. */
function maskOf(ones: number): number {
  return ones === 0 ? 0 : -1 << (32 - ones);
}

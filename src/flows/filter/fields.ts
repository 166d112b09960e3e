// What a filter may ask for: one entry per word.
import { normaliseMac } from '../../model/index.ts';
import { type FlowBatch, KNOWN } from '../batch.ts';
import { dscpValue } from '../names/dscp.ts';
import { protocolNumber } from '../names/protocols.ts';
import { servicePort } from '../names/services.ts';
import {
  both,
  type Column,
  type Comparison,
  compareColumn,
  either,
  hasBits,
  isAddress,
  type RowTest,
  type Span,
} from './row-test.ts';

/** Words that may stand before a field of two sides: `src` and `dst`, or `in` and `out`; `src or dst`, `src and dst`. */
export type Side = 'src' | 'dst' | 'in' | 'out';
export interface Sides {
  readonly of: readonly Side[];
  /** Whether the test must hold on all of them. */
  readonly all: boolean;
}

export interface Field {
  /** Sides it has; none: it is of the whole record. */
  readonly sides: readonly Side[];
  /** Whether it knows more and less. */
  readonly isNumber: boolean;
  /** What may stand after it, for errors. */
  readonly wants: string;
  /** Null where the value is none of these. */
  test(value: string, comparison: Comparison, sides: Sides): RowTest | null;
}

const ENDS = ['src', 'dst'] as const;
const LARGEST_PORT = 65_535;
const FLAG_LETTERS = 'FSRPAUEC';
const UNITS: ReadonlyMap<string, number> = new Map([
  ['k', 1e3],
  ['m', 1e6],
  ['g', 1e9],
  ['t', 1e12],
]);

const column = (known: number, of: (batch: FlowBatch, row: number) => unknown): Column => ({
  known,
  of: of as Column['of'],
});

const ADDRESS: Field = {
  sides: ENDS,
  isNumber: false,
  wants: 'an address or a prefix: 10.0.0.1, 10.0.0.0/8, 2001:db8::/32',
  test: (value, _, sides) => onSides(sides, (side) => isAddress(side === 'src' ? 'src' : 'dst', value)),
};

const PORT = sided('a port, its name or a range of ports: 443, https, 1000-2000', readPort, {
  src: column(KNOWN.srcPort, (batch, row) => batch.srcPort[row]),
  dst: column(KNOWN.dstPort, (batch, row) => batch.dstPort[row]),
});

const PROTOCOL = whole(
  'a protocol or its number: tcp, udp, icmp, 47',
  (text) => named(text, protocolNumber, 255),
  column(KNOWN.proto, (batch, row) => batch.proto[row]),
);

const INTERFACE = sided('the ifIndex of an interface: 3', (text) => readNumber(text, 0xffff_ffff), {
  in: column(KNOWN.inIf, (batch, row) => batch.inIf[row]),
  out: column(KNOWN.outIf, (batch, row) => batch.outIf[row]),
});

const AS = sided('the number of an autonomous system: 64500', readSystem, {
  src: column(KNOWN.srcAs, (batch, row) => batch.srcAs[row]),
  dst: column(KNOWN.dstAs, (batch, row) => batch.dstAs[row]),
});

const MAC = sided('a MAC address: 52:54:00:12:34:56', readMac, {
  src: column(KNOWN.srcMac, (batch, row) => batch.srcMac[row]),
  dst: column(KNOWN.dstMac, (batch, row) => batch.dstMac[row]),
});

const count = (known: number, of: (batch: FlowBatch, row: number) => unknown) =>
  whole('a number, 1000-based: 1500, 64k, 1M', readCount, column(known, of));

/** Counts are as exported, before sampling is reckoned in: what `flows decode` prints. */
export const FIELDS: ReadonlyMap<string, Field> = new Map([
  ['host', ADDRESS],
  ['net', ADDRESS],
  ['port', PORT],
  ['portrange', PORT],
  ['proto', PROTOCOL],
  ['as', AS],
  ['if', INTERFACE],
  ['mac', MAC],
  ['ether', MAC],
  ['bytes', count(KNOWN.bytes, (batch, row) => batch.bytes[row])],
  ['packets', count(KNOWN.packets, (batch, row) => batch.packets[row])],
  [
    'tos',
    whole(
      '0 to 255',
      (text) => readNumber(text, 255),
      column(KNOWN.tos, (batch, row) => batch.tos[row]),
    ),
  ],
  [
    'dscp',
    whole(
      'a class or its number: ef, af41, cs3, 46',
      (text) => named(text, dscpValue, 63),
      column(KNOWN.tos, (batch, row) => (batch.tos[row] as number) >>> 2),
    ),
  ],
  [
    'vlan',
    whole(
      '0 to 4095',
      (text) => readNumber(text, 4095),
      column(KNOWN.vlan, (batch, row) => batch.vlan[row]),
    ),
  ],
  ['flags', { sides: [], isNumber: false, wants: 'letters of TCP flags: S, SA, F', test: flagsTest }],
]);

/** A number that the whole record has. */
function whole(wants: string, read: (text: string) => Span | null, of: Column): Field {
  return {
    sides: [],
    isNumber: true,
    wants,
    test(value, comparison) {
      const span = read(value);
      return span && compareColumn(of, comparison, span);
    },
  };
}

/** A number that each of two sides has. */
function sided(wants: string, read: (text: string) => Span | null, columns: Partial<Record<Side, Column>>): Field {
  return {
    sides: Object.keys(columns) as Side[],
    isNumber: true,
    wants,
    test: (value, comparison, sides) =>
      onSides(sides, (side) => {
        const [of, span] = [columns[side], read(value)];
        return of && span ? compareColumn(of, comparison, span) : null;
      }),
  };
}

function onSides({ of, all }: Sides, make: (side: Side) => RowTest | null): RowTest | null {
  const tests = of.map(make).filter((test) => test !== null);
  const [first, ...rest] = tests;
  return first === undefined || tests.length < of.length ? null : rest.reduce(all ? both : either, first);
}

function flagsTest(value: string): RowTest | null {
  const letters = [...value.toUpperCase()].map((letter) => FLAG_LETTERS.indexOf(letter));
  if (letters.length === 0 || letters.includes(-1)) return null;
  const bits = letters.reduce((sum, at) => sum | (1 << at), 0);
  return hasBits(
    column(KNOWN.tcpFlags, (batch, row) => batch.tcpFlags[row]),
    bits,
  );
}

function readNumber(text: string, most: number): Span | null {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  return value <= most ? { low: value, high: value } : null;
}

function named(text: string, numberOf: (name: string) => number | null, most: number): Span | null {
  const value = numberOf(text);
  return value === null ? readNumber(text, most) : { low: value, high: value };
}

function readPort(text: string): Span | null {
  const one = named(text, servicePort, LARGEST_PORT);
  if (one) return one;
  const [, from = '', to = ''] = /^(\d+)-(\d+)$/.exec(text) ?? [];
  const [low, high] = [readNumber(from, LARGEST_PORT)?.low, readNumber(to, LARGEST_PORT)?.low];
  return low !== undefined && high !== undefined && low <= high ? { low, high } : null;
}

/** `64500`, `AS64500`, and `1.10`, the old way to write 65546 (RFC 5396). */
function readSystem(text: string): Span | null {
  const [, high, low] = /^(?:as)?(\d{1,5})\.(\d{1,5})$/i.exec(text) ?? [];
  const value = high === undefined ? text.replace(/^as/i, '') : String(Number(high) * 65_536 + Number(low));
  return readNumber(value, 0xffff_ffff);
}

function readMac(text: string): Span | null {
  const value = Number.parseInt(normaliseMac(text)?.replaceAll(':', '') ?? '', 16);
  return Number.isNaN(value) ? null : { low: value, high: value };
}

function readCount(text: string): Span | null {
  const [, digits, unit = ''] = /^(\d{1,15}(?:\.\d{1,9})?)([kmgt]?)$/i.exec(text) ?? [];
  if (digits === undefined) return null;
  const value = Math.round(Number(digits) * (UNITS.get(unit.toLowerCase()) ?? 1));
  return { low: value, high: value };
}

// Records of templates that nobody wrote by hand: what is encoded is what is decoded, whatever the fields, their sizes and their order.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Field,
  type FixedRecord,
  netflow1,
  netflow5,
  netflow7,
  set,
  template,
  uint,
  VARIABLE,
  v9,
  v10,
  variable,
} from '../netflow-encoder.ts';
import { decodeAll, type Row, Session } from './rows.ts';

interface Column {
  readonly element: number;
  readonly sizes: readonly number[];
  readonly name: keyof Row;
  /** Greatest value, where it is less than what fits. */
  readonly most?: number;
}

const COLUMNS: readonly Column[] = [
  { element: 1, sizes: [1, 2, 3, 4, 5, 6, 8], name: 'bytes' },
  { element: 2, sizes: [1, 2, 4, 8], name: 'packets' },
  { element: 4, sizes: [1], name: 'proto' },
  { element: 5, sizes: [1], name: 'tos' },
  { element: 6, sizes: [1, 2], name: 'tcpFlags', most: 255 },
  { element: 7, sizes: [1, 2], name: 'srcPort' },
  { element: 11, sizes: [2], name: 'dstPort' },
  { element: 10, sizes: [2, 3, 4], name: 'inIf', most: 0x7fff },
  { element: 14, sizes: [1, 2, 4], name: 'outIf', most: 0x7fff_ffff },
  { element: 16, sizes: [2, 4], name: 'srcAs' },
  { element: 17, sizes: [1, 4], name: 'dstAs' },
  { element: 56, sizes: [6], name: 'srcMac' },
  { element: 80, sizes: [6], name: 'dstMac' },
  { element: 58, sizes: [2], name: 'vlan' },
  { element: 256, sizes: [2], name: 'etherType' },
  { element: 48, sizes: [1, 2, 4], name: 'sampler' },
];

/** Fields that nobody asked for: unknown elements, enterprises, lengths told in the record, none at all. */
const noise = (enterprises: boolean) =>
  fc.oneof(
    fc.record({ element: fc.integer({ min: 400, max: 5000 }), length: fc.integer({ min: 0, max: 20 }) }),
    ...(enterprises
      ? [
          fc.record({
            element: fc.integer({ min: 1, max: 500 }),
            length: fc.oneof(fc.integer({ min: 0, max: 300 }), fc.constant(VARIABLE)),
            enterprise: fc.integer({ min: 1, max: 20_000 }),
          }),
          fc.record({ element: fc.constantFrom(82, 96, 291, 292, 293), length: fc.constant(VARIABLE) }),
        ]
      : []),
  );

interface Part {
  readonly field: Field;
  readonly column: Column | null;
}

const layout = (ipfix: boolean): fc.Arbitrary<Part[]> =>
  fc
    .tuple(
      fc
        .subarray([...COLUMNS], { minLength: 1 })
        .chain((columns) =>
          fc.tuple(
            ...columns.map((column) =>
              fc.constantFrom(...column.sizes).map((size): Part => ({ field: [column.element, size], column })),
            ),
          ),
        ),
      fc.array(noise(ipfix), { maxLength: 6 }),
    )
    .chain(([columns, others]) =>
      fc.shuffledSubarray(
        [
          ...columns,
          ...others.map((other): Part => {
            const { element, length } = other;
            const field: Field = 'enterprise' in other ? [element, length, other.enterprise] : [element, length];
            return { field, column: null };
          }),
        ],
        { minLength: columns.length + others.length },
      ),
    );

/** Random numbers that shrink to zero. */
const entropy = fc.array(fc.nat({ max: 0xffff_ffff }), { minLength: 64, maxLength: 64 });

interface Made {
  readonly record: Buffer;
  readonly expected: Partial<Row>;
}

function make(parts: readonly Part[], random: readonly number[]): Made {
  const expected: Record<string, unknown> = {};
  let at = 0;
  const next = () => random[at++ % random.length]!;
  const record = parts.map(({ field: [, length], column }) => {
    if (!column) {
      if (length !== VARIABLE) return Buffer.alloc(length, next() & 255);
      return variable(Buffer.alloc(next() % (next() % 7 === 0 ? 600 : 12), 0x61), next() % 3 === 0 || undefined);
    }
    const fits = 256 ** length - 1;
    const value =
      (next() * 0x10000 + (next() & 0xffff)) % (Math.min(fits, column.most ?? fits, Number.MAX_SAFE_INTEGER) + 1);
    const isPort = column.name === 'inIf' || column.name === 'outIf';
    expected[column.name] = isPort ? readPort(value, length) : value;
    return uint(value, length);
  });
  return { record: Buffer.concat(record), expected: expected as Partial<Row> };
}

function readPort(value: number, length: number): Row['inIf'] {
  if (value === 0) return 'internal';
  return length === 2 && value === 0xffff ? null : value;
}

/** What a row holds besides: nothing. */
function checkRow(row: Row, expected: Partial<Row>): void {
  for (const { name } of COLUMNS) expect(row[name], name).toEqual(name in expected ? expected[name] : null);
  expect(row.src).toBeNull();
  expect(row.timed).toBe(false);
  expect(row.rate).toBeNull();
}

describe.each([
  ['NetFlow v9', v9, false],
  ['IPFIX', v10, true],
] as const)('%s records', (_, protocol, ipfix) => {
  it('come out as they went in', () => {
    fc.assert(
      fc.property(layout(ipfix), fc.array(entropy, { minLength: 1, maxLength: 40 }), (parts, randoms) => {
        const made = randoms.map((random) => make(parts, random));
        const sets = [
          protocol.templates(
            template(
              300,
              parts.map(({ field }) => field),
            ),
          ),
          set(
            300,
            made.map(({ record }) => record),
          ),
        ];
        const { rows, problems } = decodeAll([protocol.message(sets)]);
        expect(problems).toEqual([]);
        expect(rows.length).toBe(made.length);
        for (const [i, { expected }] of made.entries()) checkRow(rows[i]!, expected);
      }),
      { numRuns: 150 },
    );
  });

  it('do not disturb each other: rows of one template hold nothing of another', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(layout(ipfix), fc.array(entropy, { minLength: 1, maxLength: 9 })), {
          minLength: 2,
          maxLength: 4,
        }),
        fc.array(fc.nat({ max: 3 }), { minLength: 3, maxLength: 30 }),
        (templates, order) => {
          const session = new Session({ batchSize: 5 });
          const ids = templates.map(([parts], i) =>
            template(
              256 + i,
              parts.map(({ field }) => field),
            ),
          );
          session.send(protocol.message([protocol.templates(...ids)]));
          const expected: Partial<Row>[] = [];
          for (const [i, choice] of order.entries()) {
            const [parts, randoms] = templates[choice % templates.length]!;
            const made = randoms.map((random) => make(parts, random));
            expected.push(...made.map((one) => one.expected));
            const records = set(
              256 + (choice % templates.length),
              made.map(({ record }) => record),
            );
            session.send(protocol.message([records], { sequence: 1000 + i }));
          }
          const { rows } = session.get();
          expect(rows.length).toBe(expected.length);
          for (const [i, one] of expected.entries()) checkRow(rows[i]!, one);
        },
      ),
      { numRuns: 60 },
    );
  });
});

const fixedRecord: fc.Arbitrary<Required<FixedRecord>> = fc.record({
  ...{ src: word(), dst: word(), nextHop: word(), packets: word(), bytes: word() },
  ...{ inIf: half(), outIf: half(), srcPort: half(), dstPort: half(), srcAs: half(), dstAs: half() },
  ...{ tcpFlags: fc.nat({ max: 255 }), proto: fc.nat({ max: 255 }), tos: fc.nat({ max: 255 }) },
  ...{ first: fc.nat({ max: 1_000_000 }), last: fc.nat({ max: 1_000_000 }) },
});

function word() {
  return fc.nat({ max: 0xffff_ffff });
}

function half() {
  return fc.nat({ max: 0xffff });
}

describe.each([
  ['v1', netflow1, false],
  ['v5', netflow5, true],
  ['v7', netflow7, true],
] as const)('NetFlow %s records', (_, encode, hasAs) => {
  it('come out as they went in', () => {
    fc.assert(
      fc.property(fc.array(fixedRecord, { minLength: 1, maxLength: 30 }), word(), (records, uptime) => {
        const made = records.map((record) => ({
          ...record,
          first: (uptime - record.first) >>> 0,
          last: (uptime - record.last) >>> 0,
        }));
        const { rows } = decodeAll([encode(made, { uptime, seconds: 1_700_000_000, nanoseconds: 250_999_999 })]);
        expect(rows.length).toBe(records.length);
        for (const [i, record] of records.entries()) {
          const row = rows[i]!;
          const sent = 1_700_000_000_250;
          expect(row).toMatchObject({
            ...{
              inIf: readPort(record.inIf, 2),
              outIf: readPort(record.outIf, 2),
              bytes: record.bytes,
              packets: record.packets,
            },
            ...{ src: dotted(record.src), dst: dotted(record.dst), nextHop: dotted(record.nextHop) },
            ...{ srcPort: record.srcPort, dstPort: record.dstPort, proto: record.proto, tos: record.tos },
            ...{ tcpFlags: record.tcpFlags, srcAs: hasAs ? record.srcAs : null, dstAs: hasAs ? record.dstAs : null },
            ...{ last: sent - record.last, first: sent - Math.max(record.first, record.last), timed: true, rate: null },
          });
        }
      }),
      { numRuns: 60 },
    );
  });

  it('are those that are whole, whatever the header counts', () => {
    const records = [{ bytes: 1 }, { bytes: 2 }, { bytes: 3 }];
    const cut = new Session().send(encode(records, { count: 30 }).subarray(0, -1));
    expect(cut.get().rows.map(({ bytes }) => bytes)).toEqual([1, 2]);
    expect(cut.codes()).toEqual(['FLOW_DATAGRAM_CUT']);
    const padded = new Session().send(encode(records, { count: 2 }));
    expect(padded.get().rows.map(({ bytes }) => bytes)).toEqual([1, 2]);
    expect(padded.codes()).toEqual([]);
    const short = new Session().send(encode([]).subarray(0, -1));
    expect(short.codes()).toEqual(['FLOW_DATAGRAM_SHORT']);
  });
});

function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.');
}

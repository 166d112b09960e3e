// Datagrams that nobody would send: nothing throws, nothing grows beyond its limits, nothing outside the datagram is read.
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  netflow1,
  netflow5,
  netflow7,
  optionsTemplate,
  optionsTemplate9,
  set,
  template,
  uint,
  VARIABLE,
  v9,
  v10,
  variable,
} from '../netflow-encoder.ts';
import { u32 } from '../packets.ts';
import { Session } from './rows.ts';

const LIMITS = {
  exporters: 20,
  domains: 30,
  domainsOfOne: 10,
  templates: 40,
  templatesOfOne: 20,
  waitingBytes: 20_000,
  waitingBytesOfOne: 5000,
  names: 50,
};

/** What stands before and behind the datagrams. */
const SURROUNDINGS = [0x00, 0xff].map((around) => ({ around, framed: Buffer.alloc(70_000, around) }));

const fixed = Array.from({ length: 5 }, (_, i) => ({
  src: i,
  dst: i,
  inIf: i,
  outIf: i,
  bytes: 100 * i,
  packets: i,
  first: 1,
  last: 2,
}));

const SEEDS: readonly (readonly [name: string, datagrams: readonly Buffer[]])[] = [
  ['NetFlow v1', [netflow1(fixed)]],
  ['NetFlow v5', [netflow5(fixed, { sampling: 0x4064 })]],
  ['NetFlow v7', [netflow7(fixed)]],
  [
    'NetFlow v9',
    [
      v9.message([
        v9.templates(
          template(256, [
            [1, 4],
            [10, 2],
            [21, 4],
            [22, 4],
            [27, 16],
          ]),
          template(257, [
            [8, 4],
            [48, 1],
          ]),
        ),
        v9.options(
          optionsTemplate9(
            300,
            [[2, 4]],
            [
              [48, 1],
              [50, 4],
              [82, 8],
            ],
          ),
        ),
      ]),
      v9.message(
        [set(256, [Buffer.alloc(90, 3)]), set(257, [Buffer.alloc(50, 1)]), set(300, [Buffer.alloc(34, 0x41)])],
        { sequence: 1 },
      ),
    ],
  ],
  [
    'IPFIX',
    [
      v10.message([
        v10.templates(
          template(256, [
            [1, 8],
            [82, VARIABLE],
            [14, 4],
            [1, 4, 29305],
            [291, VARIABLE],
            [152, 8],
          ]),
          template(257, [
            [315, VARIABLE],
            [312, 2],
          ]),
        ),
        v10.options(
          optionsTemplate(
            300,
            [[302, 4]],
            [
              [305, 4],
              [306, 4],
              [83, VARIABLE],
            ],
          ),
        ),
      ]),
      v10.message(
        [
          set(256, [
            uint(5, 8),
            variable(Buffer.alloc(9)),
            u32(7),
            u32(8),
            variable(Buffer.alloc(300), true),
            uint(9, 8),
          ]),
          set(257, [variable(Buffer.alloc(60, 8)), uint(99, 2)]),
          set(300, [u32(1), u32(1), u32(99), variable(Buffer.from('Gi0/1'))]),
        ],
        { sequence: 1 },
      ),
    ],
  ],
];

/** What is done to a datagram: octets set, cut, doubled. */
const mutation = fc.record({
  sets: fc.array(fc.tuple(fc.nat({ max: 600 }), fc.oneof(fc.nat({ max: 255 }), fc.constantFrom(0, 1, 255))), {
    maxLength: 8,
  }),
  cut: fc.option(fc.nat({ max: 600 }), { freq: 3 }),
  insert: fc.option(fc.tuple(fc.nat({ max: 600 }), fc.uint8Array({ maxLength: 40 })), { freq: 3 }),
});

type Mutation = typeof mutation extends fc.Arbitrary<infer T> ? T : never;

function mutate(datagram: Buffer, { sets, cut, insert }: Mutation): Buffer {
  let bytes = Buffer.from(datagram);
  for (const [at, value] of sets) if (bytes.length > 0) bytes[at % bytes.length] = value;
  if (insert) bytes = Buffer.concat([bytes.subarray(0, insert[0]), insert[1], bytes.subarray(insert[0])]);
  return cut === null ? bytes : bytes.subarray(0, cut);
}

/** Everything the session keeps is within its limits. */
function checkBounds(session: Session): void {
  const { exporters } = session.reader.templates();
  const domains = exporters.flatMap((exporter) => exporter.domains);
  expect(exporters.length).toBeLessThanOrEqual(LIMITS.exporters);
  expect(domains.length).toBeLessThanOrEqual(LIMITS.domains);
  expect(domains.reduce((sum, { templates }) => sum + templates.length, 0)).toBeLessThanOrEqual(LIMITS.templates);
  expect(exporters.reduce((sum, { names }) => sum + names.length, 0)).toBeLessThanOrEqual(LIMITS.names);
}

describe.each(SEEDS)('%s', (_, datagrams) => {
  it('mutated: what is decoded depends on the datagram alone', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat({ max: 40 }), mutation), { minLength: 1, maxLength: 12 }), (mutations) => {
        const sessions = SURROUNDINGS.map((surrounding) => ({
          ...surrounding,
          session: new Session({ limits: LIMITS }),
        }));
        for (const { around, framed, session } of sessions) {
          for (const datagram of datagrams) session.send(datagram, '10.0.0.0');
          for (const [i, [exporter, change]] of mutations.entries()) {
            const bytes = mutate(datagrams[i % datagrams.length]!, change);
            bytes.copy(framed, 8);
            session.reader.read(framed, 8, 8 + bytes.length, `10.0.0.${exporter}`, 1_700_000_000_000 + i);
            framed.fill(around, 8, 8 + bytes.length);
          }
          checkBounds(session);
        }
        const [one, other] = sessions.map(({ session }) => ({ ...session.get(), counts: session.reader.counts() }));
        expect(isDeepStrictEqual(one, other)).toBe(true);
      }),
      { numRuns: 150 },
    );
  });
});

describe('random octets behind the header of each protocol', () => {
  it.each([1, 5, 7, 9, 10])('version %i', (version) => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ minLength: 2, maxLength: 400 }), { minLength: 1, maxLength: 20 }),
        (bodies) => {
          const session = new Session({ limits: LIMITS });
          for (const body of bodies) {
            // A set of templates with plausible ids is more telling than noise that ends with the first length.
            const kind = body[0]! % 4;
            const sets = [
              Buffer.from(body),
              set(version === 9 ? 0 : 2, [Buffer.from(body)]),
              set(256 + (body[1]! & 3), [Buffer.from(body)]),
            ];
            const chosen = kind === 3 ? sets : [sets[kind]!];
            const message =
              version === 9
                ? v9.message(chosen)
                : version === 10
                  ? v10.message(chosen)
                  : Buffer.concat([uint(version, 2), Buffer.from(body)]);
            session.send(message);
          }
          checkBounds(session);
          session.get();
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('the worst of datagrams', () => {
  it('full of templates of one field, of data for each of them, of records of one octet', () => {
    const session = new Session({ batchSize: 1024 });
    const many = (from: number) =>
      Array.from({ length: 3000 }, (_, i) => template(256 + ((from + i) % 65_000), [[4, 1]]));
    for (let i = 0; i < 6; i++)
      session.send(v10.message([v10.templates(...many(i * 3000))], { sequence: i, domain: i }));
    session.send(
      v10.message([v10.templates(template(256, [[4, 1]])), set(256, [Buffer.alloc(60_000, 6)])], { domain: 99 }),
    );
    const { rows } = session.get();
    expect(rows.length).toBe(60_000);
    for (let i = 0; i < 6; i++) {
      const data = Array.from({ length: 3000 }, (_, k) => set(256 + k, [Buffer.alloc(4)]));
      session.send(v10.message(data, { sequence: i, domain: 1000 + i }));
    }
    for (let i = 0; i < 6; i++)
      session.send(v10.message([v10.templates(...many(0))], { sequence: 100 + i, domain: 1000 + i }));
    expect(session.get().rows.length).toBe(60_000 + 6 * 3000 * 4);
    expect(session.counts().undecoded).toBe(0);
  });

  it('a template with more fields than a datagram has room for', () => {
    const session = new Session().send(v10.message([set(2, [uint(256, 2), uint(65_535, 2), Buffer.alloc(400, 1)])]));
    expect(session.codes()).toEqual(['FLOW_TEMPLATE_INVALID']);
  });
});

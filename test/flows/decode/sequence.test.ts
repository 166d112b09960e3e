// Losses by sequence numbers: reordering, copies, restarts, wrapping, exporters that count in their own way.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Sequence } from '../../../src/flows/sequence.ts';
import { netflow5, set, template, uint, v9, v10 } from '../netflow-encoder.ts';
import { Session } from './rows.ts';

/** v5 datagrams of `units` records each; `numbers` are their sequence numbers. */
function send(session: Session, numbers: readonly (readonly [sequence: number, units: number])[], uptime = 0): Session {
  for (const [sequence, units] of numbers) {
    const records = Array.from({ length: units }, (_, i) => ({ bytes: 1, src: sequence + i }));
    session.send(netflow5(records, { sequence, uptime }));
  }
  return session;
}

const countsOf = (session: Session) => {
  const { lost, expected, duplicates, records } = session.counts();
  return { lost, expected, duplicates, records };
};

describe('sequence of NetFlow v5: flows', () => {
  it.each<[string, [number, number][], ReturnType<typeof countsOf>]>([
    [
      'nothing lost',
      [
        [100, 5],
        [105, 30],
        [135, 1],
      ],
      { lost: 0, expected: 36, duplicates: 0, records: 36 },
    ],
    [
      'a datagram lost',
      [
        [100, 5],
        [135, 5],
      ],
      { lost: 30, expected: 40, duplicates: 0, records: 10 },
    ],
    [
      'across the wrap',
      [
        [0xffff_fffe, 5],
        [3, 5],
        [38, 5],
      ],
      { lost: 30, expected: 45, duplicates: 0, records: 15 },
    ],
    [
      'out of order',
      [
        [0, 10],
        [20, 10],
        [10, 10],
        [30, 10],
      ],
      { lost: 0, expected: 40, duplicates: 0, records: 40 },
    ],
    [
      'a copy is decoded once',
      [
        [0, 10],
        [10, 10],
        [10, 10],
        [20, 10],
      ],
      { lost: 0, expected: 30, duplicates: 1, records: 30 },
    ],
    [
      'a late copy',
      [
        [0, 10],
        [10, 10],
        [20, 10],
        [10, 10],
        [30, 10],
      ],
      { lost: 0, expected: 40, duplicates: 1, records: 40 },
    ],
    [
      'a restart',
      [
        [5_000_000, 10],
        [0, 10],
        [10, 10],
      ],
      { lost: 0, expected: 30, duplicates: 0, records: 30 },
    ],
    [
      'a leap beyond belief',
      [
        [0, 10],
        [3_000_000_000, 10],
      ],
      { lost: 0, expected: 20, duplicates: 0, records: 20 },
    ],
    [
      'no number at all',
      [
        [0, 10],
        [0, 10],
        [0, 10],
        [0, 10],
      ],
      { lost: 0, expected: 40, duplicates: 0, records: 40 },
    ],
    [
      'own records counted first',
      [
        [1, 1],
        [31, 30],
        [61, 30],
        [62, 1],
        [92, 30],
      ],
      { lost: 0, expected: 92, duplicates: 0, records: 92 },
    ],
  ])('%s', (_, numbers, expected) => {
    expect(countsOf(send(new Session(), numbers))).toEqual(expected);
  });

  it('an exporter whose uptime began again lost nothing', () => {
    const session = send(
      new Session(),
      [
        [1000, 10],
        [1010, 10],
      ],
      900_000,
    );
    expect(countsOf(send(session, [[5000, 10]], 1000))).toMatchObject({ lost: 0, expected: 30 });
    expect(countsOf(send(session, [[5020, 10]], 2000))).toMatchObject({ lost: 10, expected: 50 });
  });

  it('the same again a second later is meant to be', () => {
    const session = new Session();
    const datagrams = [0, 5, 10].map((sequence) =>
      netflow5(
        Array.from({ length: 5 }, () => ({})),
        { sequence },
      ),
    );
    for (let i = 0; i < 12; i++) session.send(datagrams[i % 3]!, '10.0.0.1', 1_700_000_000_000 + 500 * i);
    expect(countsOf(session)).toMatchObject({ lost: 0, duplicates: 0, records: 60 });
  });

  it('engines count each for itself', () => {
    const session = new Session();
    for (let i = 0; i < 10; i++) {
      session.send(netflow5([{}], { sequence: i, domain: 1 }));
      session.send(netflow5([{}, {}], { sequence: 1000 + 2 * i, domain: 2 }));
    }
    expect(countsOf(session)).toEqual({ lost: 0, expected: 30, duplicates: 0, records: 30 });
  });

  const arrivals = fc.array(fc.record({ isLost: fc.boolean(), late: fc.nat({ max: 5 }) }), {
    minLength: 30,
    maxLength: 200,
  });

  it('what is lost is what is missing, in whatever order the rest comes', () => {
    fc.assert(
      fc.property(
        arrivals,
        fc.integer({ min: 1, max: 30 }),
        fc.nat({ max: 0xffff_ffff }),
        (datagrams, units, start) => {
          const { length } = datagrams;
          // The first and the last arrive in order: what is missing before or behind them nobody can know.
          const all = datagrams.map(({ isLost, late }, i) => {
            const isEdge = i < 4 || i >= length - 8;
            return { sequence: (start + i * units) >>> 0, isLost: isLost && !isEdge, place: i + (isEdge ? 0 : late) };
          });
          const arriving = all.filter(({ isLost }) => !isLost).sort((a, b) => a.place - b.place);
          const sequence = new Sequence();
          for (const { sequence: number } of arriving) {
            expect(sequence.isCopy(number, number | 1, 0)).toBe(false);
            sequence.follow(number, units, true, number | 1);
          }
          expect(sequence.lost).toBe(units * (length - arriving.length));
          expect(sequence.expected).toBe(units * length);
          expect(sequence.duplicates).toBe(0);
        },
      ),
    );
  });

  it('a datagram that comes twice is one', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 30 }), fc.nat({ max: 4 })), { minLength: 5 }),
        (datagrams) => {
          const sequence = new Sequence();
          const sent: number[] = [];
          let [next, copies] = [0, 0];
          for (const [units, again] of datagrams) {
            expect(sequence.isCopy(next, 7, 0)).toBe(false);
            sequence.follow(next, units, true, 7);
            sent.push(next);
            next += units;
            if (sent.length < 3 || again === 0 || again > sent.length) continue;
            copies++;
            expect(sequence.isCopy(sent.at(-again)!, 7, 0)).toBe(true);
          }
          expect(sequence.lost).toBe(0);
          expect(sequence.expected).toBe(next);
          expect(sequence.duplicates).toBe(copies);
        },
      ),
    );
  });
});

describe('sequence of NetFlow v9: datagrams', () => {
  it('whatever they hold', () => {
    const session = new Session();
    for (const sequence of [7, 8, 9, 12, 13, 13]) {
      session.send(
        v9.message([v9.templates(template(256, [[1, 4]])), set(256, [uint(1, 4), uint(2, 4)])], {
          sequence,
          domain: 1,
        }),
      );
    }
    expect(countsOf(session)).toEqual({ lost: 2, expected: 7, duplicates: 1, records: 10 });
  });
});

describe('sequence of IPFIX: data records', () => {
  const message = (sequence: number, records: number, id = 256) =>
    v10.message(
      [
        set(
          id,
          Array.from({ length: records }, (_, i) => uint(sequence + i, 4)),
        ),
      ],
      { sequence },
    );
  const templates = v10.message([v10.templates(template(256, [[1, 4]]))], { sequence: 50 });

  it('templates count nothing, options records count', () => {
    const session = new Session().send(templates).send(message(50, 4)).send(message(54, 3)).send(message(60, 1));
    expect(countsOf(session)).toEqual({ lost: 3, expected: 11, duplicates: 0, records: 8 });
  });

  it('nothing is said to be lost where the records could not be counted', () => {
    const session = new Session()
      .send(templates)
      .send(message(50, 4))
      .send(message(54, 9, 999))
      .send(message(63, 1))
      .send(message(64, 1));
    expect(session.counts()).toMatchObject({ lost: 0, records: 6 });
  });
});

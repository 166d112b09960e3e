// The meter of talkers against exact counting.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BOOKED, Bookings, FlowBatch, KNOWN, TalkerMeter } from '../../../src/flows/index.ts';
import type { Talker } from '../../../src/model/index.ts';
import { everyRow } from './every-row.ts';

const MINUTE = 60_000;
const KEYS =
  KNOWN.src | KNOWN.dst | KNOWN.srcPort | KNOWN.dstPort | KNOWN.proto | KNOWN.tos | KNOWN.srcAs | KNOWN.dstAs;

interface Booked {
  readonly conversation: number;
  readonly place: number;
  readonly rank: number;
  readonly bytes: number;
  readonly packets: number;
  readonly first: number;
  readonly last: number;
}

/** Conversation `n`: its keys are made of the number, in IPv4 or IPv6. */
function setKeys(batch: FlowBatch, row: number, n: number): void {
  const wide = n % 3 === 2;
  batch.known[row] = KEYS;
  batch.family[row] = wide ? 6 : 4;
  batch.src.set(wide ? [0x20010db8, 0, n, 1] : [0x0a000000 + n, 9, 9, 9], 4 * row);
  batch.dst.set(wide ? [0x20010db8, 1, 0, n >>> 4] : [0xc0000200 + (n & 15), 8, 8, 8], 4 * row);
  batch.srcPort[row] = 1024 + (n % 60_000);
  batch.dstPort[row] = 443;
  batch.proto[row] = 6;
  batch.tos[row] = (n % 4) << 5;
  batch.srcAs[row] = n % 5;
  batch.dstAs[row] = 4_200_000_000;
}

function feed(meter: TalkerMeter, links: readonly string[], all: readonly Booked[], size = 64): void {
  for (let from = 0; from < all.length; from += size) {
    const [batch, bookings] = [new FlowBatch(size), new Bookings(size)];
    bookings.links.push(...links);
    for (const one of all.slice(from, from + size)) {
      const i = bookings.size++;
      setKeys(batch, i, one.conversation);
      bookings.row[i] = i;
      bookings.place[i] = one.place;
      bookings.rank[i] = one.rank;
      bookings.bytes[i] = one.bytes;
      bookings.packets[i] = one.packets;
      bookings.first[i] = one.first;
      bookings.last[i] = one.last;
      bookings.openFrom[i] = Number.NEGATIVE_INFINITY;
    }
    batch.size = bookings.size;
    meter.add(batch, bookings);
  }
}

/** Exact counting of the slow kind: octets of each conversation by minute, link and side, of the best rank that was met there. */
function countExactly(all: readonly Booked[], links: readonly string[]) {
  const best = new Map<string, number>();
  const places = new Map<string, Map<string, { bytes: number; packets: number }>>();
  const parts = all.flatMap((one) => partsOf(one).map((part) => ({ ...one, ...part })));
  for (const { minute, place, rank } of parts) {
    const at = `${minute} ${links[place >> 1]} ${place & 1}`;
    best.set(at, Math.min(best.get(at) ?? 9, rank));
  }
  for (const { minute, place, rank, conversation, bytes, packets } of parts) {
    const at = `${minute} ${links[place >> 1]} ${place & 1}`;
    if (best.get(at) !== rank) continue;
    const counts = places.get(at) ?? new Map();
    const key = keyText(conversation);
    const before = counts.get(key) ?? { bytes: 0, packets: 0 };
    counts.set(key, { bytes: before.bytes + bytes, packets: before.packets + packets });
    places.set(at, counts);
  }
  return places;
}

function partsOf({ first, last, bytes, packets }: Booked) {
  const parts = [];
  const upTo = (all: number, t: number) => (t >= last ? all : Math.floor(all * ((t - first) / (last - first))));
  for (
    let minute = Math.floor(first / MINUTE);
    minute === Math.floor(first / MINUTE) || minute * MINUTE < last;
    minute++
  ) {
    const [from, to] = [Math.max(first, minute * MINUTE), (minute + 1) * MINUTE];
    const before = (count: number) => (from === first ? 0 : upTo(count, from));
    parts.push({ minute, bytes: upTo(bytes, to) - before(bytes), packets: upTo(packets, to) - before(packets) });
  }
  return parts;
}

const texts = new Map<number, string>();
/** The text of a conversation's key, by the longest way round: an empty meter that sees nothing else. */
function keyText(conversation: number): string {
  const known = texts.get(conversation);
  if (known !== undefined) return known;
  const meter = new TalkerMeter({ keep: 1, memoryBytes: 1024 });
  feed(meter, ['l'], [{ conversation, place: 0, rank: 0, bytes: 1, packets: 1, first: 0, last: 0 }], 1);
  const [talker] = meter.talkersOf(everyRow(0, ['l']), ['l']);
  const text = JSON.stringify(talker!.key);
  texts.set(conversation, text);
  return text;
}

const placeOf = (talker: Talker, minute: number) => `${minute} ${talker.link} ${talker.side}`;
const LINKS = ['a--b', 'b--c', 'c--d'];

const booked = (conversations: number) =>
  fc
    .record({
      conversation: fc.integer({ min: 0, max: conversations - 1 }),
      place: fc.integer({ min: 0, max: 5 }),
      rank: fc.constantFrom(...Object.values(BOOKED)),
      bytes: fc.oneof(fc.integer({ min: 0, max: 2000 }), fc.integer({ min: 0, max: 1_000_000_000_000 })),
      packets: fc.integer({ min: 0, max: 1_000_000 }),
      first: fc.integer({ min: 0, max: 4 * MINUTE }),
      length: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 3 * MINUTE })),
    })
    .map(({ length, ...rest }) => ({ ...rest, last: rest.first + length }));

describe('the meter of talkers', () => {
  it('is exact where a link has fewer conversations than slots, over minutes, sides and places of observation', () => {
    fc.assert(
      fc.property(fc.array(booked(40), { maxLength: 200 }), (all) => {
        const meter = new TalkerMeter({ keep: 50 });
        feed(meter, LINKS, all);
        const exact = countExactly(all, LINKS);
        for (let minute = 0; minute < 8; minute++) {
          const counted = new Map<string, Map<string, { bytes: number; packets: number }>>();
          for (const talker of meter.talkersOf(everyRow(minute, LINKS), LINKS)) {
            const at = placeOf(talker, minute);
            const counts = counted.get(at) ?? new Map();
            counts.set(JSON.stringify(talker.key), { bytes: talker.bytes, packets: talker.packets });
            counted.set(at, counts);
          }
          for (const at of new Set([
            ...counted.keys(),
            ...[...exact.keys()].filter((k) => k.startsWith(`${minute} `)),
          ])) {
            expect(counted.get(at)).toEqual(exact.get(at));
          }
        }
      }),
      { numRuns: 150 },
    );
  });

  it('never counts too much, never errs by more than its bound, and finds every conversation above it', () => {
    const weights = fc.oneof(
      { weight: 9, arbitrary: fc.integer({ min: 1, max: 1500 }) },
      { weight: 1, arbitrary: fc.integer({ min: 1, max: 300_000 }) },
    );
    const one = fc.tuple(fc.nat({ max: 3000 }), weights).map(([conversation, bytes]) => ({
      ...{ conversation, bytes, place: 0, rank: 0, packets: Math.ceil(bytes / 100), first: 5, last: 5 },
    }));
    let erred = 0;
    fc.assert(
      fc.property(
        fc.array(one, { minLength: 200, maxLength: 1500, size: 'max' }),
        fc.nat({ max: 2 ** 31 }),
        (all, seed) => {
          const meter = new TalkerMeter({ keep: 1000 / 125, seed });
          feed(meter, LINKS, all);
          const exact = countExactly(all, LINKS).get('0 a--b 0') ?? new Map();
          const total = all.reduce((sum, { bytes }) => sum + bytes, 0);
          const error = meter.error(0, 0);
          erred = Math.max(erred, error);
          expect(error).toBeLessThanOrEqual((4 / meter.capacity) * total);
          const talkers = meter.talkersOf(everyRow(0, LINKS), LINKS);
          for (const { key, bytes, packets } of talkers) {
            const truth = exact.get(JSON.stringify(key));
            expect(bytes).toBeLessThanOrEqual(truth!.bytes);
            expect(bytes).toBeGreaterThanOrEqual(truth!.bytes - error);
            expect(packets).toBeLessThanOrEqual(truth!.packets);
          }
          const least = talkers.at(-1)?.bytes ?? 0;
          const found = new Set(talkers.map(({ key }) => JSON.stringify(key)));
          for (const [key, { bytes }] of exact) if (bytes > least + error) expect(found).toContain(key);
        },
      ),
      { numRuns: 40 },
    );
    expect(erred).toBeGreaterThan(0);
  });
});

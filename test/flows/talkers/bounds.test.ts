// The meter of talkers under load: memory that is bounded, errors that stay what they are said to be.
import { describe, expect, it } from 'vitest';
import { Bookings, FlowBatch, KNOWN, TalkerMeter } from '../../../src/flows/index.ts';
import { everyRow } from './every-row.ts';

const ROWS = 1024;
const KEYS = KNOWN.src | KNOWN.dst | KNOWN.srcPort | KNOWN.dstPort | KNOWN.proto;

/** Numbers without a pattern, the same ones every time (xorshift). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

function fill(batch: FlowBatch, bookings: Bookings, next: () => number, places: number): void {
  batch.size = ROWS;
  bookings.size = ROWS;
  for (let i = 0; i < ROWS; i++) {
    batch.known[i] = KEYS;
    batch.family[i] = 4;
    batch.src[4 * i] = next();
    batch.dst[4 * i] = next();
    batch.srcPort[i] = next();
    bookings.row[i] = i;
    bookings.place[i] = i % places;
    bookings.bytes[i] = 64 + (next() % 1400);
    bookings.packets[i] = 1;
  }
}

describe('the meter of talkers', () => {
  it('takes no more memory, however many conversations there are', () => {
    const [batch, bookings, next] = [new FlowBatch(ROWS), new Bookings(ROWS), numbers(7)];
    const links = Array.from({ length: 100 }, (_, i) => `link ${i}`);
    const meter = new TalkerMeter({ keep: 20, memoryBytes: 8 * 1024 * 1024 });
    const inUse = () => process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
    const warm = 200;
    let before = 0;
    fill(batch, bookings, next, 2 * links.length);
    for (let round = 0; round < 10_000_000 / ROWS; round++) {
      for (let i = 0; i < ROWS; i++) {
        batch.src[4 * i]! += 0x9e3779b1;
        bookings.bytes[i] = 64 + (batch.src[4 * i]! & 1023);
      }
      meter.add(batch, bookings);
      if (round === warm) before = inUse();
    }
    expect(inUse() - before).toBeLessThan(32 * 1024 * 1024);
    expect(meter.talkersOf(everyRow(0, links), links)).toHaveLength(200 * 20);
  });

  it('says so where memory is at its end, still counts none too much, and goes on when minutes are over', () => {
    const [batch, bookings, next] = [new FlowBatch(ROWS), new Bookings(ROWS), numbers(9)];
    const links = Array.from({ length: 500 }, (_, i) => `link ${i}`);
    const meter = new TalkerMeter({ keep: 20, memoryBytes: 256 * 1024 });
    const truth = new Map<number, number>();
    for (let round = 0; round < 40; round++) {
      fill(batch, bookings, next, 2 * links.length);
      for (let i = 0; i < ROWS; i++) {
        const place = bookings.place[i]!;
        truth.set(place, (truth.get(place) ?? 0) + bookings.bytes[i]!);
      }
      meter.add(batch, bookings);
    }
    expect(meter.cramped).toBeGreaterThan(0);
    const sums = new Map<string, number>();
    for (const { link, side, bytes } of meter.talkersOf(everyRow(0, links), links)) {
      sums.set(`${link} ${side}`, (sums.get(`${link} ${side}`) ?? 0) + bytes);
    }
    expect(sums.size).toBeGreaterThan(100);
    for (const [place, total] of truth) {
      expect(sums.get(`${links[place >> 1]} ${place & 1}`) ?? 0).toBeLessThanOrEqual(total);
    }
    meter.forgetBefore(1);
    expect(meter.talkersOf(everyRow(0, links), links)).toEqual([]);
    bookings.first.fill(60_000);
    bookings.last.fill(60_000);
    fill(batch, bookings, next, 2);
    const crampedBefore = meter.cramped;
    meter.add(batch, bookings);
    expect(meter.cramped).toBe(crampedBefore);
    expect(meter.talkersOf(everyRow(1, links), links).length).toBe(40);
  });

  it('is the same with every seed where nothing is left out, and orders equals by their keys', () => {
    const talkersWith = (seed: number) => {
      const [batch, bookings, next] = [new FlowBatch(ROWS), new Bookings(ROWS), numbers(11)];
      fill(batch, bookings, next, 20);
      bookings.bytes.fill(100);
      const meter = new TalkerMeter({ keep: 20, seed });
      meter.add(batch, bookings);
      const links = Array.from({ length: 10 }, (_, i) => `link ${i}`);
      return meter.talkersOf(everyRow(0, links), links);
    };
    expect(talkersWith(1)).toHaveLength(400);
    expect(talkersWith(2)).toEqual(talkersWith(1));
  });

  it('takes a flow of years for what it is: at most the minutes that are counted', () => {
    const [batch, bookings, next] = [new FlowBatch(ROWS), new Bookings(ROWS), numbers(13)];
    fill(batch, bookings, next, 2);
    const end = 30_000_000;
    bookings.last.fill(end * 60_000);
    for (let i = 0; i < ROWS; i++) bookings.bytes[i] = 1e12 * (1 + i);
    const meter = new TalkerMeter({ keep: 20, memoryBytes: 16 * 1024 * 1024 });
    meter.add(batch, bookings);
    expect(meter.talkersOf(everyRow(end - 1, ['l']), ['l'])).toHaveLength(40);
    expect(meter.talkersOf(everyRow(end - 200, ['l']), ['l'])).toEqual([]);
  });
});

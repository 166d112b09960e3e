// Loads first: talkers are looked at less where there is no time, and stay right in the mean.
import { describe, expect, it } from 'vitest';
import { LoadShedder } from '../../../src/app/flows/load-shedder.ts';
import { ToldTalkers } from '../../../src/app/flows/told-talkers.ts';
import { Bookings } from '../../../src/flows/index.ts';

function bookings(bytes: number): Bookings {
  const one = new Bookings(1);
  one.size = 1;
  one.bytes[0] = bytes;
  one.packets[0] = 1;
  return one;
}

describe('what is looked at', () => {
  it('is everything while there is time', () => {
    const shedder = new LoadShedder(7);
    shedder.note(0.5);
    const one = bookings(100);
    expect(shedder.takes(one)).toBe(true);
    expect(one.bytes[0]).toBe(100);
  });

  it('is less while there is none, and everything again later', () => {
    const shedder = new LoadShedder(7);
    for (let i = 0; i < 20; i++) shedder.note(1);
    expect(shedder.stride).toBe(64);
    for (let i = 0; i < 20; i++) shedder.note(0.1);
    expect(shedder.stride).toBe(1);
  });

  it('counts for what is not', () => {
    const shedder = new LoadShedder(7);
    shedder.note(1);
    expect(shedder.stride).toBe(8);
    let sum = 0;
    for (let i = 0; i < 100_000; i++) {
      const one = bookings(100);
      if (shedder.takes(one)) sum += one.bytes[0] ?? 0;
    }
    // 100,000 draws at one in eight: four standard deviations are 3.4 %.
    expect(Math.abs(sum / 10_000_000 - 1)).toBeLessThan(0.034);
  });
});

describe('talkers that were told', () => {
  it('are ranked when the minute is over, once a minute, and for the last time', () => {
    const told = new ToldTalkers();
    let ranked = 0;
    const at = (nowMs: number, isLast = false) => {
      told.of(1, isLast, nowMs, () => {
        ranked++;
        return [];
      });
      return ranked;
    };
    const running = [at(60_000), at(119_999)];
    const open = [at(120_000), at(130_000), at(179_999), at(180_000)];
    expect([...running, ...open, at(190_000, true)]).toEqual([0, 0, 1, 1, 1, 2, 3]);
    told.forgetBefore(2);
    expect(at(200_000)).toBe(4);
  });
});

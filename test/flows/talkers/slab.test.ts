// Blocks of the slab: never two at one place, and whole again when all were given back.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Slab } from '../../../src/flows/talkers/slab.ts';

it('blocks of a slab never overlap, are free when they are given, and come together again', () => {
  const step = fc.record({ bits: fc.integer({ min: 0, max: 5 }), give: fc.boolean(), which: fc.nat() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300, size: 'max' }), fc.integer({ min: 32, max: 300 }), (steps, slots) => {
      const slab = new Slab(slots, 5);
      const held: { at: number; bits: number }[] = [];
      const owner = new Array<boolean>(slots).fill(false);
      const giveBack = (index: number) => {
        const [block] = held.splice(index, 1);
        owner.fill(false, block!.at, block!.at + (1 << block!.bits));
        slab.give(block!.at, block!.bits);
      };
      for (const { bits, give, which } of steps) {
        if (give && held.length > 0) {
          giveBack(which % held.length);
          continue;
        }
        const at = slab.take(bits);
        if (at < 0) continue;
        const mine = owner.slice(at, at + (1 << bits));
        expect(mine).toEqual(mine.map(() => false));
        expect(mine).toHaveLength(1 << bits);
        expect(slab.hashes.subarray(at, at + (1 << bits)).every((hash) => hash === 0)).toBe(true);
        owner.fill(true, at, at + (1 << bits));
        slab.hashes.fill(7, at, at + (1 << bits));
        held.push({ at, bits });
      }
      while (held.length > 0) giveBack(0);
      slab.merge();
      for (let block = 0; block < Math.floor(slots / 32); block++) expect(slab.take(5)).toBeGreaterThanOrEqual(0);
      expect(slab.take(0)).toBe(-1);
    }),
    { numRuns: 200 },
  );
});

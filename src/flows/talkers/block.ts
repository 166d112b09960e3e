// What is done to all counters of a hash table at once. A table is a block of the slab: slots `at … at + mask`, searched from
// `at + (hash & mask)` on, round its end.
import { BYTES, SLOT_CELLS, SLOT_FIGURES, type Slab } from './slab.ts';

/** The slot of a key that is not in the table. */
export function freeSlot({ hashes }: Slab, at: number, mask: number, hash: number): number {
  let slot = at + (hash & mask);
  while (hashes[slot] !== 0) slot = at + ((slot - at + 1) & mask);
  return slot;
}

/** Copies the octets of all counters to `counters`; how many they are. */
export function readCounters({ hashes, figures }: Slab, at: number, mask: number, counters: Float64Array): number {
  let count = 0;
  for (let slot = at; slot <= at + mask; slot++) {
    if (hashes[slot] !== 0) counters[count++] = figures[slot * SLOT_FIGURES + BYTES] as number;
  }
  return count;
}

/**
 * Takes `less` octets from every counter, and leaves out those that had no more. From a slot on that is free, and that no search has
 * passed therefore, each one moves back over the gaps towards where its search begins. Packets stay: there were no fewer.
 * Returns how many are left.
 */
export function subtract(slab: Slab, at: number, mask: number, less: number): number {
  const { hashes, figures } = slab;
  let start = at;
  while (hashes[start] !== 0) start++;
  let count = 0;
  for (let i = 1; i <= mask; i++) {
    const slot = at + ((start - at + i) & mask);
    const hash = hashes[slot] as number;
    if (hash === 0) continue;
    const left = (figures[slot * SLOT_FIGURES + BYTES] as number) - less;
    if (left <= 0) {
      hashes[slot] = 0;
      continue;
    }
    figures[slot * SLOT_FIGURES + BYTES] = left;
    count++;
    let target = at + (hash & mask);
    while (target !== slot && hashes[target] !== 0) target = at + ((target - at + 1) & mask);
    if (target === slot) continue;
    slab.copy(slot, target);
    hashes[slot] = 0;
  }
  return count;
}

/** The sum of the cells of a table, which are 0 afterwards. */
export function emptyCells({ cells }: Slab, at: number, mask: number): number {
  let sum = 0;
  for (let cell = SLOT_CELLS * at; cell < SLOT_CELLS * (at + mask + 1); cell++) {
    sum += cells[cell] as number;
    cells[cell] = 0;
  }
  return sum;
}

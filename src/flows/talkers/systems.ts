// Autonomous systems of talkers whose records did not tell them.
import type { Talker } from '../../model/index.ts';
import type { PlaceLookup } from './group.ts';

/** Where the records say no AS, or 0, that of the address's place. */
export function fillSystems(talkers: readonly Talker[], places: PlaceLookup): Talker[] {
  const systemOf = (address: string | null, told: number | null) =>
    told || (address === null ? null : places.place(address)?.as) || told;
  return talkers.map((talker) => {
    const { src, dst, srcAs, dstAs } = talker.key;
    return { ...talker, key: { ...talker.key, srcAs: systemOf(src, srcAs), dstAs: systemOf(dst, dstAs) } };
  });
}

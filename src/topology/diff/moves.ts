// Re-cabling as one event: a link that went and one that came share an end.
import { isFreshIn, type LinkChange, type Snapshot } from '../../model/index.ts';
import { endKey } from '../ends.ts';
import { readWhole } from '../survey.ts';
import { isHeard } from './causes.ts';
import type { Placed } from './same.ts';

export interface Moved {
  /** `renumbered`: the same two devices, one port kept. `moved`: another device at the other end. */
  readonly kind: Extract<LinkChange['kind'], 'moved' | 'renumbered'>;
  readonly was: Placed;
  readonly is: Placed;
}

export interface Moves {
  readonly pairs: readonly Moved[];
  /** What is left. */
  readonly gone: readonly Placed[];
  readonly come: readonly Placed[];
}

interface Input {
  readonly after: Snapshot;
  readonly gone: readonly Placed[];
  readonly come: readonly Placed[];
}

/** Renumbered ports first, then moves; each link takes part once, in the order of ids. */
export function pairMoves({ after, gone, come }: Input): Moves {
  const pairs: Moved[] = [];
  const used = new Set<Placed>();
  for (const kind of ['renumbered', 'moved'] as const) {
    for (const was of gone) {
      if (used.has(was)) continue;
      const is = come.find((one) => !used.has(one) && kindOf(was, one) === kind && isSeen(was, one, after));
      if (!is) continue;
      used.add(was).add(is);
      pairs.push({ kind, was, is });
    }
  }
  return { pairs, gone: gone.filter((one) => !used.has(one)), come: come.filter((one) => !used.has(one)) };
}

function kindOf(was: Placed, is: Placed): Moved['kind'] | null {
  if (sharedEnds(was, is).length === 0) return null;
  const [a, b] = [was, is].map(({ ends }) => ends.map(({ device }) => device).sort());
  return JSON.stringify(a) === JSON.stringify(b) ? 'renumbered' : 'moved';
}

function sharedEnds(was: Placed, is: Placed): string[] {
  const now = new Set(is.ends.map(endKey));
  return was.ends.filter((end) => end.port !== null && now.has(endKey(end))).map(({ device }) => device);
}

/** The end that stayed was read and hears the other link now, or the inventory says so of both. */
function isSeen(was: Placed, is: Placed, after: Snapshot): boolean {
  if (was.link.state === 'declared' && is.link.state === 'declared') return true;
  const stayed = new Set(sharedEnds(was, is));
  const fresh = is.link.claims.filter((claim) => isHeard(claim) && isFreshIn(claim, after));
  const devices = new Map(after.devices.map((device) => [device.name, device]));
  const heldBefore = was.link.claims.some(isHeard);
  return heldBefore && fresh.some(({ by }) => (stayed.has(by) ? readWhole(after, devices.get(by)) : stayed.size > 0));
}

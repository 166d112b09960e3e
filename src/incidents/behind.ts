// Who is behind whom: of devices that do not answer, those that the part that answers reaches only through others of them.
// The poller's own place in the network is unknown; what answers is the near side. Linear in links (a flood from the near
// side finds the same cuts as articulation points would, and needs no root).
import { compareText, type Snapshot } from '../model/index.ts';

export interface Region {
  /** Silent devices next to the near side: nothing else silent stands before them. Sorted. */
  readonly roots: readonly string[];
  /** Neighbours of every silent device, and of what only neighbours know (stubs, segments), among themselves. */
  readonly around: ReadonlyMap<string, readonly string[]>;
}

/** `silent` are devices of the inventory; everything else of the inventory counts as near. */
export function surveySilence(snapshot: Snapshot, silent: ReadonlySet<string>): Region {
  const near = new Set<string>();
  for (const { name, managed } of snapshot.devices) if (managed && !silent.has(name)) near.add(name);
  const around = new Map<string, string[]>();
  const lit = new Set<string>();
  for (const { a, b } of snapshot.links) {
    const [one, other] = [a.device, b.device];
    if (near.has(one) && near.has(other)) continue;
    if (near.has(one)) lit.add(other);
    else if (near.has(other)) lit.add(one);
    else join(around, one, other);
  }
  spread(lit, around, silent);
  return { roots: [...silent].filter((name) => lit.has(name)).sort(compareText), around };
}

function join(around: Map<string, string[]>, one: string, other: string): void {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    const there = around.get(from);
    if (there) there.push(to);
    else around.set(from, [to]);
  }
}

/** What is near is near through stubs and segments too, up to the first silent device. */
function spread(lit: Set<string>, around: ReadonlyMap<string, readonly string[]>, silent: ReadonlySet<string>): void {
  for (const name of lit) {
    if (silent.has(name)) continue;
    for (const next of around.get(name) ?? []) lit.add(next);
  }
}

/**
 * Everything that hangs together with `start` among what is silent, nearest first, without what is in `taken` or what
 * `enters` refuses. Adds what it finds to `taken`.
 */
export function reach(
  start: string,
  { around }: Region,
  taken: Set<string>,
  enters: (name: string) => boolean,
): string[] {
  taken.add(start);
  const found = [start];
  for (const name of found) {
    const next = [...(around.get(name) ?? [])].sort(compareText);
    for (const one of next) {
      if (taken.has(one) || !enters(one)) continue;
      taken.add(one);
      found.push(one);
    }
  }
  return found.slice(1);
}

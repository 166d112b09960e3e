// Pairs as many as can be paired: maximum bipartite matching by shortest augmenting paths (Berge 1957).

export interface Choice<A, B> {
  readonly from: A;
  /** What it may be paired with, the best first. */
  readonly fits: readonly B[];
}

/**
 * Pairs in the order of `choices`. `isFirst` pairs are made before others and undone only where that pairs more.
 * Deterministic: of equal matchings the one that the orders given lead to.
 */
export function matchMost<A, B>(choices: readonly Choice<A, B>[], isFirst: (a: A, b: B) => boolean): [A, B][] {
  const holders = new Map<B, Choice<A, B>>();
  const paired = new Set<Choice<A, B>>();
  for (const choice of choices) {
    const best = choice.fits.find((one) => !holders.has(one) && isFirst(choice.from, one));
    if (best === undefined) continue;
    holders.set(best, choice);
    paired.add(choice);
  }
  for (const choice of choices) if (!paired.has(choice)) augment(choice, holders);
  const found = new Map([...holders].map(([b, choice]) => [choice, b]));
  return choices.flatMap((choice): [A, B][] => {
    const b = found.get(choice);
    return b === undefined ? [] : [[choice.from, b]];
  });
}

/** Breadth first to what is free, then every choice on the way gives its own to the one before it. */
function augment<A, B>(start: Choice<A, B>, holders: Map<B, Choice<A, B>>): void {
  const askedBy = new Map<B, Choice<A, B>>();
  const ownOf = new Map<Choice<A, B>, B>();
  const queue = [start];
  for (const choice of queue) {
    for (const b of choice.fits) {
      if (askedBy.has(b)) continue;
      askedBy.set(b, choice);
      const holder = holders.get(b);
      if (holder === undefined) {
        handOver(b, askedBy, ownOf, holders);
        return;
      }
      ownOf.set(holder, b);
      queue.push(holder);
    }
  }
}

function handOver<A, B>(
  free: B,
  askedBy: ReadonlyMap<B, Choice<A, B>>,
  ownOf: ReadonlyMap<Choice<A, B>, B>,
  holders: Map<B, Choice<A, B>>,
): void {
  for (let b: B | undefined = free; b !== undefined; ) {
    const choice = askedBy.get(b);
    if (choice === undefined) return;
    holders.set(b, choice);
    b = ownOf.get(choice);
  }
}

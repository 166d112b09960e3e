// How badly a backtracking engine may fare with a pattern: in how many ways can the same characters be read?
// Weber and Seidl, "On the degree of ambiguity of finite automata" (1991): two different ways round the same loop make it
// exponential; a loop that may be left for a later one, over characters that both go round on, adds one to the exponent.
import { type Automaton, automatonOf, type Characters, TooLarge } from './positions.ts';
import type { RegexNode } from './tree.ts';

/** Work on a line of n characters is at most about `factor` × n to the power of `exponent`; Infinity where it is exponential. */
export interface Ambiguity {
  readonly exponent: number;
  readonly factor: number;
}

const HOPELESS: Ambiguity = { exponent: Number.POSITIVE_INFINITY, factor: 1 };

/** Loops of more positions are taken for the worst. */
const MAX_LOOP = 60;
/** Steps of one search; a pattern that needs more is taken for the worst. */
const MAX_SEARCH = 200_000;

type Tuple = readonly number[];

/** All tuples with one member from each list. */
function product(lists: readonly (readonly number[])[]): Tuple[] {
  return lists.reduce<Tuple[]>((tuples, list) => tuples.flatMap((tuple) => list.map((one) => [...tuple, one])), [[]]);
}

function bitCount(bits: bigint): number {
  return bits.toString(2).replaceAll('0', '').length;
}

class Analysis {
  readonly #characters: readonly Characters[];
  readonly #follow: readonly Map<number, number>[];
  readonly #first: ReadonlyMap<number, number>;
  /** Position → its loop (strongly connected component, perhaps of one); what a loop leads to has a smaller number. */
  readonly #loopOf: number[] = [];
  readonly #loops: number[][] = [];
  #search = 0;

  constructor({ characters, follow, first }: Automaton) {
    this.#characters = characters;
    this.#follow = follow;
    this.#first = first;
    this.#findLoops();
  }

  /** Null where it is exponential. */
  result(): Ambiguity | null {
    const loops = this.#loops.map((loop) => loop.length > 1 || this.#hasEdge(loop[0] ?? 0, loop[0] ?? 0));
    const isBad = this.#loops.some((loop, i) => loops[i] && this.#isExponential(loop));
    if (isBad) return null;
    const degrees: number[] = [];
    const factors: number[] = [];
    for (const [i, loop] of this.#loops.entries()) {
      const behind = new Set(loop.flatMap((p) => [...this.#successors(p)].map((q) => this.#loopOf[q] ?? 0)));
      behind.delete(i);
      const earlier = loops[i] ? [...degrees.keys()].filter((j) => loops[j] && this.#leaksInto(loop, j)) : [];
      const leaks = earlier.map((j) => 1 + (degrees[j] ?? 0));
      degrees[i] = Math.max(0, ...leaks, ...[...behind].map((j) => degrees[j] ?? 0));
      const branches = loops[i] ? 1 : this.#branches(this.#follow[loop[0] ?? 0] ?? new Map());
      factors[i] = branches * Math.max(1, ...[...behind].map((j) => factors[j] ?? 1));
    }
    const start = [...this.#first.keys()].map((p) => this.#loopOf[p] ?? 0);
    return {
      exponent: 1 + Math.max(0, ...start.map((i) => degrees[i] ?? 0)),
      factor: this.#branches(this.#first) * Math.max(1, ...start.map((i) => factors[i] ?? 1)),
    };
  }

  #successors(position: number): Iterable<number> {
    return this.#follow[position]?.keys() ?? [];
  }

  #hasEdge(from: number, to: number): boolean {
    return this.#follow[from]?.has(to) ?? false;
  }

  #shared(positions: Tuple): boolean {
    return positions.reduce((shared, p) => shared & (this.#characters[p] ?? 0n), -1n) !== 0n;
  }

  /** In how many ways at most one character may lead on. */
  #branches(ways: ReadonlyMap<number, number>): number {
    const all = [...ways];
    const counts = all.map(([p]) =>
      all.filter(([q]) => this.#shared([p, q])).reduce((sum, [, count]) => sum + count, 0),
    );
    return Math.max(1, ...counts);
  }

  /** Positions that lead to one another lead to the same positions. */
  #findLoops(): void {
    const byReach = new Map<bigint, number[]>();
    for (const [p, reach] of this.#reachOfAll().entries()) byReach.set(reach, [...(byReach.get(reach) ?? []), p]);
    const sorted = [...byReach].sort(([a], [b]) => bitCount(a) - bitCount(b));
    for (const [i, [, loop]] of sorted.entries()) {
      this.#loops.push(loop);
      for (const p of loop) this.#loopOf[p] = i;
    }
  }

  /** By position: itself and all that may come later, as bits. */
  #reachOfAll(): bigint[] {
    const reach = this.#characters.map((_, p) => 1n << BigInt(p));
    let isChanged = true;
    while (isChanged) {
      isChanged = false;
      for (let p = reach.length - 1; p >= 0; p--) {
        const now = [...this.#successors(p)].reduce((all, q) => all | (reach[q] ?? 0n), reach[p] ?? 0n);
        isChanged ||= now !== reach[p];
        reach[p] = now;
      }
    }
    return reach;
  }

  /** Whether the same characters lead from a position back to it by two ways. */
  #isExponential(loop: readonly number[]): boolean {
    const hasTwin = (p: number) => this.#inLoop(p).some((q) => (this.#follow[p]?.get(q) ?? 0) > 1);
    if (loop.some(hasTwin)) return true;
    if (loop.length === 1) return false;
    if (loop.length > MAX_LOOP) return true;
    // Two ways that part at a position and meet at another one, from which the loop leads back.
    const meet = ([a, b]: Tuple, [x, y]: Tuple) => x === y && a !== b;
    const starts = loop.map((p): Tuple => [p, p]);
    return this.#reaches(starts, (pair) => pair.map((p) => this.#inLoop(p)), meet);
  }

  /** Whether some characters go round in `loop`, lead from it into the loop `into`, and go round there too. */
  #leaksInto(loop: readonly number[], into: number): boolean {
    const target = this.#loops[into] ?? [];
    if (!loop.some((p) => target.some((q) => this.#shared([p, q])))) return false;
    if (loop.length * target.length > MAX_LOOP) return true;
    return loop.some((p) => target.some((q) => this.#hasTriple(p, q)));
  }

  /** From (p, p, q) to (p, q, q), the first going round in the loop of p and the last in that of q. */
  #hasTriple(p: number, q: number): boolean {
    const next = ([a = 0, middle = 0, b = 0]: Tuple) => [
      this.#inLoop(a),
      [...this.#successors(middle)],
      this.#inLoop(b),
    ];
    return this.#reaches([[p, p, q]], next, (_, [x, y, z]) => x === p && y === q && z === q);
  }

  /** Searches tuples of positions that the same characters lead to; true too where that takes too long. */
  #reaches(
    starts: readonly Tuple[],
    next: (tuple: Tuple) => readonly (readonly number[])[],
    isGoal: (from: Tuple, to: Tuple) => boolean,
  ): boolean {
    const seen = new Set<string>();
    const work = [...starts];
    for (let from = work.pop(); from !== undefined; from = work.pop()) {
      for (const to of product(next(from))) {
        if (++this.#search > MAX_SEARCH) return true;
        if (!this.#shared(to)) continue;
        if (isGoal(from, to)) return true;
        if (seen.has(to.join())) continue;
        seen.add(to.join());
        work.push(to);
      }
    }
    return false;
  }

  #inLoop(position: number): number[] {
    return [...this.#successors(position)].filter((q) => this.#loopOf[q] === this.#loopOf[position]);
  }
}

/** The bodies of look-arounds are tried at each place that is come to, so their exponents are added. */
export function ambiguityOf(root: RegexNode): Ambiguity {
  try {
    const automaton = automatonOf(root);
    const own = new Analysis(automaton).result();
    if (own === null) return HOPELESS;
    const looks = automaton.looks.map(ambiguityOf);
    return {
      exponent: own.exponent + Math.max(0, ...looks.map(({ exponent }) => exponent)),
      factor: own.factor * Math.max(1, ...looks.map(({ factor }) => factor)),
    };
  } catch (error) {
    if (error instanceof TooLarge) return HOPELESS;
    throw error;
  }
}

/** Steps in the worst case on a line of that length. */
export function worstCase({ exponent, factor }: Ambiguity, length: number): number {
  return factor * (length + 1) ** exponent;
}

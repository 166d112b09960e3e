// A parsed regex as the automaton of its character positions (Glushkov's), which tells how an engine may go back and forth.
// It accepts more than the regex does: look-arounds and `\b` hold everywhere, and many bounded rounds are any number.
import { asciiTable } from './instructions.ts';
import type { CharacterSet, RegexNode, Repeat, Scope, SetItem } from './tree.ts';

/** The characters that may stand at a position: a bit for each of ASCII, and one for each kind of the others. */
export type Characters = bigint;

/** Kinds of characters beyond ASCII: those that \d, \w and \s tell apart. */
const DIGITS = 1n << 128n;
const LETTERS = 1n << 129n;
const SPACES = 1n << 130n;
const SIGNS = 1n << 131n;
const BEYOND_ASCII = DIGITS | LETTERS | SPACES | SIGNS;
const EVERY_CHARACTER = (1n << 132n) - 1n;
const SHORTHANDS = { d: DIGITS, w: DIGITS | LETTERS, s: SPACES } as const;

/** Position → in how many ways it is come to, counted up to 2. */
type Ways = ReadonlyMap<number, number>;

export interface Automaton {
  readonly characters: readonly Characters[];
  /** By position: what may come next. */
  readonly follow: readonly Map<number, number>[];
  readonly first: Ways;
  /** Bodies of look-aheads, each tried at one place at a time. */
  readonly looks: readonly RegexNode[];
}

interface Part {
  readonly first: Ways;
  readonly last: Ways;
  /** In how many ways it matches nothing; 0 where it cannot. */
  readonly empty: number;
}

const NOTHING: Part = { first: new Map(), last: new Map(), empty: 1 };

/** Rounds are written out up to this many positions, so that `\d{1,3}` is no endless loop. */
const MAX_WRITTEN_OUT = 32;

/** Larger patterns are not looked into. */
const MAX_POSITIONS = 400;

export class TooLarge extends Error {}

const cap = (ways: number) => Math.min(2, ways);

function addWays(to: Map<number, number>, from: Ways, times: number): void {
  if (times === 0) return;
  for (const [position, ways] of from) to.set(position, cap((to.get(position) ?? 0) + ways * times));
}

function charactersOf(set: CharacterSet): Characters {
  let characters = 0n;
  for (const [code, isMember] of asciiTable(set).entries()) if (isMember) characters |= 1n << BigInt(code);
  const beyond = set.items.map((item) => beyondAscii(item, set.scope));
  // Of a kind that is listed in part, some are in the set, and some in its opposite.
  const listed = beyond.reduce((all, item) => all | (set.negated ? item.whole : item.part), 0n);
  return characters | (set.negated ? BEYOND_ASCII & ~listed : listed);
}

/** Kinds of which a member of a set holds anything, and those that it holds altogether. */
function beyondAscii(item: SetItem, { ascii }: Scope): { readonly part: bigint; readonly whole: bigint } {
  if (item.kind === 'range') return { part: item.to > 127 ? BEYOND_ASCII : 0n, whole: 0n };
  const letter = item.of.toLowerCase() as keyof typeof SHORTHANDS;
  const kinds = ascii ? 0n : SHORTHANDS[letter];
  const held = item.of === letter ? kinds : BEYOND_ASCII & ~kinds;
  return { part: held, whole: held };
}

class Builder {
  readonly characters: Characters[] = [];
  readonly follow: Map<number, number>[] = [];
  readonly looks: RegexNode[] = [];

  build(node: RegexNode): Part {
    switch (node.kind) {
      case 'set':
        return this.#position(charactersOf(node));
      case 'any':
        return this.#position(EVERY_CHARACTER);
      case 'sequence':
        return node.items.reduce((part: Part, item) => this.#join(part, this.build(item)), NOTHING);
      case 'choice':
        return this.#choice(node.branches);
      case 'group':
        return this.build(node.body);
      case 'look':
        this.looks.push(node.body);
        return NOTHING;
      case 'repeat':
        return this.#repeat(node);
      default:
        return NOTHING;
    }
  }

  #position(characters: Characters): Part {
    const position = this.characters.push(characters) - 1;
    if (position >= MAX_POSITIONS) throw new TooLarge();
    this.follow.push(new Map());
    const only = new Map([[position, 1]]);
    return { first: only, last: only, empty: 0 };
  }

  #connect(last: Ways, first: Ways): void {
    for (const [position, ways] of last) {
      const follow = this.follow[position];
      if (follow) addWays(follow, first, ways);
    }
  }

  #join(a: Part, b: Part): Part {
    this.#connect(a.last, b.first);
    const first = new Map(a.first);
    const last = new Map(b.last);
    addWays(first, b.first, a.empty);
    addWays(last, a.last, b.empty);
    return { first, last, empty: cap(a.empty * b.empty) };
  }

  #choice(branches: readonly RegexNode[]): Part {
    const first = new Map<number, number>();
    const last = new Map<number, number>();
    let empty = 0;
    for (const part of branches.map((branch) => this.build(branch))) {
      addWays(first, part.first, 1);
      addWays(last, part.last, 1);
      empty = cap(empty + part.empty);
    }
    return { first, last, empty };
  }

  #repeat({ body, min, max }: Repeat): Part {
    const before = this.characters.length;
    const one = this.build(body);
    const size = this.characters.length - before;
    if (max === 0) return NOTHING;
    if (max * size > MAX_WRITTEN_OUT && max > 1) {
      this.#connect(one.last, one.first);
      return min === 0 ? { ...one, empty: 1 } : one;
    }
    let rounds = min === 0 ? { ...one, empty: cap(one.empty + 1) } : one;
    for (let round = 2; round <= max; round++) {
      const next = this.build(body);
      // An optional round comes only after all those before it, so nothing is skipped from the middle.
      rounds = round <= min ? this.#join(rounds, next) : this.#mayFollow(rounds, next);
    }
    return rounds;
  }

  #mayFollow(rounds: Part, next: Part): Part {
    this.#connect(rounds.last, next.first);
    const last = new Map(rounds.last);
    addWays(last, next.last, 1);
    return { ...rounds, last };
  }
}

/** Throws {@link TooLarge}. */
export function automatonOf(root: RegexNode): Automaton {
  const builder = new Builder();
  const { first } = builder.build(root);
  return { characters: builder.characters, follow: builder.follow, looks: builder.looks, first };
}

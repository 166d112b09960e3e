// How much work one text may cost. Counted in steps, not in time, so that the same text always ends in the same way.

/** Steps that every text has, and more for each of its characters: what is linear in the text is never refused. */
const TEXT_STEPS = 20_000_000;
const TEXT_STEPS_PER_CHARACTER = 400;

/** The same for one rule on one line. */
const LINE_STEPS = 1_000_000;
const LINE_STEPS_PER_CHARACTER = 200;

/** Steps of work that cannot be interrupted, by its worst case: at most this much at once, and in all. */
const BLIND_STEPS_AT_ONCE = 1 << 22;
const BLIND_STEPS = 1 << 28;

/** Characters of a text. No device answers with more. */
export const MAX_TEXT_LENGTH = 64 * 1024 * 1024;

/** Thrown by {@link Meter.spend}. */
export class BudgetSpent extends Error {
  /** `line`: one rule on one line took too long, and the next line may be read. `text`: there is nothing left. */
  readonly of: 'line' | 'text';

  constructor(of: 'line' | 'text') {
    super(`the budget of the ${of} is spent`);
    this.of = of;
  }
}

/** The budget of one text. */
export class Meter {
  #left: number;
  #leftOfLine = 0;
  #leftBlind = BLIND_STEPS;
  #spent = 0;

  constructor(textLength: number) {
    this.#left = TEXT_STEPS + textLength * TEXT_STEPS_PER_CHARACTER;
    this.startLine(textLength);
  }

  /** Steps counted so far. */
  get spent(): number {
    return this.#spent;
  }

  /** One rule begins on one line. */
  startLine(length: number): void {
    this.#leftOfLine = LINE_STEPS + length * LINE_STEPS_PER_CHARACTER;
  }

  /** Throws {@link BudgetSpent} when there is not so much left. */
  spend(steps: number): void {
    this.#spent += steps;
    this.#left -= steps;
    this.#leftOfLine -= steps;
    if (this.#left < 0) throw new BudgetSpent('text');
    if (this.#leftOfLine < 0) throw new BudgetSpent('line');
  }

  /** Whether work that may take `worst` steps can be done without counting them. */
  allowsBlind(worst: number): boolean {
    if (worst > BLIND_STEPS_AT_ONCE || worst > this.#leftBlind) return false;
    this.#leftBlind -= worst;
    return true;
  }
}

// Shared by the formats that hold one host a line: checks that hold for every one of them.
import type { ProblemList } from '../problem-list.ts';
import type { Place } from '../variable.ts';

/** Warns where a name comes again; as elsewhere, what is read later wins. */
export class NamesSeen {
  readonly #lines = new Map<string, number>();
  readonly #problems: ProblemList;

  constructor(problems: ProblemList) {
    this.#problems = problems;
  }

  add(name: string, place: Place): void {
    const first = this.#lines.get(name);
    this.#lines.set(name, first ?? place.line);
    if (first === undefined) return;
    const message = `${name} is already on line ${first}; what this line says wins`;
    this.#problems.warning('CONFIG_INVALID_VALUE', place, message, 'keep one line per device');
  }
}

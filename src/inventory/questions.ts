// Secrets written as `ask`: the operator is asked once for each place, however many devices it concerns.
import type { Secret } from '../model/index.ts';
import type { Variable } from './variable.ts';

/** A secret written as `ask`: one question per place, however many devices it concerns. */
export interface SecretQuestion {
  /** The same in every run over the same files. */
  readonly id: string;
  /** Names the variable, whose it is, and the place; never holds a secret. */
  readonly prompt: string;
}

export class Questions {
  readonly #answers: ReadonlyMap<string, Secret>;
  /** `group core`, `host r1`: whose a variable is. */
  readonly #owners: ReadonlyMap<Variable, string>;
  readonly #open = new Map<string, SecretQuestion>();

  constructor(answers: ReadonlyMap<string, Secret>, owners: ReadonlyMap<Variable, string>) {
    this.#answers = answers;
    this.#owners = owners;
  }

  /** Null until the operator has answered; the question is then among the open ones. */
  answerTo(variable: Variable): Secret | null {
    const { file, line, column } = variable.place;
    const id = `${variable.name}@${file}:${line}:${column}`;
    const answer = this.#answers.get(id);
    if (answer) return answer;
    const owner = this.#owners.get(variable);
    const prompt = `${variable.name}${owner === undefined ? '' : ` of ${owner}`} (${file}:${line})`;
    this.#open.set(id, { id, prompt });
    return null;
  }

  /** Not answered yet, in the order in which devices need them. */
  get open(): readonly SecretQuestion[] {
    return [...this.#open.values()];
  }
}

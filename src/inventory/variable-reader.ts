// Reads typed values out of a host's effective variables; what cannot be used becomes a problem and a null.
import { Secret } from '../model/index.ts';
import { didYouMean } from './nearest.ts';
import type { ProblemList } from './problem-list.ts';
import { describeType, isTemplate, type Variable, type Variables, VaultValue } from './variable.ts';

/** The environment, for `env:NAME` secrets. */
export type Environment = Readonly<Record<string, string | undefined>>;

const TRUE = ['y', 'yes', 'on', '1', 'true', 't', '1.0'];
const FALSE = ['n', 'no', 'off', '0', 'false', 'f', '0.0'];

export class VariableReader {
  readonly #variables: Variables;
  readonly #env: Environment;
  readonly #problems: ProblemList;

  constructor(variables: Variables, env: Environment, problems: ProblemList) {
    this.#variables = variables;
    this.#env = env;
    this.#problems = problems;
  }

  /** The last of the spellings that is set; templates and vault values are reported and count as not set. */
  find(names: readonly string[]): Variable | null {
    const set = names.flatMap((name) => this.#variables.get(name) ?? []).filter(({ value }) => value !== null);
    const variable = set.at(-1);
    if (variable === undefined) return null;
    const { name, value, place } = variable;
    if (value instanceof VaultValue) {
      const hint = 'write env:NAME and set that environment variable';
      this.#problems.error(
        'CONFIG_UNSUPPORTED',
        place,
        `${name} is encrypted with Ansible Vault, which is not read`,
        hint,
      );
      return null;
    }
    if (isTemplate(value)) {
      const hint = 'write the value itself; secrets can be written as env:NAME';
      this.#problems.error('CONFIG_UNSUPPORTED', place, `${name} is a Jinja template, which is not evaluated`, hint);
      return null;
    }
    return variable;
  }

  /** Numbers count as text; empty text as not set. */
  text(names: readonly string[]): string | null {
    const variable = this.find(names);
    if (variable === null || variable.value === '') return null;
    if (isTextual(variable.value)) return String(variable.value);
    return this.#refuse(variable, 'text', 'write one plain value');
  }

  flag(names: readonly string[], otherwise: boolean): boolean {
    const variable = this.find(names);
    if (variable === null) return otherwise;
    const word = String(variable.value).toLowerCase();
    if (TRUE.includes(word)) return true;
    if (FALSE.includes(word)) return false;
    return this.#refuse(variable, 'true or false', 'write true or false') ?? otherwise;
  }

  port(names: readonly string[], otherwise: number): number {
    const variable = this.find(names);
    if (variable === null) return otherwise;
    const port = /^\d+$/.test(String(variable.value)) ? Number(variable.value) : 0;
    if (port >= 1 && port <= 65_535) return port;
    return this.#refuse(variable, 'a port number', 'write a whole number from 1 to 65535') ?? otherwise;
  }

  oneOf<T extends string>(names: readonly string[], allowed: readonly T[], otherwise: T): T {
    const variable = this.find(names);
    if (variable === null) return otherwise;
    const choice = allowed.find((word) => word === variable.value);
    if (choice !== undefined) return choice;
    const list = allowed.join(', ');
    return (
      this.#refuse(variable, list, didYouMean(String(variable.value), allowed, `write one of ${list}`)) ?? otherwise
    );
  }

  /** A list, or a text with commas. */
  list(names: readonly string[]): string[] {
    const variable = this.find(names);
    if (variable === null) return [];
    const items: readonly unknown[] = Array.isArray(variable.value)
      ? variable.value
      : String(variable.value).split(',');
    if (items.every(isTextual) && (Array.isArray(variable.value) || isTextual(variable.value))) {
      return [...new Set(items.map((item) => String(item).trim()))].filter((item) => item !== '');
    }
    return this.#refuse(variable, 'a list of names', 'write [name, name]') ?? [];
  }

  /** `env:NAME` is looked up; anything else is the secret itself. No message holds the value. */
  secret(names: readonly string[]): Secret | null {
    const variable = this.find(names);
    if (variable === null || variable.value === '') return null;
    const { value, name, place } = variable;
    if (typeof value === 'string')
      return value.startsWith('env:') ? this.#fromEnvironment(variable, value) : new Secret(value);
    const message = `${name} is ${describeType(value)}, not text`;
    const hint = 'put it in quotes, so that no character of it is lost';
    if (!isTextual(value)) {
      this.#problems.error('CONFIG_INVALID_VALUE', place, message, hint);
      return null;
    }
    this.#problems.warning('CONFIG_INVALID_VALUE', place, message, hint);
    return new Secret(String(value));
  }

  #fromEnvironment({ name, place }: Variable, reference: string): Secret | null {
    const key = reference.slice('env:'.length).trim();
    if (!/^[A-Za-z_]\w*$/.test(key)) {
      const hint = 'write env:NAME, such as env:LAB_PASSWORD';
      this.#problems.error('CONFIG_INVALID_VALUE', place, `${name} does not name an environment variable`, hint);
      return null;
    }
    const value = this.#env[key];
    if (value !== undefined && value !== '') return new Secret(value);
    const hint = `set it before the run: ${key}=… toposcope …`;
    this.#problems.error(
      'CONFIG_SECRET_MISSING',
      place,
      `environment variable ${key}, named by ${name}, is not set`,
      hint,
    );
    return null;
  }

  #refuse({ name, value, place }: Variable, expected: string, hint: string): null {
    const met = isTextual(value) ? `"${String(value).slice(0, 60)}"` : describeType(value);
    this.#problems.error('CONFIG_INVALID_VALUE', place, `${name} must be ${expected}, not ${met}`, hint);
    return null;
  }
}

function isTextual(value: unknown): boolean {
  return (
    typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean'
  );
}

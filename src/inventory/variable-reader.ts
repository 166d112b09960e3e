// Reads typed values out of a host's effective variables; what cannot be used becomes a problem and a null.
import { Secret } from '../model/index.ts';
import { didYouMean } from './nearest.ts';
import type { ProblemList } from './problem-list.ts';
import type { Questions } from './questions.ts';
import { type Environment, fromEnvironment } from './secret-value.ts';
import { MAX_RENDERED, renderTemplate } from './template.ts';
import { describeType, isTemplate, UnsafeText, type Variable, type Variables, VaultValue } from './variable.ts';
import type { Vault } from './vault.ts';

/** Where the values are found that variables only refer to. */
export interface ValueSources {
  readonly env: Environment;
  readonly vault: Vault;
  readonly questions: Questions;
  /** No warning for passwords in plain text. */
  readonly allowPlainSecrets: boolean;
}

/** A variable with its value decrypted and its template rendered. */
export interface FoundVariable extends Variable {
  /** Came from a vault or the environment: no message may show it, and it is no plain secret. */
  readonly sealed: boolean;
  /** The variable the value was written in: another one where a template refers to it. */
  readonly origin: Variable;
}

/** What Ansible's own variables say of a host. */
export interface HostIdentity {
  readonly name: string;
  /** The inventory file that names it first. */
  readonly file: string;
}

type Revealed = Pick<FoundVariable, 'value' | 'sealed' | 'origin'>;

const TRUE = ['y', 'yes', 'on', '1', 'true', 't', '1.0'];
const FALSE = ['n', 'no', 'off', '0', 'false', 'f', '0.0'];

export class VariableReader {
  readonly #host: HostIdentity;
  readonly #variables: Variables;
  readonly #sources: ValueSources;
  readonly #problems: ProblemList;
  /** Templates that were filled once: another one may refer to them many times. */
  readonly #filled = new Map<Variable, Revealed | null>();

  constructor(host: HostIdentity, variables: Variables, sources: ValueSources, problems: ProblemList) {
    this.#host = host;
    this.#variables = variables;
    this.#sources = sources;
    this.#problems = problems;
  }

  /** The last of the spellings that is set; one that cannot be decrypted or rendered is reported and counts as not set. */
  find(names: readonly string[]): FoundVariable | null {
    const set = names.flatMap((name) => this.#variables.get(name) ?? []).filter(({ value }) => value !== null);
    const variable = set.at(-1);
    const revealed = variable === undefined ? null : this.#reveal(variable, []);
    if (variable === undefined || revealed === null || revealed.value === null) return null;
    return { ...variable, ...revealed };
  }

  /** Numbers count as text; empty text as not set. */
  text(names: readonly string[]): string | null {
    const variable = this.find(names);
    if (variable === null || variable.value === '') return null;
    if (isTextual(variable.value)) return String(variable.value);
    return this.refuse(variable, 'text', 'write one plain value');
  }

  flag(names: readonly string[], otherwise: boolean): boolean {
    return this.optionalFlag(names) ?? otherwise;
  }

  /** Null where it is not set. */
  optionalFlag(names: readonly string[]): boolean | null {
    const variable = this.find(names);
    if (variable === null) return null;
    const word = String(variable.value).toLowerCase();
    if (TRUE.includes(word)) return true;
    if (FALSE.includes(word)) return false;
    return this.refuse(variable, 'true or false', 'write true or false');
  }

  /** Null where it is not set. */
  port(names: readonly string[]): number | null {
    const variable = this.find(names);
    if (variable === null) return null;
    const port = /^\d+$/.test(String(variable.value)) ? Number(variable.value) : 0;
    if (port >= 1 && port <= 65_535) return port;
    return this.refuse(variable, 'a port number', 'write a whole number from 1 to 65535');
  }

  oneOf<T extends string>(names: readonly string[], allowed: readonly T[], otherwise: T): T {
    const variable = this.find(names);
    if (variable === null) return otherwise;
    const choice = allowed.find((word) => word === variable.value);
    if (choice !== undefined) return choice;
    const list = allowed.join(', ');
    const met = variable.sealed ? '' : String(variable.value);
    return this.refuse(variable, list, didYouMean(met, allowed, `write one of ${list}`)) ?? otherwise;
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
    return this.refuse(variable, 'a list of names', 'write [name, name]') ?? [];
  }

  /** `env:NAME` is looked up, `ask` asked for; anything else is the secret itself. No message holds the value. */
  secret(names: readonly string[]): Secret | null {
    const variable = this.find(names);
    if (variable === null || variable.value === '') return null;
    const { value, name, place, origin, sealed } = variable;
    if (typeof value === 'string' && !sealed) {
      if (value === 'ask') return this.#sources.questions.answerTo(origin);
      if (value.startsWith('env:'))
        return fromEnvironment(value, origin.name, origin.place, this.#sources.env, this.#problems);
      if (origin.name !== name) this.#warnPlain(origin);
    }
    if (typeof value === 'string') return new Secret(value);
    const message = `${name} is ${describeType(value)}, not text`;
    const hint = 'put it in quotes, so that no character of it is lost';
    if (!isTextual(value)) {
      this.#problems.error('CONFIG_INVALID_VALUE', place, message, hint);
      return null;
    }
    this.#problems.warning('CONFIG_INVALID_VALUE', place, message, hint);
    return new Secret(String(value));
  }

  /** Reports that the value is not what it must be; shows it unless it came out of a vault. */
  refuse({ name, value, place, sealed }: FoundVariable, expected: string, hint: string): null {
    const met = isTextual(value) ? `"${String(value).slice(0, 60)}"` : describeType(value);
    const shown = sealed ? 'what is encrypted here' : met;
    this.#problems.error('CONFIG_INVALID_VALUE', place, `${name} must be ${expected}, not ${shown}`, hint);
    return null;
  }

  /** `chain`: the variables that lead here through templates. Null where it cannot be had, which is then reported. */
  #reveal(variable: Variable, chain: readonly string[]): Revealed | null {
    const { name, value, place } = variable;
    if (value instanceof VaultValue) {
      const clear = this.#sources.vault.open(value.text);
      if (typeof clear === 'string') return { value: clear, sealed: true, origin: variable };
      this.#problems.error(clear.code, place, `${name} ${clear.message}`, clear.hint);
      return null;
    }
    if (isTemplate(value)) {
      const known = this.#filled.get(variable);
      if (known !== undefined) return known;
      const filled = this.#render(variable, value, chain);
      this.#filled.set(variable, filled);
      return filled;
    }
    const sealed = this.#sources.vault.wasSealed(place.file);
    if (value instanceof UnsafeText) return { value: value.text, sealed, origin: variable };
    if (!Array.isArray(value)) return { value, sealed, origin: variable };
    const items = value.map((item: unknown) => this.#reveal({ name, value: item, place }, chain));
    return { value: items.map((item) => item?.value), sealed: items.some((item) => item?.sealed), origin: variable };
  }

  #render(variable: Variable, template: string, chain: readonly string[]): Revealed | null {
    const { name, place } = variable;
    if (chain.includes(name)) {
      const hint = 'write the value itself in one of them';
      this.#problems.error('CONFIG_INVALID_VALUE', place, `${name} refers to itself, through its template`, hint);
      return null;
    }
    const inner: Revealed[] = [];
    let failed = false;
    const rendering = renderTemplate(template, {
      variable: (other) => {
        const found = this.#variables.get(other);
        if (found === undefined) return this.#magic(other);
        const revealed = this.#reveal(found, [...chain, name]);
        if (revealed === null) failed = true;
        else inner.push(revealed);
        return revealed?.value;
      },
      environment: (key) => {
        inner.push({ value: null, sealed: true, origin: variable });
        return this.#sources.env[key] ?? '';
      },
    });
    if (failed) return null;
    if (rendering.kind !== 'value') return this.#refuseTemplate(variable, rendering.kind);
    const origin = inner[0]?.origin ?? variable;
    return { value: rendering.value, sealed: inner.some(({ sealed }) => sealed), origin };
  }

  /** Variables that Ansible sets itself. */
  #magic(variable: string): string | undefined {
    const { name, file } = this.#host;
    if (variable === 'inventory_hostname') return name;
    if (variable === 'inventory_hostname_short') return name.split('.')[0];
    if (variable === 'inventory_file') return file;
    return variable === 'inventory_dir' ? file.replace(/[\\/]?[^\\/]*$/, '') || '.' : undefined;
  }

  /** The name that is not set is not shown: it stands where a password may stand. */
  #refuseTemplate({ name, value, place }: Variable, reason: 'undefined' | 'unsupported' | 'too-long'): null {
    if (reason === 'too-long') {
      const message = `${name} has more than ${MAX_RENDERED} characters once its templates are filled`;
      this.#problems.error('CONFIG_INVALID_VALUE', place, message, 'write the value itself');
      return null;
    }
    if (reason === 'unsupported') {
      const hint = 'write the value itself, or {{ variable }}; secrets can be written as env:NAME';
      const message = `${name} is a Jinja template that only a playbook run can evaluate`;
      this.#problems.error('CONFIG_UNSUPPORTED', place, message, hint);
      return null;
    }
    // The file that stays closed, which is told, is where it will be set.
    if (this.#sources.vault.hasClosedFiles) return null;
    const written = String(value).replace(/^\s*\{\{\s*|\s*[|.[}][\s\S]*$/g, '');
    const hint = didYouMean(written, this.#variables.keys(), 'set that variable, or write the value itself');
    this.#problems.error('CONFIG_INVALID_VALUE', place, `${name} refers to a variable that is not set`, hint);
    return null;
  }

  #warnPlain({ name, place }: Variable): void {
    if (this.#sources.allowPlainSecrets) return;
    const hint = 'encrypt it with ansible-vault, or write env:NAME and set that environment variable';
    this.#problems.warning('CONFIG_PLAIN_SECRET', place, `${name} is in plain text in this file`, hint);
  }
}

function isTextual(value: unknown): boolean {
  return (
    typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean'
  );
}

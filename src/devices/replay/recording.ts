// A recorded session: what the device said, and what was typed in between. The file format is for people to write and review.
import { parse } from 'yaml';
import { ToposcopeError } from '../../model/index.ts';

/** Stands where a secret stood; in a replay it is the password itself, so that what was typed still fits. */
export const SECRET_MASK = '<removed>';

export interface RecordedExchange {
  /** A line without its line end, or a single key that needs none (` ` and `q` at a pager). */
  readonly typed: { readonly line: string } | { readonly key: string };
  readonly received: string;
  /** Whether the device hung up after that. */
  readonly closes: boolean;
}

export interface Recording {
  /** What it shows, in one sentence. */
  readonly about: string;
  /** As the inventory said: a platform name, or `auto`. */
  readonly platform: string;
  readonly serverIdent: string | null;
  /** Whether the inventory asked for privilege. */
  readonly become: boolean;
  /** The conversation: first what is configured, then saved, then asked. */
  readonly configure: readonly string[];
  readonly save: boolean;
  readonly commands: readonly string[];
  /** What the device said before anything was typed. */
  readonly login: string;
  /** Whether the device hung up before anything was typed. */
  readonly closes: boolean;
  readonly exchanges: readonly RecordedExchange[];
  /** For a device that does not answer; null where the usual limit will do. */
  readonly commandTimeoutMs: number | null;
}

/**
 * `session.yml`: keys as in `Recording`, exchanges as `{send: LINE or key: KEY, receive: TEXT, close: true}`. A text is a string,
 * or a list of lines that CR LF joins. PARSE_INPUT_INVALID names `path` and what is wrong there.
 */
export function parseRecording(text: string, path: string): Recording {
  const reader = new Reader(path);
  const document = reader.map(reader.yaml(text), 'the document');
  return {
    about: reader.text(document.about ?? '', 'about'),
    platform: reader.text(document.platform, 'platform'),
    serverIdent: document.server === undefined ? null : reader.text(document.server, 'server'),
    become: document.become === true,
    configure: reader.list(document.configure ?? [], 'configure'),
    save: document.save === true,
    commands: reader.list(document.commands ?? [], 'commands'),
    login: reader.lines(document.login ?? '', 'login'),
    closes: document.close === true,
    exchanges: reader.array(document.exchanges ?? [], 'exchanges').map((one, i) => reader.exchange(one, i + 1)),
    commandTimeoutMs: typeof document.timeout_ms === 'number' ? document.timeout_ms : null,
  };
}

/** The text of `session.yml`. Reading it back gives the same recording. */
export function formatRecording(recording: Recording): string {
  const { about, platform, serverIdent, become, configure, save, commands, login, exchanges, commandTimeoutMs } =
    recording;
  const list = (name: string, items: readonly string[]) =>
    items.length === 0 ? [] : [`${name}:`, ...items.map((item) => `  - ${quote(item)}`)];
  return [
    `about: ${quote(about)}`,
    `platform: ${quote(platform)}`,
    ...(serverIdent === null ? [] : [`server: ${quote(serverIdent)}`]),
    ...(become ? ['become: true'] : []),
    ...list('configure', configure),
    ...(save ? ['save: true'] : []),
    ...(commandTimeoutMs === null ? [] : [`timeout_ms: ${commandTimeoutMs}`]),
    ...list('commands', commands),
    ...block('login', login, ''),
    ...(recording.closes ? ['close: true'] : []),
    'exchanges:',
    ...exchanges.flatMap(formatExchange),
    '',
  ].join('\n');
}

function formatExchange({ typed, received, closes }: RecordedExchange): string[] {
  const head = 'line' in typed ? `  - send: ${quote(typed.line)}` : `  - key: ${quote(typed.key)}`;
  return [head, ...block('receive', received, '    '), ...(closes ? ['    close: true'] : [])];
}

function block(name: string, text: string, indent: string): string[] {
  const lines = text.split('\r\n');
  if (lines.length === 1) return [`${indent}${name}: ${quote(text)}`];
  return [`${indent}${name}:`, ...lines.map((line) => `${indent}  - ${quote(line)}`)];
}

/** A JSON string is a double-quoted YAML one; what YAML does not print is escaped too. */
function quote(text: string): string {
  return JSON.stringify(text).replace(
    /[\x7f-\x9f\u2028\u2029\ufeff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

class Reader {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  yaml(text: string): unknown {
    try {
      return parse(text);
    } catch (error) {
      throw this.#fault(error instanceof Error ? error.message : String(error));
    }
  }

  map(value: unknown, name: string): Record<string, unknown> {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw this.#fault(`${name} is no mapping`);
    return value as Record<string, unknown>;
  }

  array(value: unknown, name: string): unknown[] {
    if (!Array.isArray(value)) throw this.#fault(`${name} is no list`);
    return value;
  }

  list(value: unknown, name: string): string[] {
    return this.array(value, name).map((item, i) => this.text(item, `${name}, item ${i + 1},`));
  }

  text(value: unknown, name: string): string {
    if (typeof value !== 'string') throw this.#fault(`${name} is no text (put it in quotes)`);
    return value;
  }

  lines(value: unknown, name: string): string {
    return Array.isArray(value) ? this.list(value, name).join('\r\n') : this.text(value, name);
  }

  exchange(value: unknown, number: number): RecordedExchange {
    const name = `exchange ${number}`;
    const { send, key, receive = '', close } = this.map(value, name);
    if ((send === undefined) === (key === undefined)) throw this.#fault(`${name} needs either send or key`);
    const typed =
      key === undefined ? { line: this.text(send, `${name}: send`) } : { key: this.text(key, `${name}: key`) };
    return { typed, received: this.lines(receive, `${name}: receive`), closes: close === true };
  }

  #fault(reason: string): ToposcopeError {
    return new ToposcopeError('PARSE_INPUT_INVALID', `${this.#path}: ${reason}`, {
      hint: 'see docs/reference/recordings.md for what a recorded session looks like',
    });
  }
}

// How to log in to a device or jump host: what the inventory says, else what ssh_config says, else what ssh does.
import type { Connection, Secret } from '../model/index.ts';
import type { ProblemList } from './problem-list.ts';
import type { Environment } from './secret-value.ts';
import { expandTokens, type SshConfig, type SshOption, type SshOptions, type SshTokens } from './ssh-config.ts';

/** What the inventory gives; null where it says nothing. */
export interface GivenLogin {
  /** The inventory name, or the jump host as written. */
  readonly name: string;
  readonly host: string | null;
  readonly port: number | null;
  readonly user: string | null;
  readonly password: Secret | null;
  readonly privateKeyFiles: readonly string[];
  readonly privateKeyPassphrase: Secret | null;
  readonly useAgent: boolean | null;
}

export type Login = Pick<
  Connection,
  'host' | 'port' | 'user' | 'password' | 'privateKeyFiles' | 'privateKeyPassphrase' | 'useAgent' | 'agentSocket'
> & {
  /** What ssh_config says of it, for the jump hosts. */
  readonly options: SshOptions;
};

const SSH_PORT = 22;
/** ssh's own defaults, but for kinds of keys that need hardware. */
const DEFAULT_KEYS = ['~/.ssh/id_ed25519', '~/.ssh/id_ecdsa', '~/.ssh/id_rsa'];

/**
 * Keys and agent beyond the inventory's own are offered only where the inventory gives no password (as network_cli
 * does), or says `toposcope_ssh_agent: true`: each costs one of the few tries that a router allows.
 */
export function resolveLogin(given: GivenLogin, ssh: SshConfig, env: Environment, problems: ProblemList): Login {
  const alias = given.host ?? given.name;
  const options = ssh.optionsOf({ alias, name: given.name, user: given.user });
  const reading = new OptionReading(options, ssh.path, problems);
  const host = reading.hostName(alias);
  const port = given.port ?? reading.port() ?? SSH_PORT;
  const user = given.user ?? reading.text('user');
  const tokens = { ...localTokens(env), h: host, n: alias, p: String(port), r: user ?? '' };
  const more = given.useAgent ?? given.password === null;
  return {
    host,
    port,
    user,
    password: given.password,
    privateKeyFiles: [
      ...given.privateKeyFiles.map((path) => ({ path, required: true })),
      ...(more ? reading.keyFiles(tokens, env, given.privateKeyFiles.length === 0) : []),
    ],
    privateKeyPassphrase: given.privateKeyPassphrase,
    useAgent: given.useAgent ?? (more && reading.allowsAgent()),
    agentSocket: reading.agentSocket(tokens, env),
    options,
  };
}

/** `%d` stays `~`: only the shell knows the home folder. */
function localTokens(env: Environment): SshTokens {
  const user = env.USER ?? env.LOGNAME;
  return { d: '~', ...(user === undefined ? {} : { u: user }) };
}

class OptionReading {
  readonly #options: SshOptions;
  readonly #file: string;
  readonly #problems: ProblemList;

  constructor(options: SshOptions, file: string, problems: ProblemList) {
    this.#options = options;
    this.#file = file;
    this.#problems = problems;
  }

  text(keyword: string): string | null {
    return this.#options.get(keyword)?.[0]?.value || null;
  }

  /** `%h` is the name asked for. */
  hostName(alias: string): string {
    const option = this.#options.get('hostname')?.find(({ byAlias }) => byAlias);
    if (option === undefined) return alias;
    return expandTokens(option.value, { h: alias }, {}) ?? this.#refuse('HostName', option) ?? alias;
  }

  port(): number | null {
    const option = this.#options.get('port')?.[0];
    const port = /^\d+$/.test(option?.value ?? '') ? Number(option?.value) : 0;
    if (port >= 1 && port <= 65_535) return port;
    if (option === undefined) return null;
    const message = `Port ${option.value} of "${option.block}" is no port`;
    const hint = 'write a number from 1 to 65535; the option is left out';
    this.#problems.warning('CONFIG_INVALID_VALUE', { file: this.#file }, message, hint);
    return null;
  }

  keyFiles(tokens: SshTokens, env: Environment, orDefaults: boolean): { path: string; required: boolean }[] {
    const options = this.#options.get('identityfile') ?? [];
    const written = options.filter(({ value }) => value.toLowerCase() !== 'none');
    const paths = written.flatMap(
      (one) => expandTokens(one.value, tokens, env) ?? this.#refuse('IdentityFile', one) ?? [],
    );
    const chosen = options.length === 0 && orDefaults ? DEFAULT_KEYS : paths;
    return [...new Set(chosen)].map((path) => ({ path, required: false }));
  }

  allowsAgent(): boolean {
    return this.text('identitiesonly')?.toLowerCase() !== 'yes' && this.text('identityagent')?.toLowerCase() !== 'none';
  }

  /** Null is the socket that SSH_AUTH_SOCK names. */
  agentSocket(tokens: SshTokens, env: Environment): string | null {
    const option = this.#options.get('identityagent')?.[0];
    if (option === undefined || /^(?:none|SSH_AUTH_SOCK)$/i.test(option.value)) return null;
    const variable = /^\$(\w+)$/.exec(option.value)?.[1];
    if (variable !== undefined) return env[variable] ?? null;
    return expandTokens(option.value, tokens, env) ?? this.#refuse('IdentityAgent', option);
  }

  #refuse(keyword: string, { value, block }: SshOption): null {
    const message = `${keyword} ${value} of "${block}" cannot be used`;
    const hint = 'the tokens known here are %d %h %n %p %r %u %% and environment variables; the option is left out';
    this.#problems.warning('CONFIG_UNSUPPORTED', { file: this.#file }, message, hint);
    return null;
  }
}

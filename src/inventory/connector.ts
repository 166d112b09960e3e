// Connections to the devices of an inventory, jump hosts included: a jump host may itself be one of the devices.
import type { Connection, JumpHost } from '../model/index.ts';
import { CONNECTION_KEYS as KEYS, PROXY_COMMAND_KEYS, SSH_ARGUMENT_KEYS } from './ansible-keys.ts';
import { type GivenLogin, type Login, resolveLogin } from './login.ts';
import type { ProblemList, Whereabouts } from './problem-list.ts';
import { type Hop, parseJumpList, parseProxyCommand, parseSshArguments, type Route } from './proxy.ts';
import type { SourcesReading } from './read-sources.ts';
import type { SshConfig, SshOptions } from './ssh-config.ts';
import type { InventoryTree } from './tree.ts';
import type { Variables } from './variable.ts';
import { type ValueSources, VariableReader } from './variable-reader.ts';

/** A route that was found, and where it is written. */
interface FoundRoute {
  readonly route: Route;
  readonly where: Whereabouts;
  /** `ansible_ssh_common_args`, `ProxyCommand of "Host x"`. */
  readonly what: string;
}

/** One host of a route. */
interface NamedHop {
  readonly hop: Hop;
  /** Of its route: only that one may stand behind others still. */
  readonly isFirst: boolean;
  readonly namedBy: string;
}

/** Logs in to hosts on the way that are no devices. */
type JumpCredentials = Pick<GivenLogin, 'user' | 'password' | 'privateKeyFiles' | 'privateKeyPassphrase'>;

/** In a row; each is an SSH connection inside the one before. */
const MAX_JUMPS = 16;

const HOST_LIKE = /^[^\s[\]{}()<>"'`|;&$]+$/;

export class Connector {
  readonly #tree: InventoryTree;
  readonly #effective: ReadonlyMap<string, Variables>;
  readonly #sources: ValueSources;
  readonly #ssh: SshConfig;
  readonly #problems: ProblemList;
  readonly #logins = new Map<string, Login>();

  constructor(reading: SourcesReading, sources: ValueSources, ssh: SshConfig, problems: ProblemList) {
    this.#tree = reading.tree;
    this.#effective = reading.effective;
    this.#sources = sources;
    this.#ssh = ssh;
    this.#problems = problems;
  }

  readerOf(name: string): VariableReader {
    const identity = this.#tree.hosts.get(name) ?? { name, file: '' };
    return new VariableReader(identity, this.#effective.get(name) ?? new Map(), this.#sources, this.#problems);
  }

  /** Values that cannot be used are reported and replaced by their defaults, so that all problems come at once. */
  connectionOf(name: string): Connection {
    const reader = this.readerOf(name);
    const { options, ...login } = this.#loginOf(name);
    const become = reader.flag(KEYS.become, false);
    if (become) this.#checkBecomeMethod(reader);
    return {
      ...login,
      jumps: this.#jumpsOf(name, options, [name]),
      become,
      becomePassword: reader.secret(KEYS.becomePassword),
      legacyAlgorithms: reader.oneOf(KEYS.legacyAlgorithms, ['none', 'ios15', 'group1'], 'none'),
      hostKeyChecking: reader.flag(KEYS.hostKeyChecking, true),
    };
  }

  #loginOf(name: string): Login {
    const known = this.#logins.get(name);
    if (known) return known;
    const reader = this.readerOf(name);
    const keyFile = reader.text(KEYS.privateKeyFile);
    const given: GivenLogin = {
      name,
      host: readHost(reader),
      port: reader.port(KEYS.port),
      user: reader.text(KEYS.user),
      password: reader.secret(KEYS.password),
      privateKeyFiles: keyFile === null ? [] : [keyFile],
      privateKeyPassphrase: reader.secret(KEYS.privateKeyPassphrase),
      useAgent: reader.optionalFlag(KEYS.sshAgent),
    };
    const login = resolveLogin(given, this.#ssh, this.#sources.env, this.#problems);
    this.#logins.set(name, login);
    return login;
  }

  /** `chain`: the names that lead here, the device first. */
  #jumpsOf(name: string, options: SshOptions, chain: readonly string[]): JumpHost[] {
    const reader = this.readerOf(name);
    const found = routeInVariables(reader) ?? this.#routeInConfig(options);
    if (found === null) return [];
    const credentials: () => JumpCredentials = () => {
      const keyFile = reader.text(KEYS.jumpPrivateKeyFile);
      return {
        user: reader.text(KEYS.jumpUser),
        password: reader.secret(KEYS.jumpPassword),
        privateKeyFiles: keyFile === null ? [] : [keyFile],
        privateKeyPassphrase: reader.secret(KEYS.jumpPrivateKeyPassphrase),
      };
    };
    return this.#follow(found, credentials, chain);
  }

  /** Of several hosts in a row the first may itself stand behind others; the way to the next ones is written. */
  #follow(found: FoundRoute, credentials: () => JumpCredentials, chain: readonly string[]): JumpHost[] {
    const { route, where, what } = found;
    if (route.kind === 'command') this.#refuseCommand(what, where);
    if (route.kind === 'bad') this.#refuseList(what, where);
    if (route.kind !== 'via') return [];
    if (chain.length - 1 + route.hops.length > MAX_JUMPS) return this.#refuseLength(chain[0] ?? '', where);
    return route.hops.flatMap((hop, i) => {
      const passed = [...chain, ...route.hops.slice(0, i).map(({ host }) => host)];
      const named = { hop, isFirst: i === 0, namedBy: describeRoute(found) };
      if (!passed.includes(hop.host)) return this.#hostsFor(named, credentials, [...chain, hop.host]);
      this.#refuseLoop([...passed, hop.host], where);
      return [];
    });
  }

  #hostsFor(named: NamedHop, credentials: () => JumpCredentials, chain: readonly string[]): JumpHost[] {
    const { hop, isFirst } = named;
    if (this.#effective.has(hop.host)) {
      const login = this.#loginOf(hop.host);
      const before = isFirst ? this.#jumpsOf(hop.host, login.options, chain) : [];
      return [...before, toJumpHost(named, login, true)];
    }
    const own = credentials();
    const given: GivenLogin = {
      name: hop.host,
      host: null,
      port: hop.port,
      user: hop.user ?? own.user,
      password: own.password,
      privateKeyFiles: [...hop.privateKeyFiles, ...own.privateKeyFiles],
      privateKeyPassphrase: own.privateKeyPassphrase,
      useAgent: null,
    };
    const login = resolveLogin(given, this.#ssh, this.#sources.env, this.#problems);
    const further = isFirst ? this.#routeInConfig(login.options) : null;
    const before = further === null ? [] : this.#follow(further, credentials, chain);
    return [...before, toJumpHost(named, login, false)];
  }

  /** ssh_config knows both ways of writing it; the one that stands first counts. */
  #routeInConfig(options: SshOptions): FoundRoute | null {
    const where = { file: this.#ssh.path };
    for (const [keyword, written] of options) {
      const option = written[0];
      if (option === undefined || (keyword !== 'proxyjump' && keyword !== 'proxycommand')) continue;
      const isJump = keyword === 'proxyjump';
      const route = isJump ? parseJumpList(option.value) : parseProxyCommand(option.value);
      return { route, where, what: `${isJump ? 'ProxyJump' : 'ProxyCommand'} of "${option.block}"` };
    }
    return null;
  }

  /** The command is not shown: it may hold a password. */
  #refuseCommand(what: string, where: Whereabouts): void {
    const message = `${what} runs a command, and toposcope runs none`;
    const hint =
      'write the jump host itself: toposcope_jump_host: user@host:port, or ProxyCommand ssh -W %h:%p user@host';
    this.#problems.error('CONFIG_UNSUPPORTED', where, message, hint);
  }

  #refuseList(what: string, where: Whereabouts): void {
    const hint = 'write user@host:port, several separated by commas in the order in which they are passed, or none';
    this.#problems.error('CONFIG_INVALID_VALUE', where, `${what} names no jump host`, hint);
  }

  #refuseLength(device: string, where: Whereabouts): [] {
    const hint = 'no network needs so many: look for a host in front of itself under another name';
    const message = `more than ${MAX_JUMPS} jump hosts in a row in front of ${device}`;
    this.#problems.error('CONFIG_INVALID_VALUE', where, message, hint);
    return [];
  }

  #refuseLoop(chain: readonly string[], where: Whereabouts): void {
    const last = chain.at(-1) ?? '';
    const message = `the jump hosts lead back to ${last}: ${chain.join(' → ')}`;
    const hint = `write toposcope_jump_host: none for ${last}, or leave it out with "Host * !${last}" in ssh_config`;
    this.#problems.error('CONFIG_INVALID_VALUE', where, message, hint);
  }

  #checkBecomeMethod(reader: VariableReader): void {
    const method = reader.find(KEYS.becomeMethod);
    if (method === null || BECOME_METHODS.includes(String(method.value))) return;
    reader.refuse(method, 'enable or sudo', 'write ansible_become_method: enable (sudo on Linux)');
  }
}

/** Which of them a device has is its platform's matter. */
const BECOME_METHODS = ['enable', 'ansible.netcommon.enable', 'sudo', 'ansible.builtin.sudo'];

/** Neither Ansible nor toposcope expands a range in a value, and no name or address holds a blank. */
function readHost(reader: VariableReader): string | null {
  const host = reader.text(KEYS.host);
  if (host === null || HOST_LIKE.test(host)) return host;
  const written = reader.find(KEYS.host);
  return (
    written && reader.refuse(written, 'a name or an address', 'write one name or address per host, without a port')
  );
}

/** The first variable that says anything of a jump host. */
function routeInVariables(reader: VariableReader): FoundRoute | null {
  const written = reader.find(KEYS.jumpHost);
  if (written !== null && written.value !== '') {
    const text = Array.isArray(written.value) ? written.value.map(String).join(',') : String(written.value);
    return { route: parseJumpList(text), where: written.place, what: written.name };
  }
  const parsers = [
    ...SSH_ARGUMENT_KEYS.map((key) => ({ key, parse: parseSshArguments })),
    ...PROXY_COMMAND_KEYS.map((key) => ({ key, parse: parseProxyCommand })),
  ];
  for (const { key, parse } of parsers) {
    const text = reader.text([key]);
    const route = text === null ? null : parse(text);
    const place = reader.find([key])?.place;
    if (route !== null && place) return { route, where: place, what: key };
  }
  return null;
}

function describeRoute({ what, where }: FoundRoute): string {
  if (where === null) return what;
  return `${what} (${where.file}${'line' in where ? `:${where.line}` : ''})`;
}

function toJumpHost({ hop, namedBy }: NamedHop, login: Login, isDevice: boolean): JumpHost {
  const { options, ...rest } = login;
  return { ...rest, name: hop.text, port: hop.port ?? rest.port, user: hop.user ?? rest.user, namedBy, isDevice };
}

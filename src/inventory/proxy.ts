// Ways to write a jump host: `user@host:port,host2`, `-J`, `-o ProxyJump=`, and the one ProxyCommand that means the same,
// `ssh -W %h:%p user@host`. Any other command would have to be run by a shell, and is not.
import { splitWords } from './shell-words.ts';

/** One server on the way, as written. */
export interface Hop {
  /** For messages. */
  readonly text: string;
  readonly user: string | null;
  readonly host: string;
  readonly port: number | null;
  /** From `-i` of a ProxyCommand. */
  readonly privateKeyFiles: readonly string[];
}

/** `direct`: it is said that there is none. `command`: a command that is not run. `bad`: no list of hosts. */
export type Route =
  | { readonly kind: 'via'; readonly hops: readonly Hop[] }
  | { readonly kind: 'direct' }
  | { readonly kind: 'command' }
  | { readonly kind: 'bad' };

const HOP =
  /^(?:ssh:\/\/)?(?:([^@\s-][^@\s]*)@)?(?:\[([\p{L}\p{N}_.:%][\p{L}\p{N}_.:%-]*)\]|([\p{L}\p{N}_.][\p{L}\p{N}_.-]*))(?::(\d{1,5}))?\/?$/u;
const BARE_IPV6 = /^(?:([^@\s-][^@\s]*)@)?([0-9a-f]*:[0-9a-f:.]*:[0-9a-f.]*)$/i;

/** `none` is no jump host. */
export function parseJumpList(text: string): Route {
  if (/^none$/i.test(text.trim())) return { kind: 'direct' };
  const hops = text.split(',').map((part) => parseHop(part.trim()));
  const usable = hops.filter((hop) => hop !== null);
  return usable.length === hops.length ? { kind: 'via', hops: usable } : { kind: 'bad' };
}

function parseHop(text: string): Hop | null {
  const ipv6 = BARE_IPV6.exec(text);
  if (ipv6) return { text, user: ipv6[1] ?? null, host: ipv6[2] ?? '', port: null, privateKeyFiles: [] };
  const [match, user, bracketed, host, port] = HOP.exec(text) ?? [];
  const isPort = port === undefined || (Number(port) >= 1 && Number(port) <= 65_535);
  if (match === undefined || !isPort) return null;
  const number = port === undefined ? null : Number(port);
  return { text, user: user ?? null, host: bracketed ?? host ?? '', port: number, privateKeyFiles: [] };
}

/** Options of `ssh` without a value that change nothing about the way, and those with one. */
const PLAIN_FLAGS = /^-[46AaCgKkMNnqsTtvXxYy]+$/;
const WITH_VALUE = /^-([BbcDEeFIiJLlmOopQRSWw])(.*)$/s;

interface SshCall {
  readonly options: ReadonlyMap<string, readonly string[]>;
  /** Null where only options are written. */
  readonly destination: string | null;
  readonly hasCommand: boolean;
}

/** The words of a call behind `ssh`, which takes options before and behind the destination; null where they are none. */
function readCall(words: readonly string[]): SshCall | null {
  const options = new Map<string, string[]>();
  const others: string[] = [];
  const left = [...words];
  for (let word = left.shift(); word !== undefined && others.length < 2; word = left.shift()) {
    if (!word.startsWith('-')) others.push(word);
    else if (!PLAIN_FLAGS.test(word)) {
      const [, letter, attached] = WITH_VALUE.exec(word) ?? [];
      const value = attached || left.shift();
      if (letter === undefined || value === undefined) return null;
      options.set(letter, [...(options.get(letter) ?? []), value]);
    }
  }
  return { options, destination: others[0] ?? null, hasCommand: others.length > 1 };
}

/** What `-J` or the first of `-o ProxyJump=` and `-o ProxyCommand=` say; null where neither is there. */
function routeOf(options: SshCall['options']): Route | null {
  const jump = options.get('J')?.[0];
  if (jump !== undefined) return parseJumpList(jump);
  for (const option of options.get('o') ?? []) {
    const [, keyword, value] = /^\s*(\w+)\s*[=\s]\s*([\s\S]*)$/.exec(option) ?? [];
    if (/^proxyjump$/i.test(keyword ?? '')) return parseJumpList(value ?? '');
    if (/^proxycommand$/i.test(keyword ?? '')) return parseProxyCommand(value ?? '');
  }
  return null;
}

/** Of `ansible_ssh_common_args` and its like; null where they say nothing of a jump host. */
export function parseSshArguments(text: string): Route | null {
  const { words, fault } = splitWords(text);
  const call = fault === null ? readCall(words.map((word) => word.text)) : null;
  if (call !== null && call.destination === null) return routeOf(call.options);
  return /proxy(?:command|jump)|(?:^|\s)-J/i.test(text) ? { kind: 'bad' } : null;
}

/** `ssh -W %h:%p [-q] [-p N] [-l user] [-i key] [-J …] user@jump`, and `none`. */
export function parseProxyCommand(text: string): Route {
  const command = text
    .trim()
    .replace(/^(["'])([\s\S]*)\1$/, '$2')
    .replace(/^exec\s+/, '');
  if (/^none$/i.test(command)) return { kind: 'direct' };
  const { words, fault } = splitWords(command);
  const [program, ...more] = words.map((word) => word.text);
  if (fault !== null || /[;&|<>$`()]/.test(command) || !/^(?:\S*\/)?ssh$/.test(program ?? ''))
    return { kind: 'command' };
  const call = readCall(more);
  if (call === null || call.destination === null || call.hasCommand) return { kind: 'command' };
  const forwards = /^(?:%h:%p|\[%h\]:%p)$/.test(call.options.get('W')?.[0] ?? '');
  const isPlain = [...call.options.keys()].every((letter) => 'WpliJo'.includes(letter));
  return forwards && isPlain ? viaSsh(call.options, call.destination) : { kind: 'command' };
}

function viaSsh(options: SshCall['options'], destination: string): Route {
  const hop = parseHop(destination);
  const port = options.get('p')?.[0];
  if (hop === null || (port !== undefined && !/^\d{1,5}$/.test(port))) return { kind: 'bad' };
  const before = routeOf(options) ?? { kind: 'direct' };
  if (before.kind === 'command' || before.kind === 'bad') return before;
  const own: Hop = {
    ...hop,
    user: hop.user ?? options.get('l')?.[0] ?? null,
    port: hop.port ?? (port === undefined ? null : Number(port)),
    privateKeyFiles: options.get('i') ?? [],
  };
  return { kind: 'via', hops: [...(before.kind === 'via' ? before.hops : []), own] };
}

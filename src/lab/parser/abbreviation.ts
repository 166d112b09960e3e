// How IOS reads a line: each word is a unique prefix of a keyword, or an argument; errors point at a column.
import type { ArgumentNode, CommandNode } from './command-tree.ts';

export type LineMatch<T> =
  | { readonly kind: 'match'; readonly command: T; readonly args: readonly string[] }
  | { readonly kind: 'ambiguous' }
  | { readonly kind: 'incomplete' }
  /** `column` is 0-based, of the first character that fits nothing. */
  | { readonly kind: 'invalid'; readonly column: number };

interface Token {
  readonly text: string;
  readonly column: number;
}

/** Turns what was typed (`gi0/1`, or `gig` and `0/1`) into the port's canonical name; null when there is no such port. */
export type ResolvePort = (text: string) => string | null;

interface State<T> {
  readonly tokens: readonly Token[];
  readonly line: string;
  readonly resolvePort: ResolvePort;
  readonly node: CommandNode<T>;
  readonly at: number;
  readonly args: readonly string[];
}

export function matchLine<T>(root: CommandNode<T>, line: string, resolvePort: ResolvePort): LineMatch<T> {
  const tokens = [...line.matchAll(/\S+/g)].map((match) => ({ text: match[0], column: match.index }));
  return matchFrom({ tokens, line, resolvePort, node: root, at: 0, args: [] });
}

function matchFrom<T>(state: State<T>): LineMatch<T> {
  const { node, args, tokens, at } = state;
  const token = tokens[at];
  if (!token) return node.command === null ? { kind: 'incomplete' } : { kind: 'match', command: node.command, args };
  const candidates = matchKeyword(node, token.text);
  const [only] = candidates;
  if (candidates.length > 1) return { kind: 'ambiguous' };
  if (only) return matchFrom({ ...state, node: only, at: at + 1 });
  if (node.argument) return matchArgument(state, node.argument, token);
  return { kind: 'invalid', column: token.column + longestCommonPrefix(token.text, node) };
}

/** The keywords that the word may stand for; an exact one stands for itself only. */
export function matchKeyword<T>(node: CommandNode<T>, word: string): CommandNode<T>[] {
  const typed = word.toLowerCase();
  const exact = node.keywords.get(typed);
  if (exact) return [exact];
  return [...node.keywords].filter(([keyword]) => keyword.startsWith(typed)).map(([, next]) => next);
}

function matchArgument<T>(state: State<T>, argument: ArgumentNode<T>, token: Token): LineMatch<T> {
  const { tokens, at, args, line } = state;
  const accept = (value: string, words: number) =>
    matchFrom({ ...state, node: argument.next, at: at + words, args: [...args, value] });
  const invalid = { kind: 'invalid', column: token.column } as const;
  switch (argument.kind) {
    case 'word':
      return accept(token.text, 1);
    case 'line':
      return accept(line.slice(token.column).trimEnd(), tokens.length - at);
    case 'number':
      return isInRange(token.text, argument) ? accept(token.text, 1) : invalid;
    case 'interface': {
      const port = state.resolvePort(token.text);
      if (port !== null) return accept(port, 1);
      const split = state.resolvePort(token.text + (tokens[at + 1]?.text ?? ''));
      if (split !== null) return accept(split, 2);
      return /^[a-z-]+$/i.test(token.text) && at === tokens.length - 1 ? { kind: 'incomplete' } : invalid;
    }
  }
}

function isInRange<T>(text: string, { range }: ArgumentNode<T>): boolean {
  if (!/^\d+$/.test(text)) return false;
  return range === null || (Number(text) >= range.least && Number(text) <= range.most);
}

/** IOS points at the first character that no keyword has there: in `vlan-x` at `-` where `vlan` is known. */
function longestCommonPrefix<T>(word: string, node: CommandNode<T>): number {
  const typed = word.toLowerCase();
  let longest = 0;
  for (const keyword of node.keywords.keys()) {
    let length = 0;
    while (length < typed.length && typed[length] === keyword[length]) length++;
    longest = Math.max(longest, length);
  }
  return longest;
}

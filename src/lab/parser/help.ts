// `?` and Tab: what may come next on a line.
import { matchKeyword } from './abbreviation.ts';
import type { CommandNode } from './command-tree.ts';

interface Place<T> {
  /** Where the finished words of the line lead; null when they lead nowhere. */
  readonly node: CommandNode<T> | null;
  /** The word being typed; empty after a blank. */
  readonly word: string;
}

function findPlace<T>(root: CommandNode<T>, line: string): Place<T> {
  const words = line.split(/\s+/).filter((word) => word !== '');
  const word = /\s$/.test(line) || line === '' ? '' : (words.pop() ?? '');
  let node: CommandNode<T> | null = root;
  for (const done of words) {
    const fitting: CommandNode<T>[] = node ? matchKeyword(node, done) : [];
    node = fitting.length > 1 ? null : (fitting[0] ?? node?.argument?.next ?? null);
  }
  return { node, word };
}

/** The list that `?` prints: `  keyword` lines, arguments in capitals, `<cr>` where the line may end. */
export function listKeywords<T>(root: CommandNode<T>, line: string): string {
  const { node, word } = findPlace(root, line);
  if (!node) return '% Unrecognized command\n';
  const keywords = [...node.keywords.keys()].filter((keyword) => keyword.startsWith(word.toLowerCase())).sort();
  const argument = word === '' && node.argument ? [node.argument.kind.toUpperCase()] : [];
  const end = word === '' && node.command !== null ? ['<cr>'] : [];
  const lines = [...keywords, ...argument, ...end].map((entry) => `  ${entry}\n`);
  return lines.length > 0 ? lines.join('') : '% Unrecognized command\n';
}

/** The line with its last word completed when only one keyword fits; else unchanged. */
export function completeLine<T>(root: CommandNode<T>, line: string): string {
  const { node, word } = findPlace(root, line);
  const fitting = [...(node?.keywords.keys() ?? [])].filter((keyword) => keyword.startsWith(word.toLowerCase()));
  if (word === '' || fitting.length !== 1) return line;
  return `${line.slice(0, line.length - word.length)}${fitting[0]} `;
}

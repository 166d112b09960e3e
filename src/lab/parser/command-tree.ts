// The command grammar as a tree of words, built from patterns such as `show lldp neighbors <interface> detail`.

interface NumberRange {
  readonly least: number;
  readonly most: number;
}

/** `<interface>` one of the device's ports · `<number:5-65534>` · `<word>` anything but a blank · `<line>` all that is left. */
type ArgumentKind = 'interface' | 'number' | 'word' | 'line';

export interface ArgumentNode<T> {
  readonly kind: ArgumentKind;
  readonly range: NumberRange | null;
  readonly next: CommandNode<T>;
}

export interface CommandNode<T> {
  readonly keywords: Map<string, CommandNode<T>>;
  argument: ArgumentNode<T> | null;
  /** What to run when the line may end here. */
  command: T | null;
}

export function createCommandTree<T>(): CommandNode<T> {
  return { keywords: new Map(), argument: null, command: null };
}

const ARGUMENT = /^<(interface|number|word|line)(?::(\d+)-(\d+))?>$/;

/** Adds one pattern. The first argument kind given at a place stays. */
export function addPattern<T>(root: CommandNode<T>, pattern: string, command: T): void {
  let node = root;
  for (const word of pattern.split(' ')) {
    const argument = ARGUMENT.exec(word);
    node = argument ? argumentNode(node, argument) : keywordNode(node, word);
  }
  node.command = command;
}

function keywordNode<T>(node: CommandNode<T>, word: string): CommandNode<T> {
  const next = node.keywords.get(word) ?? createCommandTree<T>();
  node.keywords.set(word, next);
  return next;
}

function argumentNode<T>(node: CommandNode<T>, [, kind, least, most]: RegExpExecArray): CommandNode<T> {
  node.argument ??= {
    kind: kind as ArgumentKind,
    range: least === undefined ? null : { least: Number(least), most: Number(most) },
    next: createCommandTree<T>(),
  };
  return node.argument.next;
}

// Reads a regular expression in the syntax of Python's `re` (3.11) for text patterns.
import { literal, readCommonEscape, readOctalEscape } from './escapes.ts';
import { readInlineFlags, withFlags } from './flags.ts';
import { readRepeat, repeatable } from './quantifier.ts';
import { PatternReader } from './reader.ts';
import { readSet } from './set.ts';
import { type Look, type Position, type RegexNode, RegexSyntaxError, type RegexTree, type Scope } from './tree.ts';
import { widthOf } from './width.ts';

/** Deeper nesting would overflow the stack; no readable pattern comes near. */
const MAX_DEPTH = 200;
const IDENTIFIER = /^[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Nd}\p{Mn}\p{Mc}\p{Pc}]*$/u;

class PatternParser {
  readonly #reader: PatternReader;
  readonly #names = new Map<string, number>();
  readonly #open = new Set<number>();
  readonly #conditions: number[] = [];
  #groups = 0;
  #depth = 0;
  /** Whether the start of the pattern lies behind, so that flags for all of it come too late. */
  #pastStart = false;
  #scope: Scope = { ignoreCase: false, ascii: false, verbose: false };

  constructor(pattern: string) {
    this.#reader = new PatternReader(pattern);
  }

  parse(): RegexTree {
    const root = this.#readChoice();
    if (this.#reader.peek() !== '') throw new RegexSyntaxError('unbalanced parenthesis');
    for (const index of this.#conditions) this.#checkExists(index);
    return { root, groups: this.#groups, names: this.#names };
  }

  #readChoice(): RegexNode {
    if (++this.#depth > MAX_DEPTH) throw new RegexSyntaxError(`more than ${MAX_DEPTH} nested groups`);
    const branches = [this.#readSequence()];
    while (this.#reader.take('|')) {
      this.#pastStart = true;
      branches.push(this.#readSequence());
    }
    this.#depth--;
    return branches.length === 1 && branches[0] ? branches[0] : { kind: 'choice', branches };
  }

  #readSequence(): RegexNode {
    const items: RegexNode[] = [];
    while (!['', '|', ')'].includes(this.#reader.peek())) {
      if (this.#scope.verbose && this.#skipVerbose()) continue;
      const repeat = readRepeat(this.#reader);
      if (repeat) {
        items.push({ ...repeat, body: repeatable(items.pop()) });
      } else {
        const node = this.#readNode(items);
        if (node) items.push(node);
      }
    }
    return { kind: 'sequence', items };
  }

  #skipVerbose(): boolean {
    if (this.#reader.takeWhile(/^[ \t\n\r\v\f]$/) !== '') return true;
    if (!this.#reader.take('#')) return false;
    this.#reader.takeWhile(/^[^\n]$/);
    return true;
  }

  /** One node; null for what matches nothing, as a comment or flags. */
  #readNode(before: readonly RegexNode[]): RegexNode | null {
    const point = this.#reader.next();
    switch (point) {
      case '\\':
        return this.#readEscape();
      case '[':
        return readSet(this.#reader, this.#scope);
      case '.':
        return { kind: 'any' };
      case '^':
        return this.#at('start');
      case '$':
        return this.#at('end');
      case '(':
        return this.#reader.take('?') ? this.#readExtension(before) : this.#readGroup(null);
      default:
        return { kind: 'set', negated: false, items: [literal(point)], scope: this.#scope };
    }
  }

  #at(at: Position['at']): RegexNode {
    return { kind: 'at', at, scope: this.#scope };
  }

  #readEscape(): RegexNode {
    const letter = this.#reader.next();
    if (letter === 'A') return this.#at('start');
    if (letter === 'Z') return this.#at('end');
    if (letter === 'b') return this.#at('boundary');
    if (letter === 'B') return this.#at('not-boundary');
    const item = readOctalEscape(this.#reader, letter, false) ?? readCommonEscape(this.#reader, letter);
    if (item) return { kind: 'set', negated: false, items: [item], scope: this.#scope };
    if (!/^[1-9]$/.test(letter)) throw new RegexSyntaxError(`bad escape \\${letter}`);
    return this.#backReference(Number(letter + this.#reader.takeWhile(/^[0-9]$/, 1)));
  }

  #backReference(index: number): RegexNode {
    this.#checkExists(index);
    if (this.#open.has(index)) throw new RegexSyntaxError('cannot refer to an open group');
    return { kind: 'back-reference', index, scope: this.#scope };
  }

  #checkExists(index: number): void {
    if (index < 1 || index > this.#groups) throw new RegexSyntaxError(`invalid group reference ${index}`);
  }

  /** What follows `(?`. */
  #readExtension(before: readonly RegexNode[]): RegexNode | null {
    const reader = this.#reader;
    if (reader.take('P<')) return this.#readGroup(this.#readName('>'));
    if (reader.take('P=')) return this.#backReference(this.#groupNamed(this.#readName(')')));
    if (reader.take(':')) return this.#uncaptured(this.#scope, false);
    if (reader.take('>')) return this.#uncaptured(this.#scope, true);
    if (reader.take('=')) return this.#readLook({ ahead: true, negated: false });
    if (reader.take('!')) return this.#readLook({ ahead: true, negated: true });
    if (reader.take('<=')) return this.#readLook({ ahead: false, negated: false });
    if (reader.take('<!')) return this.#readLook({ ahead: false, negated: true });
    if (reader.take('(')) return this.#readConditional();
    if (reader.take('#')) return this.#skipComment();
    if (/^[aiLmsux-]$/.test(reader.peek())) return this.#readFlags(before);
    throw new RegexSyntaxError(`unknown extension ?${reader.peek()}`);
  }

  #skipComment(): null {
    this.#reader.takeUntil(')', 'comment');
    return null;
  }

  #readName(end: string): string {
    const name = this.#reader.takeUntil(end, 'group name');
    if (!IDENTIFIER.test(name)) throw new RegexSyntaxError(`bad group name '${name}'`);
    return name;
  }

  #groupNamed(name: string): number {
    const index = this.#names.get(name);
    if (index === undefined) throw new RegexSyntaxError(`unknown group name '${name}'`);
    return index;
  }

  #readGroup(name: string | null): RegexNode {
    const index = ++this.#groups;
    if (name !== null && this.#names.has(name)) throw new RegexSyntaxError(`group name '${name}' is used twice`);
    if (name !== null) this.#names.set(name, index);
    this.#open.add(index);
    const body = this.#readBody(this.#scope);
    this.#open.delete(index);
    return { kind: 'group', index, atomic: false, body };
  }

  #uncaptured(scope: Scope, atomic: boolean): RegexNode {
    return { kind: 'group', index: null, atomic, body: this.#readBody(scope) };
  }

  #readLook(direction: Pick<Look, 'ahead' | 'negated'>): RegexNode {
    const body = this.#readBody(this.#scope);
    const { min, max } = widthOf(body);
    if (!direction.ahead && min !== max) throw new RegexSyntaxError('look-behind requires a fixed width');
    return { kind: 'look', ...direction, body };
  }

  #readBody(scope: Scope): RegexNode {
    const outer = this.#scope;
    this.#scope = scope;
    const body = this.#readChoice();
    if (!this.#reader.take(')')) throw new RegexSyntaxError('missing ), unterminated subpattern');
    this.#scope = outer;
    return body;
  }

  #readConditional(): RegexNode {
    const name = this.#reader.takeUntil(')', 'group name');
    const index = /^\d+$/.test(name) ? Number(name) : this.#groupNamed(name);
    this.#conditions.push(index);
    const body = this.#readBody(this.#scope);
    const branches = body.kind === 'choice' ? body.branches : [body];
    if (branches.length > 2) throw new RegexSyntaxError('conditional group with more than two branches');
    const nothing: RegexNode = { kind: 'sequence', items: [] };
    return { kind: 'conditional', index, yes: branches[0] ?? nothing, no: branches[1] ?? nothing };
  }

  /** Flags for the whole pattern may stand at its start or, as Python allowed before 3.11, after its leading `^`. */
  #readFlags(before: readonly RegexNode[]): RegexNode | null {
    const flags = readInlineFlags(this.#reader, this.#scope);
    if (!flags.global) return this.#uncaptured(flags.scope, false);
    const isFirst = !this.#pastStart && this.#depth === 1;
    if (!isFirst || !before.every((node) => node.kind === 'at' && node.at === 'start'))
      throw new RegexSyntaxError('global flags not at the start of the expression');
    this.#scope = withFlags(this.#scope, flags.add);
    return null;
  }
}

/** Throws {@link RegexSyntaxError}. Not offered: `\N{character name}`, and back references in a look-behind. */
export function parsePythonRegex(pattern: string): RegexTree {
  return new PatternParser(pattern).parse();
}

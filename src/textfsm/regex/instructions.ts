// A parsed regex as instructions for the backtracking machine in `backtrack.ts`.
import { emitSet, shorthand, UNICODE } from './character-class.ts';
import type { CharacterSet, Conditional, Group, Look, RegexNode, Repeat, Scope } from './tree.ts';
import { widthOf } from './width.ts';

type CharTest = (point: string) => boolean;

export type Instruction =
  | { readonly op: 'char'; readonly test: CharTest }
  | { readonly op: 'start' | 'end' | 'accept' }
  | { readonly op: 'boundary'; readonly negated: boolean; readonly isWord: CharTest }
  | { readonly op: 'save'; readonly register: number }
  /** Tries `first`; `second` if that fails. */
  | { readonly op: 'split'; readonly first: number; readonly second: number }
  | { readonly op: 'jump'; readonly to: number }
  | { readonly op: 'loop-enter' | 'loop-round' | 'loop-next'; readonly loop: Loop }
  /** Runs the code that follows, up to its `accept`; then goes on at `after`. */
  | { readonly op: 'look'; readonly back: number; readonly negated: boolean; readonly after: number }
  | { readonly op: 'atomic'; readonly after: number }
  | { readonly op: 'back-reference'; readonly group: number; readonly ignoreCase: boolean }
  | { readonly op: 'conditional'; readonly group: number; readonly no: number };

export interface Loop {
  readonly min: number;
  readonly max: number;
  readonly lazy: boolean;
  /** Holds the number of rounds done; the register after it, the position where the last round began. */
  readonly register: number;
  /** Where a round begins, and what comes after the last one. */
  readonly round: number;
  readonly after: number;
}

/** Which of ASCII a class holds, by code. Compiling one is slow, and templates use the same few again and again. */
const tables = new Map<string, { readonly regex: RegExp; readonly ascii: readonly boolean[] }>();
const MAX_TABLES = 2000;

function tableOf(classSource: string) {
  const known = tables.get(classSource);
  if (known) return known;
  const regex = new RegExp(`^${classSource}$`, 'vs');
  const ascii = Array.from({ length: 128 }, (_, code) => regex.test(String.fromCharCode(code)));
  if (tables.size >= MAX_TABLES) tables.clear();
  tables.set(classSource, { regex, ascii });
  return { regex, ascii };
}

/** By code, 0 to 127. */
export function asciiTable(set: CharacterSet): readonly boolean[] {
  return tableOf(emitSet(set, UNICODE)).ascii;
}

/** Tables the ASCII part, which is nearly all that devices print. */
function charTest(classSource: string): CharTest {
  const { regex, ascii } = tableOf(classSource);
  return (point) => ascii[point.codePointAt(0) ?? 0] ?? regex.test(point);
}

class Assembler {
  readonly code: Instruction[] = [];
  registers: number;

  constructor(groups: number) {
    this.registers = 2 * (groups + 1);
  }

  add(node: RegexNode): void {
    switch (node.kind) {
      case 'set':
        this.code.push({ op: 'char', test: charTest(emitSet(node, UNICODE)) });
        break;
      case 'any':
        this.code.push({ op: 'char', test: () => true });
        break;
      case 'at':
        this.#addPosition(node.at, node.scope);
        break;
      case 'sequence':
        for (const item of node.items) this.add(item);
        break;
      case 'choice':
        this.#addChoice(node.branches);
        break;
      case 'group':
        this.#addGroup(node);
        break;
      case 'look':
        this.#addLook(node);
        break;
      case 'back-reference':
        this.code.push({ op: 'back-reference', group: node.index, ignoreCase: node.scope.ignoreCase });
        break;
      case 'conditional':
        this.#addConditional(node);
        break;
      case 'repeat':
        this.#addRepeat(node);
    }
  }

  /** Reserves a place for an instruction whose targets are not known yet. */
  #reserve(): number {
    return this.code.push({ op: 'accept' }) - 1;
  }

  #addPosition(at: 'start' | 'end' | 'boundary' | 'not-boundary', scope: Scope): void {
    if (at === 'start' || at === 'end') {
      this.code.push({ op: at });
      return;
    }
    const isWord = charTest(shorthand('w', UNICODE, scope));
    this.code.push({ op: 'boundary', negated: at === 'not-boundary', isWord });
  }

  #addChoice(branches: readonly RegexNode[]): void {
    const exits: number[] = [];
    for (const [i, branch] of branches.entries()) {
      const isLast = i === branches.length - 1;
      const split = isLast ? null : this.#reserve();
      this.add(branch);
      if (split === null) continue;
      exits.push(this.#reserve());
      this.code[split] = { op: 'split', first: split + 1, second: this.code.length };
    }
    for (const exit of exits) this.code[exit] = { op: 'jump', to: this.code.length };
  }

  #addGroup(node: Group): void {
    if (node.atomic) {
      this.#addAtomic(() => this.add(node.body));
      return;
    }
    if (node.index !== null) this.code.push({ op: 'save', register: 2 * node.index });
    this.add(node.body);
    if (node.index !== null) this.code.push({ op: 'save', register: 2 * node.index + 1 });
  }

  #addAtomic(addBody: () => void): void {
    const atomic = this.#reserve();
    addBody();
    this.code.push({ op: 'accept' });
    this.code[atomic] = { op: 'atomic', after: this.code.length };
  }

  #addLook(node: Look): void {
    const look = this.#reserve();
    this.add(node.body);
    this.code.push({ op: 'accept' });
    const back = node.ahead ? 0 : widthOf(node.body).min;
    this.code[look] = { op: 'look', back, negated: node.negated, after: this.code.length };
  }

  #addConditional(node: Conditional): void {
    const condition = this.#reserve();
    this.add(node.yes);
    const exit = this.#reserve();
    this.code[condition] = { op: 'conditional', group: node.index, no: this.code.length };
    this.add(node.no);
    this.code[exit] = { op: 'jump', to: this.code.length };
  }

  #addRepeat(node: Repeat): void {
    if (node.mode === 'possessive') this.#addAtomic(() => this.#addLoop(node));
    else this.#addLoop(node);
  }

  #addLoop({ min, max, mode, body }: Repeat): void {
    const register = this.registers;
    this.registers += 2;
    const enter = this.#reserve();
    const round = this.#reserve();
    this.add(body);
    const next = this.#reserve();
    const loop: Loop = { min, max, lazy: mode === 'lazy', register, round, after: next + 1 };
    this.code[enter] = { op: 'loop-enter', loop };
    this.code[round] = { op: 'loop-round', loop };
    this.code[next] = { op: 'loop-next', loop };
  }
}

export interface Instructions {
  readonly code: readonly Instruction[];
  /** Two for each group (start, end; group 0 is the whole match), then two for each loop. */
  readonly registers: number;
}

export function assemble(root: RegexNode, groups: number): Instructions {
  const assembler = new Assembler(groups);
  assembler.add({ kind: 'group', index: 0, atomic: false, body: root });
  assembler.code.push({ op: 'accept' });
  return { code: assembler.code, registers: assembler.registers };
}

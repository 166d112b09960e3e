// A backtracking matcher with the semantics of Python's `re`, for the patterns on which JavaScript's engine differs.
// The stack is explicit: a long line must not overflow the one of the host.
import type { Meter } from '../meter.ts';
import type { Instruction, Instructions, Loop } from './instructions.ts';

const UNSET = -1;

/** Either a place to go back to, or the old content of a register. */
type Trace = { readonly pc: number; readonly position: number } | { readonly register: number; readonly old: number };

/** One attempt on one line. */
class Attempt {
  readonly #code: readonly Instruction[];
  readonly #points: readonly string[];
  readonly #registers: Int32Array;
  readonly #traces: Trace[] = [];
  readonly #meter: Meter;
  #pc = 0;
  #position = 0;

  constructor(instructions: Instructions, points: readonly string[], meter: Meter) {
    this.#code = instructions.code;
    this.#points = points;
    this.#meter = meter;
    this.#registers = new Int32Array(instructions.registers).fill(UNSET);
  }

  /** The text of a group, or null where it took no part. */
  group(index: number): string | null {
    const from = this.#registers[2 * index] ?? UNSET;
    const to = this.#registers[2 * index + 1] ?? UNSET;
    return to === UNSET ? null : this.#points.slice(from, to).join('');
  }

  #isSet(index: number): boolean {
    return (this.#registers[2 * index + 1] ?? UNSET) !== UNSET;
  }

  /** Runs from `pc` to `accept`; false when every way fails, with all registers as they were. */
  run(pc: number, position: number): boolean {
    const base = this.#traces.length;
    this.#pc = pc;
    this.#position = position;
    for (;;) {
      this.#meter.spend(1);
      const instruction = this.#code[this.#pc];
      if (!instruction || instruction.op === 'accept') return true;
      if (!this.#step(instruction) && !this.#backtrack(base)) return false;
    }
  }

  /** Executes one instruction; false when it does not match. */
  #step(instruction: Instruction): boolean {
    switch (instruction.op) {
      case 'char':
        return this.#advanceIf(instruction.test(this.#points[this.#position] ?? ''));
      case 'start':
        return this.#goOnIf(this.#position === 0);
      case 'end':
        return this.#goOnIf(this.#position === this.#points.length);
      case 'boundary':
        return this.#goOnIf(this.#isBoundary(instruction.isWord) !== instruction.negated);
      case 'save':
        this.#set(instruction.register, this.#position);
        return this.#goOnIf(true);
      case 'split':
        this.#traces.push({ pc: instruction.second, position: this.#position });
        return this.#goTo(instruction.first);
      case 'jump':
        return this.#goTo(instruction.to);
      case 'conditional':
        return this.#goTo(!this.#isSet(instruction.group) ? instruction.no : this.#pc + 1);
      case 'back-reference':
        return this.#matchAgain(this.group(instruction.group), instruction.ignoreCase);
      case 'loop-enter':
        this.#set(instruction.loop.register + 1, UNSET);
        return this.#nextRound(instruction.loop, 0);
      case 'loop-round':
        this.#set(instruction.loop.register + 1, this.#position);
        return this.#goOnIf(true);
      case 'loop-next':
        return this.#nextRound(instruction.loop, (this.#registers[instruction.loop.register] ?? 0) + 1);
      case 'look':
      case 'atomic':
        return this.#enclosed(instruction);
      case 'accept':
        return true;
    }
  }

  #goTo(pc: number): true {
    this.#pc = pc;
    return true;
  }

  #goOnIf(condition: boolean): boolean {
    if (condition) this.#pc++;
    return condition;
  }

  #advanceIf(matches: boolean): boolean {
    if (!matches || this.#position >= this.#points.length) return false;
    this.#position++;
    this.#pc++;
    return true;
  }

  #isBoundary(isWord: (point: string) => boolean): boolean {
    const before = this.#points[this.#position - 1];
    const after = this.#points[this.#position];
    return (before !== undefined && isWord(before)) !== (after !== undefined && isWord(after));
  }

  #set(register: number, content: number): void {
    this.#traces.push({ register, old: this.#registers[register] ?? UNSET });
    this.#registers[register] = content;
  }

  /** Undoes what was done since the last choice above `base` and takes its other way; false when there is none. */
  #backtrack(base: number): boolean {
    while (this.#traces.length > base) {
      const trace = this.#traces.pop();
      if (trace && 'register' in trace) {
        this.#registers[trace.register] = trace.old;
      } else if (trace) {
        this.#pc = trace.pc;
        this.#position = trace.position;
        return true;
      }
    }
    return false;
  }

  #matchAgain(text: string | null, ignoreCase: boolean): boolean {
    if (text === null) return false;
    this.#meter.spend(text.length);
    const wanted = [...text];
    const found = this.#points.slice(this.#position, this.#position + wanted.length).join('');
    if (ignoreCase ? found.toLowerCase() !== text.toLowerCase() : found !== text) return false;
    this.#position += wanted.length;
    this.#pc++;
    return true;
  }

  /** `rounds` are done. A round that ended where it began is the last one, as in Python. */
  #nextRound(loop: Loop, rounds: number): boolean {
    const isStuck = this.#registers[loop.register + 1] === this.#position;
    this.#set(loop.register, rounds);
    if (rounds < loop.min && !isStuck) return this.#goTo(loop.round);
    if (rounds >= loop.max || isStuck) return this.#goTo(loop.after);
    const [first, second] = loop.lazy ? [loop.after, loop.round] : [loop.round, loop.after];
    this.#traces.push({ pc: second, position: this.#position });
    return this.#goTo(first);
  }

  /** A look-around or an atomic group: its body is matched once, and the ways not taken in it are forgotten. */
  #enclosed(instruction: Instruction & { op: 'look' | 'atomic' }): boolean {
    const start = this.#position;
    const base = this.#traces.length;
    const isLook = instruction.op === 'look';
    const from = isLook ? start - instruction.back : start;
    const matches = from >= 0 && this.run(this.#pc + 1, from);
    if (isLook && instruction.negated) {
      if (matches) this.#undo(base);
      this.#position = start;
      return !matches && this.#goTo(instruction.after);
    }
    if (!matches) return false;
    this.#forgetChoices(base);
    if (isLook) this.#position = start;
    return this.#goTo(instruction.after);
  }

  #undo(base: number): void {
    while (this.#backtrack(base));
  }

  #forgetChoices(base: number): void {
    this.#meter.spend(this.#traces.length - base);
    const undos = this.#traces.splice(base).filter((trace) => 'register' in trace);
    for (const undo of undos) this.#traces.push(undo);
  }
}

/** The rules of a state are tried on one line after the other, so the last line is remembered. */
let lastLine = '';
let lastPoints: readonly string[] = [];

function pointsOf(line: string): readonly string[] {
  if (line !== lastLine) [lastLine, lastPoints] = [line, [...line]];
  return lastPoints;
}

/** Group texts by number (0 is the whole match), or null; matching begins at the start of `line`. Throws `BudgetSpent`. */
export function matchBacktracking(
  instructions: Instructions,
  groups: number,
  line: string,
  meter: Meter,
): readonly (string | null)[] | null {
  const attempt = new Attempt(instructions, pointsOf(line), meter);
  if (!attempt.run(0, 0)) return null;
  return Array.from({ length: groups + 1 }, (_, index) => attempt.group(index));
}

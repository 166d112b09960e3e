// Inline flags: `(?i)` for a whole pattern, `(?i:…)` and `(?-i:…)` for a part of it.
import type { PatternReader } from './reader.ts';
import { RegexSyntaxError, type Scope } from './tree.ts';

const FLAG = /^[aiLmsux]$/;

export type InlineFlags =
  | { readonly global: true; readonly add: string }
  | { readonly global: false; readonly scope: Scope };

function readLetters(reader: PatternReader): string {
  return reader.takeWhile(FLAG);
}

function checkLetters(add: string, remove: string): void {
  if (add.includes('L')) throw new RegexSyntaxError("the inline flag 'L' is for bytes only");
  if (add.includes('a') && add.includes('u'))
    throw new RegexSyntaxError("the inline flags 'a' and 'u' exclude each other");
  if (/[aLu]/.test(remove)) throw new RegexSyntaxError("the inline flags 'a', 'L' and 'u' cannot be turned off");
  if ([...add].some((letter) => remove.includes(letter))) throw new RegexSyntaxError('inline flag turned on and off');
}

/** Adds flags to a scope. `m` and `s` are accepted without effect: a line holds no line break. */
export function withFlags(scope: Scope, add: string, remove = ''): Scope {
  const changed = (letter: string, now: boolean) => (now || add.includes(letter)) && !remove.includes(letter);
  return {
    ignoreCase: changed('i', scope.ignoreCase),
    ascii: changed('a', scope.ascii) && !add.includes('u'),
    verbose: changed('x', scope.verbose),
  };
}

/** Reads from the letters up to and including `)` or `:`. The `(?` has been read. */
export function readInlineFlags(reader: PatternReader, scope: Scope): InlineFlags {
  const add = readLetters(reader);
  if (add !== '' && reader.take(')')) {
    checkLetters(add, '');
    return { global: true, add };
  }
  const minus = reader.take('-');
  const remove = minus ? readLetters(reader) : '';
  if (add + remove === '' || (minus && remove === '')) throw new RegexSyntaxError('missing inline flag');
  if (!reader.take(':')) throw new RegexSyntaxError(`unknown inline flag '${reader.peek()}'`);
  checkLetters(add, remove);
  return { global: false, scope: withFlags(scope, add, remove) };
}

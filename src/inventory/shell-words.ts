// Splits a host line into words the way Python's shlex does (POSIX mode, comments on), which is what Ansible uses.

export interface Word {
  readonly text: string;
  /** 0-based offset of the word in the line. */
  readonly offset: number;
}

export interface WordSplit {
  readonly words: readonly Word[];
  /** Why the line cannot be split; null when it can. */
  readonly fault: 'unclosed quote' | 'backslash at the end' | null;
}

const BLANK = /[ \t\r\n]/;

/**
 * Quotes may open inside a word (`a="b c"` is one word), a backslash keeps the next character, and `#` outside quotes
 * starts a comment even inside a word.
 */
export function splitWords(line: string): WordSplit {
  const words: Word[] = [];
  let word: Word | undefined;
  let i = 0;
  while (i < line.length) {
    const char = line.charAt(i);
    if (char === '#') break;
    if (BLANK.test(char)) {
      if (word) words.push(word);
      word = undefined;
      i++;
      continue;
    }
    const part = readPart(line, i);
    if ('fault' in part) return { words, fault: part.fault };
    word = { text: (word?.text ?? '') + part.text, offset: word?.offset ?? i };
    i = part.end;
  }
  if (word) words.push(word);
  return { words, fault: null };
}

type Part = { text: string; end: number } | { fault: NonNullable<WordSplit['fault']> };

function readPart(line: string, start: number): Part {
  const char = line.charAt(start);
  if (char === "'") return readSingleQuoted(line, start);
  if (char === '"') return readDoubleQuoted(line, start);
  if (char !== '\\') return { text: char, end: start + 1 };
  return start + 1 < line.length ? { text: line.charAt(start + 1), end: start + 2 } : { fault: 'backslash at the end' };
}

function readSingleQuoted(line: string, start: number): Part {
  const end = line.indexOf("'", start + 1);
  return end < 0 ? { fault: 'unclosed quote' } : { text: line.slice(start + 1, end), end: end + 1 };
}

/** Inside double quotes a backslash escapes only itself and the quote. */
function readDoubleQuoted(line: string, start: number): Part {
  let text = '';
  for (let i = start + 1; i < line.length; i++) {
    const char = line.charAt(i);
    if (char === '"') return { text, end: i + 1 };
    const escaped = char === '\\' && /["\\]/.test(line.charAt(i + 1));
    text += escaped ? line.charAt(++i) : char;
  }
  return { fault: 'unclosed quote' };
}

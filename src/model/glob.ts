// Shell patterns for names, as Python's fnmatch reads them: `*`, `?`, `[abc]`, `[!a-c]`.
import { escapeRegExp } from './regexp.ts';

/** Fits whole names only. Flag `i` leaves case out of it. */
export function globToRegExp(pattern: string, flags: '' | 'i' = ''): RegExp {
  const text = pattern.replaceAll(/\*{2,}/g, '*');
  let source = '';
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i);
    const set = char === '[' ? readSet(text, i) : null;
    source += set?.source ?? WILDCARDS[char] ?? escapeRegExp(char);
    i = set?.end ?? i;
  }
  return new RegExp(`^(?:${source})$`, flags);
}

const WILDCARDS: Readonly<Record<string, string>> = { '*': '[\\s\\S]*', '?': '[\\s\\S]' };

/** A set that is not closed is a plain bracket; one whose range runs backwards fits nothing. */
function readSet(pattern: string, start: number): { source: string; end: number } | null {
  const body = /^\[(!?)(\]?[^\]]*)\]/.exec(pattern.slice(start));
  if (!body) return null;
  const [whole, negation = '', members = ''] = body;
  const source = `[${negation ? '^' : ''}${members.replace(/[\\[\]^]/g, '\\$&')}]`;
  const end = start + whole.length - 1;
  try {
    new RegExp(source);
    return { source, end };
  } catch {
    return { source: '(?!)', end };
  }
}

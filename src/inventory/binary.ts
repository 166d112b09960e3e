// Files that are no text, such as an archive or UTF-16 without its mark, would otherwise be read as strange names.
import type { SourceFile } from '../model/index.ts';
import type { ProblemList } from './problem-list.ts';

/** Whether the file holds a NUL character, which no text does; that is then reported with its place. */
export function isBinary({ path, text }: SourceFile, problems: ProblemList): boolean {
  const at = text.indexOf('\0');
  if (at < 0) return false;
  const before = text.slice(0, at).split('\n');
  const place = { file: path, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
  const hint = 'save it as UTF-8, or move it out of the inventory';
  problems.error('CONFIG_SYNTAX', place, 'this file is no text: it holds a NUL character', hint);
  return true;
}

// The questions with which devices hold an answer up, page by page, and the key that brings the rest.

/**
 * Styles met on one OS or another, also where its own dialect tells of one only (a jump through a Linux shell, an AAA menu,
 * `less` behind a pipe). Each is a whole line: output may say "more" in the middle of one.
 */
const PAGERS: readonly RegExp[] = [
  /^ *<?-{2,4} ?\(?more(?: ?\d+%)?\)? ?-{2,4}>?(?:\[abort\])?(?: ?\((?:\d+%|[^()]*quit[^()]*)\))?$/i,
  /^ *-- ?more ?--, next page: .*$/i,
  /^ *-- \[Q quit\|[^\]]*\]$/,
  /^ *press any key to continue\b.*$/i,
  /^ *lines \d+(?:-\d+)?(?:\/\d+)?(?: \d+%| \(END\))?$/,
  /^ *\(END\)$/,
];

/** At the end `less` waits for this one; a blank only rings the bell. */
const AT_END = /\(END\)$/;

export type PagerKey = ' ' | 'q';

/** The key to press where `line`, the last one shown, is a pager's question; null where it is none. */
export function findPagerKey(line: string, pager: RegExp): PagerKey | null {
  if (line === '' || (!endsLike(line, pager) && !PAGERS.some((style) => style.test(line)))) return null;
  return AT_END.test(line) ? 'q' : ' ';
}

/** Also where the pattern wants the blank that was trimmed from the line. */
export function endsLike(line: string, pattern: RegExp): boolean {
  return line.search(pattern) >= 0 || `${line} `.search(pattern) >= 0;
}

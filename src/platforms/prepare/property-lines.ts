// RouterOS `print detail`: numbered entries of `key=value` and `key="value"`, wrapped over lines wherever the terminal ends.

/** ` 3   RS  ;;; comment` or ` 3   RS  name="ether4" …`: number, flags, and what the entry begins with. */
const ENTRY = /^ {0,4}(\d{1,6})((?: +[A-Za-z*+]{1,6})*) +(?=;;; |;;;$|[a-z0-9][a-z0-9.-]*=)(.*)$/;
/** The next property begins, or the entry ends. */
const BEHIND = '(?=\\s+[a-z0-9][a-z0-9.-]*=|\\s*$)';
/** A quote inside a value ends it only where the next property follows. */
const PROPERTY = new RegExp(
  `\\s*([a-z0-9][a-z0-9.-]*)=(?:"((?:[^"\\\\]|\\\\.|"(?!\\s+[a-z0-9][a-z0-9.-]*=|\\s*$))*)"${BEHIND}|([^"]*?)${BEHIND})`,
  'y',
);

/** No entry is wrapped over more lines: 40 properties at 80 columns. Bounds the work. */
const MAX_LINES = 100;

interface Entry {
  /** Where it begins in the answer. */
  readonly first: number;
  readonly number: string;
  readonly flags: string;
  comment: string;
  properties: string;
  /** How many lines it takes. */
  length: number;
}

/**
 * Puts every entry on its first line, as `\t#=3\tflags=RS\tcomment=…\tname=ether4\t…\t`, and leaves the lines that it was wrapped
 * over blank. Values come without quotes, and no value holds a tab: a template that reads `\tname=…\t` reads a property and
 * nothing that a neighbour wrote into another. What is no property stands behind the last tab. Other lines stay as they are.
 */
export function propertyLines(lines: readonly string[]): string[] {
  const texts = lines.map((line) => line.replaceAll('\t', ' '));
  for (const entry of readEntries(texts)) {
    texts.fill('', entry.first, entry.first + entry.length);
    texts[entry.first] = toLine(entry);
  }
  return texts;
}

function readEntries(lines: readonly string[]): Entry[] {
  const entries: Entry[] = [];
  let open: Entry | null = null;
  for (const [i, line] of lines.entries()) {
    const isWrapped: boolean = open !== null && open.length < MAX_LINES && /^ {2,}\S/.test(line);
    const begins: Entry | null = isWrapped && open && isWithinQuotes(open) ? null : beginEntry(line, i);
    if (begins) entries.push(begins);
    else if (isWrapped && open) addText(open, line.trim());
    if (begins || !isWrapped) open = begins;
  }
  return entries;
}

function beginEntry(line: string, first: number): Entry | null {
  const [all, number = '', flags = '', rest = ''] = ENTRY.exec(line) ?? [];
  if (all === undefined) return null;
  const entry = { first, number, flags: flags.replaceAll(' ', ''), comment: '', properties: '', length: 0 };
  addText(entry, rest);
  return entry;
}

/** Whether the last value goes on: a line of it may look like anything, also like the next entry. Blank lines part entries. */
function isWithinQuotes({ properties }: Entry): boolean {
  return /^[a-z0-9][a-z0-9.-]*="/.test(readProperties(properties).rest);
}

/** Comments stand in front, a line each. */
function addText(entry: Entry, text: string): void {
  entry.length++;
  if (entry.properties === '' && text.startsWith(';;;')) entry.comment += ` ${text.slice(3).trim()}`;
  else entry.properties += ` ${text}`;
}

function toLine({ number, flags, comment, properties }: Entry): string {
  const { cells, rest } = readProperties(properties);
  return `\t${[`#=${number}`, `flags=${flags}`, `comment=${comment.trim()}`, ...cells].join('\t')}\t${rest}`;
}

/** `rest` is what stands behind the last property that could be read. */
function readProperties(text: string): { readonly cells: string[]; readonly rest: string } {
  const cells: string[] = [];
  let end = 0;
  for (;;) {
    PROPERTY.lastIndex = end;
    const [all, key, quoted, bare] = PROPERTY.exec(text) ?? [];
    if (all === undefined) return { cells, rest: text.slice(end).trim() };
    cells.push(`${key}=${quoted === undefined ? (bare ?? '').trim() : withoutEscapes(quoted)}`);
    end += all.length;
  }
}

/** `\"`, `\\`, `\$`; bytes of UTF-8 as `\C3\A9`. */
function withoutEscapes(text: string): string {
  return text
    .replace(/(?:\\[89A-F][0-9A-F]){2,}/g, (bytes) => {
      const octets = bytes.split('\\').slice(1);
      return new TextDecoder().decode(Uint8Array.from(octets, (octet) => Number.parseInt(octet, 16)));
    })
    .replace(/\\(["\\$?])/g, '$1')
    .replaceAll('\t', ' ');
}

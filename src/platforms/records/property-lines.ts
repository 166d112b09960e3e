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

interface Entry {
  readonly line: number;
  readonly number: string;
  readonly flags: string;
  comment: string;
  properties: string;
}

/**
 * Puts every entry on its first line, as `\t#=3\tflags=RS\tcomment=…\tname=ether4\t…\t`, and leaves the lines that it was wrapped
 * over blank. Values come without quotes, and no value holds a tab: a template that reads `\tname=…\t` reads a property and
 * nothing that a neighbour wrote into another. What is no property stands behind the last tab. Other lines stay as they are.
 */
export function propertyLines(lines: readonly string[]): string[] {
  const texts = lines.map((line) => line.replaceAll('\t', ' '));
  let entry: Entry | null = null;
  for (const [i, line] of texts.entries()) {
    const begins = ENTRY.exec(line);
    if (begins || !/^ {2,}\S/.test(line)) {
      if (entry) texts[entry.line] = toLine(entry);
      const [, number = '', flags = '', rest = ''] = begins ?? [];
      entry = begins && { line: i, number, flags: flags.replaceAll(' ', ''), comment: '', properties: '' };
      if (entry) addText(entry, rest);
    } else if (entry) {
      addText(entry, line.trim());
      texts[i] = '';
    }
  }
  if (entry) texts[entry.line] = toLine(entry);
  return texts;
}

/** Comments stand in front, a line each. */
function addText(entry: Entry, text: string): void {
  if (entry.properties === '' && text.startsWith(';;;')) entry.comment += ` ${text.slice(3).trim()}`;
  else entry.properties += ` ${text}`;
}

function toLine({ number, flags, comment, properties }: Entry): string {
  const cells = [`#=${number}`, `flags=${flags}`, `comment=${comment.trim()}`];
  let end = 0;
  for (;;) {
    PROPERTY.lastIndex = end;
    const [all, key, quoted, bare] = PROPERTY.exec(properties) ?? [];
    if (all === undefined) break;
    cells.push(`${key}=${quoted === undefined ? (bare ?? '').trim() : withoutEscapes(quoted)}`);
    end += all.length;
  }
  return `\t${cells.join('\t')}\t${properties.slice(end).trim()}`;
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

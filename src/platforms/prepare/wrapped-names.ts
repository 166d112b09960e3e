// Marks the Device IDs of `show cdp neighbors` that stand on a line of their own, with or without blanks in them.

/** The rest of a row whose name is on the line above: the name's column is blank. */
const ROW_WITHOUT_NAME = /^\s{10,}[A-Za-z][A-Za-z-]* ?\d[\d/.:]*\s+\d+(?:\s|$)/;
const ROW = /^\S.*\s[A-Za-z][A-Za-z-]* ?\d[\d/.:]*\s+\d+\s/;
const HEADER = /^(?:Device ID\s+Local|Capability Codes:|Port ID$|Total cdp entries)/;

/** Puts `|` in front of a name above a row without one; all other lines stay as they are. */
export function markWrappedNames(lines: readonly string[]): string[] {
  return lines.map((line, i) => (isWrappedName(line, lines[i + 1] ?? '') ? `|${line}` : line));
}

function isWrappedName(line: string, next: string): boolean {
  return /^\S/.test(line) && ROW_WITHOUT_NAME.test(next) && !ROW.test(line) && !HEADER.test(line);
}

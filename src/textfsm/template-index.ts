// The `index` file of ntc-templates (textfsm's clitable): which template reads which command of which platform.
import { TextFsmTemplateError } from './errors.ts';
import { splitFileLines, strip } from './python-text.ts';
import { compilePythonRegex, type PythonRegex, RegexSyntaxError } from './regex/index.ts';

/** What is looked for; an attribute for which the index has no column, or none is given, is not compared. */
export type IndexAttributes = Readonly<Record<string, string>>;

export interface IndexRow {
  /** File names as written; several are read one after the other and joined. */
  readonly templates: readonly string[];
  /** 1-based line of the index. */
  readonly line: number;
}

export interface TemplateIndex {
  readonly rows: readonly IndexRow[];
  /** The first row that all attributes match, each from its beginning; undefined where there is none. */
  find(attributes: IndexAttributes): IndexRow | undefined;
}

interface CompiledRow extends IndexRow {
  readonly patterns: ReadonlyMap<string, PythonRegex>;
}

/** `sh[[ow]]`: any beginning of what stands in the brackets. */
function completed(command: string): string {
  return command.replace(
    /\[\[(.+?)\]\]/g,
    (_, word: string) => `(${[...word].join('(')}${')?'.repeat([...word].length)}`,
  );
}

function compileField(column: string, text: string, line: number): PythonRegex {
  try {
    return compilePythonRegex(column === 'Command' ? completed(text) : text);
  } catch (error) {
    if (!(error instanceof RegexSyntaxError)) throw error;
    throw new TextFsmTemplateError(line, `${error.message} in the column ${column}: '${text}'`);
  }
}

function readHeader(lines: readonly string[]): { readonly columns: readonly string[]; readonly line: number } {
  const at = lines.findIndex((line) => strip(line.split('#')[0] ?? '') !== '');
  const columns = (lines[at] ?? '').split('#')[0]?.split(',').map(strip) ?? [];
  if (at < 0 || !columns.includes('Template')) {
    throw new TextFsmTemplateError(Math.max(1, at + 1), "the index has no column 'Template'");
  }
  return { columns, line: at };
}

/** A row with more or fewer fields than the header is left out, as the reference does. Throws {@link TextFsmTemplateError}. */
export function parseTemplateIndex(text: string): TemplateIndex {
  const lines = splitFileLines(text);
  const header = readHeader(lines);
  const rows: CompiledRow[] = [];
  for (const [i, line] of lines.entries()) {
    const fields = line.split(',').map(strip);
    if (i <= header.line || line.startsWith('#') || fields.length !== header.columns.length) continue;
    const patterns = new Map<string, PythonRegex>();
    let templates: readonly string[] = [];
    for (const [column, field] of header.columns.map((name, at) => [name, fields[at] ?? ''] as const)) {
      if (column === 'Template') templates = field.split(':');
      else if (field !== '') patterns.set(column, compileField(column, field, i + 1));
    }
    rows.push({ templates, line: i + 1, patterns });
  }
  return { rows, find: (attributes) => rows.find((row) => matches(row, attributes)) };
}

function matches({ patterns }: CompiledRow, attributes: IndexAttributes): boolean {
  return [...patterns].every(([column, regex]) => {
    const text = attributes[column];
    return text === undefined || regex.match(text) !== null;
  });
}

// The files of a lab: YAML text → a value of its schema, or every problem at once with its line.
import { isMap, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import type { z } from 'zod';
import { type ErrorCode, type Problem, ToposcopeError } from '../model/index.ts';

export interface Finding {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** A kind of file. */
interface LabFile<Schema extends z.ZodType> {
  /** `lab topology`. */
  readonly what: string;
  readonly code: ErrorCode;
  readonly schema: Schema;
  /** Every contradiction that the schema cannot see. */
  check(value: z.output<Schema>): readonly Finding[];
}

const HINT = 'docs/how-to/lab.md describes the file.';

/** Throws an error of the kind's code with every problem in `context.problems`. */
export function parseLabFile<Schema extends z.ZodType>(
  text: string,
  file: string,
  kind: LabFile<Schema>,
): z.output<Schema> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const problem = (message: string, line: number): Problem => {
    return { code: kind.code, severity: 'error', message, hint: HINT, file, line };
  };
  const syntax = document.errors.map((error) => {
    return problem(error.message.split('\n')[0] ?? '', error.linePos?.[0].line ?? 1);
  });
  if (syntax.length > 0) throw invalidFile(kind, syntax);
  const parsed = kind.schema.safeParse(document.toJS());
  const findings = parsed.success ? kind.check(parsed.data) : parsed.error.issues.flatMap(flattenIssue);
  if (findings.length === 0 && parsed.success) return parsed.data;
  const lineOf = (path: Finding['path']) => findLine(document.contents, path, lines);
  throw invalidFile(
    kind,
    findings.map(({ path, message }) => problem(`${path.join('.')}: ${message}`, lineOf(path))),
  );
}

function flattenIssue(issue: z.core.$ZodIssue): Finding[] {
  return [{ path: issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part)), message: issue.message }];
}

/** The line of the deepest part of the path that is in the document. */
function findLine(root: Node | null, path: Finding['path'], lines: LineCounter): number {
  let node: unknown = root;
  let offset = root?.range?.[0] ?? 0;
  for (const part of path) {
    if (!isMap(node) && !isSeq(node)) break;
    const next: unknown = node.get(part, true);
    const range = (next as Node | undefined)?.range;
    if (!range) break;
    offset = range[0];
    node = next;
  }
  return lines.linePos(offset).line;
}

function invalidFile(kind: Pick<LabFile<z.ZodType>, 'what' | 'code'>, problems: readonly Problem[]): ToposcopeError {
  const list = problems.map((one) => `${one.file}:${one.line}: ${one.message}`).join('\n');
  return new ToposcopeError(kind.code, `the ${kind.what} cannot be used:\n${list}`, {
    hint: HINT,
    context: { problems },
  });
}

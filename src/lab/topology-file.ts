// The lab's topology file: YAML text → LabTopology, or every problem at once with its line.
import { isMap, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import type { z } from 'zod';
import { type Problem, ToposcopeError } from '../model/index.ts';
import { LabTopology } from './lab-topology.ts';
import { checkWiring } from './topology-wiring.ts';

interface Finding {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** Throws LAB_TOPOLOGY_INVALID with every problem in `context.problems` when the text cannot be a lab. */
export function parseLabTopology(text: string, file = 'topology.yml'): LabTopology {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  if (document.errors.length > 0) {
    throw invalidTopology(
      file,
      document.errors.map((error) => problem(file, error.message.split('\n')[0] ?? '', error.linePos?.[0].line ?? 1)),
    );
  }
  const parsed = LabTopology.safeParse(document.toJS());
  const findings = parsed.success ? checkWiring(parsed.data) : parsed.error.issues.flatMap(flattenIssue);
  if (findings.length > 0 || !parsed.success) {
    const lineOf = (path: Finding['path']) => findLine(document.contents, path, lines);
    throw invalidTopology(
      file,
      findings.map(({ path, message }) => problem(file, `${path.join('.')}: ${message}`, lineOf(path))),
    );
  }
  return parsed.data;
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

function problem(file: string, message: string, line: number): Problem {
  return {
    code: 'LAB_TOPOLOGY_INVALID',
    severity: 'error',
    message,
    hint: 'docs/how-to/lab.md describes the topology file.',
    file,
    line,
  };
}

function invalidTopology(file: string, problems: readonly Problem[]): ToposcopeError {
  const list = problems.map((one) => `${file}:${one.line}: ${one.message}`).join('\n');
  return new ToposcopeError('LAB_TOPOLOGY_INVALID', `the lab topology cannot be used:\n${list}`, {
    hint: 'docs/how-to/lab.md describes the topology file.',
    context: { problems },
  });
}

// Flow records, counter samples, options and problems as JSON lines.
import { FLOW_FLAGS, type FlowBatch } from '../batch.ts';
import type { FlowDetails, FlowProblem } from '../sink.ts';
import type { Column } from './columns.ts';
import { TimeText } from './texts.ts';

/** A line that stands before row `row` of a batch. */
export interface LineBetween {
  readonly row: number;
  readonly line: string;
}

/**
 * All rows of a batch, a line each, with `between` (in the order of their rows) where they belong. A packet that the device dropped has
 * `"discarded":true` at its end.
 */
export function recordLines(
  batch: FlowBatch,
  columns: readonly Column[],
  between: readonly LineBetween[] = [],
): string {
  const keys = columns.map(({ name }, i) => `${i === 0 ? '{' : ','}"${name}":`);
  let out = '';
  let next = 0;
  for (let row = 0; row < batch.size; row++) {
    while (between[next]?.row === row) out += between[next++]?.line;
    for (let i = 0; i < columns.length; i++) {
      const column = columns[i] as Column;
      const text = column.text(batch, row);
      out += keys[i];
      if (text === null) out += 'null';
      else if (column.quoted) out += `"${text}"`;
      else out += text;
    }
    out += ((batch.flags[row] as number) & FLOW_FLAGS.discarded) === 0 ? '}\n' : ',"discarded":true}\n';
  }
  for (const { line } of between.slice(next)) out += line;
  return out;
}

const CLOCK = new TimeText();

/** A counter sample or an options record. Unknown counters are null. */
export function detailsLine(details: FlowDetails, address: string): string {
  const { type, domain, sequence, received, fields } = details;
  const head = `{"type":"${type}","exporter":"${address}","domain":${domain},"seq":${sequence},"received":"${CLOCK.of(received)}"`;
  let out = head;
  for (const name in fields) {
    const value = fields[name] ?? null;
    out += `,${quoted(name)}:${typeof value === 'string' ? JSON.stringify(value) : value}`;
  }
  return `${out}}\n`;
}

function quoted(name: string): string {
  return /^[\w.-]*$/.test(name) ? `"${name}"` : JSON.stringify(name);
}

/** What goes to stderr: the stream of records goes on. */
export function problemLine(problem: FlowProblem): string {
  const { code, exporter, message } = problem;
  return `${JSON.stringify({ type: 'problem', code, exporter, message })}\n`;
}

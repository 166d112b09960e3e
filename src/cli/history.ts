// The past in words: what held, and what happened.
import type { HistoryEvent, HistoryInterval } from '../model/index.ts';
import { type Output, printable } from './console.ts';

/** States first, then what happened, oldest first; a day is written once. */
export function formatHistory(
  output: Output,
  events: readonly HistoryEvent[],
  intervals: readonly HistoryInterval[],
): string {
  const states = intervals.map((one) => `  ${span(one)}  ${printable(one.subject)}: ${printable(one.text)}`);
  const happened = events.map((one) => `  ${clock(one.at)}  ${paintKind(output, one.kind)} ${printable(one.text)}`);
  const parts = [
    ...(states.length > 0 ? [output.paint('bold', 'What held'), ...states, ''] : []),
    ...(happened.length > 0
      ? [output.paint('bold', 'What happened'), ...happened]
      : ['Nothing is known to have happened.']),
  ];
  return parts.join('\n');
}

function span({ from, until }: HistoryInterval): string {
  return `${clock(from)} – ${until === null ? 'now'.padEnd(clock(from).length) : clock(until)}`;
}

/** `2026-11-21 10:05:30`, UTC. */
function clock(at: string): string {
  return at.slice(0, 19).replace('T', ' ');
}

const KIND_WIDTH = 20;

function paintKind({ paint }: Output, kind: string): string {
  const colour = /lost|alerted|dead|failed|one-way|mismatch/.test(kind)
    ? 'red'
    : /added|restored|resolved|sent/.test(kind)
      ? 'green'
      : 'yellow';
  return paint(colour, kind.padEnd(KIND_WIDTH));
}

// The past in words: what held, and what happened.
import { type HistoryEvent, type HistoryInterval, linkEnds } from '../model/index.ts';
import { describeEnd } from './changes.ts';
import { type Output, printable } from './console.ts';

/** States first, then what happened, oldest first; a day is written once. */
export function formatHistory(
  output: Output,
  events: readonly HistoryEvent[],
  intervals: readonly HistoryInterval[],
): string {
  const states = intervals.map((one) => `  ${span(one)}  ${printable(describeInterval(one))}`);
  const happened = events
    .filter(({ kind }) => !SUSPICIONS.has(kind))
    .map((one) => `  ${clock(one.at)}  ${paintKind(output, one.kind)} ${printable(describeEvent(one))}`);
  const parts = [
    ...(states.length > 0 ? [output.paint('bold', 'What held'), ...states, ''] : []),
    ...(happened.length > 0
      ? [output.paint('bold', 'What happened'), ...happened]
      : ['Nothing is known to have happened.']),
  ];
  return parts.join('\n');
}

/** A claim names both ends itself. */
function describeInterval({ what, subject, ends, text }: HistoryInterval): string {
  if (what === 'claim') return `  ${text}`;
  return `${what === 'link' ? ends.map(describeEnd).join(' – ') : subject}: ${text}`;
}

/** What a message made likely, and a poll has judged at once: whatever came of it is told by other lines. */
const SUSPICIONS: ReadonlySet<string> = new Set(['incident.suspected', 'incident.withdrawn']);

/** Changes tell why, and not of what. */
function describeEvent({ kind, text, link, devices }: HistoryEvent): string {
  if (!kind.startsWith('change.')) return text;
  if (link !== null) return `${linkEnds(link).map(describeEnd).join(' – ') || link}: ${text}`;
  const subject = devices.join(', ');
  return text.startsWith(subject) ? text : `${subject}: ${text}`;
}

function span({ from, until }: HistoryInterval): string {
  return `${clock(from)} – ${until === null ? 'now'.padEnd(clock(from).length) : clock(until)}`;
}

/** `2026-11-21 10:05:30`, UTC. */
function clock(at: string): string {
  return at.slice(0, 19).replace('T', ' ');
}

const KIND_WIDTH = 21;

function paintKind({ paint }: Output, kind: string): string {
  const colour = /lost|alerted|dead|failed|one-way|mismatch/.test(kind)
    ? 'red'
    : /added|restored|resolved|sent/.test(kind)
      ? 'green'
      : 'yellow';
  return paint(colour, kind.padEnd(KIND_WIDTH));
}

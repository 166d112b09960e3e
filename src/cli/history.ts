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
  const happened = toldTogether(events.filter(({ kind }) => !SUSPICIONS.has(kind))).map(
    (one) => `  ${clock(one.at)}  ${paintKind(output, one.kind)} ${printable(describeEvent(one))}`,
  );
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

/** What several channels were told at about the same time is one line. */
function toldTogether(events: readonly HistoryEvent[]): HistoryEvent[] {
  const lines = new Map<string, { event: HistoryEvent; channels: string[]; what: string }>();
  for (const [i, event] of events.entries()) {
    const [, channel, what = ''] = (event.kind === 'alert.sent' && TOLD.exec(event.text)) || [];
    const key = channel === undefined ? `${i}` : `${event.at.slice(0, TEN_SECONDS)} ${what}`;
    const line = lines.get(key) ?? { event, channels: [], what };
    if (channel !== undefined) line.channels.push(channel);
    lines.set(key, line);
  }
  return [...lines.values()].map(({ event, channels, what }) =>
    channels.length < 2 ? event : { ...event, text: `${channels.join(', ')} were told ${what}` },
  );
}

const TOLD = /^(\S+) was told (.*)$/;
/** Of an ISO time: all but the last digit of the seconds. */
const TEN_SECONDS = 18;

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

// Changes in words: for a terminal and for Markdown.
import {
  type Change,
  type DeviceChange,
  isLinkChange,
  type LinkChange,
  type LinkEnd,
  shortPortName,
} from '../model/index.ts';
import { countBy, type Output, plural, printable } from './console.ts';

const COLOURS = {
  added: 'green',
  restored: 'green',
  lost: 'red',
  'one-way': 'magenta',
  mismatch: 'magenta',
  swapped: 'yellow',
  degraded: 'yellow',
  moved: 'yellow',
  renumbered: 'yellow',
  'device-added': 'green',
  'device-removed': 'yellow',
  renamed: 'yellow',
  replaced: 'yellow',
  'new-serial': 'yellow',
  'new-version': 'yellow',
  restarted: 'yellow',
} as const;

/** A link that differs and makes no change; the app's door has it as `Unjudged`. */
interface Doubt {
  readonly link: string;
  readonly why: string;
  readonly text: string;
}

const MIN_WIDTH = 10;

/** One below the other, the kinds in one column. */
export function formatChangeList(output: Output, changes: readonly Change[]): string {
  const width = Math.max(MIN_WIDTH, ...changes.map(({ kind }) => kind.length));
  return changes.map((change) => formatChange(output, change, width)).join('\n');
}

function formatChange({ paint }: Output, change: Change, width: number): string {
  const kind = paint(COLOURS[change.kind], change.kind.padEnd(width));
  const [first = '', ...more] = [...describeSubject(change), change.cause].map(printable);
  return [`  ${kind} ${first}`, ...more.map((line) => `${' '.repeat(width + 3)}${line}`)].join('\n');
}

/** A table for devices and one for links. */
export function formatChangesMarkdown(
  from: string,
  to: string,
  changes: readonly Change[],
  doubts: readonly Doubt[] = [],
): string {
  const links = changes.filter(isLinkChange);
  const devices = changes.filter((change) => !isLinkChange(change));
  const tables = [...tableOf('device', devices), ...tableOf('link', links)];
  const note = formatDoubts(doubts);
  const lines = [
    `# Changes from ${from} to ${to}`,
    ...(changes.length === 0 ? ['', 'No changes.'] : tables),
    ...(note === null ? [] : ['', markdown(note)]),
  ];
  return lines.join('\n');
}

function tableOf(subject: 'device' | 'link', changes: readonly Change[]): string[] {
  if (changes.length === 0) return [];
  const rows = changes.map(
    (change) =>
      `| ${change.kind} | ${describeSubject(change).map(markdown).join('<br>')} | ${markdown(change.cause)} |`,
  );
  return ['', `| change | ${subject} | cause |`, '|---|---|---|', ...rows];
}

/** `2 links are not judged: r2 could not be read (DEVICE_TIMEOUT)`; null where there is nothing that a person needs to know. */
export function formatDoubts(doubts: readonly Doubt[]): string | null {
  const told = doubts.filter(({ why }) => why !== 'ignored' && why !== 'segment');
  if (told.length === 0) return null;
  const reasons = countBy(told, ({ text }) => text).sort(([, one], [, other]) => other - one);
  const shown = reasons.slice(0, 3).map(([text]) => text);
  const more = reasons.length > shown.length ? [`and ${plural(reasons.length - shown.length, 'more reason')}`] : [];
  const are = told.length === 1 ? 'is' : 'are';
  return printable(`${plural(told.length, 'link')} ${are} not judged: ${[...shown, ...more].join('; ')}`);
}

/** What it is about, a line for each cable. */
function describeSubject(change: Change): string[] {
  return isLinkChange(change) ? describeLinks(change) : [describeDevice(change)];
}

function describeDevice({ kind, device, before, after }: DeviceChange): string {
  if (before === null || after === null) return device;
  return kind === 'renamed' && after === device ? `${before} → ${after}` : `${device} (${before} → ${after})`;
}

function describeLinks({ a, b, before, partner }: LinkChange): string[] {
  return [{ a, b, before }, ...(partner === null ? [] : [partner])].map((link) =>
    link.before === null ? describeEnds(link) : `${describeEnds(link)} (was ${describeEnds(link.before)})`,
  );
}

function describeEnds({ a, b }: { readonly a: LinkEnd; readonly b: LinkEnd }): string {
  return `${describeEnd(a)} – ${describeEnd(b)}`;
}

export function describeEnd(end: LinkEnd): string {
  return printable(end.port === null ? end.device : `${end.device} ${shortPortName(end.port)}`);
}

function markdown(text: string): string {
  return printable(text).replace(/[\\|<>`*_[\]]/g, (character) => `\\${character}`);
}

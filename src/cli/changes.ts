// LinkChanges in words: for a terminal and for Markdown.
import { type Change, isLinkChange, type LinkChange, type LinkEnd, shortPortName } from '../model/index.ts';
import { type Output, printable } from './console.ts';

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

export function formatChange({ paint }: Output, change: Change): string {
  const kind = paint(COLOURS[change.kind], change.kind.padEnd(10));
  const lines = [`  ${kind} ${describeSubject(change)}`, `             ${printable(change.cause)}`];
  return lines.join('\n');
}

export function formatChangesMarkdown(from: string, to: string, changes: readonly Change[]): string {
  const head = [`# Changes from ${from} to ${to}`, ''];
  if (changes.length === 0) return [...head, 'No changes.'].join('\n');
  const rows = changes.map(
    (change) => `| ${change.kind} | ${markdown(describeSubject(change))} | ${markdown(change.cause)} |`,
  );
  return [...head, '| change | link | cause |', '|---|---|---|', ...rows].join('\n');
}

function describeSubject(change: Change): string {
  if (isLinkChange(change)) return describeEnds(change);
  const { device, before, after } = change;
  return printable([device, before !== null && after !== null ? `(${before} → ${after})` : ''].join(' ').trim());
}

function describeEnds(change: LinkChange): string {
  const now = `${describeEnd(change.a)} – ${describeEnd(change.b)}`;
  if (change.before === null) return now;
  return `${now} (was ${describeEnd(change.before.a)} – ${describeEnd(change.before.b)})`;
}

export function describeEnd(end: LinkEnd): string {
  return printable(end.port === null ? end.device : `${end.device} ${shortPortName(end.port)}`);
}

function markdown(text: string): string {
  return printable(text).replace(/[\\|<>`*_[\]]/g, (character) => `\\${character}`);
}

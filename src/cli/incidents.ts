// Incidents in words: a line each in a list, and everything that is known of one.
import type { Incident, IncidentEvent } from '../model/index.ts';
import { formatTable, type Output, plural, printable } from './console.ts';

const COLOURS = { critical: 'red', warning: 'yellow', info: 'cyan' } as const;

/** `alerted   critical  r2 is down … (inc-1f3a…)`. */
export function formatIncidentEvent({ paint }: Output, { what, incident }: IncidentEvent): string {
  const colour = what === 'resolved' || what === 'withdrawn' ? 'green' : COLOURS[incident.severity];
  const quiet = incident.maintenance === null ? '' : `, quiet: ${printable(incident.maintenance)}`;
  return `${paint(colour, what.padEnd(9))} ${printable(incident.title)} (${incident.id}${quiet})`;
}

/** Worst first; empty text where there are none. */
export function formatIncidentList(output: Output, incidents: readonly Incident[]): string {
  const rows = incidents.map((incident) => [
    incident.id,
    marksOf(incident),
    incident.severity,
    incident.openedAt.slice(0, 19).replace('T', ' '),
    printable(incident.title),
  ]);
  const table = formatTable([['id', 'stage', 'severity', 'since (UTC)', 'what'], ...rows]).split('\n');
  return table
    .map((line, i) => {
      const incident = incidents[i - 1];
      if (incident === undefined) return output.paint('bold', line);
      return line.replace(incident.severity, (text) => output.paint(COLOURS[incident.severity], text));
    })
    .join('\n');
}

function marksOf({ stage, flapping, acknowledged, maintenance }: Incident): string {
  const marks = [flapping ? 'flapping' : '', acknowledged ? 'ack' : '', maintenance === null ? '' : 'quiet'];
  return [stage, ...marks.filter(Boolean)].join(', ');
}

export function formatIncident(output: Output, incident: Incident): string {
  const { acknowledged, maintenance, explains } = incident;
  const lines = [
    `${output.paint('bold', printable(incident.title))}`,
    `  ${incident.id}, ${marksOf(incident)}, ${incident.severity}, since ${incident.openedAt}, last seen ${incident.lastSeenAt}`,
    `  cause: ${printable(incident.cause)}`,
    ...(acknowledged
      ? [`  acknowledged by ${printable(acknowledged.by)} at ${acknowledged.at}: ${printable(acknowledged.comment)}`]
      : []),
    ...(maintenance === null ? [] : [`  quiet: ${printable(maintenance)}`]),
    ...section(output, 'explains', explainLines(explains)),
    ...section(output, 'evidence', incident.evidence),
    ...section(
      output,
      'timeline',
      incident.timeline.map(({ at, text }) => `${at}  ${text}`),
    ),
  ];
  return lines.join('\n');
}

function explainLines({ links, devices }: Incident['explains']): string[] {
  return [...devices.map((device) => `device ${device}`), ...links.map((link) => `link ${link}`)];
}

const MAX_LINES = 40;

function section({ paint }: Output, title: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  const more = lines.length - MAX_LINES;
  const shown = lines.slice(0, MAX_LINES).map((line) => `    ${printable(line)}`);
  return [`  ${paint('bold', title)}`, ...shown, ...(more > 0 ? [`    … and ${plural(more, 'more line')}`] : [])];
}

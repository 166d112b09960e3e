// One syslog message → who it says it is from, and what it says. RFC 5424, RFC 3164, and what network systems send in their name.

export interface SyslogMessage {
  /** Facility × 8 + severity; null where none is told. RFC 3164 §4.3.3 wants such messages accepted. */
  readonly priority: number | null;
  /** The HOSTNAME field, or Cisco's origin id: a name or an address. Null where there is none. */
  readonly hostname: string | null;
  /** Application and message id (RFC 5424) or tag, then the message: what recognisers read. */
  readonly text: string;
}

const PRIORITY = /^<(\d{1,3})>/;
/** local7.debug (RFC 5424 §6.2.1). */
const MAX_PRIORITY = 191;

/** RFC 3164 §4.1.2; a year, a zone and fractions of a second are what systems add. */
const STAMP =
  '[A-Z][a-z]{2} {1,2}\\d{1,2}(?: \\d{4})? \\d{1,2}:\\d\\d:\\d\\d(?:[.:]\\d{1,6})?(?: \\d{4})?(?:[+-]\\d\\d:\\d\\d)?(?: [A-Z]{2,5}(?:[+-]\\d{1,2}:?\\d{0,2})?)?';
const ISO_STAMP = '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,9})?(?:Z|[+-]\\d\\d:?\\d\\d)?';
const NXOS_STAMP = '\\d{4} [A-Z][a-z]{2} {1,2}\\d{1,2} \\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,6})?(?: [A-Z]{2,5})?';
/** `service timestamps log uptime`: `00:12:34`, `3w0d`, `1y2w`. */
const UPTIME_STAMP = '\\d{1,3}:\\d\\d:\\d\\d|(?:\\d{1,3}[ywdh]){1,2}';
const NAME = '[A-Za-z0-9_](?:[\\w.:%-]{0,253}[\\w%])?';

/** `Nov 21 13:05:40 r1 `: what follows is the tag and the message. */
const RFC3164 = new RegExp(`^(?:${STAMP}|${ISO_STAMP}) (${NAME}) (?=\\S)`);
/** What tells the time, on XR behind the place in the chassis: `RP/0/RP0/CPU0:Nov 21 13:05:40.123 UTC: `. */
const CISCO_STAMP = `(?:(?:RP|LC|SP)\\/\\d+\\/\\S{1,20}?:)?(?:: )?[*.]?(?:${STAMP}|${NXOS_STAMP}|${UPTIME_STAMP}): `;
/**
 * `45: r1: *Nov 21 13:05:40.123 UTC: `, each part optional, and NX-OS's `: 2026 Nov 21 13:05:40 UTC: `. A name alone is no origin
 * but a tag.
 */
const CISCO = new RegExp(
  `^(?=\\d{1,10}: |(?:${NAME}: )?${CISCO_STAMP})(?:\\d{1,10}: )?(?:(?!(?:${UPTIME_STAMP}): )(${NAME}): )?(?:${CISCO_STAMP})?(?=%[A-Z])`,
);

/** Never throws. `text` is cut from a message that is already bounded. */
export function parseSyslog(message: string): SyslogMessage {
  const trimmed = message.replace(/[\0\r\n]+$/, '');
  const digits = PRIORITY.exec(trimmed)?.[1];
  const isPriority = digits !== undefined && Number(digits) <= MAX_PRIORITY;
  const priority = isPriority ? Number(digits) : null;
  const rest = isPriority ? trimmed.slice(digits.length + 2) : trimmed;
  return { priority, ...((isPriority ? parseRfc5424(rest) : null) ?? parseRfc3164(rest)) };
}

type Said = Pick<SyslogMessage, 'hostname' | 'text'>;

/** VERSION TIMESTAMP HOSTNAME APP-NAME PROCID MSGID STRUCTURED-DATA [MSG]; null where it is something else. */
function parseRfc5424(rest: string): Said | null {
  const header = /^1 (?:-|\d\S{0,39}) (\S{1,255}) (\S{1,48}) (\S{1,128}) (\S{1,32}) (?=-|\[)/.exec(rest);
  if (header === null) return null;
  const [all, hostname = '-', app = '-', , id = '-'] = header;
  const end = structuredDataEnd(rest, all.length);
  const said = rest
    .slice(end)
    .replace(/^ /, '')
    .replace(/^\ufeff/, '');
  const tags = [app, id].filter((tag) => tag !== '-').map((tag) => `${tag}: `);
  return { hostname: hostname === '-' ? null : hostname, text: `${tags.join('')}${withoutCiscoHead(said).text}` };
}

/** Behind `-`, or behind elements in brackets, whose values may hold escaped brackets (RFC 5424 §6.3.3). */
function structuredDataEnd(text: string, start: number): number {
  if (text[start] === '-') return start + 1;
  let isQuoted = false;
  for (let i = start; i < text.length; i++) {
    const char = text[i];
    if (char === '\\' && isQuoted) i++;
    else if (char === '"') isQuoted = !isQuoted;
    else if (char === ']' && !isQuoted && text[i + 1] !== '[') return i + 1;
  }
  return text.length;
}

function parseRfc3164(rest: string): Said {
  const [head = '', hostname = null] = RFC3164.exec(rest) ?? [];
  const said = withoutCiscoHead(rest.slice(head.length));
  return { hostname: hostname?.replace(/:$/, '') ?? said.hostname, text: said.text };
}

function withoutCiscoHead(text: string): Said {
  const match = CISCO.exec(text);
  return { hostname: match?.[1] ?? null, text: match === null ? text : text.slice(match[0].length) };
}

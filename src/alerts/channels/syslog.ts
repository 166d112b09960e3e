// Syslog: one message per incident, RFC 5424 with structured data, over UDP (RFC 5426), TCP (RFC 6587) or TLS (RFC 5425).
import { hostname } from 'node:os';
import { type ChannelSettings, ToposcopeError } from '../../model/index.ts';
import type { AlertMessage } from '../channel.ts';
import { cutBytes } from '../template/clean-text.ts';
import type { IncidentDocument } from '../template/document.ts';
import type { OpenChannel } from './context.ts';
import { nothingToClose } from './context.ts';
import { sendSyslog } from './syslog-transport.ts';

type Syslog = NonNullable<ChannelSettings['syslog']>;

/** What every receiver should take. @see RFC 5424 §6.1 */
const SYSLOG_MAX_BYTES = 2048;
const MAX_VALUE_BYTES = 200;
/** The number for documentation (RFC 5612): the project has none of its own. */
const SD_ID = 'toposcope@32473';

const SYSLOG_SEVERITY = { critical: 2, warning: 4, info: 6 } as const;
const SYSLOG_NOTICE = 5;

export const openSyslog: OpenChannel = ({ settings, wordsOf }) => {
  const syslog = requireSyslog(settings);
  const format = (message: AlertMessage) =>
    message.incidents.flatMap((incident) => {
      const words = wordsOf({ ...message, incidents: [incident] });
      return words.document.incidents.map((shown) => formatSyslog(syslog.facility, message, shown, words.text()));
    });
  return {
    name: settings.name,
    deliver: (message) => sendSyslog(syslog, format(message), settings.timeoutSeconds * 1000),
    close: nothingToClose,
  };
};

/** `text` loses its line breaks, and its end where the whole would be too long. */
export function formatSyslog(
  facility: number,
  message: AlertMessage,
  incident: IncidentDocument,
  text: string,
): string {
  const severity = incident.status === 'resolved' ? SYSLOG_NOTICE : SYSLOG_SEVERITY[incident.severity];
  const header = `<${facility * 8 + severity}>1 ${message.at} ${printable(hostname(), 255)} toposcope ${process.pid}`;
  const data = structuredData({
    ...{ message: message.id, group: message.group, occasion: message.occasion, status: incident.status },
    ...{ incident: incident.id, fingerprint: incident.fingerprint, severity: incident.severity, stage: incident.stage },
    ...{ subject: incident.subject, devices: incident.devices.join(' ') },
  });
  const start = `${header} ${printable(incident.kind, 32)} ${data} `;
  return start + cutBytes(text.replaceAll('\n', ' '), SYSLOG_MAX_BYTES - Buffer.byteLength(start));
}

/** @see RFC 5424 §6.3.3: `"`, `\` and `]` are escaped in values. */
function structuredData(values: Readonly<Record<string, string>>): string {
  const params = Object.entries(values).filter(([, value]) => value !== '');
  const written = params.map(
    ([name, value]) => `${name}="${cutBytes(value, MAX_VALUE_BYTES).replace(/["\\\]]/g, '\\$&')}"`,
  );
  return `[${[SD_ID, ...written].join(' ')}]`;
}

/** A field of the header: no blanks, ASCII only; `-` where nothing is left. */
function printable(text: string, maxLength: number): string {
  return text.replaceAll(/[^\x21-\x7e]/g, '').slice(0, maxLength) || '-';
}

function requireSyslog({ name, syslog }: ChannelSettings): Syslog {
  if (syslog && syslog.host !== '') return syslog;
  throw new ToposcopeError('ALERT_CHANNEL_INVALID', `channel ${name} has no syslog server`, {
    hint: 'set `syslog` with `host` and, where it is not 514 over UDP, `port` and `transport`',
  });
}

// Prometheus Alertmanager: every open incident is one alert, told again before it is forgotten, and ended by `endsAt`.
// @see the API v2 of Alertmanager, POST /api/v2/alerts; labels of Prometheus
import type { Incident } from '../../model/index.ts';
import type { AlertMessage, DeliveryResult, KnownAs } from '../channel.ts';
import { isResolved, knownAs } from '../severity.ts';
import type { ChannelContext, OpenChannel } from './context.ts';
import { nothingToClose } from './context.ts';
import { httpTarget, postJson } from './http-post.ts';

/** Prometheus itself tells every minute, and is believed for four; a restart of toposcope may take a little longer. */
const KEEP_ALIVE = { everySeconds: 60, lastsSeconds: 300 };

interface Alert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly generatorURL?: string;
}

export const openAlertmanager: OpenChannel = (context) => {
  const target = httpTarget(context.settings, '/api/v2/alerts');
  const { everySeconds, lastsSeconds } = context.keepAlive ?? KEEP_ALIVE;
  const later = () => new Date(Date.now() + lastsSeconds * 1000).toISOString();
  const post = (alerts: readonly Alert[]): Promise<DeliveryResult> => postJson(target, alerts);
  const refresh = (open: readonly { incident: Incident; knownAs: KnownAs }[]) =>
    post(open.map(({ incident, knownAs: as }) => toAlert(context, keepAliveMessage(incident), incident, as, later())));
  return {
    name: context.settings.name,
    deliver: (message) => post(message.incidents.flatMap((incident) => toAlerts(context, message, incident, later()))),
    keepAlive: { everySeconds, refresh },
    close: nothingToClose,
  };
};

/**
 * Alertmanager knows an alert by its labels, so they stay as they were first told. Only when an incident gets worse, which routes must
 * see, the alert with the old kind and severity ends as the one with the new begins.
 */
function toAlerts(context: ChannelContext, message: AlertMessage, incident: Incident, later: string): Alert[] {
  const before = message.told[incident.id];
  const after = knownAs(incident, before);
  if (isResolved(incident)) return [toAlert(context, message, incident, before ?? after, message.at)];
  const outgrown = before !== undefined && before.severity !== after.severity;
  return [
    ...(outgrown ? [toAlert(context, message, incident, before, message.at)] : []),
    toAlert(context, message, incident, after, later),
  ];
}

function toAlert(
  context: ChannelContext,
  message: AlertMessage,
  incident: Incident,
  { kind, severity }: KnownAs,
  endsAt: string,
): Alert {
  const words = context.wordsOf({ ...message, incidents: [incident] });
  const [shown] = words.document.incidents;
  if (shown === undefined) throw new Error('a message without incidents');
  const { fingerprint, subject, url, title, openedAt, devices, links } = shown;
  const lists = { devices: devices.join(' '), links: links.join(' ') };
  return {
    labels: { alertname: `Toposcope${toCamelCase(kind)}`, fingerprint, kind, severity, subject },
    annotations: withoutEmpty({ summary: title, description: words.text(), incident: shown.id, ...lists }),
    startsAt: openedAt,
    endsAt: endsAt < openedAt ? openedAt : endsAt,
    ...(url !== null && URL.canParse(url) && { generatorURL: url }),
  };
}

function keepAliveMessage(incident: Incident): AlertMessage {
  return {
    ...{ id: '', channel: '', group: '', thread: '', sequence: 0, status: 'firing', occasion: 'repeat' },
    ...{ at: incident.updatedAt, incidents: [incident], told: {}, svg: null },
  };
}

/** Alertmanager takes an empty label or annotation for one that is not there. */
function withoutEmpty(texts: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== ''));
}

function toCamelCase(words: string): string {
  return words.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

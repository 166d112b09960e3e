// What toposcope.yml says of watching a network → the words of the model, defaults filled in, secrets opened.
import type { z } from 'zod';
import type {
  AlertRoute,
  AlertSettings,
  ChannelSettings,
  Damping,
  EventSettings,
  IncidentSettings,
  MaintenanceWindow,
  NeighborRule,
  Retention,
  Secret,
} from '../model/index.ts';
import type { VaultValue } from './variable.ts';
import {
  DEFAULT_ALERTS,
  DEFAULT_DAMPING,
  DEFAULT_EVENTS,
  DEFAULT_INCIDENTS,
  DEFAULT_RETENTION,
} from './watching-defaults.ts';
import type {
  AlertsBody,
  ChannelBody,
  EventsBody,
  IncidentsBody,
  NeighborBody,
  RetentionBody,
} from './watching-schema.ts';

type Body<T extends z.ZodType> = z.infer<T> | null | undefined;
type Path = readonly PropertyKey[];

/** Opens the secret written at that path; null, and a problem, where it cannot be had. */
export type SecretOpener = (written: string | VaultValue, path: Path) => Secret | null;

export function toNeighborRule(body: z.infer<typeof NeighborBody>): NeighborRule {
  return {
    name: body.name ?? null,
    description: body.description ?? null,
    capabilities: body.capabilities ?? [],
    ports: body.ports ?? [],
    kind: body.kind ?? null,
    ignore: body.ignore ?? false,
  };
}

export function toIncidents(body: Body<typeof IncidentsBody>): IncidentSettings {
  const damping = toDamping(body ?? {}, DEFAULT_DAMPING);
  return {
    damping,
    groups: (body?.groups ?? []).map(({ hosts, ...own }) => ({ hosts, damping: toDamping(own, damping) })),
    maintenance: (body?.maintenance ?? []).map(toWindow),
    hops: body?.hops ?? DEFAULT_INCIDENTS.hops,
  };
}

type DampingBody = Omit<NonNullable<z.infer<typeof IncidentsBody>['groups']>[number], 'hosts'>;

function toDamping(body: DampingBody, otherwise: Damping): Damping {
  const wait = body.alert_after === 'hold' ? null : body.alert_after;
  return {
    warnAfterPolls: body.warn_after_polls ?? otherwise.warnAfterPolls,
    alertAfterPolls: body.alert_after_polls ?? otherwise.alertAfterPolls,
    alertAfterSeconds: wait === undefined ? otherwise.alertAfterSeconds : wait,
    flapTransitions: body.flap?.transitions ?? otherwise.flapTransitions,
    flapSeconds: body.flap?.within ?? otherwise.flapSeconds,
  };
}

type WindowBody = NonNullable<z.infer<typeof IncidentsBody>['maintenance']>[number];

function toWindow(body: WindowBody, index: number): MaintenanceWindow {
  return {
    name: body.name ?? `window ${index + 1}`,
    hosts: body.hosts,
    from: body.from ?? null,
    to: body.to ?? null,
    cron: body.cron ?? null,
    minutes: body.duration ? body.duration / 60 : null,
    timezone: body.timezone ?? null,
  };
}

export function toAlerts(body: Body<typeof AlertsBody>, open: SecretOpener): AlertSettings {
  const channels = Object.entries(body?.channels ?? {}).map(([name, channel]) =>
    toChannel(name, channel, (written, path) => open(written, ['alerts', 'channels', name, ...path])),
  );
  const everything: AlertRoute = { ...toRoute({ channels: channels.map(({ name }) => name) }) };
  return {
    channels,
    routes: body?.routes?.map(toRoute) ?? (channels.length > 0 ? [everything] : []),
    groupBy: body?.group_by ?? DEFAULT_ALERTS.groupBy,
    groupWaitSeconds: body?.group_wait ?? DEFAULT_ALERTS.groupWaitSeconds,
    groupIntervalSeconds: body?.group_interval ?? DEFAULT_ALERTS.groupIntervalSeconds,
    repeatSeconds: body?.repeat ?? DEFAULT_ALERTS.repeatSeconds,
    giveUpSeconds: body?.give_up ?? DEFAULT_ALERTS.giveUpSeconds,
    linkTemplate: body?.link ?? DEFAULT_ALERTS.linkTemplate,
  };
}

function toRoute(body: NonNullable<z.infer<typeof AlertsBody>['routes']>[number]): AlertRoute {
  return {
    channels: body.channels,
    hosts: body.hosts ?? null,
    minSeverity: body.min_severity ?? 'info',
    minStage: body.min_stage ?? 'alert',
    kinds: body.kinds ?? null,
  };
}

function toChannel(name: string, body: ChannelBody, open: SecretOpener): ChannelSettings {
  const empty = { url: null, headers: new Map<string, Secret>(), smtp: null, syslog: null, command: null };
  const common = { ...empty, name, template: body.template ?? null, timeoutSeconds: body.timeout ?? 10 };
  switch (body.type) {
    case 'email':
      return { ...common, type: body.type, smtp: toSmtp(body, open) };
    case 'syslog':
      return { ...common, type: body.type, syslog: toSyslog(body) };
    case 'exec':
      return { ...common, type: body.type, command: body.command };
    default:
      return { ...common, type: body.type, url: open(body.url, ['url']), headers: toHeaders(body.headers, open) };
  }
}

function toHeaders(headers: Readonly<Record<string, string | VaultValue>> | null | undefined, open: SecretOpener) {
  const opened = Object.entries(headers ?? {}).map(([name, value]) => [name, open(value, ['headers', name])] as const);
  return new Map(opened.flatMap(([name, value]) => (value === null ? [] : [[name, value] as const])));
}

const SMTP_PORTS = { none: 25, opportunistic: 25, starttls: 587, tls: 465 } as const;

function toSmtp(body: Extract<ChannelBody, { type: 'email' }>, open: SecretOpener): ChannelSettings['smtp'] {
  const security = body.security ?? 'starttls';
  return {
    host: body.host,
    port: body.port ?? SMTP_PORTS[security],
    security,
    user: body.user ?? null,
    password: body.password ? open(body.password, ['password']) : null,
    from: body.from,
    to: body.to,
    caFile: body.ca_file ?? null,
  };
}

/** RFC 5425 §4.1 gives TLS port 6514; RFC 6587 says that plain TCP has none of its own. */
function toSyslog(body: Extract<ChannelBody, { type: 'syslog' }>): ChannelSettings['syslog'] {
  const transport = body.transport ?? 'udp';
  return {
    host: body.host,
    port: body.port ?? (transport === 'tls' ? 6514 : 514),
    transport,
    facility: body.facility ?? 16,
    caFile: body.ca_file ?? null,
  };
}

export function toEvents(body: Body<typeof EventsBody>, open: SecretOpener): EventSettings {
  const traps = body?.traps;
  const opened = (traps?.communities ?? []).map((one, i) => open(one, ['events', 'traps', 'communities', i]));
  return {
    address: body?.address ?? DEFAULT_EVENTS.address,
    syslogUdp: body?.syslog?.udp ?? null,
    syslogTcp: body?.syslog?.tcp ?? null,
    traps: traps?.port ?? null,
    communities: opened.filter((secret) => secret !== null),
    users: (traps?.users ?? []).map((user, i) =>
      toSnmpUser(user, (w, path) => open(w, ['events', 'traps', 'users', i, ...path])),
    ),
    allow: body?.allow ?? [],
    settleMs: (body?.settle ?? DEFAULT_EVENTS.settleMs / 1000) * 1000,
    perDeviceSeconds: body?.per_device ?? DEFAULT_EVENTS.perDeviceSeconds,
    perMinute: body?.per_minute ?? DEFAULT_EVENTS.perMinute,
  };
}

type UserBody = NonNullable<NonNullable<z.infer<typeof EventsBody>['traps']>['users']>[number];

function toSnmpUser(body: UserBody, open: SecretOpener): EventSettings['users'][number] {
  return {
    name: body.name,
    authProtocol: body.auth ?? null,
    authKey: body.auth_key ? open(body.auth_key, ['auth_key']) : null,
    privProtocol: body.priv ?? null,
    privKey: body.priv_key ? open(body.priv_key, ['priv_key']) : null,
  };
}

export function toRetention(body: Body<typeof RetentionBody>): Retention {
  const days = (given: number | 'forever' | null | undefined, otherwise: number | null) =>
    given === 'forever' ? null : (given ?? otherwise);
  return {
    snapshotDays: days(body?.snapshots, DEFAULT_RETENTION.snapshotDays),
    historyDays: days(body?.history, DEFAULT_RETENTION.historyDays),
    evidenceDays: days(body?.evidence, DEFAULT_RETENTION.evidenceDays),
  };
}

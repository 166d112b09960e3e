// The part of toposcope.yml that says how a network is watched: neighbours, incidents, alerts, events, polls, retention.
import { z } from 'zod';
import { INCIDENT_KINDS, parseAddressRange } from '../model/index.ts';
import { Cron, Days, Duration, LongDuration, PortNumber, Text, Time, Wait } from './settings-values.ts';
import { VaultValue } from './variable.ts';

/** `env:NAME`, a vault value, or (with a warning) the secret itself. Its place is where the value stands. */
const SecretText = z.union([Text, z.instanceof(VaultValue)], 'must be env:NAME, a vault value or text');

const List = <T extends z.ZodType>(item: T) =>
  z.preprocess(
    (value) => (Array.isArray(value) || value === undefined || value === null ? value : [value]),
    z.array(item),
  );

const PortPattern = z.preprocess(
  (value) => (typeof value === 'string' ? { device: '*', port: value } : value),
  z.strictObject({ device: Text, port: Text }),
);

export const NeighborBody = z
  .strictObject({
    name: Text.nullish(),
    description: Text.nullish(),
    capabilities: List(Text).nullish(),
    ports: List(PortPattern).nullish(),
    kind: z.enum(['phone', 'access-point', 'host', 'unknown']).nullish(),
    ignore: z.boolean().nullish(),
  })
  .refine(
    ({ name, description, capabilities, ports }) => name || description || capabilities?.length || ports?.length,
    {
      message: 'must name at least one of name, description, capabilities, ports',
    },
  );

const Flap = z.strictObject({ transitions: z.int().min(2).max(1000).nullish(), within: LongDuration.nullish() });

const Damping = {
  warn_after_polls: z.int().min(1).max(100).nullish(),
  alert_after_polls: z.int().min(1).max(100).nullish(),
  alert_after: z.union([z.literal('hold'), LongDuration], 'must be hold, or a time such as 2m').nullish(),
  flap: Flap.nullish(),
};

const Maintenance = z
  .strictObject({
    name: Text.nullish(),
    hosts: Text,
    from: Time.nullish(),
    to: Time.nullish(),
    cron: Cron.nullish(),
    duration: LongDuration.nullish(),
    timezone: Text.refine(isTimezone, 'must be a time zone such as Europe/Berlin').nullish(),
  })
  .refine((window) => (window.from && window.to) || (window.cron && window.duration), {
    message: 'must have from and to, or cron and duration',
  })
  .refine(({ from, to }) => !from || !to || from < to, { message: 'must begin before it ends', path: ['to'] });

export const IncidentsBody = z.strictObject({
  ...Damping,
  groups: z.array(z.strictObject({ hosts: Text, ...Damping })).nullish(),
  maintenance: z.array(Maintenance).nullish(),
  hops: z.int().min(0).max(5).nullish(),
});

const Common = { template: Text.nullish(), timeout: Duration.nullish() };
const Http = { ...Common, url: SecretText, headers: z.record(Text, SecretText).nullish() };

const Channel = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('webhook'), ...Http }),
  z.strictObject({ type: z.literal('slack'), ...Http }),
  z.strictObject({ type: z.literal('teams'), ...Http }),
  z.strictObject({ type: z.literal('alertmanager'), ...Http }),
  z.strictObject({
    type: z.literal('email'),
    ...Common,
    host: Text,
    port: PortNumber.nullish(),
    security: z.enum(['none', 'opportunistic', 'starttls', 'tls']).nullish(),
    user: Text.nullish(),
    password: SecretText.nullish(),
    from: Text,
    to: List(Text),
    ca_file: Text.nullish(),
  }),
  z.strictObject({
    type: z.literal('syslog'),
    ...Common,
    host: Text,
    port: PortNumber.nullish(),
    transport: z.enum(['udp', 'tcp', 'tls']).nullish(),
    facility: z.int().min(0).max(23).nullish(),
    ca_file: Text.nullish(),
  }),
  z.strictObject({ type: z.literal('exec'), ...Common, command: List(Text) }),
]);
export type ChannelBody = z.infer<typeof Channel>;

/** Part of keys, files and labels. */
const ChannelName = z.string().regex(/^[A-Za-z0-9][\w.-]*$/, 'must be made of letters, digits, "_", "-" and "."');

const Route = z.strictObject({
  channels: List(Text),
  hosts: Text.nullish(),
  min_severity: z.enum(['info', 'warning', 'critical']).nullish(),
  min_stage: z.enum(['warning', 'alert']).nullish(),
  kinds: List(z.enum(INCIDENT_KINDS)).nullish(),
});

export const AlertsBody = z.strictObject({
  channels: z.record(ChannelName, Channel).nullish(),
  routes: z.array(Route).nullish(),
  group_by: List(z.enum(['site', 'device', 'kind', 'incident'])).nullish(),
  group_wait: Wait.nullish(),
  group_interval: LongDuration.nullish(),
  repeat: LongDuration.nullish(),
  give_up: LongDuration.nullish(),
  link: Text.refine(
    (link) => /^https?:\/\//.test(link),
    'must be a URL that begins with http:// or https://',
  ).nullish(),
});

const SnmpUser = z.strictObject({
  name: Text,
  auth: z.enum(['md5', 'sha', 'sha224', 'sha256', 'sha384', 'sha512']).nullish(),
  auth_key: SecretText.nullish(),
  priv: z.enum(['des', 'aes', 'aes256b', 'aes256r']).nullish(),
  priv_key: SecretText.nullish(),
});

export const EventsBody = z.strictObject({
  address: Text.nullish(),
  syslog: z.strictObject({ udp: PortNumber.nullish(), tcp: PortNumber.nullish() }).nullish(),
  traps: z
    .strictObject({ port: PortNumber, communities: List(SecretText).nullish(), users: z.array(SnmpUser).nullish() })
    .nullish(),
  allow: List(
    Text.refine((text) => parseAddressRange(text) !== null, 'must be an address or a range such as 192.0.2.0/24'),
  ).nullish(),
  settle: Wait.nullish(),
  per_device: Wait.nullish(),
  per_minute: z.int().min(1).max(10_000).nullish(),
});

export const PollBody = z.strictObject({ every: Cron.nullish() });

export const RetentionBody = z.strictObject({
  snapshots: Days.nullish(),
  history: Days.nullish(),
  evidence: Days.nullish(),
});

/** Keys whose values are secrets: no message shows them. */
export const SECRET_KEYS: ReadonlySet<PropertyKey> = new Set([
  ...['url', 'headers', 'password', 'auth_key', 'priv_key', 'communities'],
]);

function isTimezone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== '';
  } catch {
    return false;
  }
}

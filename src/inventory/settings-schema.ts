// The shape of toposcope.yml. Keys are strict: an unknown one is an error, because it would silently do nothing.
import { z } from 'zod';
import type { DeclaredLink, LoginLimits, View } from '../model/index.ts';
import { CollectBody } from './collect-settings.ts';
import { NetflowBody, SflowBody } from './flow-settings.ts';
import { schemaKeys } from './schema-keys.ts';
import { Duration, End, Rate, Sessions, Speed, Text, Texts, Wait } from './settings-values.ts';
import { AlertsBody, EventsBody, IncidentsBody, NeighborBody, PollBody, RetentionBody } from './watching-schema.ts';

const Link = z.strictObject({ a: End, b: End, speed: Speed.nullish(), description: z.string().nullish() });

const Rule = z.preprocess(
  (value) => (typeof value === 'string' ? { device: '*', port: value } : value),
  z.strictObject({ device: Text, port: Text }),
);

const Row = z.preprocess((value) => (typeof value === 'string' ? [value] : value), Texts);

const ViewBody = z
  .strictObject({
    title: z.string().nullish(),
    direction: z.enum(['down', 'right']).nullish(),
    ranks: z.array(Row).nullish(),
    rank: z.array(Row).nullish(),
    include: Texts.nullish(),
    exclude: Texts.nullish(),
    hide: z.array(z.enum(['phone', 'access-point', 'host', 'unknown'])).nullish(),
  })
  .refine((view) => !(view.rank && view.ranks), {
    path: ['rank'],
    message: 'is the same key as ranks: keep one of them',
  });

/** Becomes a file name below output/diagrams, where `changes` is taken. */
const ViewName = z
  .string()
  .regex(/^[A-Za-z0-9][\w.-]*$/, 'must be a file name of letters, digits, "_", "-" and "."')
  .refine((name) => name !== 'changes', 'is taken: changes.svg is the picture of the last change');

const Limits = z.strictObject({ sessions: Sessions.nullish(), logins_per_second: Rate.nullish() });

const Collect = z.strictObject({ endpoints: z.boolean().nullish() });

const Ssh = z.strictObject({
  concurrency: z.int().min(1).max(1000).nullish(),
  logins_per_second: Rate.nullish(),
  per_site: Limits.nullish(),
  per_jump_host: Limits.nullish(),
  jitter: Wait.nullish(),
  retries: z.int().min(0).max(10).nullish(),
  retry_delay: Wait.nullish(),
  config: Text.nullish(),
  connect_timeout: Duration.nullish(),
  command_timeout: Duration.nullish(),
  visit_timeout: Duration.nullish(),
});

export const SettingsFile = z.strictObject({
  collect: Collect.nullish(),
  domains: Texts.nullish(),
  ensure_lldp: z.boolean().nullish(),
  host_keys: z.enum(['strict', 'accept-new']).nullish(),
  known_hosts: Texts.min(1, 'needs at least one path').nullish(),
  exclude_ports: z.array(Rule).nullish(),
  links: z.array(Link).nullish(),
  ssh: Ssh.nullish(),
  templates: Text.nullish(),
  netflow: NetflowBody.nullish(),
  sflow: SflowBody.nullish(),
  flows: CollectBody.nullish(),
  neighbors: z.array(NeighborBody).nullish(),
  incidents: IncidentsBody.nullish(),
  alerts: AlertsBody.nullish(),
  events: EventsBody.nullish(),
  poll: PollBody.nullish(),
  retention: RetentionBody.nullish(),
  views: z.record(ViewName, ViewBody.nullable()).nullish(),
  plain_secrets: z.enum(['allow', 'warn']).nullish(),
});
export type SettingsFile = z.infer<typeof SettingsFile>;

/** Where a name of the file was mistyped: the keys allowed at that path. */
export function keysAt(path: readonly PropertyKey[]): readonly string[] {
  return schemaKeys(SettingsFile, path);
}

/** `none` is no limit; what is not written is as it was. */
export function toLimits(limits: z.infer<typeof Limits> | null | undefined, otherwise: LoginLimits): LoginLimits {
  return {
    sessions: toLimit(limits?.sessions, otherwise.sessions),
    loginsPerSecond: toLimit(limits?.logins_per_second, otherwise.loginsPerSecond),
  };
}

export function toLimit(limit: number | 'none' | null | undefined, otherwise: number | null): number | null {
  return limit === 'none' ? null : (limit ?? otherwise);
}

export function toDeclaredLink(link: z.infer<typeof Link>): DeclaredLink {
  return { a: link.a, b: link.b, speedBps: link.speed ?? null, description: link.description ?? null };
}

export function toView(name: string, body: z.infer<typeof ViewBody> | null): View {
  return {
    name,
    title: body?.title ?? null,
    direction: body?.direction ?? 'down',
    ranks: body?.ranks ?? body?.rank ?? [],
    include: body?.include ?? null,
    exclude: body?.exclude ?? [],
    hide: body?.hide ?? [],
  };
}

// The shape of toposcope.yml. Keys are strict: an unknown one is an error, because it would silently do nothing.
import { z } from 'zod';
import { canonicalPortName, type DeclaredLink, type LoginLimits, parseBps, type View } from '../model/index.ts';

/** Seconds from `30`, `'500ms'`, `'10s'`, `'2m'`; null for anything else, and for less than nothing. */
export function parseSeconds(value: unknown): number | null {
  const match = /^(\d+(?:\.\d+)?)\s*(ms|s|m)?$/.exec(String(value).trim());
  if (!match || (typeof value !== 'number' && typeof value !== 'string')) return null;
  const factor = match[2] === 'ms' ? 0.001 : match[2] === 'm' ? 60 : 1;
  const seconds = Number(match[1]) * factor;
  return Number.isFinite(seconds) ? seconds : null;
}

/** A value read by a function that gives null for what it cannot read. */
function readBy<T>(read: (value: unknown) => T | null, expected: string) {
  return z.unknown().transform((value, context): T => {
    const result = read(value);
    if (result !== null) return result;
    context.addIssue({ code: 'custom', message: `must be ${expected}` });
    return z.NEVER;
  });
}

const Text = z.string().trim().min(1, 'must not be empty');
const Texts = z.array(Text);
const Wait = readBy(parseSeconds, "a time such as 0, 30 (seconds), '500ms', '10s' or '2m'");
const Duration = readBy((value) => parseSeconds(value) || null, "a time such as 30 (seconds), '500ms', '10s' or '2m'");
const Sessions = readBy((value) => parseLimit(value, Number.isSafeInteger), 'a whole number from 1, or none');
const Rate = readBy((value) => parseLimit(value, Number.isFinite), 'a number above 0 such as 5 or 0.5, or none');
const Speed = readBy((value) => parseSpeed(value), 'a speed such as 100M, 1G or 2.5G');
const End = readBy(parseEnd, 'an end such as "r1:Gi0/1", or a device name');

function parseLimit(value: unknown, isUsable: (limit: number) => boolean): number | 'none' | null {
  if (value === 'none') return value;
  return typeof value === 'number' && value > 0 && isUsable(value) ? value : null;
}

function parseSpeed(value: unknown): number | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const bps = parseBps(String(value));
  return bps !== null && bps > 0 ? bps : null;
}

/** `device:port` at the first colon, because port names may hold colons and device names do not. */
function parseEnd(value: unknown): DeclaredLink['a'] | null {
  if (typeof value !== 'string') return null;
  const colon = value.indexOf(':');
  const device = (colon < 0 ? value : value.slice(0, colon)).trim();
  const port = colon < 0 ? null : canonicalPortName(value.slice(colon + 1));
  return device === '' || port === '' ? null : { device, port };
}

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
  views: z.record(ViewName, ViewBody.nullable()).nullish(),
  plain_secrets: z.enum(['allow', 'warn']).nullish(),
});
export type SettingsFile = z.infer<typeof SettingsFile>;

/** Where a name of the file was mistyped: the keys allowed at that path. */
export function keysAt(path: readonly PropertyKey[]): readonly string[] {
  const [top, second, third] = path;
  if (top === undefined) return Object.keys(SettingsFile.shape);
  if (top === 'collect') return Object.keys(Collect.shape);
  if (top === 'ssh' && second !== undefined) return Object.keys(Limits.shape);
  if (top === 'ssh') return Object.keys(Ssh.shape);
  if (top === 'links') return Object.keys(Link.shape);
  if (top === 'exclude_ports') return ['device', 'port'];
  return top === 'views' && third === undefined ? Object.keys(ViewBody.shape) : [];
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
  };
}

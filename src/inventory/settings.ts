// toposcope.yml → Settings. Every fault is reported with its place; a faulty file gives the defaults.
import { isMap, isScalar, isSeq, type Node } from 'yaml';
import type { z } from 'zod';
import type { Settings, SourceFile } from '../model/index.ts';
import { DEFAULT_COLLECT, toCollect } from './collect-settings.ts';
import { toNetflow, toSflow } from './flow-settings.ts';
import { didYouMean } from './nearest.ts';
import type { ProblemList } from './problem-list.ts';
import { isPlainText, openSecret, type SecretSources } from './secret-value.ts';
import { keysAt, SettingsFile, toDeclaredLink, toLimit, toLimits, toView } from './settings-schema.ts';
import { describeType, type Place, type VaultValue } from './variable.ts';
import {
  DEFAULT_ALERTS,
  DEFAULT_EVENTS,
  DEFAULT_INCIDENTS,
  DEFAULT_POLL_EVERY,
  DEFAULT_RETENTION,
} from './watching-defaults.ts';
import { SECRET_KEYS } from './watching-schema.ts';
import {
  type SecretOpener,
  toAlerts,
  toEvents,
  toIncidents,
  toNeighborRule,
  toRetention,
} from './watching-settings.ts';
import { parseYaml, type YamlText } from './yaml-text.ts';

/** What holds where toposcope.yml does not say otherwise: nothing is changed on a device and no unknown key trusted. */
export const DEFAULT_SETTINGS: Settings = {
  declaredLinks: [],
  excludePorts: [],
  domains: [],
  ensureLldp: false,
  hostKeys: 'strict',
  knownHosts: ['output/known_hosts', '~/.ssh/known_hosts'],
  templates: null,
  collect: { endpoints: false },
  ssh: {
    concurrency: 50,
    loginsPerSecond: null,
    perSite: { sessions: null, loginsPerSecond: null },
    perJumpHost: { sessions: 10, loginsPerSecond: null },
    jitterSeconds: 0,
    retries: 2,
    retryDelaySeconds: 1,
    configFile: '~/.ssh/config',
    connectTimeoutSeconds: 10,
    commandTimeoutSeconds: 30,
    visitTimeoutSeconds: 120,
  },
  views: [toView('all', null)],
  netflow: null,
  sflow: null,
  flows: DEFAULT_COLLECT,
  neighbors: [],
  incidents: DEFAULT_INCIDENTS,
  alerts: DEFAULT_ALERTS,
  events: DEFAULT_EVENTS,
  pollEvery: DEFAULT_POLL_EVERY,
  retention: DEFAULT_RETENTION,
};

/** Place of the value at a path such as `['views', 'lab', 'ranks', 0]`, or of the nearest thing above it. */
export type PlaceFinder = (path: readonly PropertyKey[]) => Place;

export interface SettingsReading {
  readonly settings: Settings;
  readonly allowPlainSecrets: boolean;
  /** Null where there is no settings file that could be read. */
  readonly places: PlaceFinder | null;
}

const NOTHING: SettingsReading = { settings: DEFAULT_SETTINGS, allowPlainSecrets: false, places: null };

export function readSettings(file: SourceFile | null, problems: ProblemList, sources: SecretSources): SettingsReading {
  const yaml = file === null ? null : parseYaml(file, problems);
  if (yaml === null || yaml.root === null) return NOTHING;
  const raw = yaml.valueOf(yaml.root);
  if (raw === undefined) return NOTHING;
  const places: PlaceFinder = (path) => placeAt(yaml, path);
  const parsed = SettingsFile.safeParse(raw);
  if (parsed.success) {
    const allowPlainSecrets = parsed.data.plain_secrets === 'allow';
    const open = secretOpener(places, allowPlainSecrets, sources, problems);
    const settings = toSettings(parsed.data, file?.path ?? '', open);
    return { settings, allowPlainSecrets, places };
  }
  for (const issue of parsed.error.issues) reportIssue(issue, raw, yaml, problems);
  return NOTHING;
}

/** The address of a server in one's own network is none; one that holds a token, as those of chat services do, is. */
function isPlainSecret(written: string | VaultValue, path: Path): boolean {
  if (!isPlainText(written)) return false;
  return path.at(-1) !== 'url' || /@|[?#]|hooks\.|webhook|workflows/i.test(String(written));
}

type Path = readonly PropertyKey[];

/** One warning for all secrets in plain text, at the first of them. */
function secretOpener(
  places: PlaceFinder,
  allowPlain: boolean,
  sources: SecretSources,
  problems: ProblemList,
): SecretOpener {
  let hasWarned = allowPlain;
  return (written, path) => {
    const name = pathText(path);
    if (isPlainSecret(written, path) && !hasWarned && !sources.vault.wasSealed(places(path).file)) {
      hasWarned = true;
      const hint = 'write env:NAME or a vault value instead, or set "plain_secrets: allow" for a lab';
      problems.warning('CONFIG_PLAIN_SECRET', places(path), `${name} is in plain text in this file`, hint);
    }
    return openSecret(written, name, places(path), sources, problems);
  };
}

/** A path of the settings is meant from their own folder. */
function besideFile(file: string, path: string): string {
  const folder = file.replaceAll('\\', '/').replace(/[^/]*$/, '');
  return /^(?:\/|~\/|[A-Za-z]:)/.test(path) ? path : folder + path;
}

function toSettings(file: SettingsFile, path: string, open: SecretOpener): Settings {
  const views = Object.entries(file.views ?? {}).map(([name, body]) => toView(name, body));
  return {
    declaredLinks: (file.links ?? []).map(toDeclaredLink),
    excludePorts: file.exclude_ports ?? DEFAULT_SETTINGS.excludePorts,
    domains: (file.domains ?? []).map((domain) => domain.replace(/^\.+|\.+$/g, '')),
    ensureLldp: file.ensure_lldp ?? DEFAULT_SETTINGS.ensureLldp,
    hostKeys: file.host_keys ?? DEFAULT_SETTINGS.hostKeys,
    knownHosts: file.known_hosts ?? DEFAULT_SETTINGS.knownHosts,
    templates: file.templates ? besideFile(path, file.templates) : DEFAULT_SETTINGS.templates,
    collect: { endpoints: file.collect?.endpoints ?? DEFAULT_SETTINGS.collect.endpoints },
    ssh: toSshSettings(file.ssh ?? {}),
    views: views.length === 0 ? DEFAULT_SETTINGS.views : views,
    netflow: toNetflow(file.netflow),
    sflow: toSflow(file.sflow),
    flows: toCollect(file.flows, (one) => besideFile(path, one)),
    neighbors: (file.neighbors ?? []).map(toNeighborRule),
    incidents: toIncidents(file.incidents),
    alerts: toAlerts(file.alerts, open),
    events: toEvents(file.events, open),
    pollEvery: file.poll?.every ?? DEFAULT_POLL_EVERY,
    retention: toRetention(file.retention),
  };
}

function toSshSettings(file: NonNullable<SettingsFile['ssh']>): Settings['ssh'] {
  const { ssh } = DEFAULT_SETTINGS;
  return {
    concurrency: file.concurrency ?? ssh.concurrency,
    loginsPerSecond: toLimit(file.logins_per_second, ssh.loginsPerSecond),
    perSite: toLimits(file.per_site, ssh.perSite),
    perJumpHost: toLimits(file.per_jump_host, ssh.perJumpHost),
    jitterSeconds: file.jitter ?? ssh.jitterSeconds,
    retries: file.retries ?? ssh.retries,
    retryDelaySeconds: file.retry_delay ?? ssh.retryDelaySeconds,
    configFile: file.config === 'none' ? null : (file.config ?? ssh.configFile),
    connectTimeoutSeconds: file.connect_timeout ?? ssh.connectTimeoutSeconds,
    commandTimeoutSeconds: file.command_timeout ?? ssh.commandTimeoutSeconds,
    visitTimeoutSeconds: file.visit_timeout ?? ssh.visitTimeoutSeconds,
  };
}

/** Keys that have a page of their own. */
const WATCHING: ReadonlySet<PropertyKey> = new Set(['poll', 'neighbors', 'incidents', 'alerts', 'events', 'retention']);

function referenceFor([key = '']: readonly PropertyKey[]): string {
  const page = key === 'flows' ? 'flows' : WATCHING.has(key) ? 'watching' : 'inventory';
  return `see docs/reference/${page}.md for every key and its values`;
}

type Issue = z.core.$ZodIssue;

function reportIssue(issue: Issue, raw: unknown, yaml: YamlText, problems: ProblemList): void {
  if (issue.code === 'unrecognized_keys') {
    for (const key of issue.keys) reportUnknownKey(issue.path, key, yaml, problems);
    return;
  }
  if (issue.code === 'invalid_key') {
    const message = `${pathText(issue.path)} ${issue.issues[0]?.message ?? 'is no usable name'}`;
    problems.error('CONFIG_INVALID_VALUE', keyPlace(yaml, issue.path), message, 'rename the view');
    return;
  }
  const value = issue.path.some((part) => SECRET_KEYS.has(part))
    ? hidden(valueAt(raw, issue.path))
    : valueAt(raw, issue.path);
  const message = `${pathText(issue.path)} ${sentence(issue, value)}`;
  problems.error('CONFIG_INVALID_VALUE', placeAt(yaml, issue.path), message, hintFor(issue, value));
}

function reportUnknownKey(path: readonly PropertyKey[], key: string, yaml: YamlText, problems: ProblemList): void {
  const where = path.length === 0 ? '' : ` in ${pathText(path)}`;
  const known = keysAt(path);
  const hint = didYouMean(key, known, `the keys here are: ${known.join(', ')}`);
  problems.error('CONFIG_UNKNOWN_KEY', keyPlace(yaml, [...path, key]), `unknown key ${key}${where}`, hint, key);
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  object: 'a mapping',
  record: 'a mapping',
  array: 'a list',
  string: 'text',
  boolean: 'true or false',
  int: 'a whole number',
  number: 'a number',
};

/** What stands where a secret belongs is not shown, only what it is. */
function hidden(value: unknown): unknown {
  return isScalarValue(value) ? '***' : value;
}

function isScalarValue(value: unknown): boolean {
  return value !== null && value !== undefined && typeof value !== 'object';
}

function sentence(issue: Issue, value: unknown): string {
  if (issue.code === 'invalid_type') {
    return value === undefined
      ? 'is missing'
      : `must be ${TYPE_NAMES[issue.expected] ?? issue.expected}, not ${met(value)}`;
  }
  if (issue.code === 'invalid_union' && 'options' in issue) {
    return `must be ${(issue.options as readonly unknown[]).join(', ')}, not ${met(value)}`;
  }
  if (issue.code === 'invalid_value') return `must be ${issue.values.join(' or ')}, not ${met(value)}`;
  if (issue.code === 'custom' && value === undefined) return 'is missing';
  const isOurs = issue.code === 'custom' || issue.code === 'invalid_union';
  if (isOurs && issue.message.startsWith('must')) return `${issue.message}, not ${met(value)}`;
  if (issue.code === 'too_small' && issue.origin === 'number')
    return `must be at least ${issue.minimum}, not ${met(value)}`;
  if (issue.code === 'too_big') return `must be at most ${issue.maximum}, not ${met(value)}`;
  return issue.message;
}

function hintFor(issue: Issue, value: unknown): string {
  const reference = referenceFor(issue.path);
  if (issue.code === 'invalid_value' && typeof value === 'string') {
    return didYouMean(value, issue.values.map(String), reference);
  }
  const unquoted =
    issue.code === 'invalid_type' && issue.expected === 'string' && value !== null && value !== undefined;
  return unquoted && typeof value !== 'object' ? 'put it in quotes, so that it is read as text' : reference;
}

function met(value: unknown): string {
  return typeof value === 'object' ? describeType(value) : `"${String(value).slice(0, 60)}"`;
}

/** `links[0].speed`; `settings` for the whole file. */
function pathText(path: readonly PropertyKey[]): string {
  const text = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return text.replace(/^\./, '') || 'settings';
}

function valueAt(raw: unknown, path: readonly PropertyKey[]): unknown {
  let value = raw;
  for (const part of path) value = typeof value === 'object' && value !== null ? Reflect.get(value, part) : undefined;
  return value;
}

function placeAt(yaml: YamlText, path: readonly PropertyKey[]): Place {
  let node = yaml.root;
  let place = yaml.placeOf(node);
  for (const part of path) {
    const step = stepInto(yaml, node, part) ?? (part === 'ranks' ? stepInto(yaml, node, 'rank') : null);
    if (step === null) return place;
    place = step.node === null ? step.place : yaml.placeOf(step.node);
    node = step.node;
  }
  return place;
}

function keyPlace(yaml: YamlText, path: readonly PropertyKey[]): Place {
  const parent = path.slice(0, -1);
  let node = yaml.root;
  for (const part of parent) node = stepInto(yaml, node, part)?.node ?? null;
  return stepInto(yaml, node, path.at(-1) ?? '')?.place ?? placeAt(yaml, parent);
}

/** The value below a key or index, and the place of that key. */
function stepInto(yaml: YamlText, from: Node | null, part: PropertyKey): { node: Node | null; place: Place } | null {
  const node = yaml.resolve(from);
  if (isSeq<Node>(node)) {
    const item = node.items[Number(part)];
    return item === undefined ? null : { node: item, place: yaml.placeOf(item) };
  }
  if (!isMap(node)) return null;
  const entry = yaml.entriesOf(node)?.find(({ key }) => String(key) === String(part));
  if (entry === undefined) return null;
  const written = isScalar(entry.value) && entry.value.value === null ? null : entry.value;
  return { node: written, place: entry.place };
}

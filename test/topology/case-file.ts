// Reads the compact YAML of test/captures/topology: each document is one snapshot, later documents only say what differs.
// The format is described in test/captures/topology/README.md.
import { parseAllDocuments } from 'yaml';
import {
  type Bundle,
  type Change,
  canonicalPortName,
  type DeclaredLink,
  type DeviceFacts,
  type ErrorCode,
  formatEnd,
  isLinkChange,
  type LinkEnd,
  type Neighbor,
  type NeighborRule,
  type ParseOutcome,
  type PollStatus,
  type Port,
  parseBps,
  SNAPSHOT_SCHEMA,
  type Snapshot,
  type SnapshotLink,
  shortPortName,
} from '../../src/model/index.ts';
import { buildTopology, diffSnapshots, type TopologyDevice, type TopologyInput } from '../../src/topology/index.ts';

interface HeardEntry {
  on?: string | null;
  name?: string | null;
  port?: string | null;
  chassis?: string;
  desc?: string;
  about?: string;
  mgmt?: string[];
  caps?: string;
  via?: 'lldp' | 'cdp';
  hold?: number;
  left?: number;
  cut?: boolean;
}

interface DeviceEntry {
  hears?: (string | HeardEntry)[];
  groups?: string[];
  hostname?: string;
  domain?: string;
  chassis?: string;
  serial?: string;
  version?: string;
  /** Seconds. */
  uptime?: number;
  platform?: string | null;
  host?: string;
  aliases?: string[];
  ports?: (string | (Partial<Port> & { name: string }))[];
  poll?: string | null;
  changed?: boolean;
  outcome?: ParseOutcome | 'missing';
  lldp?: 'off' | { interval?: number; hold?: number };
  /** Commands that were answered, besides the neighbour tables. */
  answers?: string[];
}

export interface CaseEntry {
  at?: string;
  domains?: string[];
  exclude?: string[];
  links?: string[];
  neighbors?: Partial<NeighborRule>[];
  devices?: Record<string, DeviceEntry | null>;
}

export interface Step {
  readonly input: TopologyInput;
  readonly snapshot: Snapshot;
}

/** Builds one snapshot after the other, each with the one before as its previous. */
export function playCase(text: string): Step[] {
  const entries = parseAllDocuments(text).map((document) => {
    if (document.errors.length > 0) throw document.errors[0];
    return document.toJS() as CaseEntry;
  });
  const steps: Step[] = [];
  let entry: CaseEntry = {};
  entries.forEach((change, i) => {
    entry = merge(entry, change);
    const at = change.at ?? new Date(Date.UTC(2026, 10, 21, 10, 10 * i)).toISOString().replace('.000Z', 'Z');
    const previous = steps.at(-1)?.snapshot ?? null;
    const input = readInput({ ...entry, at }, previous);
    steps.push({ input, snapshot: takeSnapshot(input) });
  });
  return steps;
}

/** A device that is `null` leaves the inventory. */
function merge(entry: CaseEntry, change: CaseEntry): CaseEntry {
  const devices = { ...entry.devices };
  for (const [name, value] of Object.entries(change.devices ?? {})) {
    if (value === null) delete devices[name];
    else devices[name] = { ...devices[name], ...value };
  }
  return { ...entry, ...change, devices };
}

export function takeSnapshot(input: TopologyInput): Snapshot {
  const snapshot: Snapshot = {
    schema: SNAPSHOT_SCHEMA,
    id: input.takenAt.replaceAll(':', '-'),
    takenAt: input.takenAt,
    tookMs: 0,
    previous: input.previous?.id ?? null,
    ...buildTopology(input),
    changes: [],
    answers: {},
    loads: null,
  };
  if (input.previous) snapshot.changes = diffSnapshots(input.previous, snapshot);
  return snapshot;
}

function readInput(entry: CaseEntry & { at: string }, previous: Snapshot | null): TopologyInput {
  const excluded = (entry.exclude ?? []).map(readEnd);
  return {
    id: entry.at,
    takenAt: entry.at,
    devices: Object.entries(entry.devices ?? {}).map(([name, device]) => readDevice(name, device ?? {})),
    declaredLinks: (entry.links ?? []).map(readLink),
    excludePort: (device, port) =>
      excluded.some((end) => (end.device === '*' || end.device === device) && end.port === port),
    domains: entry.domains ?? [],
    neighbors: (entry.neighbors ?? []).map((rule) => ({ ...ANY_NEIGHBOR, ...rule })),
    previous,
  };
}

const ANY_NEIGHBOR: NeighborRule = {
  ...{ name: null, description: null, capabilities: [], ports: [], kind: null, ignore: false },
};

function readEnd(text: string): LinkEnd {
  const [device = '', port] = text.split(':');
  return { device, port: port === undefined ? null : canonicalPortName(port) };
}

function readLink(text: string): DeclaredLink {
  const [ends = '', speed] = text.split(' @ ');
  const [a = '', b = ''] = ends.split(' -- ');
  return { a: readEnd(a), b: readEnd(b), speedBps: speed ? parseBps(speed) : null, description: null };
}

function readDevice(name: string, entry: DeviceEntry): TopologyDevice {
  const polled = (entry.poll ?? null) === null;
  const status = STATUS[entry.poll ?? ''] ?? (polled ? 'ok' : 'failed');
  const neighbors = (entry.hears ?? []).map(readNeighbor);
  return {
    name,
    groups: entry.groups ?? ['devices'],
    site: null,
    role: null,
    aliases: entry.aliases ?? [],
    host: entry.host ?? name,
    platform: entry.platform === undefined ? 'cisco_ios' : entry.platform,
    poll: {
      status,
      code: polled ? null : (entry.poll as ErrorCode),
      message: null,
      hint: null,
      tookMs: 10,
      changed: entry.changed ?? false,
    },
    facts: polled ? readFacts(entry, neighbors) : null,
    evidence: new Map(
      [...neighbors.map(({ command }) => command), ...(entry.answers ?? [])].map((command) => [
        command,
        `hash of ${name} ${command}`,
      ]),
    ),
  };
}

const STATUS: Record<string, PollStatus> = {
  DEVICE_UNREACHABLE: 'unreachable',
  DEVICE_AUTH_FAILED: 'auth-failed',
  DEVICE_SKIPPED: 'skipped',
};

function readFacts(entry: DeviceEntry, neighbors: Neighbor[]): DeviceFacts {
  const off = entry.lldp === 'off';
  const timers = typeof entry.lldp === 'object' ? entry.lldp : {};
  const table = neighbors.length > 0 ? 'ok' : 'empty';
  return {
    hostname: entry.hostname ?? null,
    domain: entry.domain ?? null,
    model: null,
    version: entry.version ?? null,
    serial: entry.serial ?? null,
    chassisId: entry.chassis ?? null,
    ...{ uptimeSeconds: entry.uptime ?? null, flowExport: null, endpoints: [] },
    lldp: { enabled: !off, intervalSeconds: timers.interval ?? 30, holdSeconds: timers.hold ?? 120 },
    ports: (entry.ports ?? []).map(readPort),
    neighbors,
    neighborsOutcome: entry.outcome ?? (off ? 'disabled' : table),
    problems: [],
  };
}

/** `Gi0/1`, `Gi0/1 1G`, `Gi0/1 1G shut`, `Gi0/1 down`, `Gi0/1 full mtu=9216`, `Gi0/1 Po1 lacp suspended`. */
function readPort(entry: string | (Partial<Port> & { name: string })): Port {
  const [word = '', ...rest] = typeof entry === 'string' ? entry.split(' ') : [entry.name];
  const name = canonicalPortName(word);
  const one = <T extends string>(...words: T[]): T | null => words.find((known) => rest.includes(known)) ?? null;
  const shut = rest.includes('shut');
  const mtu = rest.find((text) => text.startsWith('mtu='))?.slice(4);
  const bundle = rest.find((text) => /^(?:Po|BE|ae|Eth-Trunk)\d+$/.test(text));
  const state =
    one('bundled', 'standby', 'suspended') ?? (bundle !== undefined && rest.includes('down') ? 'down' : null);
  const facts = typeof entry === 'string' ? {} : { ...entry, name };
  return {
    ...{ name, short: shortPortName(name), ifIndex: null },
    speedBps: rest.map(parseBps).find((bps) => bps !== null) ?? null,
    ...{ adminUp: !shut, operUp: !shut && !rest.includes('down') },
    ...{ description: null, mac: null, bundle: bundle === undefined ? null : canonicalPortName(bundle) },
    ...{ bundleProtocol: one('lacp', 'pagp', 'static'), bundleState: state },
    ...{ addresses: [], mtu: mtu === undefined ? null : Number(mtu), duplex: one('full', 'half', 'auto') },
    ...facts,
  };
}

/** `Gi0/1 r6.virl.info Gi0/1`, or an object. */
function readNeighbor(entry: string | HeardEntry): Neighbor {
  const [on, name, port] = typeof entry === 'string' ? entry.split(' ') : [];
  const heard: HeardEntry =
    typeof entry === 'string' ? { on: on ?? null, name: name ?? null, port: port ?? null } : entry;
  const protocol = heard.via ?? 'lldp';
  return {
    protocol,
    localPort: heard.on ? canonicalPortName(heard.on) : null,
    systemName: heard.name ?? null,
    nameTruncated: heard.cut ?? false,
    chassisId: heard.chassis ?? null,
    portId: heard.port ? canonicalPortName(heard.port) : null,
    portDescription: heard.desc ?? null,
    systemDescription: heard.about ?? null,
    capabilities: (heard.caps ?? '').split('').filter((letter) => letter !== ''),
    managementAddresses: heard.mgmt ?? [],
    holdSeconds: heard.hold ?? 120,
    remainingSeconds: heard.left ?? null,
    command: `show ${protocol} neighbors`,
    takenAt: null,
  };
}

/** What expected.yml says; every key it has is compared with the last snapshot. */
export interface Expected {
  title: string;
  devices?: string[];
  unmanaged?: string[];
  links?: string[];
  reasons?: Record<string, string>;
  segments?: Record<string, string[]>;
  identity?: Record<string, string>;
  speeds?: Record<string, string>;
  problems?: string[];
  /** Devices outside the inventory. */
  kinds?: Record<string, string>;
  ageing?: Record<string, string>;
  faults?: Record<string, string>;
  bundles?: Record<string, string[]>;
  incoherent?: string[];
  changes?: string[];
  evidence?: string[];
}

/** The last snapshot in the same compact words as `expected`, with the same keys. */
export function summarise(snapshot: Snapshot, expected: Expected): Expected {
  const all: Required<Expected> = {
    title: expected.title,
    devices: snapshot.devices.map(({ name }) => name),
    unmanaged: snapshot.devices
      .filter(({ managed }) => !managed)
      .map(({ name, capabilities }) => `${name} ${capabilities.join('')}`.trim()),
    links: snapshot.links.map(describeLink),
    reasons: pick(expected.reasons, (id) => snapshot.links.find((link) => short(link.id) === id)?.reason ?? 'none'),
    segments: Object.fromEntries(
      snapshot.segments.map(({ id, members }) => [short(id), members.map((end) => short(formatEnd(end)))]),
    ),
    identity: Object.fromEntries(
      snapshot.devices.flatMap(({ name, identity }) =>
        // Under its own name every device is known; the cases list the other names.
        identity.filter(({ alias }) => alias !== name).map(({ alias, rule }) => [alias, `${name} by ${rule}`]),
      ),
    ),
    speeds: pick(expected.speeds, (id) => String(snapshot.links.find((link) => short(link.id) === id)?.speedBps)),
    kinds: Object.fromEntries(
      snapshot.devices
        .filter(({ managed }) => !managed)
        .map(({ name, kind, ignored }) => [name, `${kind}${ignored ? ' ignored' : ''}`]),
    ),
    ageing: told(snapshot, ({ ageing }) => ageing && `${ageing.device} loses it in ${ageing.remainingSeconds} s`),
    faults: told(snapshot, ({ fault }) => fault),
    bundles: Object.fromEntries(snapshot.bundles.map((bundle) => [short(bundle.id), describeBundle(bundle)])),
    incoherent: snapshot.links.flatMap(({ incoherent }) =>
      incoherent.map(({ what, message }) => `${what}: ${message}`),
    ),
    problems: snapshot.problems.map(({ code, message }) => `${code} ${message}`),
    changes: snapshot.changes.map(describeChange),
    evidence: snapshot.changes.flatMap(({ evidence }) => evidence),
  };
  return Object.fromEntries(
    Object.keys(expected).map((key) => [key, all[key as keyof Expected]]),
  ) as unknown as Expected;
}

function pick(wanted: Record<string, string> | undefined, value: (key: string) => string): Record<string, string> {
  return Object.fromEntries(Object.keys(wanted ?? {}).map((key) => [key, value(key)]));
}

/** Links of which `say` says something. */
function told(snapshot: Snapshot, say: (link: SnapshotLink) => string | null): Record<string, string> {
  return Object.fromEntries(
    snapshot.links.flatMap((link) => {
      const text = say(link);
      return text === null ? [] : [[short(link.id), text]];
    }),
  );
}

/** State and protocol, members, reasons. */
function describeBundle({ state, protocol, members, reasons }: Bundle): string[] {
  return [`${state} ${protocol ?? 'unknown'}`, ...members.map(short), ...reasons];
}

function describeChange(change: Change): string {
  if (isLinkChange(change)) return `${change.kind} ${short(change.link)}: ${change.cause}`;
  const values = [change.before, change.after].filter((value) => value !== null).join(' → ');
  return `${change.kind} ${change.device} (${values}): ${change.cause}`;
}

function describeLink(link: Snapshot['links'][number]): string {
  const protocols = link.protocols.join('+');
  return `${short(link.id)} ${link.state}${link.settling ? ' settling' : ''} ${protocols}`;
}

/** Port names as `Gi0/1`, so that the files stay readable. */
function short(id: string): string {
  return id
    .split('--')
    .map((end) => end.split(':').map(shortPortName).join(':'))
    .join('--');
}

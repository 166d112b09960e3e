// Why something is drawn: both claims of each link, the answers they came from, and the rules that joined them.
import {
  type Change,
  type Claim,
  canonicalPortName,
  comparePortNames,
  formatEnd,
  isLinkChange,
  type LinkEnd,
  linkChanges,
  normaliseMac,
  parseAddress,
  type Snapshot,
  type SnapshotDevice,
  type SnapshotLink,
  type SnapshotPort,
  shortPortName,
  ToposcopeError,
} from '../../model/index.ts';
import { nameKey } from '../identity/names.ts';
import { type PlacedEndpoint, placeEndpoint } from './endpoints.ts';
import { describeLink, type ExplainedBundle, explainBundle, findBundle } from './explain-link.ts';
import { nearestNames } from './nearest.ts';

export interface Explanation {
  readonly subject: { readonly kind: Subject['kind']; readonly name: string };
  /** The devices at the ends of the links, the subject first. */
  readonly devices: readonly SnapshotDevice[];
  readonly ports: readonly ExplainedPort[];
  readonly links: readonly ExplainedLink[];
  /** Sentences: which name is which device, by which rule. */
  readonly identity: readonly string[];
  /** Changes of this snapshot that touch the subject, or a device at the ends of its links. */
  readonly changes: readonly Change[];
  /** Where a host is attached, where the subject is one. */
  readonly endpoint: PlacedEndpoint | null;
}

export interface ExplainedPort {
  readonly device: string;
  readonly port: SnapshotPort;
}

export interface ExplainedLink {
  readonly link: SnapshotLink;
  readonly claims: readonly ExplainedClaim[];
  readonly bundle: ExplainedBundle | null;
  /** Sentences: how its claims were joined, what ails it, and how its bundle stands. */
  readonly notes: readonly string[];
}

export interface ExplainedClaim {
  readonly by: string;
  readonly port: string | null;
  readonly protocol: Claim['protocol'];
  /** What it heard, as advertised: `r6.virl.info Gi0/1`. */
  readonly heard: string;
  readonly command: string;
  /** Hash of the raw answer; null for declared links. */
  readonly evidence: string | null;
  readonly at: string;
  readonly rule: string;
}

interface Subject {
  readonly kind: 'device' | 'port' | 'link' | 'endpoint';
  readonly name: string;
  readonly ends: readonly LinkEnd[];
  readonly links: readonly SnapshotLink[];
  readonly endpoint?: PlacedEndpoint;
}

/**
 * `reference` is a link id, a device, `device:port`, or the MAC or IP address of a host; devices by any name they are known by, ports in any spelling.
 * Throws TOPOLOGY_NOT_FOUND, with the nearest names.
 */
export function explain(snapshot: Snapshot, reference: string): Explanation {
  const subject = findSubject(snapshot, reference.trim());
  const names = [
    ...new Set([...subject.ends, ...subject.links.flatMap(({ a, b }) => [a, b])].map(({ device }) => device)),
  ];
  const devices = names.flatMap((name) => snapshot.devices.filter((device) => device.name === name));
  const ends = new Set([...subject.ends, ...subject.links.flatMap(({ a, b }) => [a, b])].map(formatEnd));
  return {
    subject: { kind: subject.kind, name: subject.name },
    devices,
    ports: portsOf(devices, ends),
    links: subject.links.map((link) => explainLink(link, snapshot)),
    identity: devices.flatMap(identityLines),
    changes: snapshot.changes.filter((change) => touches(change, subject, names)),
    endpoint: subject.endpoint ?? null,
  };
}

function findSubject(snapshot: Snapshot, reference: string): Subject {
  const link = snapshot.links.find(({ id }) => id === reference);
  if (link) return { kind: 'link', name: link.id, ends: [link.a, link.b], links: [link] };
  const segment = snapshot.segments.find(({ id }) => id === reference);
  if (segment) {
    const links = snapshot.links.filter((one) => one.segment === segment.id);
    return { kind: 'link', name: segment.id, ends: segment.members, links };
  }
  const bundle = findBundle(snapshot, reference);
  if (bundle) return { kind: 'link', name: bundle.id, ends: bundle.ends, links: bundle.links };
  const gone = changedEnds(snapshot).find(({ id }) => id === reference);
  if (gone) return { kind: 'link', name: gone.id, ends: gone.ends, links: [] };
  const device = findDevice(snapshot, reference);
  if (device) {
    const links = snapshot.links.filter(({ a, b }) => a.device === device.name || b.device === device.name);
    return { kind: 'device', name: device.name, ends: [{ device: device.name, port: null }], links };
  }
  return findPort(snapshot, reference) ?? findEndpoint(snapshot, reference) ?? notFound(snapshot, reference);
}

function findEndpoint(snapshot: Snapshot, reference: string): Subject | null {
  const endpoint = placeEndpoint(snapshot, reference);
  if (endpoint === null) return null;
  const ends = endpoint.sightings.filter(({ isAttached }) => isAttached).map(({ device, port }) => ({ device, port }));
  const name = [endpoint.mac, ...endpoint.addresses].join(', ');
  return { kind: 'endpoint', name, ends, links: [], endpoint };
}

/** Links that the changes of this snapshot speak of, be it that they are gone: the recap names them, so they can be asked for. */
function changedEnds(snapshot: Snapshot): { id: string; ends: readonly LinkEnd[] }[] {
  return linkChanges(snapshot).flatMap(({ link, a, b, before, partner }) => [
    { id: link, ends: [a, b] },
    ...(before ? [{ id: before.link, ends: [before.a, before.b] }] : []),
    ...(partner ? [partner, partner.before].map((one) => ({ id: one.link, ends: [one.a, one.b] })) : []),
  ]);
}

/** By name, else by a name only one device bears, in any case, else by the name it had before. */
function findDevice(snapshot: Snapshot, reference: string): SnapshotDevice | null {
  const exact = snapshot.devices.find(({ name }) => name === reference);
  if (exact) return exact;
  const key = nameKey(reference);
  const known = snapshot.devices.filter(({ name, hostname, aliases }) =>
    [name, ...aliases, hostname ?? ''].some((one) => one !== '' && nameKey(one) === key),
  );
  if (known.length > 0) return known.length === 1 ? (known[0] ?? null) : null;
  const renamed = snapshot.changes.find((change) => change.kind === 'renamed' && change.before === reference);
  const device = renamed && !isLinkChange(renamed) ? renamed.device : null;
  return snapshot.devices.find(({ name }) => name === device) ?? null;
}

/** Device names may hold colons, so every colon is tried as the one before the port. */
function findPort(snapshot: Snapshot, reference: string): Subject | null {
  for (let at = reference.indexOf(':'); at !== -1; at = reference.indexOf(':', at + 1)) {
    const device = findDevice(snapshot, reference.slice(0, at));
    if (!device) continue;
    const port = matchPort(reference.slice(at + 1).trim(), portNames(snapshot, device));
    if (port === null) continue;
    const end = { device: device.name, port };
    const links = snapshot.links.filter(({ a, b }) => [a, b].some((one) => formatEnd(one) === formatEnd(end)));
    return { kind: 'port', name: formatEnd(end), ends: [end], links };
  }
  return null;
}

function portNames(snapshot: Snapshot, device: SnapshotDevice): string[] {
  const all = [...snapshot.links.flatMap(({ a, b }) => [a, b]), ...changedEnds(snapshot).flatMap(({ ends }) => ends)];
  const ends = all.filter((end) => end.device === device.name);
  const names = [...device.ports.map(({ name }) => name), ...ends.map(({ port }) => port)];
  return [...new Set(names.filter((name) => name !== null))].sort(comparePortNames);
}

function matchPort(text: string, names: readonly string[]): string | null {
  const canonical = canonicalPortName(text);
  const exact = names.find((name) => name === text) ?? names.find((name) => name === canonical);
  if (exact !== undefined) return exact;
  const spelled = (name: string): string[] => [name, shortPortName(name)].map((one) => one.toLowerCase());
  const loose = names.filter((name) => spelled(name).includes(text.toLowerCase().replace(' ', '')));
  return loose.length === 1 ? (loose[0] ?? null) : null;
}

function notFound(snapshot: Snapshot, reference: string): never {
  const devices = snapshot.devices.map(({ name }) => name);
  const at = reference.indexOf(':');
  const device = at === -1 ? null : findDevice(snapshot, reference.slice(0, at));
  const ports = device ? portNames(snapshot, device).map((port) => `${device.name}:${shortPortName(port)}`) : [];
  const aliases = snapshot.devices.flatMap((one) => one.aliases);
  const wanted = device ? `${device.name}:${reference.slice(at + 1)}` : (reference.split(':')[0] ?? reference);
  const isHost = device === null && (normaliseMac(reference) ?? parseAddress(reference)) !== null;
  const near = isHost ? [] : nearestNames(wanted, device ? ports : [...new Set([...devices, ...aliases])]);
  const what = device ? `${device.name} has no port "${reference.slice(at + 1)}"` : `nothing is called "${reference}"`;
  throw new ToposcopeError('TOPOLOGY_NOT_FOUND', `${what} in snapshot ${snapshot.id}`, {
    hint:
      near.length > 0
        ? `Did you mean ${near.join(' or ')}?`
        : 'Name a device, DEVICE:PORT, a link id, or (with collect: {endpoints: true}) the MAC or IP address of a host.',
    context: { reference, nearest: near },
  });
}

function portsOf(devices: readonly SnapshotDevice[], ends: ReadonlySet<string>): ExplainedPort[] {
  return devices.flatMap(({ name, ports }) =>
    ports
      .filter((port) => ends.has(formatEnd({ device: name, port: port.name })))
      .map((port) => ({ device: name, port })),
  );
}

function explainClaim(claim: Claim): ExplainedClaim {
  const { by, port, protocol, command, evidence, at, rule } = claim;
  const what = [claim.systemName ?? claim.chassisId, claim.portId ?? claim.portDescription];
  const heard = what.filter((text) => text !== null && text !== '').join(' ');
  return { by, port, protocol, heard, command, evidence, at, rule };
}

function identityLines(device: SnapshotDevice): string[] {
  return device.identity.map(({ alias, rule }) => `"${alias}" is ${device.name}, by ${rule}`);
}

function explainLink(link: SnapshotLink, snapshot: Snapshot): ExplainedLink {
  const bundle = explainBundle(link, snapshot);
  return { link, claims: link.claims.map(explainClaim), bundle, notes: describeLink(link, bundle) };
}

/** `devices`: those at the ends of the subject; of a device itself only its own changes are told. */
function touches(change: Change, subject: Subject, devices: readonly string[]): boolean {
  if (!isLinkChange(change))
    return subject.kind === 'device' ? change.device === subject.name : devices.includes(change.device);
  const { before, partner } = change;
  const cables = [change, before, partner, partner?.before].filter((one) => one != null);
  if (subject.kind === 'link')
    return cables.some(({ link }) => link === subject.name || subject.links.some(({ id }) => id === link));
  const ends = cables.flatMap(({ a, b }) => [a, b]);
  return ends.some((end) =>
    subject.kind === 'device'
      ? end.device === subject.name
      : subject.ends.some((own) => formatEnd(own) === formatEnd(end)),
  );
}

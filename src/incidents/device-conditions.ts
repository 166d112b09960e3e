// Devices that cannot be polled, and what their neighbours say of them.
import type { Condition, SnapshotDevice } from '../model/index.ts';
import { DEFAULT_HOLD_SECONDS } from './link-conditions.ts';
import type { Scene } from './scene.ts';
import { cleared, conditionKey, present, type Sighting, unknown, type Verdict } from './verdict.ts';
import { listNames, sortedUnique } from './words.ts';

const TROUBLE: ReadonlySet<string> = new Set(['unreachable', 'auth-failed', 'failed']);

function isUnpolled(device: SnapshotDevice | undefined): device is SnapshotDevice {
  return device?.managed === true && device.poll !== null && TROUBLE.has(device.poll.status);
}

export function findDeviceTrouble(now: Scene, known: ReadonlyMap<string, Condition>): Sighting[] {
  const unpolled = now.snapshot.devices.filter(isUnpolled);
  return unpolled.map((device) => sightingOf(device, now, known.get(conditionKey('device', device.name))));
}

/** New trouble is found by `findDeviceTrouble`; this only says how it ended, or that nobody asked. */
export function judgeDevice(known: Condition, now: Scene, found: ReadonlyMap<string, Sighting>): Verdict {
  const sighting = found.get(known.key);
  if (sighting) return present(sighting);
  const device = now.device(known.subject);
  if (!device?.managed) return cleared(`${known.subject} is no longer in the inventory`);
  if (device.ignored) return cleared('the settings leave it out');
  return device.poll?.status === 'ok'
    ? cleared(`${known.subject} answers`)
    : unknown(`${known.subject} was not polled`);
}

/** The jump host that could not be passed, as the message names it (`devices` writes it). */
function jumpOf({ poll }: SnapshotDevice): string | null {
  if (poll?.code !== 'DEVICE_JUMP_FAILED') return null;
  return /its jump host (\S+) /.exec(poll.message ?? '')?.[1] ?? 'unknown';
}

interface Witnesses {
  /** Neighbours that were polled and hear it, and those that were polled and do not. */
  readonly hear: readonly string[];
  readonly deny: readonly string[];
}

function sightingOf(device: SnapshotDevice, now: Scene, known: Condition | undefined): Sighting {
  const { name, poll } = device;
  const code = poll?.code ?? poll?.status ?? 'no answer';
  const witnesses = askNeighbors(name, now);
  const kind = kindOf(device, witnesses, known);
  return {
    ...{ family: 'device', subject: name, kind, severity: kind === 'device-down' ? 'critical' : 'warning' },
    ...{ devices: [name], managed: [name], ends: [], links: [], bundle: null, firm: true },
    cause: [poll?.message ?? `${name} could not be polled (${code})`, ...hearsay(name, witnesses)].join('; '),
    evidence: [`${name} could not be polled (${code})`, ...hearsay(name, witnesses)],
    ...{ lastGood: device.claimsAsOf, before: null },
    poll: { status: poll?.status ?? 'failed', jump: jumpOf(device) },
    holdSeconds: device.lldp?.holdSeconds ?? DEFAULT_HOLD_SECONDS,
  };
}

function askNeighbors(name: string, now: Scene): Witnesses {
  const hear: string[] = [];
  const deny: string[] = [];
  for (const link of now.linksOf(name)) {
    const heard = link.claims.filter((claim) => claim.by !== name && now.isFresh(claim));
    const lively = heard.filter(({ by, port }) => now.port({ device: by, port })?.operUp !== false);
    hear.push(...lively.map(({ by }) => by));
    const far = link.a.device === name ? link.b.device : link.a.device;
    if (lively.length === 0 && now.isRead(far)) deny.push(far);
  }
  return { hear: sortedUnique(hear), deny: sortedUnique(deny) };
}

/** A device that talks (a refused login, a rejected command) or is still heard is not down; without witnesses nothing changes. */
function kindOf(
  { poll }: SnapshotDevice,
  { hear, deny }: Witnesses,
  known: Condition | undefined,
): 'device-down' | 'device-unreachable' {
  if (poll?.status !== 'unreachable' || poll.code === 'DEVICE_JUMP_FAILED' || hear.length > 0) {
    return 'device-unreachable';
  }
  if (deny.length > 0 || known?.kind === 'device-down') return 'device-down';
  return 'device-unreachable';
}

function hearsay(name: string, { hear, deny }: Witnesses): string[] {
  if (hear.length > 0) return [`${listNames(hear)} still ${hear.length > 1 ? 'hear' : 'hears'} ${name}`];
  if (deny.length === 0) return [`no polled neighbour can tell of ${name}`];
  return [`${listNames(deny)} no longer ${deny.length > 1 ? 'hear' : 'hears'} ${name}`];
}

/** Links of a device that nobody can judge, for the incident that explains them. */
export function unverifiedLinks(device: string, now: Scene): string[] {
  const links = now.linksOf(device).filter(({ state }) => state === 'unverified');
  return links.map(({ id }) => id);
}

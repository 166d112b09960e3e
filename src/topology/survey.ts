// What is known of each device of the inventory: this visit's facts, filled up from the previous snapshot, and whether
// its silence proves anything (ARCHITECTURE.md, rule of truth 1).
import type { LldpSettings, Port, Snapshot, SnapshotDevice } from '../model/index.ts';
import type { TopologyDevice, TopologyInput } from './input.ts';

/** IOS default; used where neither end tells its hold time. */
export const DEFAULT_HOLD_SECONDS = 120;

interface Standing {
  /** Whether a claim of the previous visit, missing from this table, proves that the neighbour is gone. */
  readonly provesAbsence: boolean;
  /** LLDP was turned on, or the device started, so recently that the table may still be filling. */
  readonly justEnabled: boolean;
  /** It sends nothing, so that its neighbours' silence proves nothing either. */
  readonly lldpOff: boolean;
  /** Left out of this run, and read so lately that what it said then still stands where nothing speaks against it. */
  readonly readLately: boolean;
  /** Why its silence proves nothing; null where it does. */
  readonly excuse: string | null;
}

export interface Surveyed {
  readonly device: TopologyDevice;
  readonly before: SnapshotDevice | null;
  readonly hostname: string | null;
  readonly domain: string | null;
  readonly chassisId: string | null;
  readonly lldp: LldpSettings | null;
  /** Ports carried over have no state, neither of the line nor in their LAG: those were not read. */
  readonly ports: readonly Port[];
  /** Whether `ports` are from this visit, or from one so lately that they still stand. */
  readonly arePortsRead: boolean;
  readonly standing: Standing;
}

export type Survey = ReadonlyMap<string, Surveyed>;

export function surveyDevices(input: TopologyInput): Survey {
  const before = new Map(input.previous?.devices.map((device) => [device.name, device]));
  return new Map(input.devices.map((device) => [device.name, survey(device, before.get(device.name) ?? null, input)]));
}

function survey(device: TopologyDevice, known: SnapshotDevice | null, input: TopologyInput): Surveyed {
  const before = known?.managed ? known : null;
  const { facts } = device;
  const standing = judgeStanding(device, before, input);
  const isRead = device.poll.status === 'ok' && facts !== null && facts.ports.length > 0;
  const lately = standing.readLately ? before?.ports : undefined;
  return {
    device,
    before,
    hostname: facts?.hostname ?? before?.hostname ?? null,
    domain: facts?.domain ?? null,
    chassisId: facts?.chassisId ?? before?.chassisId ?? null,
    lldp: facts?.lldp ?? before?.lldp ?? null,
    ports: lately ?? (facts && facts.ports.length > 0 ? facts.ports : (before?.ports ?? []).map(withoutState)),
    arePortsRead: isRead || lately !== undefined,
    standing,
  };
}

function withoutState(port: Port): Port {
  return { ...port, adminUp: null, operUp: null, bundleState: null };
}

function judgeStanding(device: TopologyDevice, before: SnapshotDevice | null, input: TopologyInput): Standing {
  const excuse = excuseOf(device);
  const lldpOff = device.facts?.lldp?.enabled === false || device.facts?.neighborsOutcome === 'disabled';
  const hint = excuse === null ? whyEmptied(device, before) : null;
  const restarted = hint !== null;
  const justEnabled = restarted || (excuse === null && wasEnabledLately(device, before, input));
  const readLately = device.poll.status === 'skipped' && before !== null && input.lately?.has(device.name) === true;
  return { provesAbsence: excuse === null && !restarted, readLately, justEnabled, lldpOff, excuse: excuse ?? hint };
}

function excuseOf({ name, poll, facts }: TopologyDevice): string | null {
  if (poll.status === 'skipped') return `${name} was not polled in this snapshot (${poll.code ?? 'DEVICE_SKIPPED'})`;
  if (poll.status !== 'ok') return `${name} could not be polled (${poll.code ?? poll.status})`;
  switch (facts?.neighborsOutcome ?? 'missing') {
    case 'ok':
    case 'empty':
      return null;
    case 'partial':
      return `the neighbour table of ${name} could not be read whole`;
    case 'invalid':
      return `${name} rejected the neighbour command`;
    case 'disabled':
      return `LLDP is off on ${name}`;
    default:
      return `${name} gave no neighbour table`;
  }
}

/** Why the table it had in the previous snapshot is gone whatever became of the links; null where nothing has emptied it. */
function whyEmptied({ name, poll, facts }: TopologyDevice, before: SnapshotDevice | null): string | null {
  if (poll.changed || before?.lldp?.enabled === false) return `LLDP has only just been turned on at ${name}`;
  const uptime = facts?.uptimeSeconds ?? null;
  const hold = facts?.lldp?.holdSeconds ?? DEFAULT_HOLD_SECONDS;
  return uptime !== null && uptime < hold ? `${name} started less than ${hold} s ago` : null;
}

/** Turned on by the previous visit less than a hold time ago: its table is real, but may not be full yet. */
function wasEnabledLately(device: TopologyDevice, before: SnapshotDevice | null, input: TopologyInput): boolean {
  if (!before?.poll?.changed || input.previous === null) return false;
  const hold = device.facts?.lldp?.holdSeconds ?? DEFAULT_HOLD_SECONDS;
  return secondsBetween(input.previous.takenAt, input.takenAt) < hold;
}

/** Seconds from one ISO time to another. */
export function secondsBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 1000;
}

/** Whether the device's neighbour table was read whole for this very snapshot; the diff's view of `provesAbsence`. */
export function readWhole(snapshot: Snapshot, device: SnapshotDevice | undefined): boolean {
  return device?.managed === true && device.poll?.status === 'ok' && device.claimsAsOf === snapshot.takenAt;
}

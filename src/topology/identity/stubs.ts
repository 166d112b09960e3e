// Systems that are heard but are not in the inventory: which claims mean the same one, and how it is called.
import { compareText, normaliseMac, type Snapshot, type SnapshotDevice } from '../../model/index.ts';
import type { Hearing } from '../claims.ts';
import { UnionFind } from '../union-find.ts';
import { chassisKey } from './identity-index.ts';
import { fitForIds, nameKey, shortName } from './names.ts';
import { isSharedMac } from './shared-macs.ts';

export interface Stub {
  readonly name: string;
  readonly hearings: readonly Hearing[];
  /** As the previous snapshot knew it. */
  readonly before: SnapshotDevice | null;
}

export interface StubContext {
  readonly taken: ReadonlySet<string>;
  readonly ambiguous: ReadonlySet<Hearing>;
  readonly domains: readonly string[];
  readonly previous: Snapshot | null;
}

/** Groups the hearings nobody in the inventory answers to. Names are deterministic and never those of `taken`. */
export function groupStubs(hearings: readonly Hearing[], context: StubContext): Stub[] {
  const groups = groupSystems(hearings, context.ambiguous);
  const known = indexStrangers(context.previous);
  const stubs = groups.map((group) => describe(group, known, context));
  stubs.sort((a, b) => Number(b.before !== null) - Number(a.before !== null) || compareText(a.order, b.order));
  const taken = new Set(context.taken);
  return stubs.map(({ hearings: heard, before, wanted }) => {
    const free = wanted.find((name) => !taken.has(name)) ?? numbered(wanted[0] ?? 'unnamed', taken);
    taken.add(free);
    return { name: free, hearings: heard, before };
  });
}

/** Devices outside the inventory as the previous snapshot knew them; of several with one chassis the smallest name. */
interface Strangers {
  readonly byChassis: ReadonlyMap<string, SnapshotDevice>;
  readonly byName: ReadonlyMap<string, SnapshotDevice>;
}

function indexStrangers(previous: Snapshot | null): Strangers {
  const [byChassis, byName] = [new Map<string, SnapshotDevice>(), new Map<string, SnapshotDevice>()];
  for (const device of previous?.devices ?? []) {
    if (device.managed) continue;
    byName.set(device.name, device);
    const key = device.chassisId === null ? null : chassisKey(device.chassisId);
    const known = key === null ? undefined : byChassis.get(key);
    if (key !== null && (known === undefined || device.name < known.name)) byChassis.set(key, device);
  }
  return { byChassis, byName };
}

function numbered(name: string, taken: ReadonlySet<string>): string {
  for (let number = 2; ; number++) {
    if (!taken.has(`${name}~${number}`)) return `${name}~${number}`;
  }
}

/** One chassis is one system; without one, equal names are, unless the name belongs to several chassis or is ambiguous. */
function groupSystems(hearings: readonly Hearing[], ambiguous: ReadonlySet<Hearing>): Hearing[][] {
  const chassisOf = new Map<string, Set<string>>();
  for (const { systemName, chassisId } of hearings) {
    const name = nameKey(systemName ?? '');
    const found = chassisOf.get(name) ?? new Set();
    chassisOf.set(name, chassisId === null ? found : found.add(chassisKey(chassisId)));
  }
  const groups = new UnionFind();
  hearings.forEach((hearing, i) => {
    const shared = (chassisOf.get(nameKey(hearing.systemName ?? ''))?.size ?? 0) > 1;
    for (const token of tokensOf(hearing, shared || ambiguous.has(hearing))) groups.join(`#${i}`, token);
  });
  return groups.groupsOf(hearings, (_, i) => `#${i}`);
}

function tokensOf(hearing: Hearing, nameIsShared: boolean): string[] {
  const { systemName, chassisId, remembered, by, port } = hearing;
  const name = systemName === null || systemName.trim() === '' ? null : nameKey(systemName);
  const tokens = [
    ...(chassisId === null || isSharedMac(chassisKey(chassisId)) ? [] : [`chassis ${chassisKey(chassisId)}`]),
    ...(remembered === null ? [] : [`remembered ${remembered.device}`]),
    ...(name !== null && !nameIsShared ? [`name ${name}`] : []),
    ...(name !== null && nameIsShared ? [`name ${name} on ${by} ${port ?? ''}`] : []),
    ...burntInMacs(hearing).map((mac) => `mac ${mac} on ${by} ${port ?? ''}`),
  ];
  const address = hearing.managementAddresses[0];
  return tokens.length > 0 ? tokens : [address ? `address ${address}` : `port ${by} ${port ?? ''}`];
}

/** A phone calls itself `SEP0004F2D12222` by CDP and otherwise by LLDP, with that MAC in its chassis or port id. */
function burntInMacs({ systemName, chassisId, portId }: Hearing): string[] {
  const inName = /^(?:SEP|ATA)([0-9a-f]{12})$/i.exec(systemName ?? '')?.[1] ?? '';
  const inPort = /^([0-9a-f]{12}):P\d+$/i.exec(portId ?? '')?.[1] ?? portId ?? '';
  return [inName, chassisId ?? '', inPort].map(normaliseMac).filter((mac) => mac !== null);
}

interface Described {
  readonly hearings: readonly Hearing[];
  readonly before: SnapshotDevice | null;
  /** Names in the order of preference. */
  readonly wanted: readonly string[];
  readonly order: string;
}

function describe(hearings: readonly Hearing[], known: Strangers, context: StubContext): Described {
  const chassis = smallest(hearings.map(({ chassisId }) => chassisId));
  const remembered = smallest(hearings.map((hearing) => hearing.remembered?.device ?? null));
  const full = smallest(hearings.map(({ systemName }) => (systemName?.trim() ? systemName : null)));
  const address = smallest(hearings.flatMap(({ managementAddresses }) => managementAddresses));
  const chassisName = chassis === null ? null : fitForIds(chassis);
  const short = full === null ? null : shortName(full, context.domains);
  const base = short || chassisName || (address === null ? null : fitForIds(address)) || placeOf(hearings);
  const before = known.byChassis.get(chassisKey(chassis ?? '')) ?? known.byName.get(remembered ?? '') ?? null;
  const suffixed = [chassisName ? `${base}~${chassisName}` : null, `${base}~${placeOf(hearings)}`];
  const wanted = [before?.name ?? null, base, full === null ? null : fitForIds(full), ...suffixed];
  return {
    hearings,
    before,
    wanted: wanted.filter((name) => name !== null).filter((name) => name !== ''),
    order: `${base} ${chassis ?? ''}`,
  };
}

/** A system that advertises nothing at all is called by where it is heard. */
function placeOf(hearings: readonly Hearing[]): string {
  return smallest(hearings.map(({ by, port }) => (port === null ? by : `${by}-${port}`))) ?? 'unnamed';
}

function smallest(texts: readonly (string | null)[]): string | null {
  return texts.filter((text) => text !== null).sort(compareText)[0] ?? null;
}

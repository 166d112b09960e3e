// The devices of a snapshot: those of the inventory, and those that are only heard or declared.
import {
  type Claim,
  comparePortNames,
  compareText,
  type LinkEnd,
  type SnapshotDevice,
  type SnapshotPort,
  type SnapshotProblem,
} from '../model/index.ts';
import { carryFacts } from './carried-facts.ts';
import type { Settled } from './claims.ts';
import { groupBy } from './group-by.ts';
import { addressKey } from './identity/identity-index.ts';
import { nameKey } from './identity/names.ts';
import { portList } from './identity/port-list.ts';
import { strongerRule, UNMANAGED_RULE } from './identity/rules.ts';
import type { Nature } from './identity/stub-kinds.ts';
import type { Stub } from './identity/stubs.ts';
import { inOrder } from './in-order.ts';
import { duplicateHostname } from './problems.ts';
import type { Survey, Surveyed } from './survey.ts';

type Identity = SnapshotDevice['identity'];

/** Every device of the inventory, linked or not. `heardAs`: the hearings about each device. */
export function managedDevices(
  survey: Survey,
  heardAs: ReadonlyMap<string, readonly Settled[]>,
  takenAt: string,
): SnapshotDevice[] {
  return [...survey.values()].map((one) => managedDevice(one, heardAs.get(one.device.name) ?? [], takenAt));
}

function managedDevice(one: Surveyed, hearings: readonly Settled[], takenAt: string): SnapshotDevice {
  const { device, before } = one;
  const { facts } = device;
  const identity = identityOf(one, hearings);
  const carried = carryFacts(one, takenAt);
  return {
    name: device.name,
    managed: true,
    hostname: one.hostname,
    platform: device.platform ?? before?.platform ?? null,
    model: facts?.model ?? before?.model ?? null,
    version: facts?.version ?? before?.version ?? null,
    serial: facts?.serial ?? before?.serial ?? null,
    managementAddress: managementAddressOf(one, hearings),
    chassisId: one.chassisId,
    groups: inOrder([...device.groups], compareText),
    site: device.site,
    role: device.role,
    aliases: identity.map(({ alias }) => alias).filter((alias) => alias !== device.name),
    capabilities: capabilitiesOf(hearings, before),
    kind: 'device',
    ignored: false,
    identity,
    poll: { ...device.poll },
    lldp: one.lldp === null ? null : { ...one.lldp },
    claimsAsOf: one.standing.provesAbsence || one.standing.justEnabled ? takenAt : (before?.claimsAsOf ?? null),
    bootedAt: carried.bootedAt,
    ifIndexAsOf: carried.ifIndexAsOf,
    flowExport: carried.flowExport,
    endpoints: carried.endpoints,
    // Neither facts nor snapshots are ever changed: half a million ports need no copies.
    ports: portList(carried.ports).sorted as SnapshotPort[],
  };
}

/** A name or a loopback address says how we reach it (a tunnel, a lab); what its neighbours hear says where it is. */
function managementAddressOf({ device, before }: Surveyed, hearings: readonly Settled[]): string | null {
  if (addressKey(device.host) !== null) return device.host;
  const heard = hearings.flatMap(({ managementAddresses }) => managementAddresses).sort(compareText);
  return heard[0] ?? before?.managementAddress ?? null;
}

/** Name → rule, its own first of all: what the operator wrote, what the device calls itself, and what its neighbours call it. */
function identityOf({ device, hostname, before }: Surveyed, hearings: readonly Settled[]): Identity {
  const kept =
    device.poll.status === 'ok' ? [] : (before?.identity ?? []).filter((one) => one.rule !== 'inventory alias');
  const rules = new Map<string, string>();
  const note = (alias: string | null, rule: string): void => {
    const known = alias === null ? undefined : rules.get(alias);
    if (alias === null || known === rule || alias.trim() === '') return;
    rules.set(alias, known === undefined ? rule : strongerRule(rule, known));
  };
  note(device.name, 'inventory name');
  for (const alias of device.aliases) note(alias, 'inventory alias');
  note(hostname, 'hostname');
  for (const { alias, rule } of kept) note(alias, rule);
  for (const hearing of hearings) note(hearing.systemName ?? hearing.chassisId, hearing.rule);
  const identity = Array.from(rules, ([alias, rule]) => ({ alias, rule }));
  return inOrder(identity, (a, b) => compareText(a.alias, b.alias));
}

/** What neighbours heard now; what they heard before, where nobody hears it now. */
function capabilitiesOf(hearings: readonly Settled[], before: SnapshotDevice | null): string[] {
  const heard: string[] = [];
  for (const { capabilities } of hearings) {
    for (const letter of capabilities) if (!heard.includes(letter)) heard.push(letter);
  }
  if (heard.length > 0) return inOrder(heard, compareText);
  return hearings.some((one) => one.fresh) ? [] : [...(before?.capabilities ?? [])].sort(compareText);
}

/** A device that is heard and not in the inventory. It was not polled, and its ports are known by its links only. */
function heardDevice(stub: Stub, hearings: readonly Settled[], nature: Nature): SnapshotDevice {
  const first = (texts: readonly (string | null)[]): string | null =>
    texts.filter((text) => text !== null && text.trim() !== '').sort()[0] ?? null;
  const names = [...new Set(hearings.map(({ systemName }) => systemName))].filter((name) => name !== null);
  const aliases = names.filter((name) => name !== stub.name && name.trim() !== '').sort(compareText);
  const rules = new Map(hearings.map((one) => [one.systemName, one.rule]));
  return {
    ...unmanagedDevice(stub.name, nature),
    hostname: first(names),
    managementAddress:
      first(hearings.flatMap((one) => one.managementAddresses)) ?? stub.before?.managementAddress ?? null,
    chassisId: first(hearings.map(({ chassisId }) => chassisId)) ?? stub.before?.chassisId ?? null,
    aliases,
    capabilities: capabilitiesOf(hearings, stub.before),
    identity: [stub.name, ...aliases].map((alias) => ({ alias, rule: rules.get(alias) ?? UNMANAGED_RULE })),
  };
}

/** A device nothing is known of but its name, such as the end of a declared link. */
function unmanagedDevice(name: string, { kind, ignored }: Nature): SnapshotDevice {
  return {
    ...{ name, managed: false, hostname: null, platform: null, model: null, version: null, serial: null },
    ...{ managementAddress: null, chassisId: null, groups: [], site: null, role: null },
    ...{
      aliases: [],
      capabilities: [],
      identity: [{ alias: name, rule: UNMANAGED_RULE }],
      poll: null,
      lldp: null,
      claimsAsOf: null,
      ports: [],
    },
    ...{ kind, ignored },
    ...{ bootedAt: null, ifIndexAsOf: null, flowExport: null, endpoints: [] },
  };
}

/** Devices outside the inventory are kept only where a link still ends at them. */
export function unmanagedDevices(
  ends: readonly LinkEnd[],
  survey: Survey,
  stubs: ReadonlyMap<string, Stub>,
  heardAs: ReadonlyMap<string, readonly Settled[]>,
  natureOf: (name: string) => Nature,
): SnapshotDevice[] {
  const names = new Set(ends.map(({ device }) => device).filter((device) => !survey.has(device)));
  return [...names].map((name) => {
    const stub = stubs.get(name);
    const nature = natureOf(name);
    return stub ? heardDevice(stub, heardAs.get(name) ?? [], nature) : unmanagedDevice(name, nature);
  });
}

/** Two polled devices with one hostname (and no different domains) stay two, and the operator is told. */
export function duplicateHostnames(survey: Survey): SnapshotProblem[] {
  const named = [...survey.values()].filter(({ hostname }) => hostname !== null);
  const bearers = groupBy(named, ({ hostname, domain }) =>
    nameKey(`${hostname}${domain === null ? '' : `.${domain}`}`),
  );
  const shared = [...bearers.values()].filter((group) => group.length > 1);
  return shared.map((group) => {
    const names = group.map(({ device }) => device.name).sort(compareText);
    return duplicateHostname(group[0]?.hostname ?? '', names);
  });
}

/** For a claim list in a stable order: who says so, on which port, by which protocol. */
export function compareClaims(a: Claim, b: Claim): number {
  return (
    compareText(a.by, b.by) ||
    comparePortNames(a.port ?? '', b.port ?? '') ||
    compareText(a.protocol, b.protocol) ||
    compareText(a.systemName ?? '', b.systemName ?? '') ||
    compareText(a.portId ?? '', b.portId ?? '') ||
    compareText(a.at, b.at)
  );
}

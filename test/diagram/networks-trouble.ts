// Snapshots to draw, continued: bundles in every state, neighbours of every kind, and one change of every kind.
import {
  type Bundle,
  canonicalPortName,
  type DeviceChange,
  linkId,
  type Snapshot,
  type SnapshotDevice,
  type SnapshotLink,
  type SnapshotPort,
} from '../../src/model/index.ts';
import { change, claim, device, link, snapshot, stub, unreachable } from './networks.ts';

const router = (name: string, index: number, more: Partial<SnapshotDevice> = {}): SnapshotDevice =>
  device(name, { managementAddress: `192.0.2.${index}`, ...more });

export const earlier = (of: Snapshot): Snapshot => ({
  ...of,
  id: '2026-11-21T10-15-00Z',
  takenAt: '2026-11-21T10:15:00.000Z',
});

export function bundle(members: readonly SnapshotLink[], state: Bundle['state'], name = 'Port-channel1'): Bundle {
  const [first] = members;
  if (!first) throw new Error('a bundle has members');
  const [a, b] = [first.a, first.b].map((end) => ({ device: end.device, port: name })) as [Bundle['a'], Bundle['b']];
  const ids = members.map(({ id }) => id).sort();
  return { id: linkId(a, b), a, b, members: ids, protocol: 'lacp', state, reasons: [] };
}

/** Two members, `Te0/1` and `Te0/2`. */
export function members(one: string, other: string, more: Partial<SnapshotLink> = {}): [SnapshotLink, SnapshotLink] {
  const member = (port: number): SnapshotLink =>
    link(`${one} Te0/${port}`, `${other} Te0/${port}`, { speedBps: 1e10, bundle: 'Port-channel1', ...more });
  return [member(1), member(2)];
}

export function suspended(port: string): SnapshotPort {
  const name = canonicalPortName(port);
  return {
    ...{ name, short: port, ifIndex: null, speedBps: null, adminUp: null, operUp: null, description: null },
    ...{ mac: null, bundle: 'Port-channel1', bundleProtocol: 'lacp', bundleState: 'suspended', addresses: [] },
    ...{ mtu: null, duplex: null },
  };
}

/** From one core to a switch per state, named after it; `kept-out` is degraded by a member that is heard and suspended. */
function bundlesInEveryState(): Snapshot {
  const names = ['whole', 'degraded', 'kept-out', 'lost', 'mismatch', 'unverified'];
  const pairs = names.map((name, index) =>
    [1, 2].map((port) =>
      link(`core Te1/0/${2 * index + port}`, `${name} Te0/${port}`, {
        ...{ speedBps: 1e10, bundle: `Port-channel${index + 1}` },
        ...(name === 'unverified' ? { state: 'unverified' } : {}),
      }),
    ),
  );
  const out: Record<string, string[]> = { 'kept-out': ['Te0/2'], lost: ['Te0/1', 'Te0/2'] };
  const switches = names.map((name, index) =>
    name === 'unverified' ? unreachable(name) : router(name, index + 2, { ports: (out[name] ?? []).map(suspended) }),
  );
  const states = names.map((name) => (name === 'kept-out' ? 'degraded' : name)) as Bundle['state'][];
  return snapshot(
    [router('core', 1), ...switches],
    pairs.flatMap((pair, index) => (names[index] === 'degraded' ? pair.slice(0, 1) : pair)),
    { bundles: pairs.map((pair, index) => bundle(pair, states[index] ?? 'whole', `Port-channel${index + 1}`)) },
  );
}
export const BUNDLES = bundlesInEveryState();

const heard = { state: 'unverified', speedBps: null } as const;
const PHONES = Array.from({ length: 24 }, (_, at) =>
  stub(`SEP0011223344${String(at).padStart(2, '0')}`, { kind: 'phone' }),
);

/** 24 phones on one switch, a few other stubs, one that is ignored; a link that ages out and one whose ends do not fit. */
export const STUBS = snapshot(
  [
    ...['core', 'sw1', 'sw2'].map((name, index) => router(name, index + 1)),
    ...PHONES,
    stub('ap-floor-1', { kind: 'access-point' }),
    stub('ap-floor-2', { kind: 'access-point' }),
    stub('esx-1', { kind: 'host' }),
    stub('00:11:22:33:44:55', { kind: 'unknown' }),
    stub('provider', { kind: 'device' }),
    stub('well-known', { kind: 'host', ignored: true }),
    stub('Client', { kind: 'unknown' }),
  ],
  [
    link('core Te0/1', 'sw1 Te0/1', {
      speedBps: 1e10,
      incoherent: [{ what: 'mtu', message: 'core:Te0/1 has an MTU of 9000, sw1:Te0/1 of 1500' }],
    }),
    link('core Te0/2', 'sw2 Te0/1', { settling: true, ageing: { device: 'core', remainingSeconds: 42 } }),
    ...PHONES.map(({ name }, at) => link(`sw1 Gi1/0/${at + 1}`, `${name} eth0`, heard)),
    link('sw1 Gi1/0/40', 'ap-floor-1 Gi0', heard),
    link('sw2 Gi1/0/40', 'ap-floor-2 Gi0', heard),
    link('sw2 Gi1/0/1', 'esx-1 vmnic0', heard),
    link('sw2 Gi1/0/2', '00:11:22:33:44:55', heard),
    link('sw2 Gi1/0/3', 'well-known', heard),
    link('core Gi0/3', 'provider Gi0/0', heard),
    link('core Gi0/4', 'Client', { state: 'declared', speedBps: null }),
  ],
);

export function deviceChange(
  kind: DeviceChange['kind'],
  name: string,
  before: string | null = null,
  after: string | null = null,
): DeviceChange {
  return { kind, link: null, device: name, before, after, cause: `${name}: ${kind} for a test`, evidence: [] };
}

/** One change of every kind. `old-name` is called `new-name` now; `left` is heard and in the inventory no more. */
function everyChange(): { before: Snapshot; after: Snapshot } {
  const routers = ['r1', 'r2', 'r3', 'r4', 'r5', 'r6'].map((name, index) => router(name, index + 1));
  const [kept, gone] = members('r5', 'r6');
  const crossed = [link('r1 Gi0/1', 'r3 Gi0/1'), link('r1 Gi0/2', 'r4 Gi0/1')] as const;
  const crossing = [link('r1 Gi0/1', 'r4 Gi0/1'), link('r1 Gi0/2', 'r3 Gi0/1')] as const;
  const [from, to] = [link('r5 Gi0/1', 'r3 Gi0/5'), link('r5 Gi0/3', 'r3 Gi0/5')];
  const [away, toward] = [link('r6 Gi0/5', 'r3 Gi0/6'), link('r6 Gi0/5', 'r4 Gi0/6')];
  const odd = link('r2 Gi0/1', 'r3 Gi0/2');
  const deaf = link('r2 Gi0/2', 'r4 Gi0/2');
  const healed = link('r4 Gi0/7', 'r6 Gi0/7');
  const lost = link('r2 Gi0/8', 'old-name Gi0/8');
  const left = link('r1 Gi0/9', 'left Gi0/9');
  const added = link('r1 Gi0/8', 'added Gi0/1');
  const whole = bundle([kept, gone], 'whole');
  const before = snapshot(
    [...routers, router('old-name', 9), router('left', 10), router('removed', 11)],
    [
      ...crossed,
      from,
      away,
      kept,
      gone,
      odd,
      deaf,
      { ...healed, state: 'one-way' },
      lost,
      left,
      link('r2 Gi0/9', 'old-name Gi0/9'),
    ],
    { bundles: [whole] },
  );
  const after = snapshot(
    [...routers, router('new-name', 9), stub('left', { managementAddress: '192.0.2.10' }), router('added', 12)],
    [
      ...crossing,
      to,
      toward,
      kept,
      { ...odd, state: 'mismatch' },
      { ...deaf, state: 'one-way', claims: [claim('r2')] },
      healed,
      { ...left, state: 'unverified' },
      added,
      link('r2 Gi0/9', 'new-name Gi0/9'),
    ],
    {
      bundles: [{ ...whole, state: 'degraded' }],
      changes: [
        deviceChange('device-added', 'added', null, 'added'),
        deviceChange('device-removed', 'left', 'left'),
        deviceChange('device-removed', 'removed', 'removed'),
        deviceChange('renamed', 'new-name', 'old-name', 'new-name'),
        deviceChange('replaced', 'r1', '0011.2233.4455', '0011.2233.6677'),
        deviceChange('new-version', 'r2', '15.2(4)M', '15.9(3)M4'),
        deviceChange('restarted', 'r2', '2026-11-01T00:00:00Z', '2026-11-21T10:30:00Z'),
        deviceChange('new-serial', 'r6', 'FDO1', 'FDO2'),
        { ...change('swapped', crossing[0], crossed[0]), partner: cable(crossing[1], crossed[1]) },
        change('renumbered', to, from),
        change('moved', toward, away),
        change('degraded', gone),
        change('mismatch', odd),
        change('one-way', deaf),
        change('restored', healed),
        change('lost', lost),
        change('added', added),
      ],
    },
  );
  return { before: earlier(before), after };
}

function cable(now: SnapshotLink, was: SnapshotLink): NonNullable<ReturnType<typeof change>['partner']> {
  return { link: now.id, a: now.a, b: now.b, before: { link: was.id, a: was.a, b: was.b } };
}
export const EVERY_CHANGE = everyChange();

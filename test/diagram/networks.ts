// Snapshots to draw: the five-router lab in all its states, and generated networks of any size.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type DiagramInput, FONT_FILES, type Fonts } from '../../src/diagram/index.ts';
import {
  canonicalPortName,
  type LinkChange,
  linkId,
  type Snapshot,
  type SnapshotDevice,
  type SnapshotLink,
  type View,
} from '../../src/model/index.ts';

const TAKEN = '2026-11-21T10:45:00.000Z';
const BEFORE = '2026-11-21T10:15:00.000Z';

/** `r1 Gi0/1` or `Client`. */
function end(text: string): { device: string; port: string | null } {
  const [device = '', port] = text.split(' ');
  return { device, port: port === undefined ? null : canonicalPortName(port) };
}

export function device(name: string, more: Partial<SnapshotDevice> = {}): SnapshotDevice {
  return {
    name,
    managed: true,
    hostname: name,
    platform: 'cisco_ios',
    model: null,
    version: null,
    serial: null,
    managementAddress: null,
    chassisId: null,
    groups: [],
    site: null,
    role: null,
    aliases: [],
    capabilities: [],
    ...{ kind: 'device', ignored: false },
    identity: [],
    ...{ bootedAt: null, ifIndexAsOf: null, flowExport: null, endpoints: [] },
    poll: { status: 'ok', code: null, message: null, hint: null, tookMs: 1, changed: false },
    lldp: null,
    claimsAsOf: TAKEN,
    ports: [],
    ...more,
  };
}

export function stub(name: string, more: Partial<SnapshotDevice> = {}): SnapshotDevice {
  return device(name, { managed: false, poll: null, ...more });
}

export function unreachable(name: string, more: Partial<SnapshotDevice> = {}): SnapshotDevice {
  const poll = {
    status: 'unreachable',
    code: 'DEVICE_UNREACHABLE',
    message: 'no route',
    hint: null,
    tookMs: 1,
    changed: false,
  } as const;
  return device(name, { poll, ...more });
}

export function link(one: string, other: string, more: Partial<SnapshotLink> = {}): SnapshotLink {
  const [a, b] = [end(one), end(other)];
  return linkOf(a, b, more);
}

export function linkOf(a: SnapshotLink['a'], b: SnapshotLink['b'], more: Partial<SnapshotLink> = {}): SnapshotLink {
  return {
    id: linkId(a, b),
    a,
    b,
    state: 'confirmed',
    reason: null,
    settling: false,
    protocols: ['lldp'],
    speedBps: 1e9,
    bundle: null,
    segment: null,
    firstSeen: BEFORE,
    claims: [],
    ...{ rule: '', ageing: null, fault: null, incoherent: [] },
    ...more,
  };
}

/** `by` hears the other end. */
export function claim(by: string): SnapshotLink['claims'][number] {
  return {
    by,
    port: null,
    protocol: 'lldp',
    systemName: null,
    chassisId: null,
    portId: null,
    portDescription: null,
    holdSeconds: 120,
    remainingSeconds: 100,
    at: TAKEN,
    command: 'show lldp neighbors',
    evidence: null,
    rule: 'name',
  };
}

export function change(kind: LinkChange['kind'], of: SnapshotLink, before: SnapshotLink | null = null): LinkChange {
  const old = before && { link: before.id, a: before.a, b: before.b };
  return {
    kind,
    link: of.id,
    a: of.a,
    b: of.b,
    before: old,
    partner: null,
    fault: null,
    cause: `${kind} for a test`,
    evidence: [],
  };
}

export function snapshot(devices: SnapshotDevice[], links: SnapshotLink[], more: Partial<Snapshot> = {}): Snapshot {
  return {
    schema: 'toposcope/snapshot/1',
    id: '2026-11-21T10-45-00Z',
    takenAt: TAKEN,
    tookMs: 800,
    previous: null,
    devices,
    links,
    segments: [],
    bundles: [],
    changes: [],
    problems: [],
    answers: {},
    loads: null,
    ...more,
  };
}

export function view(more: Partial<View> = {}): View {
  return {
    name: 'lab',
    title: 'Five-router lab',
    direction: 'down',
    ranks: [],
    include: null,
    exclude: [],
    hide: [],
    ...more,
  };
}

export function input(of: Snapshot, more: Partial<DiagramInput> = {}): DiagramInput {
  return {
    snapshot: of,
    before: null,
    view: view(),
    mode: 'topology',
    loads: null,
    memberOf: (pattern, name) => of.devices.some((one) => one.name === name && one.groups.includes(pattern)),
    ...more,
  };
}

export const LAB_RANKS = [
  ['Client', 'r6-edge'],
  ['r1', 'r2', 'r3'],
  ['r5-tor', 'Server'],
];
export const LAB_VIEW = view({ ranks: LAB_RANKS });

export const LAB_DEVICES = [
  stub('Client'),
  stub('Server'),
  device('r1', { managementAddress: '192.168.2.218' }),
  device('r2', { managementAddress: '192.168.2.219' }),
  device('r3', { managementAddress: '192.168.2.220' }),
  device('r5-tor', { managementAddress: '192.168.2.221' }),
  device('r6-edge', { managementAddress: '192.168.2.222' }),
];

const declared = { state: 'declared', speedBps: null } as const;

export const LAB_LINKS = [
  link('Client', 'r6-edge Gi0/4', declared),
  link('r5-tor Gi0/4', 'Server', declared),
  link('r1 Gi0/1', 'r6-edge Gi0/1'),
  link('r1 Gi0/2', 'r5-tor Gi0/1'),
  link('r2 Gi0/1', 'r6-edge Gi0/2'),
  link('r2 Gi0/2', 'r5-tor Gi0/2'),
  link('r3 Gi0/1', 'r6-edge Gi0/3'),
  link('r3 Gi0/2', 'r5-tor Gi0/3'),
];

export const LAB = snapshot(LAB_DEVICES, LAB_LINKS);

function labLink(part: string): SnapshotLink {
  const found = LAB_LINKS.find((one) => one.id.includes(part));
  if (!found) throw new Error(`no lab link ${part}`);
  return found;
}

const earlier = (of: Snapshot): Snapshot => ({ ...of, id: '2026-11-21T10-15-00Z', takenAt: BEFORE });

const LOST = [labLink('r1:GigabitEthernet0/1'), labLink('r2:GigabitEthernet0/1')];

/** The book's test: r6-edge has shut Gi0/1 and Gi0/2. */
export const LAB_TWO_LOST = snapshot(
  LAB_DEVICES,
  LAB_LINKS.filter((one) => !LOST.includes(one)),
  { previous: '2026-11-21T10-15-00Z', changes: LOST.map((one) => change('lost', one)) },
);

const troubled = LAB_LINKS.map((one): SnapshotLink => {
  if (one === labLink('r1:GigabitEthernet0/1')) {
    return { ...one, state: 'one-way', reason: 'r6-edge does not hear r1', claims: [claim('r1')] };
  }
  if (one === labLink('r3:GigabitEthernet0/1')) return { ...one, state: 'one-way', settling: true };
  if (one === labLink('r2:GigabitEthernet0/1')) return { ...one, state: 'mismatch', reason: 'r2 says Gi0/7' };
  if (one.id.includes('r5-tor') && one.state !== 'declared')
    return { ...one, state: 'unverified', reason: 'r5-tor was not polled' };
  return one;
});

/** One of each trouble: one-way, settling, mismatch, an unreachable device with unverified links. */
export const LAB_TROUBLED = snapshot(
  LAB_DEVICES.map((one) =>
    one.name === 'r5-tor' ? unreachable(one.name, { managementAddress: '192.168.2.221' }) : one,
  ),
  troubled,
);

/** A shared segment, parallel links, a bundle, a LAG that lost a member, phones and an access point. */
export const LAB_RICH = snapshot(
  [
    ...LAB_DEVICES,
    device('r7-edge', { managementAddress: '192.168.2.223' }),
    device('sw1', { managementAddress: '10.0.0.1' }),
    device('sw2', { managementAddress: '10.0.0.2' }),
    device('sw3', { managementAddress: '10.0.0.3' }),
    stub('SEP001122334455'),
    stub('ap-lobby', { managementAddress: '10.9.9.9' }),
  ],
  [
    ...LAB_LINKS,
    link('r6-edge Te0/8', 'r7-edge Te0/8', { speedBps: 1e10, bundle: 'Port-channel1' }),
    link('r6-edge Te0/9', 'r7-edge Te0/9', { speedBps: 1e10, bundle: 'Port-channel1' }),
    link('r7-edge Te0/1', 'sw1 Te1/0/1', { speedBps: 1e10, bundle: 'Port-channel2' }),
    link('r7-edge Te0/2', 'sw1 Te1/0/2', { speedBps: 1e10, bundle: 'Port-channel2' }),
    link('r3 Gi0/5', 'r7-edge Gi0/5'),
    link('r3 Gi0/6', 'r7-edge Gi0/6'),
    link('r1 Gi0/7', 'r3 Gi0/7', { speedBps: 1e8 }),
    link('sw1 Gi1/0/11', 'SEP001122334455 Port 1', { state: 'unverified' }),
    link('sw1 Gi1/0/12', 'ap-lobby gigabitethernet0', { state: 'unverified' }),
    linkOf(end('sw1 Gi1/0/24'), { device: 'seg-1', port: null }, { segment: 'seg-1' }),
    linkOf(end('sw2 Gi1/0/24'), { device: 'seg-1', port: null }, { segment: 'seg-1' }),
    linkOf(end('sw3 Gi1/0/24'), { device: 'seg-1', port: null }, { segment: 'seg-1' }),
  ],
  { segments: [{ id: 'seg-1', members: [end('sw1 Gi1/0/24'), end('sw2 Gi1/0/24'), end('sw3 Gi1/0/24')] }] },
);
export const RICH_VIEW = view({
  title: 'Campus',
  ranks: [
    ['Client', 'r6-edge', 'r7-edge'],
    ['r1', 'r2', 'r3', 'sw1'],
    ['r5-tor', 'Server'],
  ],
});

/** The reference picture: r4 and its links are new, r9 and three links are gone, r3 moved a cable, one link is one-way. */
function changed(): { before: Snapshot; after: Snapshot } {
  const names = ['r1', 'r2', 'r3', 'r5-tor', 'r6-edge', 'r7-edge', 'r8-tor'];
  const devices = names.map((name, index) => device(name, { managementAddress: `192.168.2.${218 + index}` }));
  const same = [
    link('r6-edge Te0/9', 'r7-edge Te0/9'),
    link('r3 Gi0/1', 'r6-edge Gi0/3'),
    link('r2 Gi0/3', 'r7-edge Gi0/1'),
    link('r1 Gi0/2', 'r5-tor Gi0/1'),
    link('r2 Gi0/2', 'r5-tor Gi0/2'),
  ];
  const gone = [link('r1 Gi0/1', 'r6-edge Gi0/1'), link('r2 Gi0/1', 'r6-edge Gi0/2'), link('r2 Gi0/4', 'r9-tor Gi0/1')];
  const oneWay = link('r3 Gi0/2', 'r5-tor Gi0/3');
  const [from, to] = [link('r3 Gi0/3', 'r8-tor Gi0/1'), link('r3 Gi0/5', 'r8-tor Gi0/1')];
  const added = [link('r4 Gi0/1', 'r7-edge Gi0/4'), link('r4 Gi0/2', 'r8-tor Gi0/2')];
  const before = snapshot(
    [...devices, device('r9-tor', { managementAddress: '192.168.2.226' })],
    [...same, ...gone, oneWay, from],
  );
  const after = snapshot(
    [...devices, device('r4', { managementAddress: '192.168.2.225' })],
    [...same, { ...oneWay, state: 'one-way', claims: [claim('r5-tor')] }, to, ...added],
    {
      changes: [
        ...gone.map((one) => change('lost', one)),
        ...added.map((one) => change('added', one)),
        change('one-way', oneWay),
        change('moved', to, from),
      ],
    },
  );
  return { before: earlier(before), after };
}
export const CHANGED = changed();
export const CHANGED_VIEW = view({
  title: 'Topology',
  ranks: [
    ['r6-edge', 'r7-edge'],
    ['r1', 'r3', 'r2', 'r4'],
    ['r5-tor', 'r9-tor', 'r8-tor'],
  ],
});

/** Core, distribution and access; every access switch is joined to two of the distribution. */
export function campus(size: number): Snapshot {
  const distribution = Math.max(2, Math.round(size / 14) * 2 - 2);
  const name = (tier: string, index: number): string => `${tier}${String(index + 1).padStart(2, '0')}`;
  const address = (index: number): string => `10.1.${Math.floor(index / 250)}.${(index % 250) + 1}`;
  const names: string[] = [name('core', 0), name('core', 1)];
  const links: SnapshotLink[] = [
    link('core01 Hu1/0/1', 'core02 Hu1/0/1', { speedBps: 1e11, bundle: 'Port-channel1' }),
    link('core01 Hu1/0/2', 'core02 Hu1/0/2', { speedBps: 1e11, bundle: 'Port-channel1' }),
  ];
  for (let index = 0; index < distribution; index++) {
    names.push(name('dist', index));
    for (const core of ['core01', 'core02']) {
      links.push(
        link(`${core} Te1/0/${index + 3}`, `${name('dist', index)} Te1/1/${core.slice(-1)}`, { speedBps: 1e10 }),
      );
    }
  }
  for (let index = 0; names.length < size; index++) {
    const access = name('acc', index);
    names.push(access);
    const pair = (index % (distribution / 2)) * 2;
    const port = Math.floor(index / (distribution / 2)) + 1;
    for (const up of [0, 1]) links.push(link(`${access} Gi1/0/${49 + up}`, `${name('dist', pair + up)} Gi1/0/${port}`));
  }
  const devices = names.sort().map((one, index) => device(one, { managementAddress: address(index) }));
  return snapshot(
    devices,
    links.sort((one, other) => (one.id < other.id ? -1 : 1)),
  );
}

export function loadFonts(): Fonts {
  const require = createRequire(import.meta.url);
  const load = (paths: readonly string[]): Uint8Array[] => paths.map((path) => readFileSync(require.resolve(path)));
  return { regular: load(FONT_FILES.regular), bold: load(FONT_FILES.bold) };
}

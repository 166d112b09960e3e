// Client — r1 — r2 = r3 — Internet: three exporters, a bundle of two cables between r2 and r3, a stub at either end.
import {
  linkId,
  type Snapshot,
  type SnapshotDevice,
  type SnapshotLink,
  type SnapshotPort,
} from '../../../src/model/index.ts';

const AT = '2026-11-21T10:00:00.000Z';

export const EXPORTERS = { r1: '10.0.0.1', r2: '10.0.0.2', r3: '10.0.0.3' } as const;

/** [device, port, ifIndex] of both ends; a stub has no port. */
const CABLES = [
  ['Client', null, 0, 'r1', 'GigabitEthernet0/1', 1],
  ['r1', 'GigabitEthernet0/2', 2, 'r2', 'GigabitEthernet0/1', 1],
  ['r2', 'GigabitEthernet0/2', 2, 'r3', 'GigabitEthernet0/1', 1],
  ['r2', 'GigabitEthernet0/3', 3, 'r3', 'GigabitEthernet0/2', 2],
  ['Internet', null, 0, 'r3', 'GigabitEthernet0/3', 3],
] as const;
const LAG = ['r2 2', 'r2 3', 'r3 1', 'r3 2'];
const LAG_INDEX = 100;

const linkOf = ([a, portA, , b, portB]: (typeof CABLES)[number]) =>
  linkId({ device: a, port: portA }, { device: b, port: portB });
export const [CLIENT, CORE, MEMBER_1, MEMBER_2, INTERNET] = CABLES.map(linkOf) as [
  string,
  string,
  string,
  string,
  string,
];
export const BUNDLE = linkId({ device: 'r2', port: 'Port-channel1' }, { device: 'r3', port: 'Port-channel1' });
export const LINKS = [CLIENT, CORE, MEMBER_1, MEMBER_2, INTERNET, BUNDLE];

export function smallNetwork(flowExport: SnapshotDevice['flowExport'] = null): Snapshot {
  const lag = { device: 'r2', port: 'Port-channel1' };
  const far = { device: 'r3', port: 'Port-channel1' };
  return {
    ...{ schema: 'toposcope/snapshot/1', id: 'small', takenAt: AT, tookMs: 1, previous: null },
    devices: ['Client', 'Internet', 'r1', 'r2', 'r3'].map((name) => device(name, flowExport)),
    links: CABLES.map(link),
    ...{ segments: [], changes: [], problems: [], answers: {}, loads: null },
    bundles: [
      { id: BUNDLE, a: lag, b: far, members: [MEMBER_1, MEMBER_2], protocol: 'lacp', state: 'whole', reasons: [] },
    ],
  };
}

function device(name: string, flowExport: SnapshotDevice['flowExport']): SnapshotDevice {
  const address = name in EXPORTERS ? EXPORTERS[name as keyof typeof EXPORTERS] : null;
  const ports = CABLES.flatMap(([a, portA, indexA, b, portB, indexB]) => [
    ...(a === name && portA !== null ? [port(name, portA, indexA, address)] : []),
    ...(b === name ? [port(name, portB, indexB, address)] : []),
  ]);
  const hasLag = name === 'r2' || name === 'r3';
  return {
    ...{ name, managed: address !== null, hostname: name, platform: null, model: null, version: null, serial: null },
    ...{ managementAddress: address, chassisId: null, groups: [], site: null, role: null, aliases: [] },
    ...{ capabilities: [], identity: [], lldp: null, claimsAsOf: AT, bootedAt: null, ifIndexAsOf: AT },
    ...{ flowExport: address === null ? null : flowExport, endpoints: [], kind: 'device', ignored: false },
    poll: { status: 'ok', code: null, message: null, hint: null, tookMs: 1, changed: false },
    ports: hasLag ? [...ports, port(name, 'Port-channel1', LAG_INDEX, address)] : ports,
  };
}

function port(device: string, name: string, ifIndex: number, address: string | null): SnapshotPort {
  return {
    ...{ name, short: name, ifIndex, speedBps: 1e9, adminUp: true, operUp: true, description: null, mac: null },
    ...{ bundle: LAG.includes(`${device} ${ifIndex}`) ? 'Port-channel1' : null, bundleProtocol: null },
    ...{ bundleState: null, addresses: address && ifIndex === 1 ? [address] : [], mtu: null, duplex: null },
  };
}

function link(cable: (typeof CABLES)[number]): SnapshotLink {
  const [a, portA, , b, portB] = cable;
  const id = linkOf(cable);
  return {
    ...{ id, a: { device: a, port: portA }, b: { device: b, port: portB }, state: 'confirmed', reason: null },
    ...{ settling: false, protocols: ['lldp'], speedBps: 1e9, segment: null, firstSeen: AT, claims: [], rule: '' },
    bundle: id === MEMBER_1 || id === MEMBER_2 ? BUNDLE : null,
    ...{ ageing: null, fault: null, incoherent: [] },
  };
}

// Networks and records written short, for tests of attribution and loads.
import {
  BOOKED,
  DIRECTION,
  FLOW_FLAGS,
  FLOW_PROTOCOLS,
  FlowBatch,
  type FlowProtocol,
  KNOWN,
  LoadMeter,
  type LoadOptions,
  portMapOf,
} from '../../../src/flows/index.ts';
import { canonicalPortName, type LinkLoads, linkId, Snapshot, shortPortName } from '../../../src/model/index.ts';

/** `'in'`, `'out'`, `'both'`, `''`: what `ip flow` says at a port. */
export type Measures = '' | 'in' | 'out' | 'both';

export interface PortScene {
  readonly ifIndex?: number | null;
  readonly measures?: Measures;
  readonly speedBps?: number | null;
  readonly bundle?: string;
  readonly addresses?: readonly string[];
  readonly operUp?: boolean;
  readonly sampler?: string;
}

export interface DeviceScene {
  readonly address?: string | null;
  readonly ports?: Readonly<Record<string, PortScene | number>>;
  /** False: the device did not tell its settings. */
  readonly told?: boolean;
  readonly samplers?: readonly { name: string | null; port: string | null; rate: number }[];
  readonly activeTimeoutSeconds?: number | null;
  readonly managed?: boolean;
  readonly source?: string;
}

export interface NetworkScene {
  readonly devices: Readonly<Record<string, DeviceScene>>;
  /** `r1:Gi0/1 -- r2:Gi0/2`, with ` | state` or ` | segment NAME` or ` | bundle` after it. */
  readonly links: readonly string[];
  /** `r1:Po1 -- r2:Po1 = r1:Gi0/1--r2:Gi0/1, …` */
  readonly bundles?: readonly string[];
  readonly id?: string;
}

export const T0 = Date.parse('2026-11-21T10:00:00Z');

function endOf(text: string): { device: string; port: string | null } {
  const [device = '', port] = text.trim().split(/:(.*)/);
  return { device, port: port === undefined ? null : canonicalPortName(port) };
}

function idOf(text: string): { id: string; a: ReturnType<typeof endOf>; b: ReturnType<typeof endOf> } {
  const [one, other] = text.split('--').map(endOf) as [ReturnType<typeof endOf>, ReturnType<typeof endOf>];
  const id = linkId(one, other);
  const isFirst =
    id ===
    `${[one].map(({ device, port }) => (port === null ? device : `${device}:${port}`))[0]}--${other.port === null ? other.device : `${other.device}:${other.port}`}`;
  return isFirst ? { id, a: one, b: other } : { id, a: other, b: one };
}

/** The link of the snapshot that leads from one end to the other, by any spelling. */
export function link(text: string): string {
  return idOf(text).id;
}

export function snapshotOf({ devices, links, bundles = [], id = 's1' }: NetworkScene): Snapshot {
  const made = bundles.map((text) => {
    const [ends = '', members = ''] = text.split('=');
    return {
      ...idOf(ends),
      members: members
        .split(',')
        .map((member) => link(member))
        .sort(),
    };
  });
  const segments = new Map<string, { device: string; port: string | null }[]>();
  const cables = links.map((text) => {
    const [ends = '', note = ''] = text.split('|').map((part) => part.trim());
    const { id: linkName, a, b } = idOf(ends);
    const segment = /^segment (\S+)$/.exec(note)?.[1] ?? null;
    if (segment !== null) segments.set(segment, [...(segments.get(segment) ?? []), a.device === segment ? b : a]);
    const state = ['one-way', 'unverified', 'mismatch', 'declared'].includes(note) ? note : 'confirmed';
    const bundle = made.find(({ members }) => members.includes(linkName))?.id ?? null;
    const facts = {
      reason: null,
      settling: false,
      protocols: ['lldp'],
      firstSeen: new Date(T0).toISOString(),
      claims: [],
    };
    return { id: linkName, a, b, state, bundle, segment, speedBps: speedOf(devices, a), ...facts };
  });
  return Snapshot.parse({
    schema: 'toposcope/snapshot/1',
    id,
    takenAt: new Date(T0).toISOString(),
    tookMs: 1,
    previous: null,
    devices: Object.entries(devices).map(([name, device]) => deviceOf(name, device)),
    links: cables,
    segments: [...segments].map(([name, members]) => ({ id: name, members })),
    bundles: made.map((one) => ({ ...one, protocol: 'lacp', state: 'whole', reasons: [] })),
    changes: [],
    problems: [],
    answers: {},
  });
}

function speedOf(devices: NetworkScene['devices'], end: { device: string; port: string | null }): number | null {
  const ports = Object.entries(devices[end.device]?.ports ?? {});
  const port = ports.find(([name]) => canonicalPortName(name) === end.port)?.[1];
  return typeof port === 'object' && port.speedBps !== undefined ? port.speedBps : 1_000_000_000;
}

function deviceOf(name: string, scene: DeviceScene): unknown {
  const ports = Object.entries(scene.ports ?? {}).map(([port, one]) => ({
    name: canonicalPortName(port),
    scene: typeof one === 'number' ? { ifIndex: one } : one,
  }));
  const told = scene.told !== false && ports.some(({ scene: port }) => port.measures !== undefined);
  return {
    name,
    managed: scene.managed !== false,
    ...{
      hostname: name,
      platform: null,
      model: null,
      version: null,
      serial: null,
      chassisId: null,
      site: null,
      role: null,
    },
    managementAddress: scene.address ?? null,
    ...{ groups: [], aliases: [], capabilities: [], identity: [], poll: null, lldp: null, claimsAsOf: null },
    ifIndexAsOf: new Date(T0).toISOString(),
    ports: ports.map(({ name: port, scene: one }) => ({
      name: port,
      short: shortPortName(port),
      ifIndex: one.ifIndex ?? null,
      speedBps: one.speedBps === undefined ? 1_000_000_000 : one.speedBps,
      adminUp: true,
      operUp: one.operUp ?? true,
      ...{ description: null, mac: null },
      bundle: one.bundle === undefined ? null : canonicalPortName(one.bundle),
      addresses: one.addresses ?? [],
    })),
    flowExport: !told
      ? null
      : {
          exporters:
            scene.source === undefined
              ? []
              : [{ protocol: 'netflow5', destination: '192.0.2.1', port: 2055, vrf: null, source: scene.source }],
          samplers: (scene.samplers ?? []).map((one) => ({ ...one, mode: 'random' })),
          ports: ports.flatMap(({ name: port, scene: { measures = '', sampler = null } }) =>
            measures === '' ? [] : [{ port, ingress: measures !== 'out', egress: measures !== 'in', sampler }],
          ),
          activeTimeoutSeconds: scene.activeTimeoutSeconds ?? null,
          inactiveTimeoutSeconds: null,
        },
  };
}

/** Times are seconds after T0. `in`, `out`: as the batch holds them; left out: not told. */
export interface RecordScene {
  readonly from: string;
  readonly type?: FlowProtocol;
  readonly in?: number;
  readonly out?: number;
  readonly seenAt?: number;
  readonly way?: 'ingress' | 'egress';
  readonly bytes: number;
  readonly packets?: number;
  readonly first?: number;
  readonly last?: number;
  readonly came?: number;
  readonly rate?: number;
  readonly vlan?: number;
  readonly key?: number;
  readonly flags?: number;
  readonly timeless?: boolean;
  readonly family?: 4 | 6;
}

/** Slots of exporters as a reader would give them. */
export class Slots {
  private readonly addresses: string[] = [];
  of(address: string): number {
    const known = this.addresses.indexOf(address);
    return known >= 0 ? known : this.addresses.push(address) - 1;
  }
  addressOf = (slot: number): string => this.addresses[slot] ?? '';
}

export function fill(batch: FlowBatch, record: RecordScene, slots: Slots): void {
  const row = batch.size++;
  const { type = 'netflow9', first = 0, last = first, came = last, rate } = record;
  const isKeyed = record.key !== undefined;
  batch.protocol[row] = FLOW_PROTOCOLS[type];
  batch.exporter[row] = slots.of(record.from);
  batch.received[row] = T0 + came * 1000;
  batch.first[row] = T0 + first * 1000;
  batch.last[row] = T0 + last * 1000;
  batch.inIf[row] = record.in ?? 0;
  batch.outIf[row] = record.out ?? 0;
  batch.seenAt[row] = record.seenAt ?? 0;
  batch.direction[row] = record.way === undefined ? DIRECTION.unknown : DIRECTION[record.way];
  batch.flags[row] = record.flags ?? (type === 'sflow5' ? FLOW_FLAGS.frameBytes : 0);
  batch.known[row] =
    KNOWN.bytes |
    KNOWN.packets |
    (record.in === undefined ? 0 : KNOWN.inIf) |
    (record.out === undefined ? 0 : KNOWN.outIf) |
    (record.timeless ? 0 : KNOWN.times) |
    (rate === undefined ? 0 : KNOWN.rate) |
    (record.vlan === undefined ? 0 : KNOWN.vlan) |
    (isKeyed ? KNOWN.src | KNOWN.dst : 0);
  batch.bytes[row] = record.bytes;
  batch.packets[row] = record.packets ?? 1;
  batch.rate[row] = rate ?? 1;
  batch.vlan[row] = record.vlan ?? 0;
  batch.family[row] = record.family ?? 4;
  batch.src.fill(0, 4 * row, 4 * row + 4);
  batch.dst.fill(0, 4 * row, 4 * row + 4);
  batch.src[4 * row] = record.key ?? 0;
  batch.dst[4 * row] = isKeyed ? 0x0a000001 : 0;
}

export interface Metered {
  readonly meter: LoadMeter;
  readonly snapshot: Snapshot;
  add(records: readonly RecordScene[]): void;
  loads(fromSeconds?: number, toSeconds?: number): LinkLoads;
}

/** A meter over a network, fed with records in the order given. */
export function meter(network: NetworkScene | Snapshot, options: Partial<LoadOptions> = {}, batchSize = 64): Metered {
  const snapshot = 'schema' in network ? network : snapshotOf(network);
  const slots = new Slots();
  const made = new LoadMeter(portMapOf(snapshot), { addressOf: slots.addressOf, batchSize, ...options });
  return {
    meter: made,
    snapshot,
    add(records) {
      const batch = new FlowBatch(batchSize);
      for (const record of records) {
        fill(batch, record, slots);
        if (batch.size < batchSize) continue;
        made.add(batch);
        batch.size = 0;
      }
      if (batch.size > 0) made.add(batch);
    },
    loads: (from = 0, to = 60) => made.loads(T0 + from * 1000, T0 + to * 1000, []),
  };
}

/** Of a link of the loads, by any spelling: `aToB` is towards the end named last. */
export function directions(
  loads: LinkLoads,
  text: string,
): { there: LinkLoads['links'][0]['aToB']; back: LinkLoads['links'][0]['aToB'] } {
  const { id, a } = idOf(text);
  const found = loads.links.find((one) => one.link === id);
  if (!found) throw new Error(`no link ${id}`);
  const isForward =
    endOf(text.split('--')[0] ?? '').device === a.device && endOf(text.split('--')[0] ?? '').port === a.port;
  return isForward ? { there: found.aToB, back: found.bToA } : { there: found.bToA, back: found.aToB };
}

export { BOOKED };

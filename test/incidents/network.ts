// A small network to break: cables by name, what fails, and the snapshots that the real topology room makes of it.
import type { Bundle, DeviceFacts, Neighbor, PollResult, Port, Snapshot } from '../../src/model/index.ts';
import { linkId, shortPortName } from '../../src/model/index.ts';
import type { TopologyDevice, TopologyInput } from '../../src/topology/index.ts';
import { takeSnapshot } from '../topology/case-file.ts';
import { neighbor } from '../topology/worlds.ts';

export type Trouble = 'unreachable' | 'auth-failed' | 'failed' | 'skipped';

interface Cable {
  readonly a: string;
  readonly b: string;
}

/** `a:1` is GigabitEthernet0/1 of a, `a:2/1` GigabitEthernet2/1. */
function readEnd(text: string): { device: string; port: string } {
  const [device = '', port = ''] = text.split(':');
  return { device, port: `GigabitEthernet${port.includes('/') ? port : `0/${port}`}` };
}

/** `a:1 b:1` as the id of the link. */
export function idOf(cable: string): string {
  const [a = '', b = ''] = cable.split(' ');
  return linkId(readEnd(a), readEnd(b));
}

export class Network {
  readonly cables = new Set<string>();
  readonly devices = new Set<string>();
  /** Device → how its poll fails. */
  readonly trouble = new Map<string, { status: Trouble; message: string | null; code: string | null }>();
  /** `a:1`: shut, or without carrier. */
  readonly shut = new Set<string>();
  readonly dark = new Set<string>();
  /** `a:1` hears nothing, though the cable is there. */
  readonly deaf = new Set<string>();
  /** `a:1` → seconds left of what it hears. */
  readonly left = new Map<string, number>();
  /** Off, and yet still in its neighbours' tables. */
  readonly lingering = new Set<string>();
  readonly off = new Set<string>();
  readonly sites = new Map<string, string>();
  readonly chassis = new Map<string, string>();
  /** `a:1` → LAG. */
  readonly lags = new Map<string, string>();

  constructor(...cables: string[]) {
    for (const cable of cables) this.plug(cable);
  }

  plug(cable: string): this {
    this.cables.add(cable);
    for (const end of cable.split(' ')) this.devices.add(readEnd(end).device);
    return this;
  }

  cut(...cables: string[]): this {
    for (const cable of cables) {
      if (!this.cables.delete(cable)) throw new Error(`no cable "${cable}"`);
    }
    return this;
  }

  power(device: string, state: 'off' | 'on', lingering = false): this {
    this.trouble.delete(device);
    this.off.delete(device);
    this.lingering.delete(device);
    if (state === 'on') return this;
    this.off.add(device);
    if (lingering) this.lingering.add(device);
    return this.fail(device, 'unreachable');
  }

  fail(device: string, status: Trouble, message: string | null = null, code: string | null = null): this {
    this.trouble.set(device, { status, message, code });
    return this;
  }

  input(at: string, previous: Snapshot | null, only: readonly string[] | null): TopologyInput {
    const devices = [...this.devices].map((name) => this.#visit(name, only === null || only.includes(name)));
    const rest = { declaredLinks: [], domains: [], excludePort: () => false };
    return { id: at.replaceAll(':', '-'), takenAt: at, devices, ...rest, previous };
  }

  snapshot(at: string, previous: Snapshot | null, only: readonly string[] | null = null): Snapshot {
    return takeSnapshot(this.input(at, previous, only));
  }

  #visit(name: string, isAsked: boolean): TopologyDevice {
    const trouble = isAsked ? this.trouble.get(name) : { status: 'skipped' as const, message: null, code: null };
    const hidden = { groups: [], role: null, aliases: [], host: name, platform: 'cisco_ios', evidence: new Map() };
    return {
      ...{ name, site: this.sites.get(name) ?? null, ...hidden },
      poll: {
        status: trouble?.status ?? 'ok',
        code: trouble ? ((trouble.code ?? CODES[trouble.status]) as PollResult['code']) : null,
        ...{ message: trouble?.message ?? null, hint: null, tookMs: 1, changed: false },
      },
      facts: trouble ? null : this.#facts(name),
    };
  }

  #facts(name: string): DeviceFacts {
    const heard = this.#hears(name);
    return {
      ...{ hostname: name, domain: null, model: null, version: null, serial: null },
      ...{ chassisId: this.chassis.get(name) ?? null, uptimeSeconds: null, flowExport: null, endpoints: [] },
      lldp: { enabled: true, intervalSeconds: 30, holdSeconds: 120 },
      ...{ ports: this.#ports(name), neighbors: heard, problems: [] },
      neighborsOutcome: heard.length > 0 ? 'ok' : 'empty',
    };
  }

  #hears(name: string): Neighbor[] {
    return this.#cablesOf(name).flatMap(({ a, b }) => {
      const far = readEnd(b);
      if (this.deaf.has(a) || (this.off.has(far.device) && !this.lingering.has(far.device))) return [];
      if (this.shut.has(a) || this.shut.has(b) || this.dark.has(b)) return [];
      return [{ ...neighbor(readEnd(a).port, far.device, far.port), remainingSeconds: this.left.get(a) ?? null }];
    });
  }

  /** Own end first. */
  #cablesOf(name: string): Cable[] {
    return [...this.cables].flatMap((cable) => {
      const [a = '', b = ''] = cable.split(' ');
      if (readEnd(a).device === name) return [{ a, b }];
      return readEnd(b).device === name ? [{ a: b, b: a }] : [];
    });
  }

  readonly #used = new Set<string>();

  /** Every port that ever had a cable. */
  #ports(name: string): Port[] {
    for (const cable of this.cables) for (const end of cable.split(' ')) this.#used.add(end);
    return [...this.#used]
      .filter((end) => readEnd(end).device === name)
      .map((end) => {
        const { port } = readEnd(end);
        return {
          ...{ name: port, short: shortPortName(port), ifIndex: null, speedBps: null, description: null, mac: null },
          ...{ adminUp: !this.shut.has(end), operUp: !this.shut.has(end) && !this.dark.has(end) },
          ...{ bundle: this.lags.get(end) ?? null, bundleProtocol: null, bundleState: null, addresses: [] },
          ...{ mtu: null, duplex: null },
        };
      });
  }
}

const CODES: Readonly<Record<Trouble, string>> = {
  unreachable: 'DEVICE_UNREACHABLE',
  'auth-failed': 'DEVICE_AUTH_FAILED',
  failed: 'DEVICE_TIMEOUT',
  skipped: 'DEVICE_SKIPPED',
};

/** The same facts told in another order. */
export function shuffle(snapshot: Snapshot): Snapshot {
  const turn = <T>(items: readonly T[]): T[] => [...items].reverse();
  return {
    ...snapshot,
    devices: turn(snapshot.devices),
    links: turn(snapshot.links).map((link) => ({ ...link, claims: turn(link.claims) })),
    changes: turn(snapshot.changes),
    bundles: turn(snapshot.bundles) as Bundle[],
  };
}

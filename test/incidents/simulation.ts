// A network as it really is, second by second: carriers, advertisements that are sent every 30 s and age out after 120 s, and
// what a poll of it reads. Judgements are held against it.
import type { DeviceFacts, Neighbor, PollResult, Port, Snapshot } from '../../src/model/index.ts';
import { linkId, shortPortName } from '../../src/model/index.ts';
import type { TopologyDevice, TopologyInput } from '../../src/topology/index.ts';
import { takeSnapshot } from '../topology/case-file.ts';
import { neighbor } from '../topology/worlds.ts';
import { time } from './play.ts';

export const HOLD = 120;
const INTERVAL = 30;
/** Seconds of one step of the clock; three are an interval. */
export const STEP = 10;

export type Failure = 'unreachable' | 'auth-failed' | 'failed' | 'partial';
/** `deaf-0`: the first end hears nothing. `silent`: neither does, and the ports stay up. */
export type Fault = 'cut' | 'silent' | 'deaf-0' | 'deaf-1';

export interface Plan {
  readonly name: string;
  /** `a:1 b:1`; more ends than two are joined by a hub. `Po1` after an end (`a:1@1`) puts its port into that LAG. */
  readonly cables: readonly string[];
  /** Devices that are not in the inventory. */
  readonly strangers?: readonly string[];
  /** Devices that send no advertisements and hear none. */
  readonly mute?: readonly string[];
  /** Where the poller is connected: what it has no way to cannot be polled. Left out: another network leads to each. */
  readonly poller?: string;
  /** Devices that keep what they heard until it ages out, carrier or not. */
  readonly stubborn?: readonly string[];
  /** LLDP is off everywhere, and turned on by the first visit. */
  readonly dark?: boolean;
}

/** A port has got carrier, or lost it. */
export interface Said {
  readonly end: string;
  readonly up: boolean;
  readonly at: number;
}

export interface Cable {
  ends: readonly string[];
  fault: Fault | null;
  /** Since when it is what it is: well, or not. */
  isWell: boolean;
  since: number;
}

interface Box {
  readonly isManaged: boolean;
  readonly isMute: boolean;
  readonly isStubborn: boolean;
  on: boolean;
  lldp: boolean;
  /** LLDP is to be turned on by the next visit. */
  enable: boolean;
  onSince: number;
  chassis: string;
}

export function portOf(end: string): { device: string; port: string } {
  const [device = '', number = ''] = end.split(':');
  return { device, port: `GigabitEthernet0/${number}` };
}

export function deviceOf(end: string): string {
  return end.slice(0, end.indexOf(':'));
}

/** Of a cable between two ends. */
export function idOf([a = '', b = '']: readonly string[]): string {
  return linkId(portOf(a), portOf(b));
}

export class World {
  now = 0;
  readonly plan: Plan;
  readonly cables: Cable[];
  readonly boxes = new Map<string, Box>();
  readonly shut = new Set<string>();
  readonly suspended = new Set<string>();
  /** End → LAG. */
  readonly lags = new Map<string, string>();
  /** End that hears → end that is heard → when that ages out. */
  readonly #tables = new Map<string, Map<string, number>>();
  /** Ends as they had carrier when last looked at. */
  #carriers = new Set<string>();
  readonly #used = new Set<string>();
  #steps = 0;

  constructor(plan: Plan) {
    this.plan = plan;
    this.cables = plan.cables.map((text) => ({ ends: text.split(' ').map((end) => this.#configure(end)), ...WELL }));
    for (const device of new Set(this.cables.flatMap(({ ends }) => ends.map(deviceOf)))) {
      this.boxes.set(device, {
        isManaged: !plan.strangers?.includes(device),
        isMute: plan.mute?.includes(device) ?? false,
        isStubborn: plan.stubborn?.includes(device) ?? false,
        ...{
          on: true,
          lldp: !plan.dark,
          enable: plan.dark === true,
          onSince: -86_400,
          chassis: chassisOf(this.boxes.size),
        },
      });
    }
    for (let step = 0; step < 6; step++) this.#step();
    for (const cable of this.cables) cable.since = -86_400;
  }

  #configure(text: string): string {
    const [end = '', lag] = text.split('@');
    if (lag !== undefined) this.lags.set(end, `Port-channel${lag}`);
    return end;
  }

  get managed(): string[] {
    return [...this.boxes].filter(([, box]) => box.isManaged).map(([name]) => name);
  }

  /** Ends that lost or got carrier on the way. */
  run(seconds: number): Said[] {
    const said: Said[] = [];
    for (let left = seconds; left > 0; left -= STEP) said.push(...this.#step());
    return said;
  }

  #step(): Said[] {
    this.now += STEP;
    this.#steps += 1;
    const said = this.settle();
    let index = 0;
    for (const [device, box] of this.boxes) {
      index += 1;
      if ((this.#steps + index) % (INTERVAL / STEP) === 0 && box.on && box.lldp && !box.isMute) this.#advertise(device);
    }
    for (const table of this.#tables.values()) {
      for (const [far, expires] of table) if (expires <= this.now) table.delete(far);
    }
    return said;
  }

  /** What a change of carriers does at once. */
  settle(): Said[] {
    const carriers = new Set(this.cables.flatMap((cable) => cable.ends.filter((end) => this.#hasCarrier(end, cable))));
    for (const end of this.cables.flatMap(({ ends }) => ends)) this.#used.add(end);
    const changed = [...this.#used].filter((end) => carriers.has(end) !== this.#carriers.has(end));
    this.#carriers = carriers;
    for (const end of this.#used) {
      const box = this.boxes.get(deviceOf(end));
      if (!box?.on || !box.lldp || (!carriers.has(end) && !box.isStubborn)) this.#tables.delete(end);
    }
    for (const cable of this.cables) {
      const isWell = this.#isWell(cable);
      if (isWell !== cable.isWell) Object.assign(cable, { isWell, since: this.now });
    }
    const canSpeak = (end: string): boolean => this.boxes.get(deviceOf(end))?.on === true;
    return changed.filter(canSpeak).map((end) => ({ end, up: carriers.has(end), at: this.now }));
  }

  #isWell({ ends, fault }: Cable): boolean {
    const box = (end: string) => this.boxes.get(deviceOf(end));
    return (
      fault === null &&
      ends.every((end) => !this.shut.has(end) && !this.suspended.has(end) && box(end)?.on && box(end)?.lldp)
    );
  }

  #hasCarrier(end: string, { ends, fault }: Cable): boolean {
    const isLit = (one: string): boolean => !this.shut.has(one) && this.boxes.get(deviceOf(one))?.on === true;
    return fault !== 'cut' && (ends.length > 2 ? isLit(end) : ends.every(isLit));
  }

  #advertise(device: string): void {
    for (const { ends, fault } of this.cables) {
      for (const from of ends) {
        if (deviceOf(from) !== device || !this.#carriers.has(from) || fault === 'silent') continue;
        ends.forEach((to, i) => {
          const box = this.boxes.get(deviceOf(to));
          if (to === from || !this.#carriers.has(to) || box?.isMute || !box?.lldp || fault === `deaf-${i}`) return;
          const table = this.#tables.get(to) ?? new Map<string, number>();
          this.#tables.set(to, table.set(from, this.now + HOLD));
        });
      }
    }
  }

  /** Whether there is somebody to answer the poller. */
  answers(device: string): boolean {
    if (!this.boxes.get(device)?.on) return false;
    const { poller } = this.plan;
    if (poller === undefined) return true;
    const reached = new Set(this.boxes.get(poller)?.on ? [poller] : []);
    for (const here of reached) {
      for (const { ends, fault } of this.cables) {
        if (fault === 'silent' || !ends.some((end) => deviceOf(end) === here && this.#carriers.has(end))) continue;
        for (const end of ends) if (this.#carriers.has(end)) reached.add(deviceOf(end));
      }
    }
    return reached.has(device);
  }

  /** `only` these are asked; null asks all. `midway` comes when half of them have been. Devices that were read in the last 15 minutes stand in a poll of some. */
  poll(
    previous: Snapshot | null,
    failures: ReadonlyMap<string, Failure>,
    only: readonly string[] | null,
    midway: () => void = () => {},
  ): Snapshot {
    const takenAt = time(this.now);
    const oldest = time(this.now - 900);
    const isLate = ({ claimsAsOf }: Snapshot['devices'][number]): boolean =>
      claimsAsOf !== null && claimsAsOf >= oldest;
    const lately = only === null ? [] : (previous?.devices ?? []).filter(isLate).map(({ name }) => name);
    const input: TopologyInput = {
      ...{ id: takenAt, takenAt, declaredLinks: [], domains: [], excludePort: () => false, previous },
      devices: this.managed.map((name, i, { length }) => {
        if (i === length >> 1) midway();
        return this.#visit(name, failures.get(name), only === null || only.includes(name));
      }),
      lately: new Set(lately),
    };
    return takeSnapshot(input);
  }

  #visit(name: string, failure: Failure | undefined, isAsked: boolean): TopologyDevice {
    const status = !isAsked
      ? 'skipped'
      : !this.answers(name)
        ? 'unreachable'
        : failure === 'partial'
          ? 'ok'
          : (failure ?? 'ok');
    const isOk = status === 'ok';
    const hidden = { groups: [], site: null, role: null, aliases: [], host: name, platform: 'cisco_ios' };
    const box = this.boxes.get(name);
    const changed = isOk && box?.enable === true && !box.lldp;
    if (changed) Object.assign(box, { lldp: true, enable: false });
    return {
      ...{ name, ...hidden, evidence: new Map() },
      poll: { status, code: CODES[status] ?? null, ...{ message: null, hint: null, tookMs: 1, changed } },
      facts: isOk ? this.#facts(name, failure === 'partial') : null,
    };
  }

  #facts(name: string, isPartial: boolean): DeviceFacts {
    const ends = [...this.#used].filter((end) => deviceOf(end) === name);
    const heard = ends.flatMap((end) => this.#heardAt(end)).filter((_, i) => !isPartial || i % 2 === 1);
    const box = this.boxes.get(name);
    const whole = !box?.lldp || box.isMute ? 'disabled' : heard.length > 0 ? 'ok' : 'empty';
    return {
      ...{ hostname: name, domain: null, model: null, version: null, serial: null, flowExport: null, endpoints: [] },
      ...{ chassisId: box?.chassis ?? null, uptimeSeconds: this.now - (box?.onSince ?? 0), problems: [] },
      lldp: { enabled: whole !== 'disabled', intervalSeconds: INTERVAL, holdSeconds: HOLD },
      ports: ends.map((end) => this.#port(end)),
      neighbors: heard,
      neighborsOutcome: isPartial ? 'partial' : whole,
    };
  }

  #heardAt(end: string): Neighbor[] {
    return [...(this.#tables.get(end) ?? [])].map(([far, expires]) => ({
      ...neighbor(portOf(end).port, deviceOf(far), portOf(far).port),
      ...{ chassisId: this.boxes.get(deviceOf(far))?.chassis ?? null, holdSeconds: HOLD },
      remainingSeconds: expires - this.now,
    }));
  }

  #port(end: string): Port {
    const { port } = portOf(end);
    const bundle = this.lags.get(end) ?? null;
    const up = this.#carriers.has(end);
    return {
      ...{ name: port, short: shortPortName(port), ifIndex: null, speedBps: null, description: null, mac: null },
      ...{ adminUp: !this.shut.has(end), operUp: up, bundle, bundleProtocol: bundle === null ? null : 'lacp' },
      bundleState: bundle === null ? null : !up ? 'down' : this.#isAgreed(end) ? 'bundled' : 'suspended',
      ...{ addresses: [], mtu: null, duplex: null },
    };
  }

  /** LACP bundles what leads to the LAG that the others lead to; both chassis of a pair speak as one. */
  #isAgreed(end: string): boolean {
    const cable = this.cables.find(({ ends }) => ends.includes(end));
    const home = this.plan.cables.some((text) => {
      const ends = text.split(' ').map((one) => one.split('@')[0]);
      return ends.every((one) => one !== undefined && cable?.ends.includes(one));
    });
    return home && cable !== undefined && !cable.ends.some((one) => this.suspended.has(one));
  }
}

const WELL = { fault: null, isWell: true, since: 0 };

function chassisOf(index: number): string {
  return `0000.5e00.53${index.toString(16).padStart(2, '0')}`;
}

const CODES: Readonly<Record<string, PollResult['code']>> = {
  ok: null,
  unreachable: 'DEVICE_UNREACHABLE',
  'auth-failed': 'DEVICE_AUTH_FAILED',
  failed: 'DEVICE_TIMEOUT',
  skipped: 'DEVICE_SKIPPED',
};

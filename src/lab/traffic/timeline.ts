// The network as traffic meets it over time: who is joined to whom, and what each device meters. Kept, so that the past can be replayed.
import type { ExportPlace, MeterSettings, SflowSettings } from '../export/meter-settings.ts';
import { readMeterSettings } from '../export/meter-settings.ts';
import type { LabNetwork } from '../lab-network.ts';
import { type Adjacency, type PortState, portState, readAdjacencies } from './network-state.ts';

export interface DeviceState {
  readonly name: string;
  /** Ms since 1970; never before the lab began where it was not restarted since. */
  readonly bootedMs: number;
  readonly ports: readonly PortState[];
  readonly meter: MeterSettings;
}

export interface Epoch {
  /** From then on, ms since 1970; -Infinity: as the lab began. */
  readonly fromMs: number;
  readonly adjacencies: readonly Adjacency[];
  /** Those that are on and can be logged into. */
  readonly devices: readonly DeviceState[];
}

/** What the lab decides for a device, and IOS does not configure. */
export interface DeviceExport extends ExportPlace {
  readonly sflow: Omit<SflowSettings, 'destination' | 'agent'> | null;
  /** Where sFlow goes when nothing else is said. */
  readonly sflowTo: SflowSettings['destination'];
}

export class Timeline {
  readonly #network: LabNetwork;
  readonly #exports: ReadonlyMap<string, DeviceExport>;
  readonly #epochs: Epoch[] = [];
  #latest = '';

  constructor(network: LabNetwork, exports: ReadonlyMap<string, DeviceExport>) {
    this.#network = network;
    this.#exports = exports;
  }

  /** Looks whether something has changed since the last time; what it finds first has always been so. */
  notice(): void {
    this.#network.settle();
    const adjacencies = readAdjacencies(this.#network);
    const devices = [...this.#network.devices.values()].flatMap((device): DeviceState[] => {
      const place = this.#exports.get(device.name);
      if (!place || !device.powered) return [];
      const ports = device.ports.map((port) => portState(device, port));
      const sflow = place.sflow && {
        ...place.sflow,
        agent: place.address,
        destination: place.flowsTo ?? place.sflowTo,
      };
      const meter = sflow ? { caches: [], uses: [], sflow } : { ...readMeterSettings(device, place), sflow: null };
      return [{ name: device.name, bootedMs: device.bootedMs, ports, meter }];
    });
    const text = JSON.stringify([adjacencies, devices]);
    if (text === this.#latest) return;
    this.#latest = text;
    const fromMs = this.#epochs.length === 0 ? Number.NEGATIVE_INFINITY : this.#network.clock.realMs();
    this.#epochs.push({ fromMs, adjacencies, devices });
  }

  /** The epochs from `fromMs` up to, not with, `toMs`, cut to that time. */
  during(
    fromMs: number,
    toMs: number,
  ): Array<{ readonly epoch: Epoch; readonly fromMs: number; readonly toMs: number }> {
    return this.#epochs.flatMap((epoch, i) => {
      const begin = Math.max(epoch.fromMs, fromMs);
      const end = Math.min(this.#epochs[i + 1]?.fromMs ?? Number.POSITIVE_INFINITY, toMs);
      return begin < end ? [{ epoch, fromMs: begin, toMs: end }] : [];
    });
  }
}

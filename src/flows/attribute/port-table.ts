// The port map made quick: (device, ifIndex) → port by tables of numbers. Small ifIndex numbers have a place of their own, others are hashed.
import { canonicalPortName } from '../../model/index.ts';
import type { PortMap } from './port-map.ts';

/** ifIndex numbers below this are looked up without hashing where they were read. */
const DENSE = 1024;
/** Numbers that one device may tell of by name, beyond those that were read: more is the noise of a broken exporter. */
const MOST_TOLD = 4096;

export class PortTable {
  readonly map: PortMap;
  /** By device: where its part of `dense` begins, and how long it is. */
  private readonly denseFrom: Uint32Array;
  private readonly denseSize: Uint32Array;
  private readonly dense: Int32Array;
  /** Open addressing: device and ifIndex, and port + 1. */
  private devices = new Uint32Array(64);
  private numbers = new Uint32Array(64);
  private ports = new Int32Array(64);
  private used = 0;
  /** What devices told by name: how much each, and all of it. */
  private readonly told: Uint16Array;
  private readonly names: { readonly device: number; readonly number: number; readonly port: string }[] = [];

  constructor(map: PortMap) {
    this.map = map;
    const count = map.devices.length;
    this.denseFrom = new Uint32Array(count);
    this.denseSize = new Uint32Array(count);
    this.told = new Uint16Array(count);
    this.dense = new Int32Array(this.measure()).fill(-1);
    map.ports.ifIndex.forEach((number, port) => {
      if (number > 0) this.set(map.ports.device[port] as number, number, port);
    });
  }

  /** Position in the map's ports; −1 where that device has no such ifIndex. */
  find(device: number, number: number): number {
    if (number < (this.denseSize[device] as number)) {
      return this.dense[(this.denseFrom[device] as number) + number] as number;
    }
    const mask = this.ports.length - 1;
    for (let at = hash(device, number) & mask; ; at = (at + 1) & mask) {
      const port = this.ports[at] as number;
      if (port === 0) return -1;
      if (this.numbers[at] === number && this.devices[at] === device) return port - 1;
    }
  }

  /** What the device itself calls an ifIndex now holds, as long as a port of that name is known. */
  rename(device: number, number: number, name: string): void {
    const owner = this.map.devices[device];
    if (!owner || number === 0 || (this.told[device] as number) >= MOST_TOLD) return;
    const { names } = this.map.ports;
    const canonical = canonicalPortName(name);
    let port = owner.firstPort;
    while (port < owner.endPort && names[port] !== canonical) port++;
    if (port === owner.endPort || this.find(device, number) === port) return;
    this.told[device] = (this.told[device] as number) + 1;
    this.names.push({ device, number, port: canonical });
    this.set(device, number, port);
  }

  /** What devices told the table before this one holds for numbers that were not read since. */
  adopt({ map, names }: PortTable): void {
    if (names.length === 0) return;
    const positions = new Map(this.map.devices.map(({ name }, position) => [name, position]));
    for (const { device, number, port } of names) {
      const position = positions.get(map.devices[device]?.name ?? '') ?? -1;
      if (position >= 0 && this.find(position, number) < 0) this.rename(position, number, port);
    }
  }

  /** Lays out the dense parts; their whole length. */
  private measure(): number {
    const { device, ifIndex } = this.map.ports;
    ifIndex.forEach((number, port) => {
      const owner = device[port] as number;
      if (number < DENSE) this.denseSize[owner] = Math.max(this.denseSize[owner] as number, number + 1);
    });
    let total = 0;
    this.denseSize.forEach((size, owner) => {
      this.denseFrom[owner] = total;
      total += size;
    });
    return total;
  }

  private set(device: number, number: number, port: number): void {
    if (number < (this.denseSize[device] as number)) {
      this.dense[(this.denseFrom[device] as number) + number] = port;
      return;
    }
    if (2 * (this.used + 1) > this.ports.length) this.grow();
    this.place(device, number, port);
  }

  private place(device: number, number: number, port: number): void {
    const mask = this.ports.length - 1;
    let at = hash(device, number) & mask;
    while (this.ports[at] !== 0 && (this.numbers[at] !== number || this.devices[at] !== device)) at = (at + 1) & mask;
    if (this.ports[at] === 0) this.used++;
    this.devices[at] = device;
    this.numbers[at] = number;
    this.ports[at] = port + 1;
  }

  private grow(): void {
    const { devices, numbers, ports } = this;
    const size = 2 * ports.length;
    this.devices = new Uint32Array(size);
    this.numbers = new Uint32Array(size);
    this.ports = new Int32Array(size);
    this.used = 0;
    ports.forEach((port, at) => {
      if (port > 0) this.place(devices[at] as number, numbers[at] as number, port - 1);
    });
  }
}

function hash(device: number, number: number): number {
  const mixed = Math.imul(number ^ Math.imul(device + 1, 0x9e3779b1), 0x85ebca6b);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}

// What one device meters and exports: packets at its ports go into caches or samples, and come out as datagrams.

import type { Receiver } from '../notify/receiver.ts';
import type { Crossing } from '../traffic/routing.ts';
import type { Stream } from '../traffic/stream.ts';
import type { DeviceState } from '../traffic/timeline.ts';

/** A datagram, and between whom. */
export interface ExportedDatagram {
  /** Where it comes from: an address of the device. */
  readonly address: string;
  readonly to: Receiver;
  readonly bytes: Uint8Array;
  /** Ms since 1970. */
  readonly sentMs: number;
}

export interface Metering {
  /** The device as it is now. False: it is set up otherwise or has restarted, and metering begins anew. */
  goOn(device: DeviceState): boolean;
  /** Packets of a stream, from `first` up to, not with, `end`, pass the device. `passed`: routers behind them. */
  observe(stream: Stream, crossing: Crossing, first: number, end: number, passed: number): void;
  /** What is due at `nowMs`. */
  send(nowMs: number): ExportedDatagram[];
  /** What is left, as when export is switched off. */
  flush(nowMs: number): ExportedDatagram[];
}

/** Whether metering may go on with what it has counted. */
export function isSameMeter(one: DeviceState, other: DeviceState): boolean {
  const essence = ({ bootedMs, meter, ports }: DeviceState) =>
    JSON.stringify([bootedMs, meter, ports.map(({ name, ifIndex }) => [name, ifIndex])]);
  return one === other || essence(one) === essence(other);
}

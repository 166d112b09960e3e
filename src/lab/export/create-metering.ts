// NetFlow or sFlow: what a device meters with.
import type { DeviceState } from '../traffic/timeline.ts';
import type { Metering } from './metering.ts';
import { NetflowMetering } from './netflow-metering.ts';
import { SflowMetering } from './sflow-metering.ts';

/** `seed`: of what is left to chance. */
export function createMetering(device: DeviceState, seed: string): Metering {
  const { sflow } = device.meter;
  const own = `${seed} ${device.name}`;
  return sflow === null ? new NetflowMetering(device, own) : new SflowMetering(device, sflow, own);
}

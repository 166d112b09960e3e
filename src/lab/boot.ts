// Starting a device, and typing on it unseen.
import { ExecShell } from './exec-shell.ts';
import { FaultSet } from './faults.ts';
import type { VirtualDevice } from './virtual-device.ts';

/**
 * Boots a device that is off: replays the startup configuration, as it was typed once, or starts with what the topology file says.
 * What IOS prints in a configuration beyond what the lab knows is passed over.
 */
export function bootDevice(device: VirtualDevice): void {
  const { startupConfiguration, spec, surroundings } = device;
  const now = surroundings.clock.now();
  device.reset();
  // IOS runs CDP unless its configuration says `no cdp run`.
  if (startupConfiguration !== null || spec.cdp) device.cdp.enable(now);
  if (startupConfiguration === null) {
    if (spec.lldp) device.lldp.enable(now);
    typeConfiguration(device, device.factoryLines);
    return;
  }
  typeConfiguration(device, startupConfiguration);
}

/** Types lines in configuration mode, where nobody sees them. */
export function typeConfiguration(device: VirtualDevice, lines: readonly string[]): void {
  if (lines.length === 0) return;
  const shell = openSilentShell(device);
  shell.privileged = true;
  for (const line of ['configure terminal', ...lines]) shell.answer(line);
  shell.dispose();
}

/** A shell that nobody sees, on a device without faults. */
export function openSilentShell(device: VirtualDevice): ExecShell {
  const nothing = () => undefined;
  return new ExecShell(device, {
    user: '',
    vty: 0,
    peerAddress: '',
    faults: new FaultSet(),
    send: nothing,
    close: nothing,
    drop: nothing,
    onCommand: nothing,
  });
}

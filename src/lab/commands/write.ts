// Saving the configuration: `write memory` and `copy running-config startup-config`.
import type { VirtualDevice } from '../virtual-device.ts';
import type { Command } from './command.ts';

/** Running to startup configuration; returns what IOS prints. */
export function save(device: VirtualDevice): string {
  device.startupConfiguration = device.runningConfiguration();
  return 'Building configuration...\n[OK]\n';
}

export const writeMemory: Command = {
  patterns: ['write', 'write memory'],
  mode: 'exec',
  privileged: true,
  run: ({ device }) => save(device),
};

export const copyRunningConfig: Command = {
  patterns: ['copy running-config startup-config'],
  mode: 'exec',
  privileged: true,
  run: ({ device, session }) => {
    session.ask('Destination filename [startup-config]? ', { echo: true }, () => save(device));
    return '';
  },
};

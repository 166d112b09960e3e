// `show running-config` and `show startup-config`.
import { type Command, printLines } from './command.ts';

export const showRunningConfig: Command = {
  patterns: ['show running-config'],
  mode: 'exec',
  privileged: true,
  run: ({ device }) => {
    const lines = device.runningConfiguration();
    const bytes = printLines(lines).length;
    return printLines(['Building configuration...', '', `Current configuration : ${bytes} bytes`, ...lines, '']);
  },
};

export const showStartupConfig: Command = {
  patterns: ['show startup-config'],
  mode: 'exec',
  privileged: true,
  run: ({ device }) => {
    const lines = device.startupConfiguration;
    if (lines === null) return 'startup-config is not present\n';
    return printLines([`Using ${printLines(lines).length} out of 262144 bytes`, ...lines, '']);
  },
};

// `show running-config` and `show startup-config`.
import { type Command, printLines } from './command.ts';

/** `show running-config interface PORT`: its block only. */
export const showRunningInterface: Command = {
  patterns: ['show running-config interface <interface>'],
  mode: 'exec',
  privileged: true,
  run: ({ device }, [name]) => {
    const lines = device.runningConfiguration();
    const start = lines.indexOf(`interface ${name}`);
    const block = start < 0 ? [] : lines.slice(start, lines.indexOf('!', start));
    const text = [...block, 'end'];
    const bytes = printLines(text).length;
    return printLines(['Building configuration...', '', `Current configuration : ${bytes} bytes`, '!', ...text, '']);
  },
};

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

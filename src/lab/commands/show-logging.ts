// `show logging`: the last log lines.
import { type Command, printLines } from './command.ts';

export const showLogging: Command = {
  patterns: ['show logging'],
  mode: 'exec',
  run: ({ device }) => printLines(['Log Buffer (8192 bytes):', '', ...device.logBuffer]),
};

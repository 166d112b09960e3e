// `show clock`.
import { formatClock } from '../log-lines.ts';
import { type Command, printLines } from './command.ts';

export const showClock: Command = {
  patterns: ['show clock'],
  mode: 'exec',
  run: ({ device }) => printLines([formatClock(device.surroundings.clock.date())]),
};

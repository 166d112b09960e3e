// `show lldp`: whether it runs, and its timers.
import { type Command, printLines } from './command.ts';

export const LLDP_DISABLED = '% LLDP is not enabled\n';

export const showLldp: Command = {
  patterns: ['show lldp'],
  mode: 'exec',
  run: ({ device: { lldp } }) => {
    if (!lldp.enabled) return LLDP_DISABLED;
    return printLines([
      '',
      'Global LLDP Information:',
      '    Status: ACTIVE',
      `    LLDP advertisements are sent every ${lldp.intervalSeconds} seconds`,
      `    LLDP hold time advertised is ${lldp.holdSeconds} seconds`,
      `    LLDP interface reinitialisation delay is ${lldp.reinitSeconds} seconds`,
    ]);
  },
};

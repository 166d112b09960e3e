// `show lldp`: whether LLDP runs, and its timers.
import type { TableParser } from '../command-parser.ts';
import { numberOf, textOf } from '../row-values.ts';

export const LLDP: TableParser = {
  folder: 'lldp',
  typed: ['show lldp'],
  template: 'cisco_ios_show_lldp',
  whenDisabled: { enabled: false, helloInterval: null, holdTime: null, reinitDelay: null },
  toRecord: (row) => ({
    enabled: isActive(textOf(row, 'STATUS')),
    helloInterval: numberOf(row, 'HELLO_INTERVAL'),
    holdTime: numberOf(row, 'HOLD_TIME'),
    reinitDelay: numberOf(row, 'REINIT_DELAY'),
  }),
};

/** Null where the answer was cut before it said. */
function isActive(status: string | null): boolean | null {
  return status === null ? null : status.toUpperCase() === 'ACTIVE';
}

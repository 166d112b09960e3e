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
    holdTime: numberOf(row, 'HOLD_TIME') ?? product(numberOf(row, 'HELLO_INTERVAL'), numberOf(row, 'HOLD_MULTIPLIER')),
    reinitDelay: numberOf(row, 'REINIT_DELAY'),
    chassisId: textOf(row, 'CHASSIS_ID'),
    systemName: textOf(row, 'SYSTEM_NAME'),
  }),
};

/** Null where the answer was cut before it said. */
function isActive(status: string | null): boolean | null {
  return status === null ? null : /^(?:active|enabled?|on|up|yes|true|running)$/i.test(status);
}

/** IEEE 802.1AB-2016 §9.2.5.6: the hold time is the interval times a multiplier; some OSes print these two. */
function product(interval: number | null, multiplier: number | null): number | null {
  return interval === null || multiplier === null ? null : interval * multiplier;
}

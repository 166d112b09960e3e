// `show lldp`: whether LLDP runs, and its timers.
import type { TableParser } from '../table-parser.ts';
import { numberOf, type TemplateRow, textOf } from './row-values.ts';

export const LLDP: TableParser = {
  folder: 'lldp',
  typed: ['show lldp'],
  template: 'cisco_ios_show_lldp',
  whenDisabled: { enabled: false, helloInterval: null, holdTime: null, reinitDelay: null },
  toRecord: (row) => ({
    // An OS that prints no status prints its timers while LLDP runs.
    enabled: row.STATUS === undefined ? isTimed(row) : isActive(textOf(row, 'STATUS')),
    helloInterval: numberOf(row, 'HELLO_INTERVAL'),
    holdTime: numberOf(row, 'HOLD_TIME') ?? product(numberOf(row, 'HELLO_INTERVAL'), numberOf(row, 'HOLD_MULTIPLIER')),
    reinitDelay: numberOf(row, 'REINIT_DELAY'),
    chassisId: textOf(row, 'CHASSIS_ID'),
    systemName: textOf(row, 'SYSTEM_NAME'),
  }),
};

function isTimed(row: TemplateRow): boolean | null {
  return numberOf(row, 'HELLO_INTERVAL') === null ? null : true;
}

/** Null where the answer was cut before it said. */
function isActive(status: string | null): boolean | null {
  return status === null ? null : /^(?:active|enabled?|on|up|yes|true|running)$/i.test(status);
}

/** IEEE 802.1AB-2016 §9.2.5.6: the hold time is the interval times a multiplier; some OSes print these two. */
function product(interval: number | null, multiplier: number | null): number | null {
  return interval === null || multiplier === null ? null : interval * multiplier;
}

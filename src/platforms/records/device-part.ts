// What other OSes tell by commands of their own where IOS has it all in `show version`: serial number, model, uptime.
import type { CommandParser } from '../command-parser.ts';
import { linesOf, textOf } from './row-values.ts';

/** Made with `sameRecord(DEVICE_PART, { folder: 'hardware' | 'system', … })`. Columns are those of `version`; a row without any is none. */
export const DEVICE_PART: CommandParser = {
  folder: 'hardware',
  typed: ['show inventory'],
  template: 'cisco_ios_show_inventory',
  toRecord(row) {
    const record = {
      chassis: textOf(row, 'CHASSIS'),
      chassisSerial: textOf(row, 'CHASSIS_SERIAL'),
      models: linesOf(row, 'MODELS'),
      serials: linesOf(row, 'SERIALS'),
      baseMac: textOf(row, 'BASE_MAC'),
      uptime: textOf(row, 'UPTIME'),
      restarted: textOf(row, 'RESTARTED'),
    };
    return Object.values(record).some((value) => value !== null && value.length > 0) ? record : null;
  },
};

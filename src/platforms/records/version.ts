// Who the device is: `show version`, and what other OSes tell by commands of their own.
import { UPTIME } from '../reading/volatile-lines.ts';
import type { RecordKind, TableParser } from '../table-parser.ts';
import { linesOf, type TemplateRow, textOf } from './row-values.ts';

/** The chassis first, then what the member blocks name; each once. */
function withMembers(row: TemplateRow, chassis: string | null, list: string): string[] {
  return [...new Set([...(chassis === null ? [] : [chassis]), ...linesOf(row, list)])];
}

/** One record; a stack lists the models and serial numbers of all its members. */
export const VERSION: TableParser = {
  folder: 'version',
  typed: ['show version'],
  template: 'cisco_ios_show_version',
  neverEmpty: true,
  volatile: UPTIME,
  toRecord(row) {
    const hostname = textOf(row, 'HOSTNAME');
    const version = textOf(row, 'VERSION') ?? textOf(row, 'XE_VERSION');
    const chassis = textOf(row, 'CHASSIS');
    const chassisSerial = textOf(row, 'CHASSIS_SERIAL');
    // Stray words of another text: without any of these it is no answer to `show version`.
    if (hostname === null && version === null && chassis === null) return null;
    return {
      hostname,
      version,
      xeVersion: textOf(row, 'XE_VERSION'),
      image: textOf(row, 'IMAGE'),
      uptime: textOf(row, 'UPTIME'),
      chassis,
      chassisSerial,
      models: withMembers(row, chassis, 'MODELS'),
      serials: withMembers(row, chassisSerial, 'SERIALS'),
      baseMac: textOf(row, 'BASE_MAC'),
      restarted: textOf(row, 'RESTARTED'),
      reloadReason: textOf(row, 'RELOAD_REASON'),
    };
  },
};

/** Serial number, model, uptime by themselves, in the columns of `version`: folder `hardware` or `system`. A row without any is none. */
export const DEVICE_PART: RecordKind = {
  folder: 'hardware',
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

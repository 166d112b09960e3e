// `show version`: who the device is. One record; a stack lists the models and serial numbers of all its members.
import type { CommandParser } from '../command-parser.ts';
import { linesOf, type TemplateRow, textOf } from './row-values.ts';

/** The chassis first, then what the member blocks name; each once. */
function withMembers(row: TemplateRow, chassis: string | null, list: string): string[] {
  return [...new Set([...(chassis === null ? [] : [chassis]), ...linesOf(row, list)])];
}

export const VERSION: CommandParser = {
  folder: 'version',
  typed: ['show version'],
  template: 'cisco_ios_show_version',
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

// `show lldp neighbors`: one row per neighbour, its name cut at 20 characters.
import type { TableParser } from '../table-parser.ts';
import { capabilityLetters } from './capability-letters.ts';
import { linesOf, numberOf, portFields, textOf } from './row-values.ts';

export const LLDP_NEIGHBORS: TableParser = {
  folder: 'lldp_neighbors',
  typed: ['show lldp neighbors', 'show lldp neighbors <interface>'],
  template: 'cisco_ios_show_lldp_neighbors',
  alwaysCounted: true,
  trailer: /^Total entries displayed\s*:\s*(\d+)/,
  toRecord(row) {
    const deviceId = String(row.DEVICE_ID ?? '').trim();
    return {
      ...portFields('localInterface', textOf(row, 'LOCAL_INTERFACE')),
      // As printed, even where that is the text "not advertised".
      deviceId: deviceId === '' ? null : deviceId,
      holdTime: numberOf(row, 'HOLD_TIME'),
      capabilities: capabilityLetters(linesOf(row, 'CAPABILITIES')),
      ...portFields('portId', textOf(row, 'PORT_ID')),
      chassisId: textOf(row, 'CHASSIS_ID'),
      timeRemaining: numberOf(row, 'TIME_REMAINING'),
    };
  },
};

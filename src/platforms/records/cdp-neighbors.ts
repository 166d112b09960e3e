// `show cdp neighbors`: one row per neighbour; long names have a line of their own.
import { markWrappedNames } from '../prepare/wrapped-names.ts';
import type { TableParser } from '../table-parser.ts';
import { linesOf, numberOf, partsOf, portFields, textOf } from './row-values.ts';

/** By columns, or by words where the columns were moved: the number behind the local port. */
const HOLDTIME_COLUMN =
  /^(?:.{17}[A-Za-z][A-Za-z-]* ?\d[\d/.:]* *(?<=^.{35})(\d{1,5} *)|(?:\S.*?)?\s+[A-Za-z][A-Za-z-]* ?\d[\d/.:]* +(\d{1,5} *)(?= |$))/;

export const CDP_NEIGHBORS: TableParser = {
  folder: 'cdp_neighbors',
  typed: ['show cdp neighbors', 'show cdp neighbors <interface>'],
  template: 'cisco_ios_show_cdp_neighbors',
  trailer: /^Total cdp entries displayed\s*:\s*(\d+)/,
  prepare: markWrappedNames,
  volatile: [HOLDTIME_COLUMN],
  toRecord(row) {
    const localInterface = textOf(row, 'LOCAL_INTERFACE');
    if (localInterface === null) return null;
    return {
      deviceId: textOf(row, 'DEVICE_ID') ?? linesOf(row, 'WRAPPED_DEVICE_ID').at(-1) ?? null,
      ...portFields('localInterface', localInterface),
      holdTime: numberOf(row, 'HOLD_TIME'),
      capabilities: partsOf(row, 'CAPABILITIES', /\s+/),
      platform: textOf(row, 'PLATFORM'),
      ...portFields('portId', textOf(row, 'PORT_ID')),
    };
  },
};

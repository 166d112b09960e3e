// `show etherchannel summary`: LAGs and their members, with the letters that tell their state (`P` bundled, `D` down …).
import { canonicalPortName, type ParsedRecord } from '../../model/index.ts';
import type { TableParser } from '../table-parser.ts';
import { linesOf, numberOf, portFields, textOf } from './row-values.ts';

/** `Te6/4(P)       Te3/5(P)`, or names without letters, parted by blanks or commas → its members. */
function readMembers(line: string): ParsedRecord[] {
  return [...line.matchAll(/([^\s(),]+)(?:\s*\(([^)]*)\))?/g)].map(([, port = '', flags = '']) => ({
    interface: canonicalPortName(port),
    flags,
  }));
}

export const ETHERCHANNEL_SUMMARY: TableParser = {
  folder: 'etherchannel_summary',
  typed: ['show etherchannel summary', 'show etherchannel <name> summary'],
  template: 'cisco_ios_show_etherchannel_summary',
  toRecord(row) {
    return {
      group: numberOf(row, 'GROUP'),
      ...portFields('bundle', textOf(row, 'BUNDLE')),
      bundleFlags: textOf(row, 'FLAGS'),
      protocol: textOf(row, 'PROTOCOL'),
      members: linesOf(row, 'MEMBERS').flatMap(readMembers),
    };
  },
};

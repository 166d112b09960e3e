// `show etherchannel summary` and its like: LAGs and their members, with the letters or words that tell their state.
import { canonicalPortName, type ParsedRecord } from '../../model/index.ts';
import type { TableParser } from '../table-parser.ts';
import { LAG_WORDS, type LagWords, lagProtocol, memberState } from './lag-words.ts';
import { linesOf, numberOf, portFields, type TemplateRow, textOf } from './row-values.ts';

/** A type, so that it is a record. */
export type LagMember = { readonly interface: string; readonly flags: string };

/** `Te6/4(P)       Te3/5(P)`, or names without letters, parted by blanks or commas → its members. */
function readMembers(line: string, flagsBeside: string): LagMember[] {
  return [...line.matchAll(/([^\s(),]+)(?:\s*\(([^)]*)\))?/g)].map(([, port = '', flags]) => ({
    interface: canonicalPortName(port),
    flags: (flags ?? flagsBeside).trim(),
  }));
}

/** MEMBER_FLAGS, where the OS has it as a column of its own, has an entry for each of MEMBERS. */
export function membersOf(row: TemplateRow): LagMember[] {
  const flags = linesOf(row, 'MEMBER_FLAGS');
  return linesOf(row, 'MEMBERS').flatMap((line, i) => readMembers(line, flags[i] ?? ''));
}

/** `protocol` and `members` as printed; `mode` and `states` are what they mean. */
export function lagRecord(
  words: LagWords,
  membersIn: (row: TemplateRow) => LagMember[] = membersOf,
): (row: TemplateRow) => ParsedRecord {
  return (row) => {
    const protocol = textOf(row, 'PROTOCOL');
    const members = membersIn(row);
    return {
      group: numberOf(row, 'GROUP'),
      ...portFields('bundle', textOf(row, 'BUNDLE')),
      bundleFlags: textOf(row, 'FLAGS'),
      protocol,
      members,
      mode: lagProtocol(words, protocol),
      states: members.flatMap((member): ParsedRecord[] => {
        const state = memberState(words, member.flags);
        return state === null ? [] : [{ interface: member.interface, state }];
      }),
    };
  };
}

export const ETHERCHANNEL_SUMMARY: TableParser = {
  folder: 'etherchannel_summary',
  typed: ['show etherchannel summary', 'show etherchannel <name> summary'],
  template: 'cisco_ios_show_etherchannel_summary',
  toRecord: lagRecord(LAG_WORDS.cisco),
};

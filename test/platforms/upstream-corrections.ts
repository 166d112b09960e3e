// Where the projects that the fixtures come from tell something else than the device printed. Each correction says why.
import type { ParsedRecord } from '../../src/model/index.ts';
import type { Expected } from './score.ts';

type Fields = Readonly<Record<string, unknown>>;

interface Correction {
  readonly reason: string;
  /** Cases, by `platform/command/name`. */
  readonly cases: RegExp;
  readonly record: (record: Fields) => Fields;
}

function without(record: Fields, ...fields: string[]): Fields {
  return Object.fromEntries(Object.entries(record).filter(([field]) => !fields.includes(field)));
}

const CORRECTIONS: readonly Correction[] = [
  {
    reason: 'ntc cuts the file system off the image ("flash:packages.conf")',
    cases: /\/version\/ntc-/,
    record: (record) => without(record, 'image'),
  },
  {
    reason: 'ntc misses the packets of ports that print no "no buffer" count behind them',
    cases: /\/interfaces\/ntc-/,
    record: (record) =>
      record.inputPackets === null && record.outputPackets !== null ? without(record, 'inputPackets') : record,
  },
  {
    reason: 'genie capitalises "ucse1/0/1" and "pseudowire1"',
    cases: /\/(?:interfaces|ip_interface_brief)\/genie-/,
    record: (record) =>
      Object.fromEntries(
        Object.entries(record).map(([field, value]) => [
          field,
          typeof value === 'string' ? value.replace(/^(?:Ucse|Pseudowire)(?=\d)/, (name) => name.toLowerCase()) : value,
        ]),
      ),
  },
  {
    reason: 'genie gives an unnumbered interface the address that it borrows',
    cases: /\/cisco_ios\/interfaces\/genie-ios-golden_output\/|\/cisco_iosxe\/interfaces\/genie-iosxe-golden_output\//,
    record: (record) =>
      record.name === 'Tunnel0' || record.name === 'GigabitEthernet3'
        ? without(record, 'ipAddress', 'prefixLength')
        : record,
  },
  {
    reason: 'genie writes its own words for Drop, All and an absent VLAN',
    cases: /\/mac_address_table\/genie-/,
    record: (record) => ({
      ...record,
      ports: Array.isArray(record.ports) && record.ports.includes('entry_type') ? ['Drop'] : record.ports,
      vlan: record.vlan === 'all' ? 'All' : record.vlan === '---' ? null : record.vlan,
    }),
  },
];

/** Cases that tell too much differently to be compared row by row. */
export const INCOMPARABLE: Readonly<Record<string, string>> = {
  'cisco_ios/mac_address_table/napalm-mac_address_table-4500_format3':
    'takes a routed port in the VLAN column for a port of the entry, and calls its VLAN -1',
};

export function corrected(id: string, expected: Expected): Expected {
  const corrections = CORRECTIONS.filter(({ cases }) => cases.test(`/${id}/`));
  return {
    ...expected,
    records: expected.records.map((record) => corrections.reduce((now, { record: change }) => change(now), record)),
  };
}

/** napalm joins the rows of one address in one VLAN, and leaves out destinations that are no ports (`Switch`, `Router`). */
export function asNapalmTells(records: readonly ParsedRecord[]): ParsedRecord[] {
  const joined = new Map<string, { mac: string; vlan: string | null; ports: string[] }>();
  for (const { mac, vlan, ports } of records) {
    const row = { mac: String(mac), vlan: typeof vlan === 'string' ? vlan : null, ports: [] as string[] };
    const known = joined.get(`${row.mac} ${row.vlan}`) ?? row;
    joined.set(`${row.mac} ${row.vlan}`, known);
    known.ports.push(...(Array.isArray(ports) ? ports.filter((port) => /\d/.test(String(port))) : []));
  }
  return [...joined.values()];
}

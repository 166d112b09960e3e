// Where we read a fixture otherwise than its expected.json, and why.

/** Records that we have and the strict oracle has not, or the other way round: `case` → datagram → our number. */
export const OTHER_COUNTS: Readonly<Record<string, { reason: string; records: Readonly<Record<number, number>> }>> = {
  telegraf_issue_14370: {
    reason:
      'the last set tells two octets more than there are; its one record is whole, and is taken as others take it',
    records: { 0: 2 },
  },
  'vflow_ipfix-decoder-test-go': {
    reason: 'data came before its template; we keep it, and decode it when the template comes in the datagram after it',
    records: { 2: 4 },
  },
};

/** Values of single fields: `case` → field → what we read in place of a value of the oracle. */
export const OTHER_VALUES: Readonly<
  Record<string, { reason: string; of: (field: string, value: unknown) => boolean }>
> = {
  'ipfix_interpreter-test-go': {
    reason: '65535 in a field of 16 bits is what exporters write where they do not know the port',
    of: (field, value) => (field === 'inIf' || field === 'outIf') && value === 65535,
  },
  'logstash_ipfix-netscaler-with-variable-length-fields-2': {
    reason:
      'ifIndex 2147483651 is above the greatest one of RFC 2863 (2147483647): NetScaler means no port of SNMP by it',
    of: (field, value) => (field === 'inIf' || field === 'outIf') && value === 2147483651,
  },
};

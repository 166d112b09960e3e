// Where other decoders and ours read the same capture differently, one by one, and why. A difference that is not here is a bug of ours.
import type { Disagreement } from './agreement.ts';

export interface Known {
  readonly reason: string;
  /** How many records differ, by field. */
  readonly counts?: Disagreement;
  /** Datagrams that are left out, from 0. */
  readonly skip?: readonly number[];
}

const UNKNOWN_PORT = '65535 in 16 bits is what exporters write where they do not know the port: to us it is not known';
const NO_IFINDEX = 'ifIndex 2147483651 is above the greatest one of RFC 2863: to us it is not known';

/** What is to be found in these cases, and nothing else. */
export function known(cases: readonly { readonly id: string }[], list: Readonly<Record<string, Known>>) {
  return Object.fromEntries(cases.map(({ id }) => [id, list[id]?.counts ?? {}]));
}

export const OF_TSHARK: Readonly<Record<string, Known>> = {
  'ipfix_interpreter-test-go': {
    reason: UNKNOWN_PORT,
    counts: { inIf: 26, outIf: 20 },
  },
  'ovs-netflow5': {
    reason: UNKNOWN_PORT,
    counts: { outIf: 128 },
  },
  'logstash_ipfix-netscaler-with-variable-length-fields-2': {
    reason: NO_IFINDEX,
    counts: { inIf: 1, outIf: 2 },
  },
  'logstash_netflow-5-invalid-01': {
    reason: 'three records of a made-up datagram begin after they end: to us they begin when they end',
    counts: { first: 3 },
  },
  'python-netflow-v9-softflowd_tests-lib-py': {
    reason:
      'templates are redefined from the fifth datagram on; tshark 4.0 goes on with the first ones it saw ("Template Frame: 4")',
    skip: [3, 5, 6, 7],
    // A message of 1994 with a systemInitTime of 2020: times are anybody's guess, ours keep to the message.
    counts: { first: 1, last: 1 },
  },
  'vflow_ipfix-decoder-test-go': {
    reason: 'data came before its template: we decode it when the template comes, tshark not at all',
    counts: { records: 1 },
  },
  'ipfix-small': {
    reason: 'tshark 4.0 takes a Cisco field (9/12235) of less than 6 octets for malformed, and stops',
    skip: [5, 12, 17, 40],
  },
  goflow2_sflow5_L153: {
    reason: 'tshark 4.0 does not know discarded-packet samples (format 5)',
    counts: { records: 1 },
  },
  telegraf_sflow_issue_15375: {
    reason: 'tshark 4.0 does not know discarded-packet samples (format 5)',
    counts: { records: 1 },
  },
  goflow_sflow5_L23: {
    reason:
      'extended switch data says that it has 6 octets and has 16; tshark ignores that, we go by lengths and cannot find the header',
    counts: { bytes: 6 },
  },
  gopacket_sflow5_L338: {
    reason: 'the length of a frame is in "Ethernet frame data"; we take that, tshark only that of raw headers',
    counts: { bytes: 7 },
  },
  'corpus sflow5': {
    reason: 'the TCP headers in it say that they have no octets: tshark reads no flags then',
    counts: { tcpFlags: 689 },
  },
};

const NO_ICMPV6 = 'nfdump 1.7.1 has no type and code of ICMPv6';
const NO_SAMPLED_ICMP = 'sfcapd 1.7.1 reads no type and code of ICMP in samples';
const SEVERAL_PORTS = 'out of several ports at once: sfcapd prints what it takes for a port';

/** Of these cases nfdump scales by the rates of options records too. */
export const SCALED_BY_OPTIONS: readonly string[] = ['ipfix-small'];

/** nfdump has no "not known": what is not told is 0 there. */
export const OF_NFDUMP: Readonly<Record<string, Known>> = {
  'ipfix_interpreter-test-go': { reason: UNKNOWN_PORT, counts: { inIf: 26, outIf: 20 } },
  'ovs-netflow5': { reason: UNKNOWN_PORT, counts: { outIf: 128 } },
  'logstash_ipfix-netscaler-with-variable-length-fields-2': { reason: NO_IFINDEX, counts: { inIf: 1, outIf: 2 } },
  'softflowd-ipfix-bidir': {
    reason:
      'nfdump 1.7.1 ignores the enterprise of reverse fields (PEN 29305) and takes their flags and type of service for those of the forward half; times of an uptime clock in IPFIX it exchanges, first for last',
    counts: { tcpFlags: 95, tos: 49, first: 545, last: 545 },
  },
  'softflowd-v9': { reason: NO_ICMPV6, counts: { dstPort: 9 } },
  'sflow-small': { reason: `${NO_SAMPLED_ICMP}; ${NO_ICMPV6}`, counts: { dstPort: 33 } },
  goflow_sflow5_L11: {
    reason: `${NO_SAMPLED_ICMP}; the data source of the sample is its output, so that it was seen going out: nfdump calls all ingress`,
    counts: { dstPort: 1, direction: 1 },
  },
  'logstash_netflow-5-invalid-01': {
    reason: 'the header counts 55582 records: nfcapd throws the datagram away, we read the 30 that are there',
    counts: { records: 1 },
  },
  'logstash_netflow-5-valid-01': {
    reason: 'the header counts 2 records, and 1608 octets of rubbish follow: nfcapd 1.7.1 reads 30 records of it',
    counts: { records: 1 },
  },
  'logstash_netflow-9-cisco-asa': {
    reason: 'ASA tells ICMP twice, by ports and by type and code: nfdump prints type and code, we have the ports',
    counts: { srcPort: 6, dstPort: 14 },
  },
  'logstash_netflow-9-valid-01': { reason: NO_ICMPV6, counts: { dstPort: 1 } },
  'python-netflow-v9-softflowd_tests-lib-py': {
    reason:
      'times of an uptime clock in IPFIX, with a systemInitTime of another year than the message: we keep to the time of the message',
    counts: { first: 26, last: 26 },
  },
  'vflow_ipfix-decoder-test-go': {
    reason: 'data came before its template: we decode it when the template comes, nfcapd not at all',
    counts: { records: 1 },
  },
  goflow2_sflow5_L153: { reason: 'sfcapd 1.7.1 does not know discarded-packet samples', counts: { records: 1 } },
  telegraf_sflow_issue_15375: { reason: 'sfcapd 1.7.1 does not know discarded-packet samples', counts: { records: 1 } },
  goflow_sflow5_L23: {
    reason:
      'extended switch data says that it has 6 octets and has 16: sfcapd throws the datagram away, we count its samples',
    counts: { records: 1 },
  },
  gopacket_sflow5_L253: { reason: SEVERAL_PORTS, counts: { outIf: 1 } },
  'tcpdump_sflow-print-v6': { reason: SEVERAL_PORTS, counts: { outIf: 13 } },
  gopacket_sflow5_L338: {
    reason:
      'sfcapd takes no length of "Ethernet frame data", prints 0x3fffffff (the device itself) as a port, and calls all ingress',
    counts: { bytes: 7, direction: 6, inIf: 6, outIf: 1 },
  },
};

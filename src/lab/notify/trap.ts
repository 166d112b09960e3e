// SNMPv2c traps as an IOS device sends them: a message of RFC 3416 §4.2.6 in the community wrapping of RFC 1901 §3.
import type { TableChanges } from '../lldp-agent.ts';
import { encodeNumber, encodeOid, encodeSequence, encodeText, TAG } from './ber.ts';

const VERSION_2C = 1;
const SNMPV2_TRAP_PDU = 0xa7;

/** SNMPv2-MIB (RFC 3418) and IF-MIB (RFC 2863). */
const SYS_UPTIME = '1.3.6.1.2.1.1.3.0';
const SNMP_TRAP_OID = '1.3.6.1.6.3.1.1.4.1.0';
const SNMP_TRAPS = '1.3.6.1.6.3.1.1.5';
const IF_ENTRY = '1.3.6.1.2.1.2.2.1';
/** LLDP-MIB of IEEE 802.1AB-2005 §12: the notification, and lldpStatistics, whose counts it carries. */
const LLDP_REM_TABLES_CHANGE = '1.0.8802.1.1.2.0.0.1';
const LLDP_STATISTICS = '1.0.8802.1.1.2.1.2';

export interface Trap {
  readonly oid: string;
  readonly variables: readonly Buffer[];
}

export interface TrapHead {
  readonly community: string;
  readonly requestId: number;
  readonly uptimeSeconds: number;
}

export interface TrapPort {
  readonly name: string;
  readonly ifIndex: number;
  readonly adminUp: boolean;
}

export function coldStart(): Trap {
  return { oid: `${SNMP_TRAPS}.1`, variables: [] };
}

/** The three variables of RFC 2863, and the two that IOS adds: ifDescr and ifType. */
export function lineChange({ name, ifIndex, adminUp }: TrapPort, up: boolean): Trap {
  const number = (column: number, value: number) => {
    return variable(`${IF_ENTRY}.${column}.${ifIndex}`, encodeNumber(TAG.integer, value));
  };
  return {
    oid: `${SNMP_TRAPS}.${up ? 4 : 3}`,
    variables: [
      number(1, ifIndex),
      number(7, adminUp ? 1 : 2),
      number(8, up ? 1 : 2),
      variable(`${IF_ENTRY}.2.${ifIndex}`, encodeText(name)),
      number(3, ifType(name)),
    ],
  };
}

/** lldpRemTablesChange, with the counts since the device was started. */
export function remoteTablesChange({ inserts, deletes, ageouts }: TableChanges): Trap {
  const drops = 0;
  const variables = [inserts, deletes, drops, ageouts].map((count, i) => {
    return variable(`${LLDP_STATISTICS}.${i + 2}.0`, encodeNumber(TAG.gauge32, count));
  });
  return { oid: LLDP_REM_TABLES_CHANGE, variables };
}

/** The whole datagram. sysUpTime.0 and snmpTrapOID.0 come first (RFC 3416 §4.2.6). */
export function encodeTrap({ oid, variables }: Trap, { community, requestId, uptimeSeconds }: TrapHead): Buffer {
  const uptime = variable(SYS_UPTIME, encodeNumber(TAG.timeTicks, uptimeSeconds * 100));
  const all = [uptime, variable(SNMP_TRAP_OID, encodeOid(oid)), ...variables];
  const [noError, noIndex] = [encodeNumber(TAG.integer, 0), encodeNumber(TAG.integer, 0)];
  const pdu = [encodeNumber(TAG.integer, requestId), noError, noIndex, encodeSequence(all)];
  return encodeSequence([
    encodeNumber(TAG.integer, VERSION_2C),
    encodeText(community),
    encodeSequence(pdu, SNMPV2_TRAP_PDU),
  ]);
}

function variable(oid: string, value: Buffer): Buffer {
  return encodeSequence([encodeOid(oid), value]);
}

/** IANAifType: ethernetCsmacd, softwareLoopback, ieee8023adLag, l3ipvlan, tunnel. */
function ifType(port: string): number {
  const types = { Loopback: 24, 'Port-channel': 161, Vlan: 136, Tunnel: 131 };
  return Object.entries(types).find(([start]) => port.startsWith(start))?.[1] ?? 6;
}

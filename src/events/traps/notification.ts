// An SNMP notification → what it says has changed. SNMPv2-MIB (RFC 3418), IF-MIB (RFC 2863), LLDP-MIB (IEEE 802.1AB).
import { canonicalPortName, type NetworkEvent } from '../../model/index.ts';
import type { TrapPdu, Varbind } from './snmp-library.ts';

/** What a message tells, and the origin that it names: somebody else than its sender where a relay passed it on. */
export type TrapNews = Pick<NetworkEvent, 'kind' | 'port' | 'ifIndex' | 'text'> & { readonly origin: string | null };

interface Known {
  readonly name: string;
  readonly kind: NetworkEvent['kind'];
}

const SNMP_TRAPS = '1.3.6.1.6.3.1.1.5';

const NOTIFICATIONS: ReadonlyMap<string, Known> = new Map([
  [`${SNMP_TRAPS}.1`, { name: 'coldStart', kind: 'restart' }],
  [`${SNMP_TRAPS}.2`, { name: 'warmStart', kind: 'restart' }],
  [`${SNMP_TRAPS}.3`, { name: 'linkDown', kind: 'link-down' }],
  [`${SNMP_TRAPS}.4`, { name: 'linkUp', kind: 'link-up' }],
  // LLDP-MIB (IEEE 802.1AB-2005) and LLDP-V2-MIB (IEEE 802.1AB-2009).
  ['1.0.8802.1.1.2.0.0.1', { name: 'lldpRemTablesChange', kind: 'neighbor-change' }],
  ['1.3.111.2.802.1.1.13.0.0.1', { name: 'lldpV2RemTablesChange', kind: 'neighbor-change' }],
  // CISCO-IF-EXTENSION-MIB: what NX-OS sends beside linkDown and linkUp.
  ['1.3.6.1.4.1.9.9.276.0.1', { name: 'cieLinkDown', kind: 'link-down' }],
  ['1.3.6.1.4.1.9.9.276.0.2', { name: 'cieLinkUp', kind: 'link-up' }],
]);

const SNMP_TRAP_OID = '1.3.6.1.6.3.1.1.4.1.0';
/** snmpTrapAddress.0 (SNMP-COMMUNITY-MIB, RFC 3584 §3.1): the address of the device whose trap a proxy passes on. */
const SNMP_TRAP_ADDRESS = '1.3.6.1.6.3.18.1.3.0';

/** Columns of ifTable and ifXTable, whose last number is the ifIndex. */
const COLUMNS = {
  ifIndex: '1.3.6.1.2.1.2.2.1.1',
  ifDescr: '1.3.6.1.2.1.2.2.1.2',
  ifAdminStatus: '1.3.6.1.2.1.2.2.1.7',
  ifOperStatus: '1.3.6.1.2.1.2.2.1.8',
  ifName: '1.3.6.1.2.1.31.1.1.1.1',
} as const;

const STATUS = ['', 'up', 'down', 'testing', 'unknown', 'dormant', 'notPresent', 'lowerLayerDown'];

/** Null for a notification about something else. */
export function readNotification(pdu: TrapPdu): TrapNews | null {
  const varbinds = pdu.varbinds ?? [];
  const known = NOTIFICATIONS.get(notificationOf(pdu, varbinds) ?? '');
  if (known === undefined) return null;
  const port = textIn(varbinds, COLUMNS.ifName) ?? textIn(varbinds, COLUMNS.ifDescr);
  const ifIndex = ifIndexIn(varbinds);
  return {
    kind: known.kind,
    port: port === null ? null : canonicalPortName(port),
    ifIndex,
    text: describe(known.name, varbinds, port, ifIndex),
    origin: originOf(pdu, varbinds),
  };
}

/** The OID of SNMPv2, and what RFC 3584 §3.1 makes of a v1 trap: its generic number, or enterprise, 0, specific number. */
function notificationOf({ enterprise, generic, specific }: TrapPdu, varbinds: readonly Varbind[]): string | null {
  if (enterprise === undefined || generic === undefined) {
    const value = varbinds.find(({ oid }) => oid === SNMP_TRAP_OID)?.value;
    return typeof value === 'string' ? value : null;
  }
  return generic >= 0 && generic < 6 ? `${SNMP_TRAPS}.${generic + 1}` : `${enterprise}.0.${specific}`;
}

function originOf({ agentAddr }: TrapPdu, varbinds: readonly Varbind[]): string | null {
  const told = varbinds.find(({ oid }) => oid === SNMP_TRAP_ADDRESS)?.value ?? agentAddr;
  return typeof told === 'string' && told !== '0.0.0.0' ? told : null;
}

function find(varbinds: readonly Varbind[], column: string): Varbind | undefined {
  return varbinds.find(({ oid }) => oid.startsWith(`${column}.`));
}

function textIn(varbinds: readonly Varbind[], column: string): string | null {
  const value = find(varbinds, column)?.value;
  if (!Buffer.isBuffer(value)) return null;
  const text = value.subarray(0, 255).toString('utf8').replace(/\0+$/, '').trim();
  return text === '' ? null : text;
}

function numberIn(varbinds: readonly Varbind[], column: string): number | null {
  const value = find(varbinds, column)?.value;
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : null;
}

function ifIndexIn(varbinds: readonly Varbind[]): number | null {
  const own = numberIn(varbinds, COLUMNS.ifIndex);
  if (own !== null) return own > 0 ? own : null;
  const columns = [COLUMNS.ifOperStatus, COLUMNS.ifAdminStatus, COLUMNS.ifName, COLUMNS.ifDescr];
  const row = columns.map((column) => find(varbinds, column)?.oid).find((oid) => oid !== undefined);
  const index = Number(row?.split('.').at(-1));
  return Number.isSafeInteger(index) && index > 0 ? index : null;
}

/** `linkDown, Gi0/1, ifIndex 3, admin up, oper down`. */
function describe(name: string, varbinds: readonly Varbind[], port: string | null, ifIndex: number | null): string {
  const [admin, oper] = [COLUMNS.ifAdminStatus, COLUMNS.ifOperStatus].map(
    (one) => STATUS[numberIn(varbinds, one) ?? 0],
  );
  const parts = [
    name,
    port,
    ifIndex === null ? null : `ifIndex ${ifIndex}`,
    admin ? `admin ${admin}` : null,
    oper ? `oper ${oper}` : null,
  ];
  return parts.filter((part) => part !== null).join(', ');
}

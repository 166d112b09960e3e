// What receives in the tests: a plain UDP socket for syslog, and net-snmp's receiver for traps, which decodes them its own way.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import snmp from 'net-snmp';

export interface Datagram {
  readonly text: string;
  readonly from: string;
}

export interface SyslogReceiver {
  readonly address: string;
  readonly received: Datagram[];
  close(): void;
}

export async function receiveSyslog(): Promise<SyslogReceiver> {
  const socket = createSocket('udp4');
  const received: Datagram[] = [];
  socket.on('message', (data, { address }) => received.push({ text: data.toString(), from: address }));
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return { address: `127.0.0.1:${socket.address().port}`, received, close: () => socket.close() };
}

export interface ReceivedTrap {
  readonly from: string;
  readonly community: string;
  /** OID → value; text and OIDs as text. */
  readonly variables: ReadonlyMap<string, string | number>;
  /** The same as types of net-snmp. */
  readonly types: readonly number[];
  readonly oid: string;
}

export interface TrapReceiver {
  readonly address: string;
  readonly received: ReceivedTrap[];
  readonly errors: Error[];
  close(): void;
}

const SNMP_TRAP_OID = '1.3.6.1.6.3.1.1.4.1.0';

interface Notification {
  readonly rinfo: { readonly address: string };
  readonly pdu: {
    readonly community: string;
    readonly varbinds: readonly {
      readonly oid: string;
      readonly type: number;
      readonly value: Buffer | number | string;
    }[];
  };
}

export async function receiveTraps(): Promise<TrapReceiver> {
  const port = await freeUdpPort();
  const received: ReceivedTrap[] = [];
  const errors: Error[] = [];
  const receiver = snmp.createReceiver(
    { port, address: '127.0.0.1', disableAuthorization: true, includeAuthentication: true },
    (error: Error | null, notification: Notification) => {
      if (error) errors.push(error);
      else received.push(readTrap(notification));
    },
  );
  return { address: `127.0.0.1:${port}`, received, errors, close: () => receiver.close() };
}

function readTrap({ rinfo, pdu }: Notification): ReceivedTrap {
  const variables = new Map(
    pdu.varbinds.map(({ oid, value }) => [oid, Buffer.isBuffer(value) ? value.toString() : value]),
  );
  return {
    from: rinfo.address,
    community: pdu.community,
    variables,
    types: pdu.varbinds.map(({ type }) => type),
    oid: String(variables.get(SNMP_TRAP_OID)),
  };
}

async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  await once(socket, 'close');
  return port;
}

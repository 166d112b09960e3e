// net-snmp's receiver, as much of it as is used here and with types: it decodes, checks communities and users, answers informs.

import type { Socket } from 'node:dgram';
import { EventEmitter } from 'node:events';
import snmp from 'net-snmp';
import type { SnmpUser } from '../../model/index.ts';
import type { Outcome } from '../tally.ts';

export interface Varbind {
  readonly oid: string;
  readonly value: unknown;
}

/** A notification of SNMPv1 (`enterprise`, `generic`, `specific`, `agentAddr`), or of v2c and v3. */
export interface TrapPdu {
  readonly varbinds?: readonly Varbind[];
  readonly enterprise?: string;
  readonly generic?: number;
  readonly specific?: number;
  readonly agentAddr?: string;
  /** Of v3. */
  readonly user?: string;
  readonly community?: string;
}

export interface Credentials {
  readonly communities: readonly string[];
  readonly users: readonly SnmpUser[];
}

export interface TrapReader {
  /** What became of one datagram. A notification that is in order is handed on; informs are answered through the socket. */
  read(
    datagram: Buffer,
    from: { readonly address: string; readonly port: number },
  ): TrapPdu | Exclude<Outcome, 'events'>;
}

/** usmStatsUnknownEngineIDs.0 (RFC 3414 §5) in BER: the answer to a sender that asks who we are before it informs. */
const UNKNOWN_ENGINE = Buffer.from([0x2b, 6, 1, 6, 3, 15, 1, 1, 4, 0]);

/** Errors that say that a sender is not who it should be; every other says that the datagram is none. */
const REFUSALS = ['RequestFailedError', 'ResponseInvalidError'];

interface LibraryReceiver {
  getAuthorizer(): { addCommunity(community: string): void; addUser(user: object): void };
}

/** Gets the library's datagrams from us, so that those of strangers never reach it. */
class Gate extends EventEmitter {
  readonly #socket: Socket;
  #reply: Buffer | null = null;

  constructor(socket: Socket) {
    super();
    this.#socket = socket;
  }

  bind(): void {}

  /** What the library answered since it was asked last. */
  takeReply(): Buffer | null {
    const reply = this.#reply;
    this.#reply = null;
    return reply;
  }

  send(message: Buffer, offset: number, length: number, port: number, address: string): void {
    this.#reply = message.subarray(offset, offset + length);
    this.#socket.send(this.#reply, port, address, () => undefined);
  }
}

export function createTrapReader(socket: Socket, { communities, users }: Credentials): TrapReader {
  const gate = new Gate(socket);
  const names = new Set(users.map(({ name }) => name));
  let result: TrapPdu | Exclude<Outcome, 'events'> | null = null;
  const options = { dgramModule: { createSocket: () => gate }, includeAuthentication: true };
  const receiver = snmp.createReceiver(options, (error: Error | null, data?: { readonly pdu: TrapPdu }) => {
    if (error) result = REFUSALS.includes(error.name) ? 'refused' : 'malformed';
    else result = data && isAuthorised(data.pdu, names) ? data.pdu : 'refused';
  }) as LibraryReceiver;
  for (const community of communities) receiver.getAuthorizer().addCommunity(community);
  for (const user of users) receiver.getAuthorizer().addUser(toLibraryUser(user));
  return {
    read(datagram, from) {
      result = null;
      try {
        gate.emit('message', datagram, from);
      } catch {
        return 'malformed';
      }
      const reply = gate.takeReply();
      return result ?? (reply?.includes(UNKNOWN_ENGINE) ? 'ignored' : 'refused');
    },
  };
}

/** The library lets the nameless user of an engine discovery pass, with whatever message. */
function isAuthorised({ user, community }: TrapPdu, names: ReadonlySet<string>): boolean {
  return community !== undefined || (user !== undefined && names.has(user));
}

function toLibraryUser({ name, authProtocol, authKey, privProtocol, privKey }: SnmpUser): object {
  const level = authProtocol === null ? 'noAuthNoPriv' : privProtocol === null ? 'authNoPriv' : 'authPriv';
  return {
    name,
    level: snmp.SecurityLevel[level],
    ...(authProtocol && { authProtocol: snmp.AuthProtocols[authProtocol], authKey: authKey?.reveal() }),
    ...(privProtocol && { privProtocol: snmp.PrivProtocols[privProtocol], privKey: privKey?.reveal() }),
  };
}

// Syslog over UDP: a message a datagram (RFC 5426, RFC 3164).
import type { Socket } from 'node:dgram';
import { type Intake, plainAddress } from '../intake.ts';
import { MAX_MESSAGE } from './framing.ts';

export function receiveUdpSyslog(socket: Socket, intake: Intake): void {
  // Errors that a socket reports later (ICMP) concern single datagrams.
  socket.on('error', () => undefined);
  socket.on('message', (datagram, { address }) => {
    const sender = plainAddress(address);
    if (intake.admit(sender)) intake.syslog(datagram.subarray(0, MAX_MESSAGE), sender);
  });
}

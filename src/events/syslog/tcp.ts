// Syslog over TCP (RFC 6587): bounded lines, a limit on connections, and an end to those that say nothing any more.
import type { Server, Socket } from 'node:net';
import { type Intake, plainAddress } from '../intake.ts';
import { FrameReader, type Frames } from './framing.ts';

/** In all, and of one address: a relay opens a few. */
const MAX_CONNECTIONS = 512;
const MAX_PER_ADDRESS = 16;
/** A device that has nothing to say for so long opens a new connection when it has. */
const IDLE_MS = 2 * 3600 * 1000;
const KEEP_ALIVE_MS = 60_000;

/** Ends the connections as well when the server is to close. */
export function receiveTcpSyslog(server: Server, intake: Intake): () => void {
  const connections = new Map<Socket, string>();
  server.on('error', () => undefined);
  server.on('connection', (socket) => {
    const sender = plainAddress(socket.remoteAddress ?? '');
    socket.on('error', () => socket.destroy());
    if (!intake.isKnown(sender)) {
      intake.admit(sender);
      socket.destroy();
      return;
    }
    const ofSender = [...connections.values()].filter((address) => address === sender).length;
    if (connections.size >= MAX_CONNECTIONS || ofSender >= MAX_PER_ADDRESS) {
      intake.fail('refused');
      socket.destroy();
      return;
    }
    connections.set(socket, sender);
    socket.once('close', () => connections.delete(socket));
    serve(socket, sender, intake);
  });
  return () => {
    for (const socket of connections.keys()) socket.destroy();
  };
}

function serve(socket: Socket, sender: string, intake: Intake): void {
  const reader = new FrameReader();
  const take = ({ messages, cut, isBroken }: Frames) => {
    for (const message of messages) if (intake.admit(sender)) intake.syslog(message, sender);
    for (let i = 0; i < cut + Number(isBroken); i++) intake.fail('malformed');
    if (isBroken) socket.destroy();
  };
  socket.setKeepAlive(true, KEEP_ALIVE_MS);
  socket.setTimeout(IDLE_MS, () => socket.destroy());
  socket.on('data', (chunk) => take(reader.push(chunk)));
  socket.on('end', () => {
    const rest = reader.end();
    if (rest !== null) take({ messages: [rest], cut: 0, isBroken: false });
  });
}

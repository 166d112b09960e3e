// What carries an SSH connection: a TCP socket, or a channel through a jump host.
import { connect, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Client } from 'ssh2';

export interface Road extends Duplex {
  /** Ends it after what was written has gone out. */
  destroySoon(): void;
}

/** Begins to connect; the socket tells what comes of it. */
export function openSocket(host: string, port: number): Road {
  return connect({ host, port, noDelay: true });
}

/** A channel of ssh2 closes itself in order when it is destroyed. */
export function channelRoad(channel: Duplex): Road {
  return Object.assign(channel, { destroySoon: () => void channel.destroy() });
}

export function isConnecting(road: Road): boolean {
  return road instanceof Socket && road.connecting;
}

/** Says goodbye, waits for the other end to close, and cuts the connection after `graceMs`. Never rejects. */
export function closeConnection(client: Client, road: Road, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    if (road.closed || road.destroyed) return resolve();
    const done = () => {
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(() => {
      road.destroy();
      resolve();
    }, graceMs);
    road.once('close', done);
    if (road.writable) client.end();
    else road.destroy();
  });
}

// What carries an SSH connection: a TCP socket, or a channel through a jump host.
import { lookup } from 'node:dns';
import { connect, type LookupFunction, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Client } from 'ssh2';

export interface Road extends Duplex {
  /** Ends it after what was written has gone out. */
  destroySoon(): void;
}

/** Begins to connect; the socket tells what comes of it. */
export function openSocket(host: string, port: number): Road {
  return connect({ host, port, noDelay: true, lookup: lookupOnce });
}

type LookupCallback = Parameters<LookupFunction>[2];

/** Those who wait for a name, by name and options. */
const lookups = new Map<string, LookupCallback[]>();

/**
 * One question at a time for each name. The system has few threads to ask DNS, and where it does not answer a question can
 * neither be called back nor overtaken: asked again by each run of a schedule, they would pile up.
 */
const lookupOnce: LookupFunction = (hostname, options, callback) => {
  const key = JSON.stringify([hostname, options.family, options.hints, options.all]);
  const waiting = lookups.get(key);
  if (waiting) return void waiting.push(callback);
  const callbacks = [callback];
  lookups.set(key, callbacks);
  lookup(hostname, options, (...answer) => {
    lookups.delete(key);
    for (const answered of callbacks) answered(...answer);
  });
};

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

// Flow export as it happens: every second the datagrams that are due leave by UDP, each from its device's own address.
import { createSocket, type Socket } from 'node:dgram';
import { ExportRun } from '../traffic/export-run.ts';
import type { TrafficModel } from '../traffic/traffic-model.ts';
import type { ExportedDatagram } from './metering.ts';

const BEAT_MS = 1000;
/** Behind such a pause (a suspended machine) the past is not made up for. */
const LONGEST_PAUSE_MS = 15_000;

export interface LiveExport {
  close(): void;
}

/** `nowMs` is the clock of the traffic. Addresses that are not this machine's send from the one that it takes by itself. */
export function startLiveExport(model: TrafficModel, nowMs: () => number): LiveExport {
  const sockets = new Map<string, Promise<Socket | null>>();
  let run = new ExportRun(model, nowMs());
  const beat = setInterval(() => {
    model.timeline.notice();
    const now = nowMs();
    if (now - run.atMs > LONGEST_PAUSE_MS) run = new ExportRun(model, now);
    for (const datagram of run.advance(now)) void send(sockets, datagram);
  }, BEAT_MS).unref();
  return {
    close: () => {
      clearInterval(beat);
      for (const opening of sockets.values()) void opening.then((socket) => socket?.close());
      sockets.clear();
    },
  };
}

/** A datagram that nobody takes is lost, as on any network. */
async function send(
  sockets: Map<string, Promise<Socket | null>>,
  { address, to, bytes }: ExportedDatagram,
): Promise<void> {
  const opening = sockets.get(address) ?? openSocket(address);
  sockets.set(address, opening);
  const socket = await opening;
  socket?.send(bytes, to.port, to.host, () => undefined);
}

async function openSocket(address: string): Promise<Socket | null> {
  return (await bindSocket(address)) ?? (await bindSocket('0.0.0.0'));
}

function bindSocket(address: string): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4').unref();
    socket.once('error', () => {
      socket.close();
      resolve(null);
    });
    socket.bind(0, address, () => {
      socket.removeAllListeners('error').on('error', () => undefined);
      resolve(socket);
    });
  });
}
